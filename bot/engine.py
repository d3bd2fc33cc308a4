"""The answer engine: a question in, one of five kinds of reply out. Synchronous, and it knows no framework."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.approving import ApprovedAnswers
from bot.clarifying import readings
from bot.intents import IntentReader, Reading
from bot.intents.spelling import respelled
from bot.phrases import Lang, contact_search, demand_searches, phrase, right_name, right_search
from bot.questions import clean, spoken
from bot.quoting import Picked, best_sentence, citation, cite, is_below, pick, pointed_at
from bot.replies import ActionOffer, Answered, NotStated, OutOfScope, Question, Ranked, Reply, Right, Trace
from bot.turns import in_conversation
from bot.verdicts import VerdictModel
from bot.wording import as_approved, clarify, introduced, listed, quoted_text, scope_text, section_name
from corpus.model import Audience, Citation, PolicyVersion
from index.asked import gives
from index.features import Matrix
from index.found import Found, Hit
from index.search import Searcher

_NEAR: Final = 3
_RANKED: Final = 10
_SEARCHED: Final = 20
_FOUND: Final = 256
"""Searches that are kept: a dozen for each audience, language and day that is asked for."""
_FILED: Final[frozenset[Right]] = frozenset({"status", "withdraw"})


class Engine:
    """Answers from the policies of one library. Safe to call from several threads."""

    def __init__(
        self, searcher: Searcher, model: VerdictModel, intents: IntentReader, approved: ApprovedAnswers | None = None
    ) -> None:
        """``searcher`` finds, ``model`` weighs, ``intents`` tells wishes from questions; ``approved`` answers come before others."""
        self.searcher = searcher
        self._model = model
        self._intents = intents
        self._approved = approved
        self._found: dict[tuple[str, ...], Found] = {}

    @property
    def identity(self) -> dict[str, str | None]:
        """What an answer depends on besides the question: digests of the index and of the fitted numbers (and of approved answers), names of the models."""
        approved = self._approved.digest if self._approved else ""
        digests = (
            self._model.digest,
            self.searcher.ranking.digest,
            self.searcher.weighing.digest,
            self._intents.digest,
            approved,
        )
        return {
            "index": self.searcher.generation.manifest.digest[:12],
            "encoder": self.searcher.encoder.name,
            "reader": self.searcher.reader.name if self.searcher.reader else None,
            "thresholds": "+".join(each[:12] for each in digests if each),
        }

    def reply(self, question: Question) -> Reply:
        """The reply to one turn. Raises `QuestionRefused` for what cannot be a question."""
        started = time.perf_counter()
        lang = spoken(question.text, question.lang)
        text = clean(question.text, lang)
        versions = self._versions(question, lang)
        if not versions:
            return OutOfScope(phrase("no_policies", lang))
        reading = self._intents.read(text)
        read = time.perf_counter()
        reply = self._reply(_Turn(text, question.history, reading, versions, question.audience, lang))
        stages = {"read": (read - started) * 1e3, **reply.trace.stages_ms, "total": (time.perf_counter() - started) * 1e3}
        return replace(reply, trace=replace(reply.trace, stages_ms=stages))

    def offer(self, right: Right, question: Question) -> ActionOffer:
        """What the policy demands for a right, in whatever words it was wished for: of the question, its words do not count."""
        lang = spoken(question.text, question.lang)
        turn = _Turn("", (), Reading("wish", right=right), self._versions(question, lang), question.audience, lang)
        return self._action(turn, right) if turn.versions else ActionOffer(phrase("action_silent", lang), right)

    def compare(self, question: Question) -> tuple[tuple[str, ...], Matrix]:
        """The sections that the search looks at closely for a question, and their features: what its ranking is learned from."""
        asks, versions = self._asked(question)
        return self.searcher.candidates(asks, versions, audience=question.audience)

    def compare_sentences(self, question: Question, section: str) -> tuple[tuple[str, ...], Matrix]:
        """The sentences of a section ("site-privacy/7.2") that is searched for a question, as published, with their features."""
        asks, versions = self._asked(question)
        policy, number = section.split("/", 1)
        version = next(version for version in versions if version.policy == policy)
        found = version.by_number[number]
        texts = tuple(found.text[sentence.start : sentence.end] for sentence in found.sentences)
        return texts, self.searcher.sentences(asks, version, number)

    def asked(self, question: Question) -> tuple[str, tuple[tuple[PolicyVersion, str], ...]]:
        """A turn as it is searched for, and the sections that are looked at closely for it, best first."""
        asks, versions = self._asked(question)
        ids, _ = self.searcher.candidates(asks, versions, audience=question.audience)
        by_policy = {version.policy: version for version in versions}
        return asks, tuple((by_policy[policy], number) for policy, number in (one.split("/", 1) for one in ids))

    def hits(self, question: Question) -> tuple[Hit, ...]:
        """All sections that the search finds for a question, best first: what the weighing of what was read is learned from."""
        asks, versions = self._asked(question)
        return self.searcher.search(asks, versions, audience=question.audience, top=_SEARCHED).hits

    def _asked(self, question: Question) -> tuple[str, tuple[PolicyVersion, ...]]:
        lang = spoken(question.text, question.lang)
        text = clean(question.text, lang)
        return _searched(self._intents.read(text), text, question.history), self._versions(question, lang)

    def _reply(self, turn: _Turn) -> Reply:
        if turn.reading.form == "wish" and turn.reading.right is not None:
            return self._action(turn, turn.reading.right)
        told = turn.reading.form in ("negation", "report") and turn.reading.about is not None and not turn.reading.asks
        if turn.reading.chat or turn.reading.injection or told:
            return OutOfScope(scope_text(turn.versions, turn.lang))
        return self._question(turn)

    def _question(self, turn: _Turn) -> Reply:
        asks = _searched(turn.reading, turn.text, turn.history)
        found = self._search(asks, turn)
        trace = self._trace(found)
        if self._approved and (answer := self._approved.find(asks, turn.versions)):
            return as_approved(*answer, trace, turn.lang)
        if not found.hits or not self._model.subject.says_yes(found.evidence):
            return OutOfScope(scope_text(turn.versions, turn.lang), trace)
        if choices := readings(asks, found.hits):
            return clarify(choices, trace, turn.lang)
        if not self._model.answered.says_yes(found.evidence):
            return self._not_stated(turn, found, trace)
        return self._answered(found, trace, turn.lang)

    def _search(self, asks: str, turn: _Turn) -> Found:
        return self.searcher.search(asks, turn.versions, audience=turn.audience, top=_RANKED)

    def _fixed(self, asks: str, turn: _Turn) -> Found:
        """A search for what every person's turn leads to alike, such as the contact: made once for the same texts."""
        key = (asks, turn.audience, *(version.name for version in turn.versions))
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= _FOUND:
                self._found.clear()
            found = self._found[key] = self._search(asks, turn)
        return found

    def _trace(self, found: Found) -> Trace:
        ranked = tuple(
            Ranked(hit.version.policy, hit.section.number, hit.score, hit.section.heading_number) for hit in found.hits
        )
        probability = self._model.probability(found.evidence) if found.hits else 0.0
        first = found.hits[0] if found.hits else None
        surest = first.section.quote(best_sentence(first)[0]) if first else ""
        return Trace(ranked, found.evidence if found.hits else {}, probability, surest, found.stages_ms)

    def _versions(self, question: Question, lang: Lang) -> tuple[PolicyVersion, ...]:
        """For each policy the version in force, in the language of the question where there is one, else in Japanese."""
        versions = self.searcher.scope(audience=question.audience, as_of=question.as_of or date.today())  # noqa: DTZ011
        chosen: dict[str, PolicyVersion] = {}
        for version in versions:
            current = chosen.get(version.policy)
            if current is None or version.lang == lang or (current.lang != lang and version.lang == "ja"):
                chosen[version.policy] = version
        return tuple(chosen.values())

    def _answered(self, found: Found, trace: Trace, lang: Lang) -> Answered:
        first, *others = found.hits
        quoted = [(first, self._pick(first))]
        if _share(found.hits) >= self.searcher.seconds[0]:
            quoted += [(hit, self._pick(hit)) for hit in others[:1]]
        begins = quoted[-1] if is_below(quoted[-1][0], first) else quoted[0]
        quoted += pointed_at(*begins, others, self.searcher.seconds[1])
        lines = []
        for number, (hit, picked) in enumerate(quoted):
            lines.append(introduced(hit, lang) if number == 0 else phrase("also", lang, section=section_name(hit)))
            lines.append(quoted_text(hit, picked))
        if lang == "en" and any(hit.version.lang == "ja" for hit, _ in quoted):
            lines.append(phrase("quoted_in_japanese", lang))
        return Answered("\n".join(lines), tuple(each for hit, picked in quoted for each in cite(hit, picked)), trace)

    def _pick(self, hit: Hit) -> Picked:
        return pick(hit, self.searcher.seconds[1])

    def _not_stated(self, turn: _Turn, found: Found, trace: Trace) -> NotStated:
        hits = found.hits[:_NEAR]
        near = tuple(citation(hit, *best_sentence(hit)) for hit in hits)
        sections = listed([section_name(hit) for hit in hits], turn.lang)
        lines = [
            phrase("not_stated", turn.lang),
            phrase("near", turn.lang, sections=sections),
            self._contact(turn),
        ]
        return NotStated("\n".join(lines), near, trace)

    def _contact(self, turn: _Turn) -> str:
        """Whom to ask instead: the section that names a desk with an address or a number."""
        asks = contact_search("ja" if any(v.lang == "ja" for v in turn.versions) else "en")
        for hit in self._fixed(asks, turn).hits[:_NEAR]:
            if hit.section.kind != "history" and gives("contact", hit.section.title + hit.section.text):
                return phrase("contact", turn.lang, section=section_name(hit))
        return phrase("no_contact", turn.lang)

    def _action(self, turn: _Turn, right: Right) -> ActionOffer:
        name = right_name(right, turn.lang)
        if right in _FILED:
            return ActionOffer(phrase("action_request", turn.lang, right=name), right)
        asks = right_search(right, "ja" if any(v.lang == "ja" for v in turn.versions) else "en")
        found = self._fixed(asks, turn)
        trace = self._trace(found)
        lines = [phrase("action", turn.lang, right=name)]
        citations: tuple[Citation, ...] = ()
        if found.hits and self._model.subject.says_yes(found.evidence):
            demands = self._demands(found, turn)
            citations = tuple(each for hit, picked in demands for each in cite(hit, picked))
            lines.append(phrase("action_says", turn.lang))
            lines += [f"{section_name(hit)}\n{quoted_text(hit, picked)}" for hit, picked in demands]
        else:
            lines.append(phrase("action_silent", turn.lang))
        if turn.reading.asks and isinstance(answer := self._question(turn), Answered):
            lines += [phrase("action_asks", turn.lang), answer.text]
            citations += tuple(cited for cited in answer.citations if cited not in citations)
        lines.append(phrase("action_offer", turn.lang))
        return ActionOffer("\n".join(lines), right, citations, trace)

    def _demands(self, found: Found, turn: _Turn) -> list[tuple[Hit, Picked]]:
        """What the policy demands for a request: the section on its procedure, and those near it on papers, fees and deadlines."""
        first = found.hits[0]
        chosen = {first.id: (first, self._pick(first))}
        for asks in demand_searches("ja" if any(v.lang == "ja" for v in turn.versions) else "en"):
            hit = self._fixed(asks, turn).hits[0]
            # Fees and papers for something else stand elsewhere; those for requests stand with the procedure.
            if hit.id.split(".", 1)[0] == first.id.split(".", 1)[0]:
                picked = self._pick(hit)
                chosen[hit.id] = (hit, chosen[hit.id][1].joined(picked) if hit.id in chosen else picked)
        return list(chosen.values())


@dataclass(frozen=True, slots=True)
class _Turn:
    """One turn as it is worked on: cleaned, read, with the versions that may be searched for it."""

    text: str
    history: tuple[str, ...]
    reading: Reading
    versions: tuple[PolicyVersion, ...]
    audience: Audience
    lang: Lang


def _searched(reading: Reading, text: str, history: Sequence[str]) -> str:
    """What is searched for: the part of a turn that asks, or all of it with its misspellings put right, in its conversation."""
    return in_conversation(reading.question or respelled(text), history)


def _share(hits: Sequence[Hit]) -> float:
    """How near the second section comes to the first: the ratio of their weights under a softmax of the scores."""
    return math.exp(hits[1].score - hits[0].score) if len(hits) > 1 else 0.0
