"""The Data Rights Protocol: what is signed and sent, who answers it, and what is made of the answers."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.errors import TargetRefused, TargetUnavailable
from bot.requests.adapters.drp import DataRights
from bot.requests.adapters.http import Caller
from bot.requests.adapters.signing import TokenFile, is_seed
from bot.requests.record import Subject
from bot.requests.targets import Filed
from tests.requests.records import CUSTOMER, DETAILS, EMAIL, NAME, PHONE, a_record
from tests.requests.servers.base import Reply
from tests.requests.servers.drp import AGENT, BUSINESS, KEY, DrpServer, an_error


@pytest.fixture
def provider() -> Iterator[DrpServer]:
    started = DrpServer()
    yield started
    started.close()


def an_agent(server: DrpServer, folder: Path, **given: Any) -> DataRights:
    known: dict[str, Any] = {"agent_id": AGENT, "business_id": BUSINESS}
    known |= {"key": SecretStr(KEY), "token": TokenFile(folder / "drp-token")}
    return DataRights(Caller("drp", server.url), **known | given)


def test_a_request_is_signed_and_says_who_asks_whom(provider: DrpServer, tmp_path: Path) -> None:
    record = a_record()
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    provider.now = lambda: now + timedelta(seconds=1)

    target = an_agent(provider, tmp_path, now=lambda: now, callback_url=lambda record: f"https://here.example/{record.id}")
    target.file(record)

    call = provider.calls[-1]
    combined = b64decode(call.body, validate=True)
    assert call.headers["content-type"] == "text/plain"
    assert call.headers["authorization"] == f"Bearer {provider.bearer}"
    assert len(combined[:64]) == 64
    assert json.loads(combined[64:]) == {
        "agent-id": AGENT,
        "business-id": BUSINESS,
        "issued-at": "2026-11-26T12:00:00+00:00",
        "expires-at": "2026-11-26T12:10:00+00:00",
        "drp.version": "1.0",
        "agent-request-id": record.id,
        "exercise": "deletion",
        "relationships": ["customer"],
        "status_callback": f"https://here.example/{record.id}",
        "name": NAME,
        "email": EMAIL,
        "email_verified": True,
        "phone_number": PHONE,
        "jobun": {"customer_id": CUSTOMER, "details": DETAILS},
    }


def test_what_is_not_verified_is_not_said_to_be(provider: DrpServer, tmp_path: Path) -> None:
    record = a_record(right="stop_third_party", details="", subject=Subject(email=EMAIL))

    an_agent(provider, tmp_path).file(record)

    asked = provider.requests[record.id]["asked"]
    assert asked["exercise"] == "sale:opt-out"
    assert not {"email_verified", "phone_number", "name", "jobun", "regime", "status_callback", "relationships"} & set(asked)


def test_what_another_key_signed_is_refused(provider: DrpServer, tmp_path: Path) -> None:
    other = SecretStr("c" * 43 + "=")
    assert is_seed(other.get_secret_value())
    an_agent(provider, tmp_path).find(a_record())

    # With a token of the right key's, and with none.
    for folder in (tmp_path, tmp_path / "other"):
        with pytest.raises(TargetRefused):
            an_agent(provider, folder, key=other).file(a_record())

    assert provider.requests == {}


def test_what_was_signed_too_long_ago_is_refused(provider: DrpServer, tmp_path: Path) -> None:
    an_agent(provider, tmp_path).find(a_record())
    provider.now = lambda: datetime.now(UTC) + timedelta(minutes=10)

    with pytest.raises(TargetRefused):
        an_agent(provider, tmp_path).file(a_record())


def test_one_that_cannot_be_looked_up_is_told_from_our_id(provider: DrpServer, tmp_path: Path) -> None:
    provider.looks_up = False
    target, record = an_agent(provider, tmp_path), a_record()
    provider.fail_next("half_after", "POST", "data-rights-request")

    with pytest.raises(TargetUnavailable):
        target.file(record)

    assert target.find(record) is None
    assert target.file(record).reference == next(iter(provider.rows))
    assert list(provider.requests) == [record.id]


def test_a_token_is_kept_for_the_next_process_and_renewed_when_it_has_ended(provider: DrpServer, tmp_path: Path) -> None:
    record = a_record()
    an_agent(provider, tmp_path).file(record)
    an_agent(provider, tmp_path).find(record)
    assert provider.bearer == "token-1"

    provider.bearer = "another"
    found = an_agent(provider, tmp_path).find(record)

    assert found is not None
    assert provider.bearer == "token-2"
    assert (tmp_path / "drp-token").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("token", ["", "two words", "線", "a\r\nb: c"])
def test_a_token_that_cannot_be_one_is_not_kept(
    token: str, provider: DrpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "answer", lambda _: Reply(200, {"agent-id": AGENT, "token": token}))

    with pytest.raises(TargetUnavailable, match="token that cannot be one"):
        an_agent(provider, tmp_path).find(a_record())
    assert not (tmp_path / "drp-token").exists()


def test_a_token_that_cannot_be_kept_may_be_later(provider: DrpServer, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(TargetUnavailable, match="cannot be used"):
        an_agent(provider, tmp_path / "file").find(a_record())


def test_a_token_that_another_has_renewed_is_taken(tmp_path: Path) -> None:
    kept = TokenFile(tmp_path / "token")

    assert kept.renew("", lambda: "one") == "one"
    assert kept.renew("none", lambda: "two") == "one"
    assert kept.renew("one", lambda: "two") == kept.get() == "two"


def test_threads_that_find_no_token_ask_for_one(provider: DrpServer, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(an_agent(provider, tmp_path).find, [a_record() for _ in range(4)])) == [None] * 4

    assert provider.bearer == "token-1"


def test_a_403_about_a_request_costs_no_token(provider: DrpServer, tmp_path: Path) -> None:
    target = an_agent(provider, tmp_path)

    for _ in range(2):
        assert target.find(a_record()) is None

    assert provider.bearer == "token-1"


@pytest.mark.parametrize(("fatal", "kind"), [(True, TargetRefused), (False, TargetUnavailable)])
def test_an_error_of_the_protocol_says_whether_it_is_final(
    *,
    fatal: bool,
    kind: type[Exception],
    provider: DrpServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    error = an_error(400, f"{EMAIL} is not known", fatal=fatal)
    monkeypatch.setattr(provider, "_exercise", lambda _: Reply(400, error))

    with pytest.raises(kind) as failed:
        an_agent(provider, tmp_path).file(a_record())

    assert EMAIL not in str(failed.value)


def test_a_person_is_led_to_where_they_are_to_be_verified(provider: DrpServer, tmp_path: Path) -> None:
    target, record = an_agent(provider, tmp_path), a_record(locale="en")
    reference = target.file(record).reference

    provider.stands(record.id, "in_progress", "need_user_verification", user_verification_url="https://b.example/verify?a=1")
    told = target.state(record, reference)
    assert told.status == "awaiting_verification"
    assert told.reason == f"To confirm who you are, please open this page: https://b.example/verify?a=1&request_id={reference}"

    returning = an_agent(provider, tmp_path, return_to="https://jobun.example/requests").state(record, reference)
    assert returning.reason == f"{told.reason}&redirect_to=https%3A%2F%2Fjobun.example%2Frequests"

    for url in ("javascript:alert(1)", "http://b.example/", "https://b.example/<script>", "https://a@b.example/", ""):
        provider.stands(record.id, "in_progress", "need_user_verification", user_verification_url=url)
        assert target.state(record, reference) == Filed(
            reference, "awaiting_verification", "It waits for a confirmation of who you are."
        )


@pytest.mark.parametrize(
    "reason",
    ["suspected_fraud", "insuf_verification", "no_match", "claim_not_covered", "outside_jurisdiction", "too_many_requests"],
)
def test_each_reason_for_a_denial_is_a_sentence(reason: str, provider: DrpServer, tmp_path: Path) -> None:
    target, record = an_agent(provider, tmp_path), a_record()
    reference = target.file(record).reference

    provider.stands(record.id, "denied", reason)

    assert target.state(record, reference).reason.endswith("受け付けられませんでした。")


def test_what_is_no_reason_is_not_repeated(provider: DrpServer, tmp_path: Path) -> None:
    target, record = an_agent(provider, tmp_path), a_record()
    reference = target.file(record).reference

    for reason in ("other", f"{EMAIL} is a fraud", None):
        provider.stands(record.id, "denied", reason)
        assert target.state(record, reference) == Filed(reference, "denied")


@pytest.mark.parametrize("reference", ["", "..", "a" * 201, "a\nb"])
def test_a_reference_that_cannot_be_one_is_no_answer(reference: str, provider: DrpServer, tmp_path: Path) -> None:
    target, record = an_agent(provider, tmp_path), a_record()
    target.file(record)
    provider.requests[record.id]["told"]["request_id"] = reference

    with pytest.raises(TargetUnavailable, match="reference"):
        target.find(record)


def test_an_answer_about_another_request_is_none(provider: DrpServer, tmp_path: Path) -> None:
    target, record = an_agent(provider, tmp_path), a_record()
    target.file(record)
    provider.requests[record.id]["told"]["agent_request_id"] = "another"

    with pytest.raises(TargetUnavailable, match="another request"):
        target.find(record)


@pytest.mark.parametrize("key", ["", "short", "c" * 44, "あ" * 44])
def test_what_is_no_key_is_none(key: str) -> None:
    assert not is_seed(key)
