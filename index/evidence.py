"""What speaks for and against the answer standing in the best section: the features that verdicts are weighed from.

All are read off one search; none depends on how many sections a policy has or how long they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.asked import asked, gives
from index.coverage import Coverage
from index.encoder.port import States, Vectors
from index.features import Comparison
from index.tokens import content_words

EVIDENCE: Final = (
    "likeness",  # the best section: mean over the question's tokens of their best match in it
    "likeness_sentence",  # its best single sentence, likewise
    "likeness_low",  # the worst-matched tenth of the question's tokens in the best section: is a part of it missing
    "likeness_quarter",
    "anywhere_low",  # the same over all candidates together: is a part of the question treated nowhere
    "cosine",  # the best sentence's vector against the question's
    "margin",  # how far the best section is ahead of the others
    "covered",  # share of the question's words in the best section, the rare ones counting more
    "covered_related",  # the same, words of the same meaning counting too
    "known",  # the same over all candidates together
    "known_related",
    "heading",  # the likeness of the best section's heading
    "asks_kind",  # the question asks for a thing of a certain kind (a time, an amount, …)
    "gives_kind",  # and the best sentences give one
    "kind_gap",  # how much less like the question the best sentence is that gives one
    "nouns",  # share of the question's nouns that the best section holds, or holds something like
    "noun_missed",  # the noun that it holds least
    "elsewhere",  # how much better the question's tokens are matched in all candidates together
    "cosine_others",  # the mean of the five nearest sentences
    "yes_no",  # the question can be answered by yes or no
    "words",  # how many words the question has (log)
    "top",  # the likeness of the three best sections together
    "top_low",
    "top_nouns",
    "top_missed",
    "size",  # how many sections were compared (log)
    # The next ones are of the question as the adapter turned it: how near the answer may be, where the others say how alike it is.
    "near_likeness",
    "near_likeness_sentence",
    "near_cosine",
    "near_cosine_others",
    "near_heading",
    "near_elsewhere",
    "near_top",
)
"""The names of the features, in order."""

_BEST_SENTENCES: Final = 3
_BEST_SECTIONS: Final = 3
_NEAREST: Final = 5
_NO_KIND_GAP: Final = -0.1
_RELATED: Final = 0.85
"""How much of a word another word of its group stands for."""
_ALIKE: Final = (0.835, 0.02)
"""Middle and width of the step from "another word" to "the same thing" in the likeness of tokens."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates of a search with all that is known of them: ``texts`` are the sentences of each.

    ``comparison`` is with the question as it was encoded, ``turned`` with the question as the adapter turned it.
    """

    comparison: Comparison
    turned: Comparison
    coverage: Coverage
    scores: NDArray[np.float64]
    texts: Sequence[Sequence[str]]


def evidence(question: str, state: States, candidates: Candidates) -> dict[str, float]:
    """The features of a search; all 0 where nothing was found."""
    comparison, coverage, scores = candidates.comparison, candidates.coverage, candidates.scores
    if not len(scores):
        return dict.fromkeys(EVIDENCE, 0.0)
    order = np.argsort(-scores, kind="stable")
    best = int(order[0])
    matches = _Matches.of(comparison, order)
    nouns, missed = _nouns(question, state, matches.best, coverage, [best])
    return {
        **_alike(comparison, best, matches),
        "likeness_low": _lowest(matches.best, 10),
        "likeness_quarter": _lowest(matches.best, 4),
        "anywhere_low": _lowest(matches.anywhere, 10),
        "margin": float(scores[best] - scores[order[1]]) if len(order) > 1 else 0.0,
        "covered": coverage.share(best, related=False),
        "covered_related": coverage.share(best, related=True),
        "known": coverage.known(related=False),
        "known_related": coverage.known(related=True),
        **_kinds(question, candidates, order),
        "nouns": nouns,
        "noun_missed": missed,
        "words": float(np.log1p(len(coverage.words))),
        **_top(question, state, matches.top, coverage, order[:_BEST_SECTIONS].tolist()),
        "size": float(np.log1p(len(scores))),
        **{
            f"near_{name}": value
            for name, value in _alike(candidates.turned, best, _Matches.of(candidates.turned, order)).items()
        },
    }


@dataclass(frozen=True, slots=True)
class _Matches:
    """The best match of each of the question's tokens: in the best section, in the best three, anywhere."""

    best: Vectors
    top: Vectors
    anywhere: Vectors

    @classmethod
    def of(cls, comparison: Comparison, order: NDArray[np.int64]) -> _Matches:
        units = [np.arange(*comparison.units(int(at)).indices(10**9)) for at in order[:_BEST_SECTIONS]]
        likeness = comparison.likeness
        return cls(likeness[:, units[0]].max(axis=1), likeness[:, np.concatenate(units)].max(axis=1), likeness.max(axis=1))


def _alike(comparison: Comparison, best: int, matches: _Matches) -> dict[str, float]:
    """How like the question the best section is, and what surrounds it."""
    columns = comparison.units(best)
    inside = comparison.likeness[:, columns]
    return {
        "likeness": float(matches.best.mean()),
        "likeness_sentence": float(inside[:, 1:].mean(axis=0).max()),
        "cosine": float(comparison.cosines[columns][1:].max()),
        "cosine_others": float(np.sort(comparison.cosines)[-_NEAREST:].mean()),
        "heading": float(inside[:, 0].mean()),
        "elsewhere": float((matches.anywhere - matches.best).mean()),
        "top": float(matches.top.mean()),
    }


def _top(question: str, state: States, matches: Vectors, coverage: Coverage, sections: Sequence[int]) -> dict[str, float]:
    """How far the best sections together match the question."""
    nouns, missed = _nouns(question, state, matches, coverage, sections)
    return {"top_low": _lowest(matches, 4), "top_nouns": nouns, "top_missed": missed}


def _lowest(values: Vectors, share: int) -> float:
    """The mean of the lowest 1/``share`` of the values, of one at least."""
    return float(np.sort(values)[: max(1, len(values) // share)].mean())


def _kinds(question: str, candidates: Candidates, order: NDArray[np.int64]) -> dict[str, float]:
    """Whether a thing of a certain kind is asked for, and whether the sentences that are most like the question give one."""
    kind = asked(question)
    plain = {"asks_kind": 0.0, "gives_kind": 0.0, "kind_gap": 0.0, "yes_no": float(kind == "yes_no")}
    if kind in ("open", "yes_no"):
        return plain
    likeness: list[tuple[float, bool]] = []
    for at in order[:_BEST_SECTIONS]:
        alike = candidates.comparison.sentences(int(at))
        likeness += [(score, gives(kind, text)) for score, text in zip(alike, candidates.texts[at], strict=True)]
    nearest = sorted(likeness, reverse=True)
    giving = [score for score, given in nearest if given]
    gap = giving[0] - nearest[0][0] if giving else _NO_KIND_GAP
    return plain | {
        "asks_kind": 1.0,
        "gives_kind": float(any(given for _, given in nearest[:_BEST_SENTENCES])),
        "kind_gap": gap,
    }


def _nouns(question: str, state: States, together: Vectors, coverage: Coverage, sections: Sequence[int]) -> tuple[float, float]:
    """How far some sections hold the question's nouns, weighted by rarity, and how far the one they hold least; 1 is wholly."""
    weights, matches = [], []
    for word in content_words(question):
        tokens = np.flatnonzero((state.spans[:, 0] < word.end) & (state.spans[:, 1] > word.start))
        if not word.is_noun or not len(tokens):
            continue
        middle, width = _ALIKE
        alike = 1 / (1 + np.exp(-(float(together[tokens].mean()) - middle) / width))
        found = [coverage.word(word.token, at) for at in sections]
        literal, related = any(each[0] for each in found), any(each[1] for each in found)
        matches.append(max(alike, 1.0 if literal else _RELATED if related else 0.0))
        weights.append(found[0][2])
    if not matches:
        return 1.0, 1.0
    return float(np.average(matches, weights=weights)), float(min(matches))
