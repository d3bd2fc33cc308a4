"""What our own desk promises, on each database that it runs on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.errors import RequestFixed, RequestRefused
from bot.requests.desk import Desk
from bot.requests.record import Subject
from bot.requests.sealing import Sealer
from bot.state.database import open_database
from tests.requests.records import a_record

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SEALER = Sealer(b"c" * 32, b"a" * 32)


@pytest.fixture
def changed() -> list[str]:
    return []


@pytest.fixture
def desk(url: str, changed: list[str]) -> Iterator[Desk]:
    opened = Desk(open_database(url), SEALER, calls_back=True, now=lambda: NOW, changed=changed.append)
    yield opened
    opened.close()


def test_a_record_that_is_filed_again_is_the_same_request_still(desk: Desk) -> None:
    one = a_record()
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: desk.take(one), range(4)))

    assert sorted(new for _, new in taken) == [False] * 3 + [True]
    assert {ticket.record for ticket, _ in taken} == {one}
    assert len(desk.tickets()) == 1
    assert taken[0][0].due_on == date(2026, 12, 16)
    with pytest.raises(RequestFixed):
        desk.take(replace(one, details="another"))


def test_each_step_follows_from_the_one_before(desk: Desk, changed: list[str]) -> None:
    one = a_record()
    desk.take(one)

    desk.advance(one.id, "in_progress", "", "ja")
    with pytest.raises(RequestFixed):
        desk.withdraw(one.id, "ja")
    with pytest.raises(RequestFixed):
        desk.advance(one.id, "awaiting_verification", "", "ja")
    with pytest.raises(RequestRefused):
        desk.advance(one.id, "denied", " ", "ja")
    ticket = desk.advance(one.id, "denied", "法令により\n保存", "ja")

    assert ticket is not None
    assert [(event.status, event.reason) for event in ticket.history] == [
        ("submitted", ""),
        ("in_progress", ""),
        ("denied", "法令により 保存"),
    ]
    assert changed == [one.id] * 2
    assert desk.tickets(only_open=True) == ()
    with pytest.raises(RequestFixed):
        desk.advance(one.id, "fulfilled", "", "ja")


def test_withdrawing_twice_is_withdrawing_once(desk: Desk) -> None:
    one = a_record()
    desk.take(one)

    first, second = desk.withdraw(one.id, "ja"), desk.withdraw(one.id, "ja")

    assert first == second
    assert first is not None
    assert [event.status for event in first.history] == ["submitted", "cancelled"]


def test_what_is_not_there_is_told_so(desk: Desk) -> None:
    assert desk.get("x") is None
    assert desk.advance("x", "in_progress", "", "ja") is None
    assert desk.withdraw("x", "ja") is None


def test_whoever_filed_is_to_be_told_once_however_many_steps_there_were(desk: Desk, url: str) -> None:
    one = a_record()
    desk.take(one)
    for status in ("awaiting_verification", "in_progress", "fulfilled"):
        desk.advance(one.id, status, "", "ja")  # type: ignore[arg-type]

    engine = open_database(url)
    with engine.connect() as connection:
        assert connection.execute(text("select request from desk_callbacks")).scalars().all() == [one.id]
    engine.dispose()


def test_who_filed_is_forgotten_once_the_time_is_over(desk: Desk) -> None:
    one = a_record()
    desk.take(one)
    assert desk.purge(NOW + timedelta(days=1)) == 0
    desk.withdraw(one.id, "ja")

    assert desk.purge(NOW + timedelta(seconds=1)) == 1

    ticket = desk.get(one.id)
    assert ticket is not None
    assert ticket.record.subject == Subject()
