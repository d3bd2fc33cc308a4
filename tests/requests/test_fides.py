"""Fides: what it is sent, and what is made of its answers, of which some say less than they seem to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from bot.errors import TargetRefused, TargetUnavailable
from bot.requests.adapters.fides import Fides
from bot.requests.adapters.http import Caller
from bot.requests.targets import Filed, Verifying
from tests.requests.records import CUSTOMER, DETAILS, EMAIL, NAME, PHONE, a_record
from tests.requests.servers.base import Reply
from tests.requests.servers.fides import CLIENT, CODE, SECRET, FidesServer


@pytest.fixture
def fides() -> Iterator[FidesServer]:
    started = FidesServer()
    yield started
    started.close()


def a_fides(server: FidesServer, **given: Any) -> Fides:
    policies = {"disclosure": "default_access_policy", "deletion": "default_erasure_policy", "correction": "no_such_policy"}
    known: dict[str, Any] = {"client_id": CLIENT, "client_secret": SecretStr(SECRET), "policies": policies}
    return Fides(Caller("fides", server.url), **known | given)


def test_a_request_is_an_array_of_one(fides: FidesServer) -> None:
    record = a_record()

    filed = a_fides(fides).file(record)

    asked = fides.requests[record.id]["asked"]
    assert filed == Filed("pri_1", "submitted")
    fields = asked.pop("custom_privacy_request_fields")
    assert asked == {
        "policy_key": "default_erasure_policy",
        "identity": {"email": EMAIL, "phone_number": PHONE, "external_id": CUSTOMER},
        "external_id": record.id,
        "requested_at": "2026-11-26T12:00:00+00:00",
        "location": "JP",
    }
    assert {name: one["value"] for name, one in fields.items()} == {
        "right": "個人情報の削除・消去",
        "name": NAME,
        "details": DETAILS,
        "policy": "site-privacy/2022-04-01#7.1,7.2",
    }
    assert fields["details"]["label"] == "詳細"


def test_it_is_searched_for_before_every_try(fides: FidesServer) -> None:
    target, record = a_fides(fides), a_record()

    target.file(record)
    target.file(record)

    assert [call.parts[2:] for call in fides.calls] == [
        ("oauth", "token"),
        ("privacy-request", "search"),
        ("privacy-request",),
        ("privacy-request", "search"),
    ]


def test_one_that_failed_and_is_there_all_the_same_is_not_filed_again(fides: FidesServer) -> None:
    # As when the message with the code could not be sent.
    fides.fails_with, fides.fails_when_stored, fides.asks_for_code = "Verification message could not be sent.", True, True
    target, record = a_fides(fides), a_record()

    assert target.file(record).status == "awaiting_verification"
    assert list(fides.requests) == [record.id]


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("This record could not be added", TargetUnavailable),
        ("Verification message could not be sent.", TargetUnavailable),
        ("Property ID must be valid to process", TargetRefused),
    ],
)
def test_one_that_failed_is_refused_unless_it_may_work_later(message: str, kind: type[Exception], fides: FidesServer) -> None:
    fides.fails_with = message
    target, record = a_fides(fides), a_record()

    with pytest.raises(kind) as failed:
        target.file(record)

    assert message not in str(failed.value)
    assert target.file(record).status == "submitted"
    assert list(fides.requests) == [record.id]


def test_a_policy_that_is_not_there_refuses(fides: FidesServer) -> None:
    with pytest.raises(TargetRefused, match=r"^The target fides took the call and refused the request in it\.$"):
        a_fides(fides).file(a_record(right="correction"))


def test_an_id_that_only_begins_alike_is_another(fides: FidesServer) -> None:
    record = a_record()
    target = a_fides(fides)
    target.file(replace(record, id=f"{record.id}-0"))

    assert target.find(record) is None
    assert target.file(record).reference == "pri_2"
    # And so with its own ids: pri_2 is in pri_21.
    for _ in range(20):
        target.file(a_record())
    assert target.state(record, "pri_2") == Filed("pri_2", "submitted")


def test_one_that_was_deleted_there_is_not_filed_again(fides: FidesServer) -> None:
    target, record = a_fides(fides), a_record(locale="en")
    target.file(record)
    fides.rows[0]["deleted_at"] = "2026-11-26T13:00:00+00:00"

    assert target.file(record) == Filed("pri_1", "cancelled", "It was taken back in the system that had received it.")
    assert target.state(record, "pri_1").status == "cancelled"
    assert list(fides.requests) == [record.id]


def test_a_token_that_has_ended_is_asked_for_anew(fides: FidesServer) -> None:
    target, record = a_fides(fides), a_record()
    target.file(record)
    fides.tokens = {"another"}

    assert target.find(record) == Filed("pri_1", "submitted")
    assert sum(call.parts[2:] == ("oauth", "token") for call in fides.calls) == 2


def test_a_token_is_used_until_a_minute_before_its_end(fides: FidesServer) -> None:
    now = [0.0]
    target, record = a_fides(fides, clock=lambda: now[0]), a_record()
    for now[0] in (0.0, 691_200.0 - 61, 691_200.0 - 60):
        target.find(record)

    assert sum(call.parts[2:] == ("oauth", "token") for call in fides.calls) == 2


def test_a_wrong_secret_refuses_what_is_filed_and_hides_what_is_there(fides: FidesServer) -> None:
    target = a_fides(fides, client_secret=SecretStr("wrong"))

    with pytest.raises(TargetRefused):
        target.file(a_record())
    with pytest.raises(TargetUnavailable):
        target.find(a_record())


def test_the_code_that_was_sent_to_the_person_lets_it_go_on(fides: FidesServer) -> None:
    fides.asks_for_code = True
    target, record = a_fides(fides), a_record()
    assert isinstance(target, Verifying)
    filed = target.file(record)

    said = "ご本人確認のため、お送りした確認コードの入力をお待ちしています。"
    assert filed == Filed("pri_1", "awaiting_verification", said, by_code=True)
    with pytest.raises(TargetRefused) as wrong:
        target.verify(record, filed.reference, "000000")
    assert "000000" not in str(wrong.value)
    assert target.verify(record, filed.reference, CODE) == Filed("pri_1", "submitted")


def test_each_right_has_the_policy_that_the_settings_give(fides: FidesServer) -> None:
    fides.policies = ("p1",)
    target = a_fides(fides, policies={"stop_use": "p1"})
    record = a_record(right="stop_use")

    assert (target.fit("stop_use"), target.fit("deletion")) == ("exact", "none")
    target.file(record)
    assert fides.requests[record.id]["asked"]["policy_key"] == "p1"


def test_neither_taken_nor_refused_is_no_answer(fides: FidesServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fides, "_create", lambda _: Reply(200, {"succeeded": [], "failed": []}))

    with pytest.raises(TargetUnavailable, match="neither took"):
        a_fides(fides).file(a_record())
