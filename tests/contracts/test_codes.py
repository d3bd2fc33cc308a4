"""What codes by e-mail promise, on each database that they are kept in, against a mail server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from bot.errors import CodeNotSent, CodeRefused, RequestRefused
from bot.requests.codes import MAX_AN_HOUR, MAX_SENDINGS, MAX_TRIES, VALID_FOR, Codes
from bot.requests.mailing import Smtp
from bot.state.database import open_database
from tests.mail import Mailbox, mail_server

EMAIL = "hanako@example.jp"


class Clock:
    """The present, as a test sets it."""

    now = datetime(2026, 11, 26, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as found:
        yield found


@pytest.fixture
def codes(url: str, box: Mailbox, clock: Clock) -> Iterator[Codes]:
    made = Codes(open_database(url), b"k" * 32, Smtp("127.0.0.1", box.port, "desk@example.jp", "none"), now=clock)
    yield made
    made.close()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_the_code_that_was_sent_is_the_right_one_and_no_other(codes: Codes, box: Mailbox) -> None:
    request = str(uuid4())
    codes.send(request, EMAIL, "ja")
    code = box.code()

    assert (box.recipients, box.arrived[0]["to"], box.arrived[0]["from"]) == ([EMAIL], EMAIL, "desk@example.jp")
    assert "15分以内" in box.arrived[0].get_content()
    assert box.arrived[0]["auto-submitted"] == "auto-generated"
    for given in (wrong(code), "", code[:5], f"{code}0"):
        with pytest.raises(CodeRefused, match="確認コードが違うか"):
            codes.check(request, EMAIL, given, "ja")
    # However it is typed, and again where the answer was lost.
    codes.check(request, EMAIL, f" {code[:3]} {code[3:]} ", "ja")
    codes.check(request, EMAIL, code.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}), "ja")


def test_a_code_is_for_one_request_and_one_address(codes: Codes, box: Mailbox) -> None:
    one, other = str(uuid4()), str(uuid4())
    codes.send(one, EMAIL, "ja")
    code = box.code()
    codes.send(other, EMAIL, "ja")

    for request, email in ((one, "x@example.jp"), (str(uuid4()), EMAIL)):
        with pytest.raises(CodeRefused):
            codes.check(request, email, code, "ja")
    codes.check(one, EMAIL, code, "ja")


def test_a_code_expires_and_a_new_one_takes_its_place(codes: Codes, box: Mailbox, clock: Clock) -> None:
    request = str(uuid4())
    codes.send(request, EMAIL, "ja")
    first = box.code()
    clock.now += VALID_FOR
    with pytest.raises(CodeRefused):
        codes.check(request, EMAIL, first, "ja")
    assert not codes.is_waited_for(request)

    codes.send(request, EMAIL, "en")

    assert codes.is_waited_for(request)
    if first != box.code():
        with pytest.raises(CodeRefused):
            codes.check(request, EMAIL, first, "ja")
    codes.check(request, EMAIL, box.code(), "ja")


def test_tries_are_counted_even_where_many_are_made_at_once(codes: Codes, box: Mailbox) -> None:
    request = str(uuid4())
    codes.send(request, EMAIL, "ja")
    begin = Barrier(MAX_TRIES + 3)

    def attempt(_: int) -> None:
        begin.wait()
        with pytest.raises(CodeRefused):
            codes.check(request, EMAIL, wrong(box.code()), "ja")

    with ThreadPoolExecutor(MAX_TRIES + 3) as pool:
        list(pool.map(attempt, range(MAX_TRIES + 3)))

    with pytest.raises(CodeRefused):
        codes.check(request, EMAIL, box.code(), "ja")


def test_so_many_are_sent_for_a_request_and_to_an_address(codes: Codes, box: Mailbox, clock: Clock) -> None:
    request = str(uuid4())
    for _ in range(MAX_SENDINGS):
        codes.send(request, EMAIL, "ja")
    with pytest.raises(RequestRefused, match="しばらく"):
        codes.send(request, EMAIL, "ja")

    def attempt(_: int) -> bool:
        try:
            codes.send(str(uuid4()), EMAIL.upper(), "ja")
        except RequestRefused:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == MAX_AN_HOUR - MAX_SENDINGS
    assert len(box.arrived) == MAX_AN_HOUR
    codes.send(str(uuid4()), "other@example.jp", "ja")
    clock.now += timedelta(hours=1)
    codes.send(str(uuid4()), EMAIL, "ja")


def test_neither_code_nor_address_can_be_read_in_the_database(codes: Codes, box: Mailbox, url: str) -> None:
    codes.send(str(uuid4()), EMAIL, "ja")
    engine = open_database(url)
    with engine.connect() as connection:
        rows: list[Any] = list(connection.execute(text("select * from email_codes")).mappings())
    engine.dispose()

    assert len(rows) == 1
    assert box.code() not in (rows[0]["digest"], rows[0]["address"])
    assert "hanako" not in str(rows)
    assert (len(rows[0]["digest"]), len(rows[0]["address"])) == (64, 64)


def test_one_that_was_not_taken_holds_for_nothing_and_is_told_without_the_address(codes: Codes, box: Mailbox) -> None:
    request = str(uuid4())
    box.answer = f"550 no {EMAIL}"

    with pytest.raises(CodeNotSent) as failed:
        codes.send(request, EMAIL, "ja")

    assert EMAIL not in str(failed.value)
    assert not codes.is_waited_for(request)


def test_what_is_long_over_is_forgotten(codes: Codes, box: Mailbox, clock: Clock) -> None:
    codes.send(str(uuid4()), EMAIL, "ja")
    assert codes.purge() == 0
    clock.now += timedelta(days=2)

    assert codes.purge() == 1
