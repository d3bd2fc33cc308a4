"""Workers: what fails is tried again when it should be, and left to people when it cannot work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import TargetRefused, TargetUnavailable
from bot.replies import Right
from bot.requests.adapters.choosing import Targets
from bot.requests.receipts import Receipts
from bot.requests.record import Record
from bot.requests.targets import Filed, Fit
from bot.requests.waiting import wait_after
from bot.requests.worker import Worker
from tests.requests.records import a_record


@dataclass
class FakeTarget:
    """Keeps what arrives, once for each filing; fails as it is told, after taking the request or before."""

    name: str = "fides"
    is_idempotent: bool = False
    arrived: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    failures: list[Exception | None] = field(default_factory=list)
    takes_first: bool = False
    stands: str = "submitted"

    def fit(self, right: Right) -> Fit:
        return "exact"

    def file(self, record: Record) -> Filed:
        self.calls.append("file")
        failure = self.failures.pop(0) if self.failures else None
        if failure is None or self.takes_first:
            self.arrived.append(record.id)
        if failure:
            raise failure
        return Filed(f"at-{record.id}", "submitted")

    def find(self, record: Record) -> Filed | None:
        self.calls.append("find")
        return Filed(f"at-{record.id}", "submitted") if record.id in self.arrived else None

    def state(self, record: Record, reference: str) -> Filed:
        self.calls.append("state")
        if self.failures and (failure := self.failures.pop(0)):
            raise failure
        return Filed(reference, self.stands)  # type: ignore[arg-type]

    def withdraw(self, record: Record, reference: str) -> Filed:
        self.calls.append("withdraw")
        if self.failures and (failure := self.failures.pop(0)):
            raise failure
        return Filed(reference, "cancelled")


@pytest.fixture
def target() -> FakeTarget:
    return FakeTarget()


@pytest.fixture
def worker(parts: Any, target: FakeTarget) -> Worker:
    return Worker(parts.store, Targets(target), now=parts.clock, max_attempts=3)


@pytest.fixture
def add(parts: Any) -> Callable[[], str]:
    def added() -> str:
        record = a_record(confirmed_at=parts.now)
        receipt = Receipts(b"r" * 32).of(record.id, "")
        assert parts.store.add(record, receipt, target="fides", alike=record.id)
        return record.id

    return added


def stands(parts: Any, request: str) -> Any:
    return parts.store.get(request)


def test_what_was_confirmed_is_filed_once(parts: Any, worker: Worker, target: FakeTarget, add: Callable[[], str]) -> None:
    one = add()

    assert worker.step()
    assert not worker.step()

    assert (target.arrived, target.calls) == ([one], ["file"])
    assert (stands(parts, one).status, stands(parts, one).reference) == ("submitted", f"at-{one}")


@pytest.mark.parametrize("takes_first", [False, True])
def test_what_may_have_arrived_is_looked_for_before_it_is_filed_again(
    parts: Any, worker: Worker, target: FakeTarget, add: Callable[[], str], *, takes_first: bool
) -> None:
    one = add()
    target.takes_first, target.failures = takes_first, [TargetUnavailable("timed out")]

    worker.step()
    assert not worker.step(), "not before the wait is over"
    parts.forward(seconds=10)
    assert worker.step()

    assert target.arrived == [one]
    assert target.calls == (["file", "find"] if takes_first else ["file", "find", "file"])
    assert stands(parts, one).status == "submitted"


def test_a_worker_that_died_leaves_what_another_looks_for(
    parts: Any, worker: Worker, target: FakeTarget, add: Callable[[], str]
) -> None:
    one = add()
    # One that filed, and died before it could note that.
    lease = parts.store.lease(parts.now, 120)
    target.file(lease.entry.record)

    assert not worker.step(), "the lease is another's"
    parts.forward(seconds=121)
    assert worker.step()

    assert target.arrived == [one]
    assert target.calls == ["file", "find"]


def test_what_the_target_asks_for_is_kept_to(parts: Any, worker: Worker, target: FakeTarget, add: Callable[[], str]) -> None:
    add()
    target.failures = [TargetUnavailable("429", retry_after_s=1800)]
    worker.step()

    parts.forward(seconds=1799)
    assert not worker.step()
    parts.forward(seconds=2)
    assert worker.step()


def test_what_is_refused_is_left_to_people_with_the_reason(
    parts: Any, worker: Worker, target: FakeTarget, add: Callable[[], str]
) -> None:
    one = add()
    target.failures = [TargetRefused("It refused with 422.")]
    worker.step()

    kept = stands(parts, one)
    assert (kept.status, kept.pending.dead, kept.pending.reason) == ("failed", True, "It refused with 422.")
    assert "担当者" in kept.history[-1].reason
    parts.forward(days=2)
    assert not worker.step()

    parts.store.retry(one, parts.now)
    assert worker.step()
    assert target.arrived == [one]
    assert target.calls == ["file", "find", "file"]


def test_what_does_not_get_through_is_left_to_people_in_the_end(
    parts: Any, worker: Worker, target: FakeTarget, add: Callable[[], str]
) -> None:
    one = add()
    target.failures = [TargetUnavailable("503")] * 3
    for _ in range(3):
        assert worker.step()
        parts.forward(hours=2)

    assert not worker.step()
    assert stands(parts, one).status == "failed"


def test_one_that_cannot_be_handled_does_not_hold_up_the_others(
    parts: Any, worker: Worker, target: FakeTarget, add: Callable[[], str]
) -> None:
    first, second = sorted((add(), add()))
    target.failures = [LookupError("what somebody wrote")]

    assert worker.step()
    assert worker.step()

    assert target.arrived == [second]
    assert "what somebody wrote" not in str(stands(parts, first).pending)


def test_states_are_asked_for_until_the_request_has_ended(
    parts: Any, worker: Worker, target: FakeTarget, add: Callable[[], str]
) -> None:
    one = add()
    worker.step()
    target.failures = [TargetUnavailable("503"), TargetRefused("404")]
    for wait in (10, 10, 120):
        parts.forward(minutes=wait)
        assert worker.step()
    assert stands(parts, one).status == "submitted"

    target.stands = "fulfilled"
    parts.forward(hours=2)
    assert worker.step()

    assert (stands(parts, one).status, stands(parts, one).pending) == ("fulfilled", None)


@pytest.mark.parametrize("arrived", [False, True])
def test_one_that_is_withdrawn_after_a_failure_is_taken_back_wherever_it_is(
    parts: Any, worker: Worker, target: FakeTarget, add: Callable[[], str], *, arrived: bool
) -> None:
    one = add()
    target.takes_first, target.failures = arrived, [TargetUnavailable("timed out")]
    worker.step()
    parts.store.withdraw(one, parts.now, "")

    assert worker.step()

    assert target.calls == (["file", "find", "withdraw"] if arrived else ["file", "find"])
    assert stands(parts, one).status == "cancelled"


def test_one_that_is_not_given_back_goes_on(parts: Any, worker: Worker, target: FakeTarget, add: Callable[[], str]) -> None:
    one = add()
    worker.step()
    parts.store.withdraw(one, parts.now, "")
    target.failures = [TargetRefused("409")]
    worker.step()

    kept = stands(parts, one)
    assert (kept.status, kept.pending.action) == ("submitted", "follow")
    assert "取下げ" in kept.history[-1].reason


def test_a_target_that_is_no_longer_set_up_is_waited_for(parts: Any, add: Callable[[], str]) -> None:
    one = add()
    Worker(parts.store, parts.targets, now=parts.clock).step()

    assert "JOBUN_TARGET" in stands(parts, one).pending.reason


def test_waits_grow_and_are_never_shorter_than_was_asked() -> None:
    waits = [wait_after(attempts) for attempts in range(1, 30)]

    assert timedelta(seconds=5) <= waits[0] <= timedelta(seconds=6.25)
    assert all(wait <= timedelta(hours=1.25) for wait in waits)
    assert waits[-1] >= timedelta(hours=1)
    assert wait_after(1, 99) == timedelta(seconds=99)
    assert wait_after(1, 1e9) == timedelta(days=1)


@pytest.fixture
def running(worker: Worker) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=worker.run, args=(60.0,))
    thread.start()
    yield thread
    worker.end()
    thread.join(30)
    assert not thread.is_alive()


def test_a_running_worker_is_woken_and_ended(
    parts: Any, worker: Worker, running: threading.Thread, target: FakeTarget, add: Callable[[], str]
) -> None:
    one = add()
    worker.wake()
    for _ in range(3000):
        if target.arrived:
            break
        running.join(0.01)

    assert target.arrived == [one]
