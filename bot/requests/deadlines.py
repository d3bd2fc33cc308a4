"""By when a request is due: working days of the Japanese calendar, by Japan's own clock.

Days off are Saturdays, Sundays, national holidays, and 29 December to 3 January, when offices are closed (Act on Holidays of
Administrative Organs, art. 1).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Final

import holidays

JAPAN: Final = timezone(timedelta(hours=9), "JST")
"""Its time, which has had no other offset since 1951."""

_SATURDAY: Final = 5
_YEAR_END: Final = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})


def day_in_japan(instant: datetime) -> date:
    """The day that it is in Japan at an instant (aware), wherever the program runs."""
    return instant.astimezone(JAPAN).date()


def due_on(received_on: date, working_days: int) -> date:
    """The last day for a request; the day on which it was received does not count (Civil Code, art. 140)."""
    day = received_on
    while working_days:
        day += timedelta(days=1)
        working_days -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Whether the desk is open."""
    return day.weekday() < _SATURDAY and (day.month, day.day) not in _YEAR_END and day not in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("JP", years=year))
