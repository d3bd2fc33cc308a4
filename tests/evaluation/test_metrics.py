"""Each figure by hand, and against scikit-learn where that has it too, resampled ones included."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, f1_score, roc_auc_score

from evaluation.metrics import Floats, Statistic, asked, auroc, brier, macro_f1, mean, quantile, ratio

RNG = np.random.default_rng(7)
COUNT = 60
POSITIVE = (RNG.random(COUNT) < 0.6).tolist()
SCORES = np.round(RNG.random(COUNT), 1).tolist()  # one decimal, so that there are ties
PICKS = RNG.integers(0, COUNT, (5, COUNT))
WEIGHTS: Floats = np.array([np.bincount(row, minlength=COUNT) for row in PICKS], float)


def value(statistic: Statistic, count: int) -> float:
    return float(statistic(np.ones((1, count)))[0])


def test_what_was_not_asked_is_left_out_and_zero_counts() -> None:
    assert asked([1.0, None, 0.0, True]) == [1.0, 0.0, True]


def test_mean() -> None:
    assert value(mean([1, 0, 0, 1]), 4) == 0.5
    assert mean([1, 0])(np.array([[2.0, 0.0], [0.0, 2.0]])).tolist() == [1, 0]


def test_ratio_is_of_the_sums() -> None:
    assert value(ratio([1, 0, 2], [1, 3, 2]), 3) == pytest.approx(3 / 6)
    assert np.isnan(value(ratio([0], [0]), 1))


def test_auroc_by_hand() -> None:
    # Pairs of a positive (0.9, 0.5) and a negative (0.5, 0.1): three won and one tie.
    assert value(auroc([True, True, False, False], [0.9, 0.5, 0.5, 0.1]), 4) == pytest.approx(3.5 / 4)


def test_auroc_of_one_class_says_nothing() -> None:
    assert np.isnan(value(auroc([True, True], [0.1, 0.2]), 2))
    assert np.isnan(value(auroc([], []), 0))


def test_auroc_as_scikit_learn_has_it() -> None:
    assert value(auroc(POSITIVE, SCORES), COUNT) == pytest.approx(roc_auc_score(POSITIVE, SCORES))
    expected = [roc_auc_score(np.array(POSITIVE)[row], np.array(SCORES)[row]) for row in PICKS]
    assert auroc(POSITIVE, SCORES)(WEIGHTS) == pytest.approx(expected)


def test_brier_by_hand_and_as_scikit_learn_has_it() -> None:
    assert value(brier([True, False], [0.8, 0.4]), 2) == pytest.approx((0.04 + 0.16) / 2)
    assert value(brier(POSITIVE, SCORES), COUNT) == pytest.approx(brier_score_loss(POSITIVE, SCORES))


def test_macro_f1_by_hand() -> None:
    wanted, got = ["a", "a", "b", None], ["a", "b", "b", "a"]
    # a: one right, one missed, one too many; b: one right, one too many.
    assert value(macro_f1(wanted, got), 4) == pytest.approx((2 / 4 + 2 / 3) / 2)


def test_macro_f1_is_over_the_labels_that_are_wanted() -> None:
    # b is got once, wrongly, and never wanted: it costs a a hit, and has no F1 of its own.
    assert value(macro_f1(["a", "a", None], ["a", "b", "b"]), 3) == pytest.approx(2 / 3)
    assert np.isnan(value(macro_f1([None], ["a"]), 1))


def test_macro_f1_as_scikit_learn_has_it() -> None:
    labels = ["deletion", "disclosure", "correction"]
    wanted, got = (RNG.choice([*labels, "none"], COUNT).tolist() for _ in range(2))
    ours = macro_f1(wanted, got, none="none")
    assert value(ours, COUNT) == pytest.approx(f1_score(wanted, got, labels=labels, average="macro"))
    expected = [f1_score(np.array(wanted)[row], np.array(got)[row], labels=labels, average="macro") for row in PICKS]
    assert ours(WEIGHTS) == pytest.approx(expected)


def test_macro_f1_leaves_out_a_label_that_was_not_drawn() -> None:
    assert macro_f1(["a", "b"], ["a", "a"])(np.array([[2.0, 0.0]])).tolist() == [1.0]


@pytest.mark.parametrize("share", [0, 0.5, 0.95, 0.99, 1])
def test_quantile_as_numpy_has_it(share: float) -> None:
    times = RNG.exponential(size=COUNT)
    ours = quantile(times.tolist(), share)
    assert value(ours, COUNT) == pytest.approx(np.quantile(times, share))
    assert ours(WEIGHTS) == pytest.approx([np.quantile(times[row], share) for row in PICKS])


def test_quantile_of_nothing() -> None:
    assert np.isnan(value(quantile([], 0.5), 0))
