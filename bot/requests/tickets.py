"""A request at our own desk, and where it can go from where it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.requests.record import Event, Record, Status

STEPS: Final[Mapping[Status, tuple[Status, ...]]] = {
    "submitted": ("awaiting_verification", "in_progress", "fulfilled", "denied"),
    "awaiting_verification": ("in_progress", "denied", "expired"),
    "in_progress": ("fulfilled", "denied"),
}
"""Where the desk may take a request from each state."""
WITHDRAWABLE: Final[frozenset[Status]] = frozenset({"submitted", "awaiting_verification"})
BY_STAFF: Final[frozenset[Status]] = frozenset(status for after in STEPS.values() for status in after)
"""Where people may take a request at all."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request at the desk. ``received_at`` is aware, ``due_on`` the last day for the answer."""

    record: Record
    status: Status
    received_at: datetime
    due_on: date
    history: tuple[Event, ...]

    @property
    def steps(self) -> tuple[Status, ...]:
        """Where people may take it from here. One whose address is not confirmed is not to be worked on."""
        return ("denied",) if self.awaits_code else STEPS.get(self.status, ())

    @property
    def awaits_code(self) -> bool:
        """Whether it does not count before the code is given that was sent to its e-mail address."""
        return self.history[-1].awaits_code


def may_follow(status: Status, before: Status, last: Event) -> bool:
    """Whether a request may go to a state from the one it is in, whose step was the ``last``."""
    if status == "cancelled":
        return before in WITHDRAWABLE
    if last.awaits_code:
        return status in ("submitted", "denied", "expired")
    return status in STEPS.get(before, ())
