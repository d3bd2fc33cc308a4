"""Fitting how what was read counts, for sections and for sentences: two weights each, by the likelihood of `evaluation.ranking_fit`.

Only policies that the reader was not trained on are used: of those that it knows it is too sure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bot.replies import Question
from evaluation.cases import DEFAULT_AUDIENCE, Case, folded
from evaluation.ranking_fit import Example, Fitted
from evaluation.samples import Source
from evaluation.wanted import is_wanted
from index.features import Matrix
from index.found import Hit
from index.reader.weighing import filled


class Reads(Protocol):
    """What searches and reads: the sections found, with what was read of them, and the features of a section's sentences."""

    def hits(self, question: Question) -> tuple[Hit, ...]: ...

    def compare_sentences(self, question: Question, section: str) -> tuple[tuple[str, ...], Matrix]: ...


def from_reading(
    found: Iterable[Source],
    engine_for: Callable[[Path], Reads],
    sentence_scores: Callable[[Matrix], Any],
    advance: Callable[[], object] = lambda: None,
) -> tuple[list[Example], list[Example]]:
    """The answered cases as examples of sections and of sentences.

    A section has the features (score, logit that it answers), a sentence (score, logit that it is what answers).
    """
    sections: list[Example] = []
    sentences: list[Example] = []
    for source in found:
        engine = engine_for(source.policies)
        cases = [case for case in source.cases if case.verdict == "answered" and case.sections]
        for case in cases:
            question = case.ask(DEFAULT_AUDIENCE)
            hits = engine.hits(question)
            sections.append(_sections(source.group, case, hits, 1 / len(cases)))
            wanted = next((hit for hit in hits[:5] if hit.answers is not None and _is_wanted(case, hit)), None)
            if wanted is not None and case.must_include:
                texts, features = engine.compare_sentences(question, wanted.id)
                right = np.array([any(folded(m) in folded(text) for m in case.must_include) for text in texts])
                if right.any() and not right.all():
                    rows = np.column_stack([sentence_scores(features), filled(np.array(wanted.evidence))])
                    sentences.append(Example(source.group, rows, right, 1 / len(cases)))
            advance()
    return sections, sentences


def contents(sections: Fitted, sentences: Fitted, shares: tuple[float, float], reader: str) -> dict[str, object]:
    """The object that `index.reader.weighing` loads; ``reader`` is the name of the one that read."""
    return {
        "version": 1,
        "reader": reader,
        "sections": [round(float(weight), 4) for weight in sections.weights],
        "sentences": [round(float(weight), 4) for weight in sentences.weights],
        "second_section": round(shares[0], 3),
        "second_sentence": round(shares[1], 3),
        "strengths": [sections.strength, sentences.strength],
        "left_out": {name: _rounded(hits) for name, hits in sections.hits.items()},
        "left_out_sentences": {name: _rounded(hits) for name, hits in sentences.hits.items()},
    }


def _sections(group: str, case: Case, hits: Sequence[Hit], weight: float) -> Example:
    answers = filled(np.array([np.nan if hit.answers is None else hit.answers for hit in hits]))
    rows = np.column_stack([[hit.found for hit in hits], answers])
    return Example(group, rows, np.array([_is_wanted(case, hit) for hit in hits]), weight)


def _is_wanted(case: Case, hit: Hit) -> bool:
    return is_wanted(case.sections, hit.version.policy, hit.section.number)


def _rounded(hits: tuple[float, float]) -> dict[str, float]:
    return {"hit@1": round(hits[0], 4), "hit@3": round(hits[1], 4)}
