"""The engine in force, and its replacement by another in one step: a request keeps the one that it began with."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import structlog
from anyio import to_thread

from bot.answering import Served
from bot.phrases import Lang
from bot.replies import ActionOffer, Question, Reply, Right
from bot.web.metrics import Metrics
from corpus.errors import JobunError
from corpus.library import Library
from corpus.model import Audience
from index.encoder.port import Encoder
from index.errors import IndexMissing
from index.store import current as generation_in_force

log = structlog.get_logger()

CANDIDATES: Final[Mapping[Lang, tuple[str, ...]]] = {
    "ja": (
        "開示の手数料はいくらですか",
        "個人情報は何に使われますか",
        "個人情報を第三者に渡すことはありますか",
        "代理人が請求するときに必要な書類は何ですか",
        "Cookieは使われていますか",
        "問い合わせ窓口はどこですか",
        "回答は何日以内に届きますか",
        "委託先はどのように監督されますか",
    ),
    "en": (
        "Is there a fee for disclosure?",
        "What is my personal information used for?",
        "Do you give personal information to third parties?",
        "What documents does a representative need?",
        "Do you use cookies?",
        "How can I contact you?",
        "How long does it take to get an answer?",
        "How are contractors supervised?",
    ),
}
"""Questions that may be suggested, where the policies answer them."""
_SUGGESTED: Final = 4


class Searcher(Protocol):
    """What an engine finds its sections with."""

    @property
    def library(self) -> Library:
        """The policies."""

    @property
    def encoder(self) -> Encoder:
        """What makes vectors of texts."""


class PolicyEngine(Protocol):
    """An engine that answers from policies, see `bot.engine.Engine`."""

    @property
    def searcher(self) -> Searcher:
        """What it finds with."""

    @property
    def identity(self) -> Mapping[str, str | None]:
        """By part, what replies depend on."""

    def reply(self, question: Question) -> Reply:
        """One turn."""

    def offer(self, right: Right, question: Question) -> ActionOffer:
        """What the policy demands for a right."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """How an engine is made anew: ``folder`` is that of the index, ``make`` gives an engine on what is there now.

    ``approved`` is the file of approved answers, whether or not it is there.
    """

    folder: Path
    make: Callable[[], PolicyEngine]
    approved: Path | None = None
    every_s: float = 2.0

    def generation(self) -> str:
        """What the index in force is called, with a digest of what is approved; "" where there is no index."""
        try:
            name = generation_in_force(self.folder).name
        except IndexMissing:
            return ""
        return name + (_digest(self.approved) if self.approved else "")


class Current:
    """Holds the engine in force."""

    def __init__(self, engine: PolicyEngine, metrics: Metrics, renewal: Renewal | None = None) -> None:
        """``renewal`` is None where the engine stays the same."""
        self._metrics = metrics
        self._renewal = renewal
        self._generation = renewal.generation() if renewal else ""
        self._refused = ""
        self._suggestions: dict[tuple[Lang, Audience], tuple[str, ...]] = {}
        self._put(engine)

    def served(self) -> Served:
        """The engine and its policies."""
        return self._served

    def encoder(self) -> Encoder:
        """What the engine in force encodes with."""
        return self._engine.searcher.encoder

    def suggestions(self, lang: Lang, audience: Audience) -> tuple[str, ...]:
        """Questions that the policies answer, at most four; they are asked once, so this can take some tenths of a second."""
        engine, key = self._engine, (lang, audience)
        if key not in self._suggestions:
            asked = (Question(text, audience=audience, lang=lang) for text in CANDIDATES[lang])
            answered = tuple(question.text for question in asked if engine.reply(question).verdict == "answered")
            # Another engine may have come meanwhile, with suggestions of its own.
            if engine is self._engine:
                self._suggestions[key] = answered[:_SUGGESTED]
            return answered[:_SUGGESTED]
        return self._suggestions[key]

    async def watch(self) -> None:
        """Look again and again whether there is a new index, until cancelled."""
        while self._renewal is not None:
            await asyncio.sleep(self._renewal.every_s)
            await self.renew(self._renewal)

    async def renew(self, renewal: Renewal) -> bool:
        """Take the index and the approved answers that are there now, if they are others; whether they were taken.

        What cannot be used is passed over, and its reason logged, for our own errors with the file and what is wrong in it.
        """
        generation = ""
        try:
            generation = await to_thread.run_sync(renewal.generation)
            if generation in ("", self._generation):
                return False
            engine = await to_thread.run_sync(renewal.make)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the new one, the old one goes on
            # It is tried again, since the texts may follow; but told once.
            if generation != self._refused:
                self._refused = generation
                self._metrics.reloads.labels("failed").inc()
                where = str(error) if isinstance(error, JobunError) else None
                log.warning("index_refused", error=type(error).__name__, where=where)
            return False
        self._generation = generation
        self._put(engine)
        self._metrics.reloads.labels("taken").inc()
        log.info("index_taken", index=engine.identity.get("index"))
        return True

    def _put(self, engine: PolicyEngine) -> None:
        self._engine = engine
        self._served = Served(engine, engine.searcher.library)
        self._suggestions = {}
        self._metrics.show_engine(engine.identity)


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
