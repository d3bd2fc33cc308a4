"""How good a ranking is, given which items are relevant and how much."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import log2
from typing import TypeVar

from evaluation.wanted import WantedSection, is_wanted

Item = TypeVar("Item", bound=Hashable)


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int) -> float | None:
    """The discounted gain at ``depth``, normalised: the sum of grade / log2(rank + 1), over that of the best ranking there is.

    Järvelin and Kekäläinen 2002 (ACM TOIS 20:422) with the grade itself as gain, as trec_eval and BEIR compute it.
    None where nothing is relevant.
    """
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(one, 0) for one in distinct(ranked)[:depth]]) / best if best else None


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int], depth: int) -> float | None:
    """1 / the rank of the first relevant item within ``depth``, 0 without one (Voorhees 1999, TREC-8). None where nothing is."""
    if not any(grade > 0 for grade in grades.values()):
        return None
    ranks = (rank for rank, one in enumerate(distinct(ranked)[:depth], 1) if grades.get(one, 0) > 0)
    return 1 / rank if (rank := next(ranks, 0)) else 0.0


def hit(ranked: Sequence[str], grades: Mapping[str, int], depth: int) -> float | None:
    """1 where any of the first ``depth`` is relevant, else 0. None where nothing is."""
    found = reciprocal_rank(ranked, grades, depth)
    return None if found is None else float(found > 0)


def section_hit(ranked: Sequence[tuple[str, str]], wanted: Sequence[WantedSection], depth: int) -> float | None:
    """1 where any of the first ``depth`` distinct sections (policy, number) counts as wanted, else 0. None where none is wanted."""
    if not wanted:
        return None
    return float(any(is_wanted(wanted, *one) for one in distinct(ranked)[:depth]))


def distinct(items: Iterable[Item]) -> list[Item]:
    """The items in order, each at its first place only."""
    return list(dict.fromkeys(items))


def _gain(grades: Iterable[int]) -> float:
    return sum(max(grade, 0) / log2(rank + 1) for rank, grade in enumerate(grades, 1))
