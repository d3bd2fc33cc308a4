"""What people ask and do not get, from the redacted records of the service."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.redaction import redact
from bot.replies import VERDICTS
from bot.state.port import Feedback, Turn
from corpus.diff_words import likeness, pairs_of_letters
from evaluation.case_checks import plain_question
from index.tokens import query_tokens

_ALIKE: Final = 0.55
"""Questions belong together from this likeness on: the mean of Dice's coefficient over their letters and over their words."""
_NEAR: Final = 3
_MOST: Final = 5_000
"""So many different questions are clustered, the most frequent first; clustering compares each with those before."""
_BRACKETS: Final = re.compile(r"[\[［【〔].*?[\]］】〕]")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that belong together, the most frequent first, how often they were asked, and the sections that were near them."""

    questions: tuple[tuple[str, int], ...]
    near: tuple[tuple[str, int], ...]
    last: datetime

    @property
    def count(self) -> int:
        """How often any of them was asked."""
        return sum(count for _, count in self.questions)


@dataclass(frozen=True, slots=True)
class Disliked:
    """A section that replies cite: of how many, how many of those were found of no use, and the reasons given (redacted)."""

    section: str
    cited: int
    down: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Insights:
    """All of it. ``weeks`` says for each week, by its Monday, how often each verdict was given."""

    turns: int
    unanswered: tuple[Cluster, ...]
    weeks: Mapping[date, Mapping[str, int]]
    disliked: tuple[Disliked, ...]

    def as_json(self) -> dict[str, Any]:
        """The object that ``jobun insights --json`` prints."""
        return {
            "turns": self.turns,
            "unanswered": [
                {
                    "count": one.count,
                    "questions": [{"question": text, "count": count} for text, count in one.questions],
                    "near": [{"section": section, "count": count} for section, count in one.near],
                    "last": one.last.isoformat(),
                }
                for one in self.unanswered
            ],
            "weeks": [{"week": week.isoformat(), **counts} for week, counts in self.weeks.items()],
            "disliked": [
                {"section": one.section, "cited": one.cited, "down": one.down, "reasons": list(one.reasons)}
                for one in self.disliked
            ],
        }


def insights(records: Iterable[tuple[Turn, Feedback | None]], *, least: int = 1) -> Insights:
    """What the turns tell; a cluster asked fewer than ``least`` times is left out."""
    total = 0
    weeks: dict[date, Counter[str]] = defaultdict(Counter)
    asked: dict[str, list[Turn]] = defaultdict(list)
    cited: Counter[str] = Counter()
    down: dict[str, list[str]] = defaultdict(list)
    for turn, thought in records:
        total += 1
        day = turn.asked_at.astimezone().date()
        verdict = str(turn.reply.get("verdict", ""))
        weeks[day - timedelta(days=day.weekday())][verdict] += 1
        if verdict == "not_stated":
            asked[turn.question].append(turn)
        sections = {_section(one) for one in turn.reply.get("citations", ())}
        cited.update(sections)
        if thought is not None and thought.verdict == "down":
            for section in sections:
                down[section].append(thought.reason)
    disliked = [Disliked(one, cited[one], len(reasons), tuple(filter(None, reasons))) for one, reasons in down.items()]
    return Insights(
        total,
        tuple(one for one in _clusters(asked) if one.count >= least),
        {week: {verdict: weeks[week][verdict] for verdict in VERDICTS} for week in sorted(weeks)},
        tuple(sorted(disliked, key=lambda one: (-one.down, -one.down / one.cited, one.section))),
    )


def candidates(found: Insights) -> list[dict[str, Any]]:
    """A case for each cluster, for the owner to look at: silence is taken to be right until somebody says otherwise."""
    rows = []
    for one in found.unanswered:
        # What was redacted stands for nobody knows what: another wording is better, if there is one.
        whole = [text for text, _ in one.questions if not _BRACKETS.search(text) and redact(text).text == text]
        if not whole:
            continue
        digest = hashlib.sha256(whole[0].encode("utf-8", "replace")).hexdigest()
        rows.append(
            {
                "id": f"asked-{digest[:8]}",
                "question": whole[0],
                "verdict": "not_stated",
                "tags": ["asked", *(f"near:{section}" for section, _ in one.near)],
                "x_count": one.count,
                **({"x_paraphrases": whole[1:6]} if whole[1:] else {}),
            }
        )
    return rows


def _clusters(asked: Mapping[str, Sequence[Turn]]) -> list[Cluster]:
    """Questions by the first, more frequent one that they are like."""
    leaders: list[tuple[Counter[str], Counter[str], list[str]]] = []
    frequent = sorted(asked, key=lambda text: (-len(asked[text]), text))[:_MOST]
    for text in frequent:
        letters, words = pairs_of_letters(plain_question(text)), Counter(set(query_tokens(text)))
        best = max(leaders, key=lambda one: _like(one, letters, words), default=None)
        if best is not None and _like(best, letters, words) >= _ALIKE:
            best[2].append(text)
        else:
            leaders.append((letters, words, [text]))
    return sorted((_cluster(texts, asked) for _, _, texts in leaders), key=lambda one: (-one.count, one.questions[0][0]))


def _like(leader: tuple[Counter[str], Counter[str], list[str]], letters: Counter[str], words: Counter[str]) -> float:
    return (likeness(leader[0], letters) + likeness(leader[1], words)) / 2


def _cluster(texts: Sequence[str], asked: Mapping[str, Sequence[Turn]]) -> Cluster:
    turns = [turn for text in texts for turn in asked[text]]
    near = Counter(_section(one) for turn in turns for one in turn.reply.get("near", ()))
    return Cluster(
        tuple((text, len(asked[text])) for text in texts), tuple(near.most_common(_NEAR)), max(turn.asked_at for turn in turns)
    )


def _section(citation: Mapping[str, Any]) -> str:
    return f"{citation['policy']}/{citation['section']}"
