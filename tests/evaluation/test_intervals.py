"""How sure a figure is."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest

from evaluation.intervals import RESAMPLES, Figure, _drawn, estimate
from evaluation.metrics import auroc, mean


def test_nothing_asked_nothing_said() -> None:
    assert estimate(mean([]), 0) == Figure(None, None, None, 0)
    assert estimate(auroc([True], [0.5]), 1) == Figure(None, None, None, 1)


def test_no_spread_no_width() -> None:
    assert estimate(mean([1, 1, 1]), 3) == Figure(1, 1, 1, 3)


def test_about_as_wide_as_the_normal_one() -> None:
    values = [1] * 60 + [0] * 40
    figure = estimate(mean(values), 100)
    assert figure.value == 0.6
    half_width = 1.96 * np.sqrt(0.6 * 0.4 / 100)
    assert figure.low == pytest.approx(0.6 - half_width, abs=0.015)
    assert figure.high == pytest.approx(0.6 + half_width, abs=0.015)


def test_the_same_every_time() -> None:
    first = estimate(mean([1, 0, 1, 1, 0]), 5)
    _drawn.cache_clear()
    assert estimate(mean([1, 0, 1, 1, 0]), 5) == first


def test_each_resample_is_as_large_as_the_sample() -> None:
    drawn = _drawn(17)
    assert drawn.shape == (RESAMPLES, 17)
    assert set(drawn.sum(axis=1)) == {17}


def test_quick_enough_to_be_always_on() -> None:
    began = perf_counter()
    estimate(auroc([bool(at % 2) for at in range(450)], [at % 7 / 7 for at in range(450)]), 450)
    assert perf_counter() - began < 5


def test_as_json() -> None:
    assert estimate(mean([1]), 1).as_json() == {"value": 1, "low": 1, "high": 1, "count": 1}
