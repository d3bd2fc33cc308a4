"""The outbox's rows: taken by one worker at a time, and changed by nobody else while its lease lasts.

PostgreSQL passes over rows that another transaction holds; SQLite lets one transaction write at a time.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import Connection, Engine, Row, and_, delete, exists, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from bot.requests.columns import note
from bot.requests.port import Action, Lease
from bot.requests.record import BY_CODE, ENDED, Event
from bot.requests.targets import Filed
from bot.state.database import reading
from bot.state.request_models import OutboxRow, RequestEventRow, RequestRow

_NO_LEASE: Final[Mapping[str, object]] = {"lease": "", "leased_until": None}


@dataclass(frozen=True, slots=True)
class Work:
    """A row that was taken, and the name of the lease."""

    request: str
    token: str
    action: Action
    attempts: int


def is_any_due(engine: Engine, now: datetime) -> bool:
    """Whether it is worth while to write."""
    with reading(engine) as connection:
        return bool(connection.scalar(select(exists().where(_due(now)))))


def take(connection: Connection, now: datetime, for_s: float) -> Work | None:
    """Lease the row that has been due for longest. The attempt counts from now on, whatever becomes of whoever makes it."""
    row = connection.execute(
        select(OutboxRow.request, OutboxRow.action, OutboxRow.attempts)
        .where(_due(now))
        .order_by(OutboxRow.due_at, OutboxRow.request)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    work = Work(row.request, secrets.token_hex(16), cast("Action", row.action), row.attempts + 1)
    taken = {"attempts": work.attempts, "lease": work.token, "leased_until": now + timedelta(seconds=for_s)}
    connection.execute(update(OutboxRow).where(OutboxRow.request == row.request).values(taken))
    return work


def locked(connection: Connection, request: str) -> Row[str, int, bool, str] | None:
    """The row of a request, which nobody else changes until the transaction ends."""
    return connection.execute(
        select(OutboxRow.action, OutboxRow.attempts, OutboxRow.dead, OutboxRow.lease)
        .where(OutboxRow.request == request)
        .with_for_update()
    ).one_or_none()


def hold(connection: Connection, lease: Lease, now: datetime, for_s: float) -> bool:
    """Make a lease last longer, where it is still ours."""
    return _change(connection, lease, {"leased_until": now + timedelta(seconds=for_s)})


def settle(connection: Connection, lease: Lease, filed: Filed, now: datetime, again_at: datetime) -> bool:
    """Note how a request stands at its target."""
    row = locked(connection, lease.entry.record.id)
    if row is None or row.lease != lease.token:
        return False
    request = lease.entry.record.id
    connection.execute(update(RequestRow).where(RequestRow.id == request).values(reference=filed.reference))
    event = Event(filed.status, now, filed.reason, BY_CODE if filed.by_code else {})
    before = lease.entry.history[-1]
    if filed.status in ENDED:
        end(connection, request, event)
        return True
    if (before.status, before.reason, before.awaits_code) != (event.status, event.reason, event.awaits_code):
        note(connection, RequestRow, RequestEventRow, request, event)
    if row.action == lease.action:
        return _change(connection, lease, _following(again_at))
    # Meanwhile it was withdrawn: that is next.
    return _change(connection, lease, _NO_LEASE)


def put_off(connection: Connection, lease: Lease, until: datetime, reason: str) -> bool:
    """Give a row back, to be taken again later."""
    row = locked(connection, lease.entry.record.id)
    if row is not None and row.action != lease.action:
        # Meanwhile it was withdrawn; what was tried may have arrived, so it is looked for there.
        return _change(connection, lease, _NO_LEASE)
    return _change(connection, lease, {"due_at": until, "reason": reason, **_NO_LEASE})


def park(connection: Connection, lease: Lease, reason: str, event: Event) -> bool:
    """Leave a row to people."""
    row = locked(connection, lease.entry.record.id)
    if row is not None and row.action != lease.action:
        # Meanwhile it was withdrawn, and nobody need look at it.
        return _change(connection, lease, _NO_LEASE)
    if not _change(connection, lease, {"dead": True, "reason": reason, **_NO_LEASE}):
        return False
    note(connection, RequestRow, RequestEventRow, lease.entry.record.id, event)
    return True


def cannot_withdraw(connection: Connection, lease: Lease, reference: str, event: Event, again_at: datetime) -> bool:
    """Go on following a request that its target did not give back."""
    connection.execute(update(RequestRow).where(RequestRow.id == lease.entry.record.id).values(reference=reference))
    if not _change(connection, lease, _following(again_at)):
        return False
    note(connection, RequestRow, RequestEventRow, lease.entry.record.id, event)
    return True


def end(connection: Connection, request: str, event: Event) -> None:
    """Note the last step of a request; nothing is left to be done."""
    connection.execute(delete(OutboxRow).where(OutboxRow.request == request))
    note(connection, RequestRow, RequestEventRow, request, event)


def _following(again_at: datetime) -> dict[str, object]:
    return {"action": "follow", "due_at": again_at, "attempts": 0, "reason": "", **_NO_LEASE}


def _change(connection: Connection, lease: Lease, values: Mapping[str, object]) -> bool:
    ours = and_(OutboxRow.request == lease.entry.record.id, OutboxRow.lease == lease.token)
    return connection.execute(update(OutboxRow).where(ours).values(values)).rowcount > 0


def _due(now: datetime) -> ColumnElement[bool]:
    free = or_(OutboxRow.leased_until.is_(None), OutboxRow.leased_until < now)
    return and_(OutboxRow.dead.is_(False), OutboxRow.due_at <= now, free)
