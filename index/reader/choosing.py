"""Which passages are read for a question: of the sections that rank first, those whose sentences are most like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.reader.passages import Passage

MAX_READ: Final = 10
"""Reading takes most of a reply's time."""
SECTIONS: Final = 9
"""Of the sections that rank lower than that, hardly any is the one that answers."""
AT_ONCE: Final = 2
"""So many passages are read before it is asked whether that is enough; they share two cores."""
ENOUGH: Final = 0.4
"""A passage that answers with this logit, 3 to 2, ends the reading."""
FEW: Final = 4
SILENT: Final = -4.0
"""Where of the first so many passages none answers with this logit, 1 to 55, those after them hardly do, and it ends there too.

With the reader of 226 organisations the two ends save four tenths of the reading on 1,790 questions about policies that it does not
know: 9.2 passages a question become 5.6. Of 1,071 that are answered four lose their passage; the likeliest passage alone tells
answered from silent with an AUROC of 0.916 instead of 0.919, and of 0.915 where -3.5 ends it.
"""
_SECTIONS_AGAIN: Final = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """A passage to read of the candidate at this rank (0 is the first)."""

    rank: int
    passage: Passage


def choose(sections: Sequence[Sequence[Passage]], likeness: Sequence[Sequence[float]]) -> list[Chosen]:
    """At most `MAX_READ` passages: the best one of each of the first nine sections, then the next best of the first three.

    Args:
        sections: the passages of each candidate, best candidate first.
        likeness: for each candidate, how like the question each of its sentences is.
    """
    best: list[tuple[float, Chosen]] = []
    more: list[tuple[float, Chosen]] = []
    for rank, passages in enumerate(sections[:SECTIONS]):
        alike = [(max(likeness[rank][at] for at in passage.places), Chosen(rank, passage)) for passage in passages]
        alike.sort(key=lambda each: -each[0])
        best += alike[:1]
        if rank < _SECTIONS_AGAIN:
            more += alike[1:]
    more.sort(key=lambda each: -each[0])
    return [chosen for _, chosen in (best + more)[:MAX_READ]]


def is_enough(read: int, most: float) -> bool:
    """Whether ``read`` passages, the likeliest of which answers with the logit ``most``, make reading more of them idle."""
    return most >= ENOUGH or (read >= FEW and most < SILENT)
