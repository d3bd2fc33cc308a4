"""Fitting the weights by which sections are ranked: a linear softmax model over the candidates of each question.

The likelihood is that of the first place in ListNet (Cao et al. 2007): P(section) is the softmax of its score, and the sections
wanted should have all of it. Every collection weighs the same, however many questions it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.replies import Question
from evaluation.cases import DEFAULT_AUDIENCE, folded
from evaluation.collection import Collection
from evaluation.samples import Source
from evaluation.wanted import is_wanted
from index.features import FEATURES, Matrix
from index.sentences import SENTENCE_FEATURES

STRENGTHS: Final = (0.001, 0.003, 0.01, 0.03)
"""Weights of the L2 penalty that cross-validation chooses from."""
_MAX_QUERIES: Final = 300
_COLLECTION_WEIGHT: Final = 0.5
"""Headings as queries are half as much like what people ask as questions are."""
_PLACES: Final = 3
_FOLDS: Final = 10


class Compares(Protocol):
    """What ranks: the candidates of a question, as ids ("site-privacy/7.2"), with their features."""

    def compare(self, question: Question) -> tuple[tuple[str, ...], Matrix]: ...

    def compare_sentences(self, question: Question, section: str) -> tuple[tuple[str, ...], Matrix]:
        """The sentences of a section ("site-privacy/7.2") as published, with their features."""
        ...


class Candidates(Protocol):
    """What ranks loose documents: the candidates of a query, by document id, with their features."""

    def compare(self, query: str) -> tuple[tuple[str, ...], Matrix]: ...


@dataclass(frozen=True, slots=True)
class Example:
    """A question's candidates, ``(candidates, features)``, and which of them are wanted."""

    group: str
    features: Matrix
    wanted: NDArray[np.bool_]
    weight: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights in the order of ``FEATURES``, the penalty they were fitted with, and hit@1 and hit@3 by left-out group."""

    weights: NDArray[np.float64]
    strength: float
    hits: dict[str, tuple[float, float]]

    @property
    def groups(self) -> tuple[str, ...]:
        """What was left out in turn."""
        return tuple(self.hits)


def from_cases(
    found: Iterable[Source], engine_for: Callable[[Path], Compares], advance: Callable[[], object] = lambda: None
) -> list[Example]:
    """The answered cases, each against the candidates that the engine's search compares."""
    examples = []
    for source in found:
        engine = engine_for(source.policies)
        cases = [case for case in source.cases if case.verdict == "answered" and case.sections]
        for case in cases:
            ids, features = engine.compare(case.ask(DEFAULT_AUDIENCE))
            wanted = np.array([is_wanted(case.sections, *name.split("/", 1)) for name in ids])
            examples.append(Example(source.group, features, wanted, 1 / len(cases)))
            advance()
    return examples


def from_sentences(
    found: Iterable[Source], engine_for: Callable[[Path], Compares], advance: Callable[[], object] = lambda: None
) -> list[Example]:
    """The sentences of a section that is wanted, where one of them holds the text that an answer must include."""
    examples = []
    for source in found:
        engine = engine_for(source.policies)
        cases = [case for case in source.cases if case.verdict == "answered" and case.sections and case.must_include]
        for case in cases:
            advance()
            question = case.ask(DEFAULT_AUDIENCE)
            for name in engine.compare(question)[0]:
                if not is_wanted(case.sections, *name.split("/", 1)):
                    continue
                texts, features = engine.compare_sentences(question, name)
                wanted = np.array([any(folded(m) in folded(text) for m in case.must_include) for text in texts])
                if wanted.any() and not wanted.all():
                    examples.append(Example(source.group, features, wanted, 1 / len(cases)))
                    break
    return examples


def second_share(examples: Sequence[Example], weights: NDArray[np.float64]) -> float:
    """From which share of the best one's weight on the second best is worth taking too: where the F1 of what is taken is best.

    Precision is over what is taken; recall counts an example as found where anything taken is wanted, since one place will do.
    """
    best = (-1.0, 1.0)
    for share in np.linspace(0.05, 1.0, 39).tolist():
        taken = right = found = 0
        for example in examples:
            scores = example.features @ weights
            order = np.argsort(-scores, kind="stable")[:2]
            chosen = [at for rank, at in enumerate(order) if not rank or np.exp(scores[at] - scores[order[0]]) >= share]
            taken += len(chosen)
            right += int(example.wanted[chosen].sum())
            found += bool(example.wanted[chosen].any())
        precision, recall = right / taken, found / len(examples)
        best = max(best, (2 * precision * recall / (precision + recall), share))
    return best[1]


def from_collection(
    collection: Collection, candidates: Candidates, advance: Callable[[], object] = lambda: None
) -> list[Example]:
    """Evenly spaced queries of a collection, at most 300."""
    step = max(1, len(collection.queries) // _MAX_QUERIES)
    queries = collection.queries[::step][:_MAX_QUERIES]
    examples = []
    for query in queries:
        ids, features = candidates.compare(query.text)
        wanted = np.array([collection.grades[query.id].get(name, 0) > 0 for name in ids])
        examples.append(Example(collection.name, features, wanted, _COLLECTION_WEIGHT / len(queries)))
        advance()
    return examples


def fit(examples: Sequence[Example], left_out: Sequence[str]) -> Fitted:
    """Fit on all examples, with the penalty that does best where groups of ``left_out`` are left out, at most ten times."""
    best: tuple[float, float, dict[str, tuple[float, float]]] | None = None
    for strength in STRENGTHS:
        hits = {}
        for fold in (left_out[start::_FOLDS] for start in range(min(_FOLDS, len(left_out)))):
            weights = _weights([e for e in examples if e.group not in fold], strength)
            for group in fold:
                inside = [e for e in examples if e.group == group]
                if inside:
                    hits[group] = hit_rates(inside, weights)
        mean = float(np.mean([sum(pair) for pair in hits.values()]))
        if best is None or mean > best[0]:
            best = (mean, strength, hits)
    if best is None:
        raise ValueError("there is no penalty to choose from")
    return Fitted(_weights(examples, best[1]), best[1], best[2])


def hit_rates(examples: Sequence[Example], weights: NDArray[np.float64]) -> tuple[float, float]:
    """hit@1 and hit@3; a question none of whose wanted sections is a candidate is a miss."""
    first, three = 0, 0
    for example in examples:
        order = np.argsort(-(example.features @ weights), kind="stable")
        top = example.wanted[order[:_PLACES]]
        first += bool(top[:1].any())
        three += bool(top.any())
    return first / len(examples), three / len(examples)


@dataclass(frozen=True, slots=True)
class _Stack:
    """Examples as arrays, padded to the most candidates: ``x`` ``(examples, candidates, features)``, the rest without features."""

    x: NDArray[np.float64]
    there: NDArray[np.bool_]
    wanted: NDArray[np.bool_]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> _Stack:
        usable = [e for e in examples if e.wanted.any()]
        most = max(len(e.wanted) for e in usable)
        x = np.zeros((len(usable), most, usable[0].features.shape[1]))
        there, wanted = np.zeros((2, len(usable), most), bool)
        for at, e in enumerate(usable):
            x[at, : len(e.wanted)], there[at, : len(e.wanted)], wanted[at, : len(e.wanted)] = e.features, True, e.wanted
        weights = np.array([e.weight for e in usable])
        return cls(x, there, wanted, weights / weights.sum())

    def loss(self, weights: NDArray[np.float64], strength: float) -> tuple[float, NDArray[np.float64]]:
        """The penalised negative log-likelihood and its gradient."""
        scores = np.where(self.there, self.x @ weights, -np.inf)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        right = shares * self.wanted
        total, found = shares.sum(axis=1), right.sum(axis=1)
        pull = shares / total[:, None] - right / found[:, None]
        value = -float(self.weights @ np.log(found / total)) + strength * float(weights @ weights)
        slope = np.einsum("e,ec,ecf->f", self.weights, pull, self.x, optimize=True)
        return value, slope + 2 * strength * weights


def _weights(examples: Sequence[Example], strength: float) -> NDArray[np.float64]:
    from scipy.optimize import minimize

    stack = _Stack.of(examples)
    start = np.full(stack.x.shape[2], 0.3)
    return np.asarray(minimize(stack.loss, start, args=(strength,), jac=True, method="L-BFGS-B").x)


def contents(sections: Fitted, sentences: Fitted, shares: tuple[float, float]) -> dict[str, object]:
    """The object that `index.ranking` loads; ``shares`` are those from which a second section and a second sentence are quoted."""
    return {
        "version": 1,
        "weights": _named(FEATURES, sections.weights),
        "sentence_weights": _named(SENTENCE_FEATURES, sentences.weights),
        "second_section": round(shares[0], 3),
        "second_sentence": round(shares[1], 3),
        "strengths": [sections.strength, sentences.strength],
        "left_out": {name: _rounded(sections.hits[name]) for name in sections.groups},
        "left_out_sentences": {name: _rounded(sentences.hits[name]) for name in sentences.groups},
    }


def _named(names: Sequence[str], weights: NDArray[np.float64]) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def _rounded(hits: tuple[float, float]) -> dict[str, float]:
    return {"hit@1": round(hits[0], 4), "hit@3": round(hits[1], 4)}
