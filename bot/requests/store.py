"""The store of requests on a database: what is kept, and how people change it. What workers do stands in `bot.requests.outbox`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Engine, RowMapping, Select, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.errors import RequestFixed
from bot.requests import outbox
from bot.requests.columns import columns_of, events_of, forget, note, record_of
from bot.requests.counting import Outstanding, outstanding
from bot.requests.port import Action, Entry, Lease, Pending
from bot.requests.receipts import Receipt
from bot.requests.record import ENDED, Event, Record, Status
from bot.requests.sealing import Sealer
from bot.requests.targets import Filed
from bot.state.database import open_database, persistent, reading, writing
from bot.state.request_models import OutboxRow, RequestEventRow, RequestRow


class DatabaseRequests:
    """See `bot.requests.port.RequestStore`."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        """``engine`` is as `open_database` gives it."""
        self._engine = engine
        self._sealer = sealer

    @classmethod
    def open(cls, url: str, sealer: Sealer) -> DatabaseRequests:
        """The store on the database at ``url``, whose tables are made where they are not there. Raises `StateUnavailable`."""
        return cls(open_database(url), sealer)

    @persistent
    def add(self, record: Record, receipt: Receipt, *, target: str, alike: str) -> bool:
        """See `RequestStore.add`."""
        kept = {"number": receipt.number, "secret_sha256": receipt.secret_sha256, "alike": alike, "target": target}
        work = {"request": record.id, "action": "file", "due_at": record.confirmed_at, "attempts": 0, "lease": ""}
        try:
            with writing(self._engine) as connection:
                if connection.scalar(select(exists().where(RequestRow.id == record.id))):
                    return False
                columns = columns_of(record, self._sealer)
                connection.execute(insert(RequestRow).values(**columns, **kept, reference="", status="queued"))
                note(connection, RequestRow, RequestEventRow, record.id, Event("queued", record.confirmed_at))
                connection.execute(insert(OutboxRow).values(**work, dead=False, reason=""))
        except IntegrityError:
            # Somebody else has added it in this very moment, or one like it.
            return False
        return True

    def get(self, request: str) -> Entry | None:
        """See `RequestStore.get`."""
        return self._one(select(RequestRow.__table__).where(RequestRow.id == request))

    def numbered(self, number: str) -> Entry | None:
        """See `RequestStore.numbered`."""
        return self._one(select(RequestRow.__table__).where(RequestRow.number == number))

    def open_like(self, alike: str) -> Entry | None:
        """See `RequestStore.open_like`."""
        still = (RequestRow.alike == alike, RequestRow.status.not_in(ENDED))
        return self._one(select(RequestRow.__table__).where(*still).order_by(RequestRow.submitted_at).limit(1))

    def entries(self, status: Status | None = None, last: int = 100) -> tuple[Entry, ...]:
        """See `RequestStore.entries`."""
        chosen = select(RequestRow.__table__).order_by(RequestRow.submitted_at.desc(), RequestRow.id).limit(last)
        if status is not None:
            chosen = chosen.where(RequestRow.status == status)
        with reading(self._engine) as connection:
            rows = connection.execute(chosen).mappings().all()
            return tuple(self._entry(connection, row) for row in rows)

    def outstanding(self, now: datetime) -> Outstanding:
        """How much is left to be done at an instant. Raises `StateUnavailable`."""
        return outstanding(self._engine, now)

    @persistent
    def lease(self, now: datetime, for_s: float) -> Lease | None:
        """See `RequestStore.lease`."""
        if not outbox.is_any_due(self._engine, now):
            return None
        with writing(self._engine) as connection:
            work = outbox.take(connection, now, for_s)
            if work is None:
                return None
            row = connection.execute(select(RequestRow.__table__).where(RequestRow.id == work.request)).mappings().one()
            return Lease(work.token, work.action, work.attempts, self._entry(connection, row))

    @persistent
    def renew(self, lease: Lease, now: datetime, for_s: float) -> bool:
        """See `RequestStore.renew`."""
        with writing(self._engine) as connection:
            return outbox.hold(connection, lease, now, for_s)

    @persistent
    def settle(self, lease: Lease, filed: Filed, *, now: datetime, again_at: datetime) -> bool:
        """See `RequestStore.settle`."""
        with writing(self._engine) as connection:
            return outbox.settle(connection, lease, filed, now, again_at)

    @persistent
    def put_off(self, lease: Lease, until: datetime, reason: str) -> bool:
        """See `RequestStore.put_off`."""
        with writing(self._engine) as connection:
            return outbox.put_off(connection, lease, until, reason)

    @persistent
    def park(self, lease: Lease, reason: str, said: str, now: datetime) -> bool:
        """See `RequestStore.park`."""
        with writing(self._engine) as connection:
            return outbox.park(connection, lease, reason, Event("failed", now, said))

    @persistent
    def cannot_withdraw(self, lease: Lease, said: str, *, reference: str, now: datetime, again_at: datetime) -> bool:
        """See `RequestStore.cannot_withdraw`."""
        with writing(self._engine) as connection:
            return outbox.cannot_withdraw(connection, lease, reference, Event(lease.entry.status, now, said), again_at)

    def withdraw(self, request: str, now: datetime, said: str) -> Entry | None:
        """See `RequestStore.withdraw`."""
        return self.get(request) if self._take_back(request, now, said) else None

    @persistent
    def hasten(self, request: str, now: datetime) -> bool:
        """See `RequestStore.hasten`."""
        waits = (OutboxRow.request == request, OutboxRow.action == "follow", OutboxRow.dead.is_(False))
        with writing(self._engine) as connection:
            return connection.execute(update(OutboxRow).where(*waits).values(due_at=now)).rowcount > 0

    @persistent
    def retry(self, request: str, now: datetime) -> bool:
        """See `RequestStore.retry`."""
        with writing(self._engine) as connection:
            work = outbox.locked(connection, request)
            if work is None or not work.dead:
                return False
            # One that may have been sent is looked for first, so its attempts still count.
            again = {"dead": False, "due_at": now, "reason": "", "attempts": 1}
            connection.execute(update(OutboxRow).where(OutboxRow.request == request).values(again))
            note(connection, RequestRow, RequestEventRow, request, Event("queued", now))
            return True

    @persistent
    def cancel(self, request: str, now: datetime, said: str) -> bool:
        """See `RequestStore.cancel`."""
        with writing(self._engine) as connection:
            work = outbox.locked(connection, request)
            if work is None or not work.dead:
                return False
            outbox.end(connection, request, Event("cancelled", now, said))
            return True

    @persistent
    def purge(self, before: datetime) -> int:
        """See `RequestStore.purge`."""
        with writing(self._engine) as connection:
            return forget(connection, RequestRow, RequestEventRow, before)

    def close(self) -> None:
        """See `RequestStore.close`."""
        self._engine.dispose()

    @persistent
    def _take_back(self, request: str, now: datetime, said: str) -> bool:
        with writing(self._engine) as connection:
            work = outbox.locked(connection, request)
            status = connection.scalar(select(RequestRow.status).where(RequestRow.id == request).with_for_update())
            if status is None:
                return False
            if status in ENDED or work is None:
                raise RequestFixed("The request has ended.")
            if work.action == "file" and work.attempts == 0:
                # Nobody has sent anything, and with its work gone nobody will.
                outbox.end(connection, request, Event("cancelled", now, said))
            elif work.action != "withdraw" or work.dead:
                # What a worker is doing now is finished first: its lease is left alone.
                again = {"action": "withdraw", "due_at": now, "attempts": 0, "dead": False, "reason": ""}
                connection.execute(update(OutboxRow).where(OutboxRow.request == request).values(again))
        return True

    def _one(self, chosen: Select[Any]) -> Entry | None:
        with reading(self._engine) as connection:
            row = connection.execute(chosen).mappings().one_or_none()
            return None if row is None else self._entry(connection, row)

    def _entry(self, connection: Connection, row: RowMapping) -> Entry:
        work = connection.execute(
            select(OutboxRow.action, OutboxRow.due_at, OutboxRow.attempts, OutboxRow.dead, OutboxRow.reason).where(
                OutboxRow.request == row["id"]
            )
        ).one_or_none()
        return Entry(
            record=record_of(row, self._sealer),
            number=row["number"],
            secret_sha256=row["secret_sha256"],
            target=row["target"],
            reference=row["reference"],
            status=cast("Status", row["status"]),
            history=events_of(connection, RequestEventRow, row["id"]),
            pending=None if work is None else Pending(cast("Action", work.action), *work[1:]),
        )
