"""What was accepted from Slack and is still to be done: values, and what a queue of them promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias

Kind: TypeAlias = Literal["question", "aside", "share", "owner", "owner_answer", "prompts", "home", "news", "private"]
"""``question`` is answered in its thread, ``aside`` to the asker alone, ``private`` in a direct message; the others are named after what is done."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, once. ``id`` is the event's, ``place`` where one is done after the other: team/channel/thread."""

    id: str
    kind: Kind
    team: str
    place: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """A task that is ours for a while; ``attempts`` counts this one.

    ``message`` is the timestamp of the message that answers it, ``reply`` the id of the reply it gives; ``sending`` says that an earlier
    attempt ended while such a message was on its way.
    """

    task: Task
    holder: str
    attempts: int
    accepted_at: datetime
    sending: bool = False
    message: str | None = None
    reply: str | None = None


class Queue(Protocol):
    """Keeps tasks. Safe to call from several threads and processes.

    Promises, checked for every database by ``tests/contracts/test_slack_queue.py``: a task is claimed once; it is ours alone until the lease is
    over, and then somebody else's; in one place the earlier is done before the later; whoever has lost a lease changes nothing; what
    people wrote cannot be read in the database, and is gone once the task has ended.
    """

    def claim(self, task: Task, now: datetime) -> bool:
        """Keep a task; False where it was claimed before."""

    def claim_all(self, tasks: Sequence[Task], now: datetime) -> tuple[bool, ...]:
        """The same for several, in one transaction and in their order."""

    def spend(self, number: str, now: datetime) -> bool:
        """Use something up that is good for one time; False where it was used before."""

    def take(self, now: datetime, for_s: float) -> Taken | None:
        """The earliest that is due, and whose place is free; ours for so many seconds."""

    def renew(self, taken: Taken, now: datetime, for_s: float) -> bool:
        """Make it ours for longer; False where it is no longer ours."""

    def replied(self, taken: Taken, reply: str) -> bool:
        """Note the id of the reply; False where the task is no longer ours."""

    def sending(self, taken: Taken) -> bool:
        """Note that a message is about to be sent; False where the task is no longer ours."""

    def sent(self, taken: Taken, message: str) -> bool:
        """Note the message; False where the task is no longer ours."""

    def finish(self, taken: Taken, *, failed: bool = False) -> bool:
        """End a task, and forget what it says; False where it is no longer ours."""

    def put_off(self, taken: Taken, until: datetime) -> bool:
        """Give a task back, to be tried again later; False where it is no longer ours."""

    def stop(self, event: str, place: str, now: datetime) -> int:
        """Ask for what is under way in a place to end, once for each event; how many tasks that are."""

    def is_stopped(self, taken: Taken) -> bool:
        """Whether somebody has asked for that."""

    def messages(self, place: str) -> frozenset[str]:
        """The timestamps of the messages that answer the tasks of a place."""

    def unfinished(self) -> int:
        """How many tasks have not ended."""

    def purge(self, before: datetime) -> int:
        """Forget tasks that have ended and were accepted before an instant; how many."""
