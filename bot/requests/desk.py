"""Our own desk: takes requests, each once, and people answer them by a day that is set when they come in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Final, cast

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.errors import RequestFixed, RequestRefused
from bot.phrases import Lang
from bot.requests.codes import Codes
from bot.requests.columns import columns_of, events_of, forget, note, record_of
from bot.requests.deadlines import day_in_japan, due_on
from bot.requests.record import BY_CODE, ENDED, Event, Record, Status
from bot.requests.sealing import Sealer
from bot.requests.tickets import BY_STAFF, Ticket, may_follow
from bot.requests.words import words
from bot.state.database import open_database, persistent, reading, writing
from bot.state.request_models import CallbackRow, DeskEventRow, DeskRow

MAX_REASON: Final = 1_000

_UNCONFIRMED: Final = timedelta(days=1)
"""How long a request waits for the code that its e-mail address is confirmed by."""


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
        codes: Codes | None = None,
        due_days: int = 14,
        calls_back: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        changed: Callable[[str], object] = lambda _: None,
    ) -> None:
        """``codes``: what is filed with an e-mail address that nobody has confirmed waits for the code that they send there.

        ``calls_back``: whoever filed is told of each step; ``changed`` is called with a request's id after each.
        """
        self._engine = engine
        self._sealer = sealer
        self._codes = codes
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
            RequestRefused: it has no e-mail address, and one is to be confirmed; or too many codes were sent there.
            CodeNotSent: the code could not be sent. Taken again, it is sent again.
        """
        by_code = self._codes is not None and not record.subject.email_verified
        if by_code and not record.subject.email:
            raise RequestRefused(words("no_email", record.locale))
        digest = _digest(record)
        there = self._keep(record, digest, by_code=by_code)
        ticket = self.get(record.id)
        if ticket is None or there not in (None, digest):
            raise RequestFixed("Another request was taken under this id.")
        if ticket.awaits_code and self._codes is not None and not self._codes.is_waited_for(record.id):
            self._codes.send(record.id, record.subject.email, record.locale)
        return ticket, there is None

    def send_code(self, request: str, lang: Lang) -> Ticket | None:
        """Send another code; None where there is no such request.

        Raises:
            RequestFixed: none is waited for.
            RequestRefused: there were too many.
            CodeNotSent: the mail server did not take it.
        """
        ticket = self.get(request)
        if ticket is not None:
            self._waiting(ticket, lang).send(request, ticket.record.subject.email, ticket.record.locale)
        return ticket

    def verify(self, request: str, code: str, lang: Lang) -> Ticket | None:
        """Confirm a request's e-mail address by the code that was sent there: now it counts, and its days begin; None where there is none.

        Raises:
            RequestFixed: none is waited for.
            RequestRefused: it is not the right one, or too old.
        """
        ticket = self.get(request)
        if ticket is None:
            return None
        self._waiting(ticket, lang).check(request, ticket.record.subject.email, code, lang)
        return self._step(request, Event("submitted", self._now()), lang)

    def expire(self) -> int:
        """End what has waited too long for its code; how many those were."""
        before = self._now() - _UNCONFIRMED
        late = select(DeskRow.id).where(DeskRow.status == "awaiting_verification", DeskRow.received_at < before)
        with reading(self._engine) as connection:
            found = connection.execute(late).scalars().all()
        tickets = [ticket for ticket in map(self.get, found) if ticket is not None and ticket.awaits_code]
        for ticket in tickets:
            lang = ticket.record.locale
            self._step(ticket.record.id, Event("expired", self._now(), words("code_too_late", lang)), lang)
        return len(tickets)

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
        if status not in BY_STAFF:
            raise RequestFixed(words("bad_advance", lang))
        return self._step(request, Event(status, self._now(), reason), lang)

    def withdraw(self, request: str, lang: Lang) -> Ticket | None:
        """Take a request back; None where there is none. Raises `RequestFixed` where it is too late for that."""
        there = self.get(request)
        if there is not None and there.status == "cancelled":
            return there
        return self._step(request, Event("cancelled", self._now(), words("withdrawn", lang)), lang)

    @persistent
    def purge(self, before: datetime) -> int:
        """Forget who filed requests that have ended before an instant, and what they were told; how many those were."""
        with writing(self._engine) as connection:
            return forget(connection, DeskRow, DeskEventRow, before)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @persistent
    def _keep(self, record: Record, digest: str, *, by_code: bool) -> str | None:
        """Keep a record that is not there; the digest of the one that is."""
        now = self._now()
        first = Event("submitted", now)
        if by_code:
            first = Event("awaiting_verification", now, words("code_awaited", record.locale), BY_CODE)
        sought = select(DeskRow.body_sha256).where(DeskRow.id == record.id)
        try:
            with writing(self._engine) as connection:
                if (there := connection.scalar(sought)) is None:
                    columns = columns_of(record, self._sealer)
                    kept = {"body_sha256": digest, "received_at": now, "due_on": self._due_on(now), "status": first.status}
                    connection.execute(insert(DeskRow).values(**columns, **kept))
                    note(connection, DeskRow, DeskEventRow, record.id, first)
        except IntegrityError:
            # Somebody else has taken it in this very moment.
            with reading(self._engine) as connection:
                there = connection.scalar(sought)
        return there

    def _due_on(self, instant: datetime) -> date:
        return due_on(day_in_japan(instant), self._due_days)

    def _waiting(self, ticket: Ticket, lang: Lang) -> Codes:
        if self._codes is None or not ticket.awaits_code:
            raise RequestFixed(words("no_code", lang))
        return self._codes

    def _step(self, request: str, event: Event, lang: Lang) -> Ticket | None:
        if not self._note(request, event, lang):
            return None
        self._changed(request)
        return self.get(request)

    @persistent
    def _note(self, request: str, event: Event, lang: Lang) -> bool:
        with writing(self._engine) as connection:
            status = connection.scalar(select(DeskRow.status).where(DeskRow.id == request).with_for_update())
            if status is None:
                return False
            if not may_follow(event.status, cast("Status", status), events_of(connection, DeskEventRow, request)[-1]):
                raise RequestFixed(words("too_late" if event.status == "cancelled" else "bad_advance", lang))
            note(connection, DeskRow, DeskEventRow, request, event)
            if event.status == "submitted":
                # Only now it is a request that somebody has made.
                due = self._due_on(event.at)
                connection.execute(update(DeskRow).where(DeskRow.id == request).values(due_on=due))
            if self._calls_back:
                _announce(connection, request, event.at)
        return True

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
