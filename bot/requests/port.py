"""What the store of requests keeps and promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from bot.requests.receipts import Receipt
from bot.requests.record import Event, Record, Status
from bot.requests.targets import Filed

Action: TypeAlias = Literal["file", "follow", "withdraw"]
"""What is to be done next about a request at its target."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Work that is still to be done; ``attempts`` counts those of this action. A ``dead`` one waits for people, with the ``reason``."""

    action: Action
    due_at: datetime
    attempts: int
    dead: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A request as it is kept. The subject and the words are empty once their time is over. ``reference`` is the target's."""

    record: Record
    number: str
    secret_sha256: str
    target: str
    reference: str
    status: Status
    history: tuple[Event, ...]
    pending: Pending | None


@dataclass(frozen=True, slots=True)
class Lease:
    """Work that is ours until the lease is over. ``attempts`` counts this one."""

    token: str
    action: Action
    attempts: int
    entry: Entry


class RequestStore(Protocol):
    """Keeps confirmed requests, and what is still to be done about them. Safe to call from several threads and processes.

    Promises, checked for every database by ``tests/contracts/test_requests.py``: a request and its work are kept in one transaction
    or not at all; adding the same again changes nothing, and of those that are alike one alone is open, however many are added in the
    same instant; work is leased to one at a time, and what is settled without the lease changes nothing; work that was dropped is
    leased again once its lease is over; nothing that tells who somebody is can be read in the database.
    """

    def add(self, record: Record, receipt: Receipt, *, target: str, alike: str) -> bool:
        """Keep a request with the work of filing it; False where it was there, or one like it that has not ended."""

    def get(self, request: str) -> Entry | None:
        """One request, by its id."""

    def numbered(self, number: str) -> Entry | None:
        """One request, by the number of its receipt."""

    def open_like(self, alike: str) -> Entry | None:
        """One that has not ended, of the same right and contact."""

    def entries(self, status: Status | None = None, last: int = 100) -> tuple[Entry, ...]:
        """The ``last`` requests, the newest first."""

    def lease(self, now: datetime, for_s: float) -> Lease | None:
        """Work that is due and nobody else's, the longest due first; it is ours for so many seconds."""

    def renew(self, lease: Lease, now: datetime, for_s: float) -> bool:
        """Make a lease last longer; False where it is no longer ours."""

    def settle(self, lease: Lease, filed: Filed, *, now: datetime, again_at: datetime) -> bool:
        """Note how a request stands at its target, to be asked again at an instant unless it has ended; False without the lease."""

    def put_off(self, lease: Lease, until: datetime, reason: str) -> bool:
        """Give work back, to be tried again later; False without the lease."""

    def park(self, lease: Lease, reason: str, said: str, now: datetime) -> bool:
        """Leave work to people; ``reason`` is for them, ``said`` for whoever filed it. False without the lease."""

    def withdraw(self, request: str, now: datetime, said: str) -> Entry | None:
        """End a request that nobody has tried to file, or have it taken back at its target.

        None where there is no such request. Raises `RequestFixed` where it has ended.
        """

    def cannot_withdraw(self, lease: Lease, said: str, *, reference: str, now: datetime, again_at: datetime) -> bool:
        """Note that the target did not take a request back; False without the lease."""

    def hasten(self, request: str, now: datetime) -> bool:
        """Have the target asked at once how a request stands; False where nothing waits for that."""

    def retry(self, request: str, now: datetime) -> bool:
        """Have work that was left to people tried again; False where there is none."""

    def cancel(self, request: str, now: datetime, said: str) -> bool:
        """End a request whose work was left to people; False where it was not."""

    def purge(self, before: datetime) -> int:
        """Forget who filed requests that have ended before an instant; how many those were."""

    def close(self) -> None:
        """Let go of the database."""
