"""The verdict's model, fitted from labelled cases.

Is the question on the subject, and if so, does the policy answer it? Two logistic regressions (L2, standardised
features), in which each verdict weighs as much as it is asked for, and not as often as near misses were written for tuning. How strong the regularisation is and where the decision falls are chosen by the verdicts of cases
about policies that were left out of the fit. The figures reported are of one more level of leaving out: nothing about a
policy took part in choosing what judges it (nested cross-validation, Stone 1974, JRSS B 36:111; Cawley and Talbot 2010,
JMLR 11:2079).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evaluation.errors import FitRefused
from evaluation.metrics import Floats
from evaluation.samples import WEIGHED, Sample

STRENGTHS: Final = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""The inverse regularisation strengths tried, from the strongest regularisation to the weakest."""
THRESHOLDS: Final[Floats] = np.round(np.arange(0.02, 0.99, 0.02), 2)
MIN_GROUPS: Final = 3
_SUBJECT, _ANSWERED = range(2)
_MAX_ITERATIONS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Table:
    """The weighed samples as arrays: ``x`` (samples x features), ``y`` the place of the verdict in `WEIGHED`, ``groups``.

    ``weights`` has mean 1; with them the verdicts have the shares in which people ask for them.
    """

    features: tuple[str, ...]
    x: Floats
    y: NDArray[np.int64]
    groups: NDArray[np.str_]
    weights: Floats

    @classmethod
    def of(cls, samples: Sequence[Sample], mix: Sequence[float] | None = None) -> Table:
        """Arrays of the samples that the model decides.

        Args:
            samples: the cases, asked.
            mix: how often each verdict of `WEIGHED` is right among the questions that people ask; as in the samples if not given.

        Raises:
            FitRefused: there are too few policies or verdicts, or the features are not the same numbers everywhere.
        """
        used = [sample for sample in samples if sample.is_weighed]
        if not used:
            raise FitRefused("The engine weighed no feature for any case; there is nothing to fit.")
        names = tuple(used[0].features)
        for sample in used:
            if set(sample.features) != set(names):
                odd = ", ".join(sorted(set(sample.features) ^ set(names)))
                raise FitRefused(
                    f"{sample.case.place}: has other features than {used[0].case.place} ({odd}); every case needs the same."
                )
            if not np.all(np.isfinite(list(sample.features.values()))):
                raise FitRefused(f"{sample.case.place}: has a feature that is no finite number; mend it where it is computed.")
        y = np.array([WEIGHED.index(sample.wanted) for sample in used])
        table = cls(
            names,
            np.array([[sample.features[name] for name in names] for sample in used], float),
            y,
            np.array([sample.group for sample in used]),
            _weights(y, mix),
        )
        table._check()
        return table

    def where(self, rows: NDArray[np.bool_]) -> Table:
        """Some of the rows."""
        return Table(self.features, self.x[rows], self.y[rows], self.groups[rows], self.weights[rows])

    def without(self, feature: str) -> Table:
        """All but one feature."""
        kept = [name != feature for name in self.features]
        return Table(
            tuple(name for name in self.features if name != feature), self.x[:, kept], self.y, self.groups, self.weights
        )

    def splits(self) -> Iterator[NDArray[np.bool_]]:
        """For each group the rows that it holds."""
        for group in np.unique(self.groups):
            yield self.groups == group

    def _check(self) -> None:
        for place, verdict in enumerate(WEIGHED):
            holding = np.unique(self.groups[self.y == place])
            if len(holding) < MIN_GROUPS:
                raise FitRefused(
                    f"{len(holding)} of the policies have a case that is {verdict}; cross-validation leaves out two at a time, so "
                    f"it needs {MIN_GROUPS}."
                )


@dataclass(frozen=True, slots=True)
class Stage:
    """One logistic regression: the probability is the sigmoid of ``((x - mean) / scale) @ coef + intercept``."""

    mean: Floats
    scale: Floats
    coef: Floats
    intercept: float

    def probability(self, x: Floats) -> Floats:
        """For each row, how likely the stage's question is to be answered with yes."""
        weighed: Floats = 1 / (1 + np.exp(-np.clip((x - self.mean) / self.scale @ self.coef + self.intercept, -60, 60)))
        return weighed


@dataclass(frozen=True, slots=True)
class Choice:
    """What cross-validation chose: for each stage the inverse regularisation strength and the threshold of its probability."""

    strengths: tuple[float, float]
    thresholds: tuple[float, float]
    score: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model: the two stages, and what was chosen for them."""

    features: tuple[str, ...]
    subject: Stage
    answered: Stage
    choice: Choice

    def probabilities(self, x: Floats) -> Floats:
        """For each row that the question is on the subject, and that the policy answers it if so: (rows, 2)."""
        return np.column_stack([self.subject.probability(x), self.answered.probability(x)])


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What models said about the policies they had not seen, row by row of the table."""

    verdicts: NDArray[np.int64]
    probabilities: Floats

    @property
    def answers(self) -> Floats:
        """How likely it was taken to be that the policy answers: on the subject, and answered if so."""
        product: Floats = self.probabilities.prod(axis=1)
        return product


def fit(table: Table) -> Fit:
    """Choose by leaving out each policy in turn, then fit on all."""
    choice = _choose(table)
    subject, answered = (_stage(table, stage, strength) for stage, strength in enumerate(choice.strengths))
    return Fit(table.features, subject, answered, choice)


def cross_validate(table: Table, advance: Callable[[], object] = lambda: None) -> HeldOut:
    """Fit once without each policy, the choices included, and apply it to that policy. ``advance`` is called after each."""
    verdicts = np.zeros(len(table.y), np.int64)
    probabilities = np.zeros((len(table.y), 2))
    for rows in table.splits():
        fitted = fit(table.where(~rows))
        probabilities[rows] = fitted.probabilities(table.x[rows])
        verdicts[rows] = decide(probabilities[rows], fitted.choice.thresholds)
        advance()
    return HeldOut(verdicts, probabilities)


def decide(probabilities: Floats, thresholds: tuple[float, float]) -> NDArray[np.int64]:
    """The verdict of each row, as its place in `WEIGHED`: a stage says yes where its probability reaches the threshold."""
    subject, answered = (probabilities[:, stage] >= thresholds[stage] for stage in (_SUBJECT, _ANSWERED))
    return np.where(subject, np.where(answered, 2, 1), 0)


def _stage(table: Table, stage: int, strength: float) -> Stage:
    from sklearn.linear_model import LogisticRegression

    rows = table.y >= stage  # what is out of scope says nothing about whether a policy answers
    x, yes = table.x[rows], table.y[rows] > stage
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale == 0] = 1
    model: Any = LogisticRegression(C=strength, solver="newton-cholesky", max_iter=_MAX_ITERATIONS)
    model.fit((x - mean) / scale, yes, sample_weight=table.weights[rows])
    return Stage(mean, scale, model.coef_[0], float(model.intercept_[0]))


def _choose(table: Table) -> Choice:
    held_out = np.zeros((2, len(STRENGTHS), len(table.y)))
    for rows in table.splits():
        rest = table.where(~rows)
        for stage in (_SUBJECT, _ANSWERED):
            for place, strength in enumerate(STRENGTHS):
                held_out[stage, place, rows] = _stage(rest, stage, strength).probability(table.x[rows])
    best = Choice((0, 0), (0, 0), -1)
    for a, subject in enumerate(held_out[_SUBJECT]):
        for b, answered in enumerate(held_out[_ANSWERED]):
            score, thresholds = _thresholds(table, subject, answered)
            if score > best.score:  # of equals, the strongest regularisation
                best = Choice((STRENGTHS[a], STRENGTHS[b]), thresholds, score)
    return best


def _thresholds(table: Table, subject: Floats, answered: Floats) -> tuple[float, tuple[float, float]]:
    """The best there is of the mean of accuracy and macro F1, and the pair of thresholds in the middle of all that reach it.

    By accuracy alone it would pay to take nearly every question on the subject for answered; F1 makes silence count as much.
    """
    on = (subject[:, None] >= THRESHOLDS).astype(float)
    yes = (answered[:, None] >= THRESHOLDS).astype(float)
    # For each verdict that is right (rows) and each that is given (columns), the weight of the cases at each pair of thresholds.
    given = np.zeros((len(WEIGHED), len(WEIGHED), len(THRESHOLDS), len(THRESHOLDS)))
    for right in range(len(WEIGHED)):
        rows = table.y == right
        passed = on[rows] * table.weights[rows, None]
        given[right, 2] = passed.T @ yes[rows]
        given[right, 1] = passed.sum(axis=0)[:, None] - given[right, 2]
        given[right, 0] = table.weights[rows].sum() - passed.sum(axis=0)[:, None]
    hits = np.stack([given[verdict, verdict] for verdict in range(len(WEIGHED))])
    f1 = 2 * hits / np.maximum(given.sum(axis=0) + given.sum(axis=1), 1e-12)
    score = (hits.sum(axis=0) / table.weights.sum() + f1.mean(axis=0)) / 2
    reached = np.argwhere(np.isclose(score, score.max(), rtol=0, atol=1e-9))
    middle = reached[np.abs(reached - reached.mean(axis=0)).sum(axis=1).argmin()]
    return float(score.max()), (float(THRESHOLDS[middle[0]]), float(THRESHOLDS[middle[1]]))


def _weights(y: NDArray[np.int64], mix: Sequence[float] | None) -> Floats:
    counts = np.bincount(y, minlength=len(WEIGHED)).astype(float)
    if mix is None:
        return np.ones(len(y))
    wanted = np.asarray(mix, float) / float(sum(mix))
    each = np.divide(wanted * len(y), counts, out=np.zeros(len(WEIGHED)), where=counts > 0)
    return np.asarray(each[y], float)
