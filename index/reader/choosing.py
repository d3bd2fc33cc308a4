"""Which passages are read for a question: of the sections that rank first, those whose sentences are most like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.reader.passages import Passage

MAX_READ: Final = 10
"""Reading takes most of a reply's time."""
SECTIONS: Final = 9
"""Of the sections that rank lower than that, hardly any is the one that answers."""
AT_ONCE: Final = 2
"""So many passages are read before it is asked whether that is enough; they share two cores."""
ENOUGH: Final = 0.4
"""A passage that answers with this logit, 3 to 2, ends the reading."""
WITHIN: Final = 7.0
"""What was found that far behind the best is not read: a share of 1 in 1,000 of the best one's weight (exp of its score).

On 1,822 questions about policies that neither the reader nor the adapter knows the two ends halve the reading: 9.2 passages a question
become 4.7. Of 1,097 that are answered none loses the first place by it, or one of the first three; the likeliest passage alone tells
answered from silent with an AUROC of 0.919, as when all are read.
"""
_SECTIONS_AGAIN: Final = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """A passage to read of the candidate at this rank (0 is the first)."""

    rank: int
    passage: Passage


def worth_reading(scores: NDArray[np.float64]) -> list[int]:
    """The places of the candidates that are read, best first: at most nine, none of them `WITHIN` or more behind the best."""
    order = np.argsort(-scores, kind="stable")[:SECTIONS].tolist()
    return [at for at in order if scores[at] > scores[order[0]] - WITHIN]


def choose(sections: Sequence[Sequence[Passage]], likeness: Sequence[Sequence[float]]) -> list[Chosen]:
    """At most `MAX_READ` passages: the best one of each section, then the next best of the first three.

    Args:
        sections: the passages of each candidate, best candidate first.
        likeness: for each candidate, how like the question each of its sentences is.
    """
    best: list[tuple[float, Chosen]] = []
    more: list[tuple[float, Chosen]] = []
    for rank, passages in enumerate(sections):
        alike = [(max(likeness[rank][at] for at in passage.places), Chosen(rank, passage)) for passage in passages]
        alike.sort(key=lambda each: -each[0])
        best += alike[:1]
        if rank < _SECTIONS_AGAIN:
            more += alike[1:]
    more.sort(key=lambda each: -each[0])
    return [chosen for _, chosen in (best + more)[:MAX_READ]]
