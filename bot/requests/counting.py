"""How much is left to be done about requests, in numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, case, func, select

from bot.state.database import reading
from bot.state.request_models import OutboxRow

LATE: Final = timedelta(minutes=15)
"""What has been due for longer than that is overdue: nobody works on it."""


@dataclass(frozen=True, slots=True)
class Outstanding:
    """The outbox: what waits to be done, what of it is overdue, and the dead letters, which wait for people."""

    waiting: int
    overdue: int
    dead: int


def outstanding(engine: Engine, now: datetime) -> Outstanding:
    """What is left at an instant. Raises `StateUnavailable`."""
    dead, late = OutboxRow.dead.is_(True), OutboxRow.due_at < now - LATE
    counted = select(
        func.count(),
        func.coalesce(func.sum(case((dead, 1), else_=0)), 0),
        func.coalesce(func.sum(case((late & ~dead, 1), else_=0)), 0),
    ).select_from(OutboxRow)
    with reading(engine) as connection:
        total, parked, overdue = connection.execute(counted).one()
    return Outstanding(total - parked, overdue, parked)
