"""Whether probabilities mean what they say."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.calibration import Bin, reliability
from evaluation.metrics import calibration_error, equal_bins

POSITIVE = [False, True, True, False]
PROBABILITIES = [0.1, 0.9, 0.4, 0.6]


def test_bins_hold_equally_many_from_the_lowest_on() -> None:
    assert equal_bins([0.3, 0.1, 0.2, 0.9, 0.5], 2).tolist() == [0, 0, 0, 1, 1]
    assert equal_bins([0.7, 0.2], 10).tolist() == [1, 0]
    assert np.bincount(equal_bins(np.linspace(0, 1, 47).tolist(), 10)).tolist() == [5] * 7 + [4] * 3


def test_calibration_error_by_hand() -> None:
    # Below: said (0.1 + 0.4) / 2, was 1/2; above: said (0.6 + 0.9) / 2, was 1/2. Each is off by 0.25.
    error = calibration_error(POSITIVE, PROBABILITIES, 2)
    assert error(np.ones((1, 4))) == pytest.approx([0.25])
    # Drawn twice each, the second and third alone: said 0.4 and 0.9, was 1 and 1, off by 0.6 and 0.1.
    assert error(np.array([[0.0, 2.0, 2.0, 0.0]])) == pytest.approx([(0.6 + 0.1) / 2])


def test_what_bears_out_has_no_error() -> None:
    assert calibration_error([True, False, True, True], [0.5, 0.5, 1.0, 1.0], 2)(np.ones((1, 4))) == pytest.approx([0])


def test_a_bin_has_what_was_said_and_what_was() -> None:
    found = reliability([False] * 9 + [True] * 11, [at / 20 for at in range(20)])
    assert len(found) == 10
    assert found[0] == Bin(pytest.approx(0.025), 0, 2)
    assert found[4] == Bin(pytest.approx((8 / 20 + 9 / 20) / 2), 0.5, 2)
    assert found[9].as_json() == {"probability": pytest.approx((18 / 20 + 19 / 20) / 2), "answered": 1, "count": 2}


def test_few_cases_are_a_bin_each() -> None:
    assert reliability(POSITIVE[:2], PROBABILITIES[:2]) == (Bin(0.1, 0, 1), Bin(0.9, 1, 1))
    assert reliability([], []) == ()
