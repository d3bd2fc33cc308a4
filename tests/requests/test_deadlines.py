"""By when a request is due."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.requests.deadlines import day_in_japan, due_on, is_working_day


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 11, 26), True),
        (date(2026, 11, 28), False),  # Saturday
        (date(2026, 11, 29), False),  # Sunday
        (date(2026, 11, 23), False),  # Labour Thanksgiving
        (date(2027, 3, 22), False),  # in place of the equinox, which is a Sunday
        (date(2026, 9, 22), False),  # between two holidays
        (date(2026, 12, 29), False),  # offices close
        (date(2027, 1, 4), True),
    ],
)
def test_working_days_are_those_of_the_japanese_calendar(day: date, *, open_: bool) -> None:
    assert is_working_day(day) is open_


def test_a_request_is_due_after_so_many_working_days_not_counting_the_first() -> None:
    assert due_on(date(2026, 11, 26), 14) == date(2026, 12, 16)
    assert due_on(date(2026, 12, 25), 1) == date(2026, 12, 28)
    assert due_on(date(2026, 12, 28), 1) == date(2027, 1, 4)


def test_the_day_is_the_one_that_it_is_in_japan() -> None:
    assert day_in_japan(datetime(2026, 11, 26, 14, 59, tzinfo=UTC)) == date(2026, 11, 26)
    assert day_in_japan(datetime(2026, 11, 26, 15, tzinfo=UTC)) == date(2026, 11, 27)
