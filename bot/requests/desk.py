"""Our own desk: takes requests, each once, and people answer them by a day that is set when they come in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Final, cast

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.errors import RequestFixed, RequestRefused
from bot.phrases import Lang
from bot.requests.columns import columns_of, events_of, note, record_of
from bot.requests.deadlines import due_on
from bot.requests.record import ENDED, Event, Record, Status
from bot.requests.sealing import Sealer
from bot.requests.words import words
from bot.state.database import open_database, reading, writing
from bot.state.request_models import CallbackRow, DeskEventRow, DeskRow

STEPS: Final[Mapping[Status, tuple[Status, ...]]] = {
    "submitted": ("awaiting_verification", "in_progress", "fulfilled", "denied"),
    "awaiting_verification": ("in_progress", "denied", "expired"),
    "in_progress": ("fulfilled", "denied"),
}
"""Where the desk may take a request from each state."""
WITHDRAWABLE: Final[frozenset[Status]] = frozenset({"submitted", "awaiting_verification"})
MAX_REASON: Final = 1_000


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request at the desk. ``received_at`` is aware, ``due_on`` the last day for the answer."""

    record: Record
    status: Status
    received_at: datetime
    due_on: date
    history: tuple[Event, ...]


class Desk:
    """Keeps what was filed with us. Safe to call from several threads and processes.

    Promises, checked for every database by ``tests/contracts/test_desk.py``: a record that is filed again is the same request still;
    another one under its id is refused; each step follows from the one before.
    """

    def __init__(
        self,
        engine: Engine,
        sealer: Sealer,
        *,
        due_days: int = 14,
        calls_back: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        changed: Callable[[str], object] = lambda _: None,
    ) -> None:
        """``calls_back``: whoever filed is told of each step; ``changed`` is called with a request's id after each."""
        self._engine = engine
        self._sealer = sealer
        self._due_days = due_days
        self._calls_back = calls_back
        self._now = now
        self._changed = changed

    @classmethod
    def open(cls, url: str, sealer: Sealer, *, due_days: int = 14, calls_back: bool = False) -> Desk:
        """The desk on the database at ``url``, whose tables are made where they are not there. Raises `StateUnavailable`."""
        return cls(open_database(url), sealer, due_days=due_days, calls_back=calls_back)

    def take(self, record: Record) -> tuple[Ticket, bool]:
        """The request that a record has become, and whether it has become that now.

        Raises:
            RequestFixed: another record was taken under this id.
        """
        now, digest = self._now(), _digest(record)
        # The day is the one at the place where the desk is.
        due = due_on(now.astimezone().date(), self._due_days)
        try:
            with writing(self._engine) as connection:
                there = connection.scalar(select(DeskRow.body_sha256).where(DeskRow.id == record.id))
                if there is None:
                    columns = columns_of(record, self._sealer)
                    kept = {"body_sha256": digest, "received_at": now, "due_on": due, "status": "submitted"}
                    connection.execute(insert(DeskRow).values(**columns, **kept))
                    note(connection, DeskRow, DeskEventRow, record.id, Event("submitted", now))
        except IntegrityError:
            # Somebody else has taken it in this very moment.
            with reading(self._engine) as connection:
                there = connection.scalar(select(DeskRow.body_sha256).where(DeskRow.id == record.id))
        ticket = self.get(record.id)
        if ticket is None or there not in (None, digest):
            raise RequestFixed("Another request was taken under this id.")
        return ticket, there is None

    def get(self, request: str) -> Ticket | None:
        """One request, by its id."""
        with reading(self._engine) as connection:
            row = connection.execute(select(DeskRow.__table__).where(DeskRow.id == request)).mappings().one_or_none()
            return None if row is None else self._ticket(connection, row)

    def tickets(self, status: Status | None = None, *, only_open: bool = False, last: int = 500) -> tuple[Ticket, ...]:
        """Requests, the soonest due first."""
        chosen = select(DeskRow.__table__).order_by(DeskRow.due_on, DeskRow.received_at, DeskRow.id).limit(last)
        if status is not None:
            chosen = chosen.where(DeskRow.status == status)
        if only_open:
            chosen = chosen.where(DeskRow.status.not_in(ENDED))
        with reading(self._engine) as connection:
            rows = connection.execute(chosen).mappings().all()
            return tuple(self._ticket(connection, row) for row in rows)

    def advance(self, request: str, status: Status, reason: str, lang: Lang) -> Ticket | None:
        """Take a request to another state; None where there is none.

        Raises:
            RequestFixed: it cannot go there from where it is.
            RequestRefused: a denial without a reason.
        """
        reason = " ".join(reason.split())[:MAX_REASON]
        if status == "denied" and not reason:
            raise RequestRefused(words("no_reason", lang))
        return self._step(request, Event(status, self._now(), reason), lang)

    def withdraw(self, request: str, lang: Lang) -> Ticket | None:
        """Take a request back; None where there is none. Raises `RequestFixed` where it is too late for that."""
        there = self.get(request)
        if there is not None and there.status == "cancelled":
            return there
        return self._step(request, Event("cancelled", self._now(), words("withdrawn", lang)), lang)

    def purge(self, before: datetime) -> int:
        """Forget who filed requests that have ended before an instant; how many those were."""
        over = (DeskRow.ended_at < before, DeskRow.sealed.is_not(None))
        with writing(self._engine) as connection:
            return connection.execute(update(DeskRow).where(*over).values(sealed=None)).rowcount

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _step(self, request: str, event: Event, lang: Lang) -> Ticket | None:
        with writing(self._engine) as connection:
            status = connection.scalar(select(DeskRow.status).where(DeskRow.id == request).with_for_update())
            if status is None:
                return None
            before = cast("Status", status)
            allowed = before in WITHDRAWABLE if event.status == "cancelled" else event.status in STEPS.get(before, ())
            if not allowed:
                raise RequestFixed(words("too_late" if event.status == "cancelled" else "bad_advance", lang))
            note(connection, DeskRow, DeskEventRow, request, event)
            if self._calls_back:
                _announce(connection, request, event.at)
        self._changed(request)
        return self.get(request)

    def _ticket(self, connection: Connection, row: RowMapping) -> Ticket:
        history = events_of(connection, DeskEventRow, row["id"])
        status = cast("Status", row["status"])
        return Ticket(record_of(row, self._sealer), status, row["received_at"], row["due_on"], history)


def _announce(connection: Connection, request: str, at: datetime) -> None:
    # One that waits tells of the newest step; what is being told now is told again, so its lease is over.
    due = {"due_at": at, "attempts": 0, "lease": "", "leased_until": None}
    if not connection.execute(update(CallbackRow).where(CallbackRow.request == request).values(due)).rowcount:
        connection.execute(insert(CallbackRow).values(request=request, **due))


def _digest(record: Record) -> str:
    return hashlib.sha256(json.dumps(asdict(record), default=str, sort_keys=True).encode()).hexdigest()
