"""A record as the columns of a row, with what tells who somebody is encrypted, and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from bot.requests.record import ENDED, Event, Record, Status, Subject
from bot.requests.sealing import Sealer
from bot.state.request_models import DeskEventRow, DeskRow, RequestEventRow, RequestRow

Events = TypeVar("Events", type[RequestEventRow], type[DeskEventRow])


def columns_of(record: Record, sealer: Sealer) -> dict[str, Any]:
    """The columns that say what a request is, without how it stands."""
    private = {"subject": asdict(record.subject), "for_whom": record.for_whom, "details": record.details}
    return {
        "id": record.id,
        "right": record.right,
        "regime": record.regime,
        "policy": record.policy,
        "version": record.version,
        "cited_sections": list(record.cited_sections),
        "on_behalf_of": record.on_behalf_of,
        "channel": record.channel,
        "locale": record.locale,
        "submitted_at": record.submitted_at,
        "confirmation_sha256": record.confirmation_sha256,
        "confirmed_at": record.confirmed_at,
        "sealed": sealer.seal(private, record.id),
    }


def record_of(row: RowMapping, sealer: Sealer) -> Record:
    """The record of a row. Raises `SettingsWrong` where it was encrypted with another key."""
    private = sealer.open(row["sealed"], row["id"]) if row["sealed"] is not None else {}
    return Record(
        id=row["id"],
        right=row["right"],
        policy=row["policy"],
        version=row["version"],
        cited_sections=tuple(row["cited_sections"]),
        subject=Subject(**private.get("subject", {})),
        on_behalf_of=row["on_behalf_of"],
        for_whom=private.get("for_whom", ""),
        details=private.get("details", ""),
        channel=row["channel"],
        locale=row["locale"],
        submitted_at=row["submitted_at"],
        confirmation_sha256=row["confirmation_sha256"],
        confirmed_at=row["confirmed_at"],
        regime=row["regime"],
    )


def events_of(connection: Connection, table: Events, request: str) -> tuple[Event, ...]:
    """A request's way, the first step first."""
    rows = connection.execute(
        select(table.status, table.at, table.reason, table.extra).where(table.request == request).order_by(table.position)
    ).all()
    return tuple(Event(cast("Status", row.status), row.at, row.reason, row.extra) for row in rows)


def forget(connection: Connection, rows: type[RequestRow | DeskRow], table: Events, before: datetime) -> int:
    """Delete what tells who filed requests that have ended before an instant, and what people wrote to them; how many those were."""
    over = (rows.ended_at < before, rows.sealed.is_not(None))
    written = update(table).where(table.request.in_(select(rows.id).where(*over))).values(reason="")
    connection.execute(written)
    return connection.execute(update(rows).where(*over).values(sealed=None)).rowcount


def note(connection: Connection, rows: type[RequestRow | DeskRow], table: Events, request: str, event: Event) -> None:
    """Note a step: the request stands there now. Its row is locked, so that steps follow one another."""
    connection.execute(select(rows.id).where(rows.id == request).with_for_update())
    last = connection.scalar(select(func.max(table.position)).where(table.request == request)) or 0
    step = {"request": request, "position": last + 1, "status": event.status, "at": event.at, "reason": event.reason}
    connection.execute(insert(table).values(**step, extra=dict(event.extra)))
    ended_at = event.at if event.status in ENDED else None
    connection.execute(update(rows).where(rows.id == request).values(status=event.status, ended_at=ended_at))
