"""Giving an answer again: the same to the last bit, or the digests that differ."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.errors import ReplayRefused
from bot.replies import Question, Reply
from bot.trail.record import Asked, Record, question_digest, reply_digest


class Engine(Protocol):
    """What answers, and the digests of what it does so with."""

    @property
    def identity(self) -> Mapping[str, str | None]:
        """By part."""

    def reply(self, question: Question) -> Reply:
        """One turn."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that is another one now; "reply" is what was said itself."""

    part: str
    then: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """The reply as it is given now, and what differs; nothing does where it is the same bit for bit."""

    reply: Reply
    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether the reply is the one that was given, and everything it was made with is, too."""
        return not self.differences


def replay(
    record: Record, asked: Asked, engine: Engine, *, digests: Mapping[str, str | None], versions: Mapping[str, str], key: bytes
) -> Replayed:
    """Ask again.

    Args:
        record: what was noted of the answer.
        asked: the question as it was put; it is compared with the record.
        engine: what answers now.
        digests: of what answers now, by part.
        versions: the digests of the policies' versions now, by name.
        key: what the question's digest was made with.

    Raises:
        ReplayRefused: it is not the question that was asked.
    """
    if not hmac.compare_digest(question_digest(asked, key), record.question):
        raise ReplayRefused(
            "This is not the question that was asked, or not after the same turns. What tells who somebody is, was taken out "
            "before it was kept: give the question with --question, and the turns before it with --history."
        )
    reply = engine.reply(Question(asked.text, asked.history, record.audience, record.lang, record.as_of))
    parts = sorted(record.digests.keys() | digests.keys())
    pairs = [(part, record.digests.get(part), digests.get(part)) for part in parts]
    pairs += [(f"version {name}", digest, versions.get(name)) for name, digest in sorted(record.versions.items())]
    pairs.append(("reply", record.reply, reply_digest(reply)))
    return Replayed(reply, tuple(Difference(part, then, now) for part, then, now in pairs if then != now))
