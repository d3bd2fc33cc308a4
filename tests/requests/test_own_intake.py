"""An intake of ours at another address: what is sent there, and what is made of its answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from bot.errors import TargetRefused, TargetUnavailable
from bot.requests.adapters.http import Caller
from bot.requests.adapters.ours import OwnIntake
from bot.requests.record import Subject
from bot.requests.targets import Filed, Verifying
from tests.requests.records import CUSTOMER, DETAILS, EMAIL, NAME, PHONE, a_record
from tests.requests.servers.base import Call, Reply
from tests.requests.servers.ours import CODE, KEY, OwnServer


@pytest.fixture
def own() -> Iterator[OwnServer]:
    started = OwnServer()
    yield started
    started.close()


def an_intake(server: OwnServer) -> OwnIntake:
    return OwnIntake(Caller("jobun", server.url), key=SecretStr(KEY))


def test_a_record_is_sent_under_the_names_of_the_record(own: OwnServer) -> None:
    record = a_record(on_behalf_of="agent", for_whom="山田太郎")

    an_intake(own).file(record)

    (call,) = own.calls
    assert call.headers["idempotency-key"] == record.id
    assert call.headers["authorization"] == f"Bearer {KEY}"
    assert call.read() == {
        "request_id": record.id,
        "right": "deletion",
        "regime": "appi",
        "policy": "site-privacy",
        "version": "2022-04-01",
        "cited_sections": ["7.1", "7.2"],
        "subject": {
            "name": NAME,
            "email": EMAIL,
            "phone_e164": PHONE,
            "customer_id": CUSTOMER,
            "verified": {"email": True},
        },
        "on_behalf_of": "agent",
        "for_whom": "山田太郎",
        "details": DETAILS,
        "channel": "web",
        "locale": "ja",
        "submitted_at": "2026-11-26T12:00:00+00:00",
        "confirmation": {"text_sha256": "0" * 64, "at": "2026-11-26T11:59:00+00:00"},
    }


def test_the_reason_of_the_last_step_is_told(own: OwnServer) -> None:
    record = a_record()
    intake = an_intake(own)
    intake.file(record)

    own.stands(record.id, "denied", "本人の確認ができませんでした。")

    assert intake.state(record, record.id) == Filed(record.id, "denied", "本人の確認ができませんでした。")


def test_another_record_under_the_same_id_is_refused(own: OwnServer) -> None:
    record = a_record()
    an_intake(own).file(record)

    with pytest.raises(TargetRefused, match=r"^The target jobun refused with 422\.$"):
        an_intake(own).file(replace(record, details="別のこと"))


def test_the_code_that_it_has_sent_lets_a_request_count(own: OwnServer) -> None:
    own.asks_for_code = True
    intake, record = an_intake(own), a_record(subject=Subject("山田花子", "hanako@example.jp"))
    assert isinstance(intake, Verifying)

    assert intake.file(record) == Filed(record.id, "awaiting_verification", by_code=True)
    with pytest.raises(TargetRefused) as wrong:
        intake.verify(record, record.id, "000000")
    assert "000000" not in str(wrong.value)
    intake.send_code(record, record.id)
    assert intake.verify(record, record.id, CODE) == Filed(record.id, "submitted")
    with pytest.raises(TargetRefused):
        intake.send_code(record, record.id)


def test_an_address_that_was_confirmed_here_is_not_confirmed_there_again(own: OwnServer) -> None:
    own.asks_for_code = True

    assert an_intake(own).file(a_record()).status == "submitted"


def test_an_answer_about_another_request_is_none(own: OwnServer) -> None:
    record = a_record()
    intake = an_intake(own)
    intake.file(record)
    own.requests[record.id]["request_id"] = "another"

    with pytest.raises(TargetUnavailable, match="another request"):
        intake.find(record)


def test_one_that_is_taken_back_without_a_word_is_asked_for(own: OwnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    record = a_record()
    intake = an_intake(own)
    intake.file(record)
    answer = own.answer

    def silent(call: Call) -> Reply:
        reply = answer(call)
        return Reply(204) if call.method == "DELETE" else reply

    monkeypatch.setattr(own, "answer", silent)

    assert intake.withdraw(record, record.id) == Filed(record.id, "cancelled")
