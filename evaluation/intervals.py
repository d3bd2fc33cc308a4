"""A figure and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from evaluation.metrics import Floats, Statistic, asked, mean

RESAMPLES: Final = 2_000
SEED: Final = 20_220_401
COVERAGE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over ``count`` items with its 95 % interval; all three None where nothing was asked."""

    value: float | None
    low: float | None
    high: float | None
    count: int

    def as_json(self) -> dict[str, float | int | None]:
        """The figure as it stands in a JSON report."""
        return {"value": self.value, "low": self.low, "high": self.high, "count": self.count}


def estimate(statistic: Statistic, count: int) -> Figure:
    """The figure over ``count`` items, with the percentile bootstrap interval (Efron and Tibshirani 1993, ch. 13).

    The items are drawn as if independent; cases about one section are less so, and the truth a little wider. The same number
    of items is always drawn the same way, so a figure's interval never changes by itself.
    """
    if not count:
        return Figure(None, None, None, 0)
    value = statistic(np.ones((1, count)))[0]
    if np.isnan(value):
        return Figure(None, None, None, count)
    spread = statistic(_drawn(count))
    low, high = np.quantile(spread[~np.isnan(spread)], [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    return Figure(float(value), float(low), float(high), count)


def average(values: Iterable[float | None]) -> Figure:
    """The mean of those values that were asked."""
    known = asked(values)
    return estimate(mean(known), len(known))


@lru_cache(maxsize=1)
def _drawn(count: int) -> Floats:
    """How often each of ``count`` items comes up in each resample."""
    picks = np.random.default_rng(SEED).integers(0, count, (RESAMPLES, count))
    offsets = np.arange(RESAMPLES)[:, None] * count
    return np.bincount((picks + offsets).ravel(), minlength=RESAMPLES * count).reshape(RESAMPLES, count).astype(float)
