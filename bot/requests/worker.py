"""Doing what the outbox says: file, ask how it stands, take back. Any number of workers, in any number of processes."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from bot.errors import StateUnavailable, TargetRefused, TargetUnavailable
from bot.requests.adapters.choosing import Targets
from bot.requests.port import Lease, RequestStore
from bot.requests.targets import Filed, Target
from bot.requests.waiting import FIRST_S, MAX_ATTEMPTS, wait_after
from bot.requests.words import words
from corpus.errors import JobunError

log = structlog.get_logger()

_LEASE_S: Final = 120.0
_FOLLOW_EVERY: Final = timedelta(minutes=10)
_POLL_S: Final = 1.0


class Worker:
    """Takes due work and does it.

    A worker that dies leaves its lease, and whoever takes the work next counts one attempt more; so where a target may take the same
    request twice, it is looked for there before it is filed again. The lease lasts longer than a call to a target can take, and is
    renewed right before anything is filed.
    """

    def __init__(
        self,
        store: RequestStore,
        targets: Targets,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        lease_s: float = _LEASE_S,
        first_wait_s: float = FIRST_S,
        max_attempts: int = MAX_ATTEMPTS,
    ) -> None:
        """``lease_s`` is longer than a target takes for a call; the other two bound how often and how long something is tried."""
        self._store = store
        self._targets = targets
        self._now = now
        self._lease_s = lease_s
        self._first_wait_s = first_wait_s
        self._max_attempts = max_attempts
        self.outcomes: Counter[tuple[str, str]] = Counter()
        """What this worker has done: how often, by the action and what became of it."""
        self._woken = threading.Event()
        self._ended = threading.Event()

    def step(self) -> bool:
        """Do one piece of work; False where none is due. Raises `StateUnavailable`."""
        lease = self._store.lease(self._now(), self._lease_s)
        if lease is None:
            return False
        try:
            self._do(lease)
        except TargetUnavailable as error:
            self._try_again(lease, error)
        except TargetRefused as error:
            self._give_up(lease, str(error))
        except StateUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one request that cannot be handled must not hold up all others
            log.error("failed", error=type(error).__name__)  # noqa: TRY400 - without its message
            self._try_again(lease, TargetUnavailable(f"It failed unexpectedly ({type(error).__name__})."))
        return True

    def run(self, poll_s: float = _POLL_S) -> None:
        """Work until `end` is called."""
        while not self._ended.is_set():
            try:
                worked = self.step()
            except (JobunError, OSError):
                log.warning("outbox_failed")
                worked = False
            if not worked:
                self._woken.wait(poll_s)
                self._woken.clear()

    def wake(self) -> None:
        """Have it look for work at once."""
        self._woken.set()

    def end(self) -> None:
        """Have `run` return once the piece of work is done that it is at."""
        self._ended.set()
        self._woken.set()

    def _do(self, lease: Lease) -> None:
        entry = lease.entry
        target = self._targets.named(entry.target)
        match lease.action:
            case "file":
                filed = self._file(lease, target)
            case "follow":
                filed = target.state(entry.record, entry.reference)
            case "withdraw":
                filed = self._withdraw(lease, target)
        if filed is None:
            return
        now = self._now()
        kept = self._store.settle(lease, filed, now=now, again_at=now + _FOLLOW_EVERY)
        self.outcomes[lease.action, "done" if kept else "lost"] += 1
        log.info("filed" if lease.action == "file" else "followed", code=lease.action, status=filed.status if kept else "lost")

    def _file(self, lease: Lease, target: Target) -> Filed | None:
        record = lease.entry.record
        if lease.attempts > 1 and not target.is_idempotent and (found := target.find(record)):
            return found
        # What took so long that another has taken the work is left to that one.
        return target.file(record) if self._store.renew(lease, self._now(), self._lease_s) else None

    def _withdraw(self, lease: Lease, target: Target) -> Filed | None:
        entry = lease.entry
        found = Filed(entry.reference, entry.status) if entry.reference else target.find(entry.record)
        if found is None:
            # It has never arrived there, and is not going to.
            return Filed("", "cancelled", words("withdrawn", entry.record.locale))
        if found.status == "cancelled":
            return found
        try:
            return target.withdraw(entry.record, found.reference)
        except TargetRefused:
            now = self._now()
            said = words("too_late_there", entry.record.locale)
            self._store.cannot_withdraw(lease, said, reference=found.reference, now=now, again_at=now)
            return None

    def _try_again(self, lease: Lease, error: TargetUnavailable) -> None:
        if lease.attempts >= self._max_attempts and lease.action == "file":
            self._store.park(lease, str(error), words("tried_out", lease.entry.record.locale), self._now())
            self.outcomes[lease.action, "parked"] += 1
            log.warning("parked", code=lease.action)
            return
        self.outcomes[lease.action, "put_off"] += 1
        wait = wait_after(lease.attempts, error.retry_after_s, first_s=self._first_wait_s)
        self._store.put_off(lease, self._now() + wait, str(error))

    def _give_up(self, lease: Lease, reason: str) -> None:
        if lease.action == "follow":
            # How it stands cannot be told; that it was filed can.
            self._store.put_off(lease, self._now() + _FOLLOW_EVERY * 6, reason)
            self.outcomes[lease.action, "put_off"] += 1
            return
        self._store.park(lease, reason, words("refused_there", lease.entry.record.locale), self._now())
        self.outcomes[lease.action, "parked"] += 1
        log.warning("parked", code=lease.action)
