"""Our own desk in the same process, as a target: no network between, and filing twice is safe as it is."""

from __future__ import annotations

from bot.errors import CodeNotSent, RequestFixed, RequestRefused, StateUnavailable, TargetRefused, TargetUnavailable
from bot.replies import Right
from bot.requests.desk import Desk
from bot.requests.record import FILED_RIGHTS, Record
from bot.requests.targets import Filed, Fit
from bot.requests.tickets import Ticket


class DeskTarget:
    """See `bot.requests.targets.Target`."""

    name = "desk"
    is_idempotent = True

    def __init__(self, desk: Desk) -> None:
        """``desk`` takes what is filed."""
        self._desk = desk

    def fit(self, right: Right) -> Fit:
        """See `Target.fit`. The desk takes every request there is."""
        return "exact" if right in FILED_RIGHTS else "none"

    def file(self, record: Record) -> Filed:
        """See `Target.file`."""
        try:
            ticket, _ = self._desk.take(record)
        except RequestFixed:
            raise TargetRefused("The desk has another request under this id.") from None
        except RequestRefused:
            raise TargetRefused("The desk cannot confirm the e-mail address of this request.") from None
        except CodeNotSent:
            raise TargetUnavailable("The desk could not send the code for this request.") from None
        except StateUnavailable:
            raise TargetUnavailable("The desk's database cannot be used.") from None
        return _filed(ticket)

    def find(self, record: Record) -> Filed | None:
        """See `Target.find`."""
        ticket = self._get(record.id)
        return None if ticket is None else _filed(ticket)

    def state(self, record: Record, reference: str) -> Filed:
        """See `Target.state`."""
        ticket = self._get(reference)
        if ticket is None or ticket.record.id != record.id:
            raise TargetRefused("The desk does not know this request.")
        return _filed(ticket)

    def withdraw(self, record: Record, reference: str) -> Filed:
        """See `Target.withdraw`."""
        try:
            ticket = self._desk.withdraw(reference, record.locale)
        except RequestFixed:
            raise TargetRefused("The desk has gone too far with it.") from None
        except StateUnavailable:
            raise TargetUnavailable("The desk's database cannot be used.") from None
        if ticket is None:
            raise TargetRefused("The desk does not know this request.")
        return _filed(ticket)

    def verify(self, record: Record, reference: str, code: str) -> Filed:
        """See `Verifying.verify`."""
        try:
            ticket = self._desk.verify(reference, code, record.locale)
        except (RequestFixed, RequestRefused):
            raise TargetRefused("The desk does not take this code.") from None
        except StateUnavailable:
            raise TargetUnavailable("The desk's database cannot be used.") from None
        if ticket is None:
            raise TargetRefused("The desk does not know this request.")
        return _filed(ticket)

    def send_code(self, record: Record, reference: str) -> None:
        """See `Resending.send_code`."""
        try:
            self._desk.send_code(reference, record.locale)
        except (RequestFixed, RequestRefused):
            raise TargetRefused("The desk sends no code for this request.") from None
        except (CodeNotSent, StateUnavailable):
            raise TargetUnavailable("The desk could not send the code for this request.") from None

    def _get(self, request: str) -> Ticket | None:
        try:
            return self._desk.get(request)
        except StateUnavailable:
            raise TargetUnavailable("The desk's database cannot be used.") from None


def _filed(ticket: Ticket) -> Filed:
    return Filed(ticket.record.id, ticket.status, ticket.history[-1].reason, by_code=ticket.awaits_code)
