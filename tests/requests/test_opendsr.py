"""OpenDSR: what a processor is sent, and what is made of its answers."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from pydantic import SecretStr

from bot.errors import TargetRefused, TargetUnavailable
from bot.requests.adapters.http import Caller
from bot.requests.adapters.opendsr import OpenDsr
from bot.requests.record import Subject
from bot.requests.targets import Filed
from tests.requests.records import CUSTOMER, DETAILS, EMAIL, NAME, PHONE, a_record
from tests.requests.servers.opendsr import KEY, OpenDsrServer


@pytest.fixture
def processor() -> Iterator[OpenDsrServer]:
    started = OpenDsrServer()
    yield started
    started.close()


def an_opendsr(server: OpenDsrServer, **given: Any) -> OpenDsr:
    return OpenDsr(Caller("opendsr", server.url), **{"key": SecretStr(KEY)} | given)


def test_a_request_names_what_the_specification_requires(processor: OpenDsrServer) -> None:
    record = a_record()

    an_opendsr(processor, regulation="ccpa", callback_url=lambda record: f"https://here.example/{record.id}").file(record)

    assert processor.requests[record.id]["body"] == {
        "regulation": "ccpa",
        "subject_request_id": record.id,
        "subject_request_type": "erasure",
        "subject_identities": [
            {"identity_type": "email", "identity_value": EMAIL, "identity_format": "raw"},
            {"identity_type": "controller_customer_id", "identity_value": CUSTOMER, "identity_format": "raw"},
        ],
        "submitted_time": "2026-11-26T12:00:00+00:00",
        "api_version": "2.0",
        "status_callback_urls": [f"https://here.example/{record.id}"],
        "extensions": {
            "localhost": {"right": "deletion", "regime": "appi", "details": DETAILS, "name": NAME, "phone_e164": PHONE}
        },
    }


@pytest.mark.parametrize("conflicts_first", [False, True])
def test_a_request_that_is_there_is_taken_for_ours_whatever_the_error_is(
    *, conflicts_first: bool, processor: OpenDsrServer
) -> None:
    processor.conflicts_first = conflicts_first
    target, record = an_opendsr(processor), a_record()
    target.file(record)
    processor.stands(record.id, "in_progress")

    assert target.file(record) == Filed(record.id, "in_progress")


def test_one_that_does_the_same_for_the_same_person_is_in_the_way(processor: OpenDsrServer) -> None:
    target, first, second = an_opendsr(processor), a_record(), a_record()
    target.file(first)

    with pytest.raises(TargetRefused, match="same identities in progress"):
        target.file(second)
    processor.stands(first.id, "completed")

    assert target.file(second).status == "submitted"


def test_what_the_processor_does_not_support_goes_elsewhere(processor: OpenDsrServer) -> None:
    processor.kinds, processor.identities = ["erasure"], [("email", "sha256")]
    target, record = an_opendsr(processor), a_record()

    assert target.fit("disclosure") == "none"
    assert target.fit("deletion") == "nearest"
    assert not target.identifies(Subject(customer_id=CUSTOMER), "self")
    target.file(replace(record, subject=Subject(email=" Hanako@Example.jp")))

    told = processor.requests[record.id]["body"]["subject_identities"]
    digest = sha256(EMAIL.encode()).hexdigest()
    assert told == [{"identity_type": "email", "identity_value": digest, "identity_format": "sha256"}]


def test_a_processor_that_says_nothing_of_itself_is_taken_at_its_word_later(processor: OpenDsrServer) -> None:
    now = [0.0]
    processor.kinds = ["erasure"]
    processor.fail_next("unavailable", "GET", "discovery")
    target = an_opendsr(processor, clock=lambda: now[0])

    assert target.fit("disclosure") == "nearest"
    assert target.fit("disclosure") == "nearest"
    now[0] = 61.0
    assert target.fit("disclosure") == "none"
    now[0] = 3000.0
    assert target.fit("disclosure") == "none"
    assert [call.parts for call in processor.calls] == [("discovery",)] * 2
    # What it has said is not forgotten when it says nothing.
    now[0] = 3700.0
    processor.fail_next("garbled_after", "GET", "discovery")
    assert target.fit("disclosure") == "none"
    assert len(processor.calls) == 3


def test_a_telephone_number_is_no_identity_there(processor: OpenDsrServer) -> None:
    assert not an_opendsr(processor).identifies(Subject(phone_e164=PHONE), "self")


def test_a_user_is_shown_as_http_basic_has_it(processor: OpenDsrServer) -> None:
    with pytest.raises(TargetUnavailable):
        an_opendsr(processor, user="controller").find(a_record())

    shown = processor.calls[0].headers["authorization"].removeprefix("Basic ")
    assert b64decode(shown).decode() == f"controller:{KEY}"


def test_an_answer_about_another_request_is_none(processor: OpenDsrServer, monkeypatch: pytest.MonkeyPatch) -> None:
    record = a_record()
    target = an_opendsr(processor)
    target.file(record)
    monkeypatch.setattr(processor, "_told", lambda _: {"subject_request_id": "another"})

    with pytest.raises(TargetUnavailable, match="another request"):
        target.find(record)
