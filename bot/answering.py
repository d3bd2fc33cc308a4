"""An answer with all that belongs to it: the conversation before, what is kept of it, and its record on the trail.

Synchronous, and it knows no framework: each surface runs it in threads of its own.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, Protocol

from bot.errors import ConversationUnknown, ReplyUnknown
from bot.phrases import Lang
from bot.questions import clean, spoken
from bot.redaction import redact
from bot.replies import ActionOffer, Question, Reply, Right
from bot.sentences import sentence
from bot.state.port import Feedback, Opinion, Store, Turn
from bot.trail.chain import sealer
from bot.trail.program import program_digest
from bot.trail.record import Asked, Record, evidence, question_digest, reply_digest
from bot.wire import reply_json
from corpus.library import Library
from corpus.model import Audience, Citation

HISTORY_TURNS: Final = 10
"""Turns of a conversation that a question is read after."""


class Engine(Protocol):
    """What answers, see `bot.engine.Engine`."""

    @property
    def identity(self) -> Mapping[str, str | None]:
        """By part, what replies depend on."""

    def reply(self, question: Question) -> Reply:
        """One turn. Raises kinds of `JobunError`."""

    def offer(self, right: Right, question: Question) -> ActionOffer:
        """What the policy demands for a right."""


@dataclass(frozen=True, slots=True)
class Served:
    """An engine and the policies it answers from: always of one and the same index."""

    engine: Engine
    library: Library

    @property
    def digests(self) -> dict[str, str | None]:
        """Of all that an answer is made with, by part."""
        return {**self.engine.identity, "program": program_digest()}

    def versions(self, audience: Audience, as_of: date) -> dict[str, str]:
        """The digests of the texts that may be searched, by name."""
        return {version.name: version.digest for version in self.library.in_force(as_of, audience)}


@dataclass(frozen=True, slots=True)
class Keys:
    """What the trail is sealed with, and what questions are known by on it."""

    trail: bytes
    questions: bytes


@dataclass(frozen=True, slots=True)
class Wish:
    """What one person asks: the words as typed, in which conversation, as whom, and in what language the reply should be."""

    question: str
    conversation: str
    audience: Audience = "public"
    lang: Lang | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was given. ``wire`` is the reply's JSON object with its id, and the conversation's."""

    id: str
    conversation: str
    reply: Reply
    wire: Mapping[str, Any]
    took_ms: float


class Answering:
    """Answers within conversations. Safe to call from several threads."""

    def __init__(
        self, served: Callable[[], Served], store: Store, keys: Keys, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """``served`` gives the engine in force; ``now`` the present instant (aware)."""
        self._served = served
        self._store = store
        self._keys = keys
        self._now = now

    def admit(self, wish: Wish, begins: bool) -> None:  # noqa: FBT001 - threads are given what they run without names
        """Look whether the conversation is there, and begin it where it may begin now.

        Raises:
            ConversationUnknown: it is not there, or is held with somebody else.
            StateUnavailable: the database cannot be used.
        """
        audience = self._store.audience_of(wish.conversation)
        # Looked at first: to write takes the database's one lock, and only the first question has to.
        if audience is None and begins:
            self._store.begin(wish.conversation, wish.audience, self._now())
            audience = self._store.audience_of(wish.conversation)
        if audience != wish.audience:
            raise ConversationUnknown(sentence("no_conversation", spoken(wish.question, wish.lang)))

    def ask(self, wish: Wish) -> Given:
        """Answer in a conversation that was admitted, keep the turn in redacted words, and note the answer on the trail.

        Raises:
            QuestionRefused: it cannot be asked.
            StateUnavailable: nothing can be kept; then nothing is said either.
        """
        served, started = self._served(), time.perf_counter()
        now = self._now()
        asked = self._asked(wish, now)
        reply = _replied(served, asked)
        took_ms = (time.perf_counter() - started) * 1000
        # Hexadecimal: one that began with a hyphen would be an option on the command line.
        number = secrets.token_hex(12)
        wire = self._wire(reply, served, took_ms) | {"id": number, "conversation": wish.conversation}
        # Before anything is said: an answer that is not on the trail is not given.
        record = self._record(number, now, asked, reply, served).canonical()
        turn = Turn(number, now, redact(asked.text).text, _kept(wire))
        self._store.keep(wish.conversation, turn, record, sealer(self._keys.trail))
        return Given(number, wish.conversation, reply, wire, took_ms)

    def foresee(self, wish: Wish) -> Reply:
        """What `ask` would answer. Nobody is told it, so nothing of it is kept. Raises as `ask` does."""
        asked = self._asked(wish, self._now())
        return _replied(self._served(), asked)

    def opine(self, reply: str, verdict: Opinion, reason: str, lang: Lang) -> None:
        """Keep what somebody thought of a reply, in redacted words. Raises `ReplyUnknown`."""
        if not self._store.give_feedback(Feedback(reply, verdict, redact(reason).text, self._now())):
            raise ReplyUnknown(sentence("no_reply", lang))

    def forget(self, conversation: str, lang: Lang) -> None:
        """Delete a conversation. Raises `ConversationUnknown`."""
        if not self._store.delete(conversation):
            raise ConversationUnknown(sentence("no_conversation", lang))

    def _asked(self, wish: Wish, now: datetime) -> Asked:
        text = clean(wish.question, spoken(wish.question, wish.lang))
        history = self._store.questions(wish.conversation, HISTORY_TURNS)
        # The day is the one at the place where the policies hold, as the engine takes it.
        return Asked(text, history, wish.audience, wish.lang, now.astimezone().date())

    def _record(self, number: str, now: datetime, asked: Asked, reply: Reply, served: Served) -> Record:
        return Record(
            number,
            now,
            question_digest(asked, self._keys.questions),
            asked.audience,
            asked.lang,
            asked.as_of,
            served.versions(asked.audience, asked.as_of),
            served.digests,
            evidence(reply),
            reply.verdict,
            reply_digest(reply),
        )

    @staticmethod
    def _wire(reply: Reply, served: Served, took_ms: float) -> dict[str, Any]:
        wire = reply_json(reply, took_ms=took_ms, engine=served.engine.identity)
        for key in ("citations", "near"):
            for cited, shown in zip(getattr(reply, key, ()), wire.get(key, ()), strict=True):
                shown["sentences"] = list(cited.sentences)
                shown["url"] = link(cited, served.library)
        return wire


def _replied(served: Served, asked: Asked) -> Reply:
    return served.engine.reply(Question(asked.text, asked.history, asked.audience, asked.lang, asked.as_of))


def link(cited: Citation, library: Library) -> str:
    """The address of a citation's section. That of a text in another language than Japanese says which, since both share a page's name."""
    for version in library:
        section = version.by_number.get(cited.section)
        if (version.policy, version.effective_on) != (cited.policy, cited.version) or section is None:
            continue
        first, last = cited.sentences
        if last <= len(section.sentences) and section.quote(first, last - 1) == cited.quote:
            if version.lang == "ja":
                break
            page, _, anchor = cited.url.partition("#")
            return f"{page}?lang={version.lang}#{anchor}"
    return cited.url


def _kept(wire: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in wire.items() if key not in ("id", "conversation")}
