"""The figures an evaluation reports, as statistics of weighted items.

Each function takes what is known of the items, and gives a `Statistic`: weights (resamples x items, how often each item was
drawn) to values (resamples), NaN where nothing can be said. All weights one give the figure itself, drawn ones its bootstrap
distribution, so that both come from the same lines. What was not asked (None) is left out before; 0.0 counts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Statistic: TypeAlias = Callable[[Floats], Floats]


def asked(values: Iterable[float | None]) -> list[float]:
    """The values without those that were not asked."""
    return [value for value in values if value is not None]


def mean(values: Sequence[float]) -> Statistic:
    """The average; of 0 and 1 a share: accuracy and hit rate, precision over what was given, recall over what was wanted."""
    return ratio(values, np.ones(len(values)))


def ratio(parts: ArrayLike, wholes: ArrayLike) -> Statistic:
    """The sum of ``parts`` over the sum of ``wholes``: a share, where an item may hold many or none (micro average)."""
    part, whole = np.asarray(parts, float), np.asarray(wholes, float)
    return lambda weights: _divided(weights @ part, weights @ whole)


def macro_f1(wanted: Sequence[Hashable], got: Sequence[Hashable], *, none: Hashable = None) -> Statistic:
    """The mean over the labels of F1 = 2 tp / (2 tp + fp + fn) (van Rijsbergen 1979; averaged as in Sokolova and Lapalme 2009).

    The labels are those that occur in ``wanted``: one that is only ever got wrongly would have an F1 of 0 whatever else is right.
    ``none`` marks an item without a label: wrong against any, but no label of its own. A label that a resample does not hold
    has no F1 there and is left out of its mean.
    """
    labels = sorted({label for label in wanted if label != none}, key=repr)
    hits = _indicator([w if w == g else none for w, g in zip(wanted, got, strict=True)], labels)
    both = _indicator(wanted, labels) + _indicator(got, labels)
    return lambda weights: _row_means(_divided(2 * (weights @ hits), weights @ both))


def auroc(positive: Sequence[bool], scores: Sequence[float]) -> Statistic:
    """The chance that a positive item scores above a negative one, ties half (Hanley and McNeil 1982, Radiology 143:29)."""
    order = np.argsort(scores, kind="stable")
    sorted_scores = np.asarray(scores, float)[order]
    ties = np.flatnonzero(np.r_[True, sorted_scores[1:] != sorted_scores[:-1]]) if len(order) else order
    is_positive = np.asarray(positive, float)[order]

    def statistic(weights: Floats) -> Floats:
        if not len(order):
            return np.full(len(weights), np.nan)
        drawn = weights[:, order]
        above = np.add.reduceat(drawn * is_positive, ties, axis=1)
        below = np.add.reduceat(drawn * (1 - is_positive), ties, axis=1)
        pairs = above * (np.cumsum(below, axis=1) - below / 2)
        return _divided(pairs.sum(axis=1), above.sum(axis=1) * below.sum(axis=1))

    return statistic


def brier(positive: Sequence[bool], probabilities: Sequence[float]) -> Statistic:
    """The mean squared distance of the probabilities from what was so, 0 best (Brier 1950, Monthly Weather Review 78:1)."""
    return mean(list((np.asarray(probabilities, float) - np.asarray(positive, float)) ** 2))


def calibration_error(positive: Sequence[bool], probabilities: Sequence[float], bins: int) -> Statistic:
    """How far probabilities are from the share that was so: the mean over ``bins`` of the distance, each weighing what it holds.

    The expected calibration error (Naeini et al. 2015, AAAI-29:2901) over bins of equal count (Nixon et al. 2019, CVPR workshops:38),
    0 best. The bins are those of all items, in every resample; by chance alone a resample lies a little further off than the figure.
    """
    gaps = np.asarray(probabilities, float) - np.asarray(positive, float)
    members = np.eye(bins)[equal_bins(probabilities, bins)]
    return lambda weights: _divided(np.abs(weights @ (gaps[:, None] * members)).sum(axis=1), weights.sum(axis=1))


def equal_bins(values: Sequence[float], bins: int) -> NDArray[np.int64]:
    """For each value the bin it falls into, 0 for the lowest; the bins hold equally many, or one more where it does not come out even."""
    found = np.zeros(len(values), np.int64)
    for number, places in enumerate(np.array_split(np.argsort(values, kind="stable"), bins)):
        found[places] = number
    return found


def quantile(values: Sequence[float], share: float) -> Statistic:
    """The ``share`` quantile, between neighbours linearly (Hyndman and Fan 1996, type 7; numpy's default). Weights are counts."""
    ordered = np.sort(np.asarray(values, float))
    order = np.argsort(values, kind="stable")

    def statistic(weights: Floats) -> Floats:
        if not len(ordered):
            return np.full(len(weights), np.nan)
        counts = np.cumsum(weights[:, order], axis=1)
        place = share * (counts[:, -1] - 1)
        low, high = (ordered[(counts <= at[:, None]).sum(axis=1)] for at in (np.floor(place), np.ceil(place)))
        between: Floats = low + (high - low) * (place - np.floor(place))
        return between

    return statistic


def _indicator(items: Sequence[Hashable], labels: Sequence[Hashable]) -> Floats:
    return np.array([[item == label for label in labels] for item in items], float).reshape(len(items), len(labels))


def _divided(part: Floats, whole: Floats) -> Floats:
    share: Floats = np.full(np.shape(part), np.nan)
    return np.divide(part, whole, out=share, where=whole != 0)


def _row_means(values: Floats) -> Floats:
    known = ~np.isnan(values)
    return _divided(np.where(known, values, 0).sum(axis=1), known.sum(axis=1).astype(float))
