"""What a store keeps and promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, Protocol, TypeAlias

from corpus.model import Audience

Opinion: TypeAlias = Literal["up", "down"]

NOTHING_BEFORE: Final = "0" * 64
"""What the first link of the trail has for the digest before it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question in redacted words and the reply to it; ``asked_at`` is aware, ``reply`` the reply's JSON object."""

    id: str
    asked_at: datetime
    question: str
    reply: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thought of the reply ``turn``; ``reason`` is in redacted words, "" where none was given."""

    turn: str
    verdict: Opinion
    reason: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of a conversation, the oldest turn first."""

    id: str
    audience: Audience
    began_at: datetime
    turns: tuple[Turn, ...]
    feedback: tuple[Feedback, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A record of the trail, with the digest of the link before it and its own (hexadecimal SHA-256)."""

    position: int
    id: str
    record: str
    before: str
    digest: str


class Store(Protocol):
    """Keeps conversations, feedback and the trail. Safe to call from several threads and processes.

    Promises, checked for every database by ``tests/contracts/test_store.py``: turns come back in the order they were kept in; deleting a
    conversation deletes its turns and feedback, and a turn that was on its way to it is not kept; the trail's positions are
    1, 2, 3 … without a gap, each link made with the digest of the one before, however many append at once; nothing but
    `append` and `keep` write to the trail.
    """

    def begin(self, conversation: str, audience: Audience, at: datetime) -> None:
        """Note that a conversation has begun; one that is there stays as it is."""

    def audience_of(self, conversation: str) -> Audience | None:
        """Who a conversation is held with; None where there is no such conversation."""

    def keep(self, conversation: str, turn: Turn, record: str, seal: Callable[[int, str, str], str]) -> bool:
        """`append` the record of a turn's reply and keep the turn as the last one of a conversation, in one transaction.

        False where the conversation is gone; then the record alone is there.
        """

    def questions(self, conversation: str, last: int) -> tuple[str, ...]:
        """The ``last`` questions of a conversation, the oldest first."""

    def give_feedback(self, feedback: Feedback) -> bool:
        """Keep what somebody thought, in place of what they thought before; False where there is no such reply."""

    def delete(self, conversation: str) -> bool:
        """Delete a conversation and all that belongs to it; False where there is none."""

    def purge(self, before: datetime) -> int:
        """Delete turns asked before an instant, and conversations left without one; how many turns that were."""

    def export(self, conversation: str) -> Kept | None:
        """All that is kept of a conversation."""

    def turns_since(self, instant: datetime) -> Iterator[tuple[Turn, Feedback | None]]:
        """All turns asked from an instant on, the oldest first, each with what somebody thought of it; not all are in memory at once."""

    def turn(self, reply: str) -> Turn | None:
        """One turn, by the id of its reply."""

    def history(self, reply: str, last: int) -> tuple[str, ...]:
        """The ``last`` questions that went before a reply in its conversation, the oldest first."""

    def append(self, reply: str, record: str, seal: Callable[[int, str, str], str]) -> Link:
        """Add a record to the trail, once for each id; ``seal`` makes its digest from its position, the digest before it and the record."""

    def links(self) -> Iterator[Link]:
        """The whole trail, in order; not all of it is in memory at once."""

    def link(self, reply: str) -> Link | None:
        """The link of one reply."""

    def check(self) -> None:
        """Raises `StateUnavailable` where the database cannot be used."""

    def close(self) -> None:
        """Let go of the database."""
