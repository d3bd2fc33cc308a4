"""Rankings by hand, and nDCG against scikit-learn."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from evaluation.ranking import hit, ndcg, reciprocal_rank, section_hit
from evaluation.wanted import WantedSection

GRADES = {"a": 2, "b": 1, "c": 0}


def test_ndcg_by_hand() -> None:
    assert ndcg(["b", "x", "a"], GRADES, 10) == pytest.approx((1 + 2 / log2(4)) / (2 + 1 / log2(3)))
    assert ndcg(["b", "x", "a"], GRADES, 2) == pytest.approx(1 / (2 + 1 / log2(3)))
    assert ndcg(["x"], GRADES, 10) == 0
    assert ndcg(["a", "b"], GRADES, 10) == 1


def test_ndcg_as_scikit_learn_has_it() -> None:
    rng = np.random.default_rng(3)
    grades, scores = rng.integers(0, 4, 30), rng.permutation(30)
    ranked = [str(at) for at in np.argsort(-scores)]
    ours = ndcg(ranked, {str(at): int(grade) for at, grade in enumerate(grades)}, 10)
    assert ours == pytest.approx(ndcg_score([grades], [scores], k=10))


def test_reciprocal_rank() -> None:
    assert reciprocal_rank(["x", "b", "a"], GRADES, 10) == 0.5
    assert reciprocal_rank(["x", "b", "a"], GRADES, 1) == 0
    assert reciprocal_rank(["c"], GRADES, 10) == 0


def test_hit() -> None:
    assert [hit(["x", "y", "a"], GRADES, depth) for depth in (1, 3)] == [0, 1]


def test_a_document_twice_takes_one_place() -> None:
    assert reciprocal_rank(["x", "x", "a"], GRADES, 10) == 0.5


@pytest.mark.parametrize("grades", [{}, {"c": 0}])
def test_without_anything_relevant_nothing_is_asked(grades: dict[str, int]) -> None:
    assert ndcg(["c"], grades, 10) is None
    assert reciprocal_rank(["c"], grades, 10) is None
    assert hit(["c"], grades, 10) is None


def test_section_hit_looks_at_distinct_sections() -> None:
    ranked = [("p", "1"), ("p", "1"), ("p", "2"), ("q", "7.2.1"), ("p", "7.2")]
    assert section_hit(ranked, [WantedSection("q", "7.2")], 3) == 1
    assert section_hit(ranked, [WantedSection("q", "7.2")], 2) == 0
    assert section_hit(ranked, [WantedSection("p", "7.2")], 3) == 0
    assert section_hit(ranked, [], 3) is None
