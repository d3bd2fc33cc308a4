"""What is known of each candidate section: how its words, its sentences and its headings compare with the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.encoder.port import States, Vectors
from index.store import Entry, Generation

Matrix: TypeAlias = NDArray[np.float64]

FEATURES: Final = (
    "late",
    "late_section",
    "late_best",
    "late_third",
    "late_heading",
    "dense_best",
    "dense_mean",
    "late_context",
    "words",
    "expanded",
    "pairs",
    "words_context",
    "length",
    "own_audience",
)
"""The columns of a `Matrix`, one row a candidate section."""

SHARPNESS: Final = 20.0
"""Likenesses of this kind of encoder lie within some 0.1 of each other; this brings them to the size of the other features."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the index holds of the units of some entries, each unit once.

    ``rows`` are the vectors of the units' tokens, ``(tokens, dimensions)``, and ``offsets`` where each unit's begin; ``vectors`` are
    the units' own. ``starts`` says where each entry's units begin, the heading's first, and ``where`` which unit each is.
    """

    entries: tuple[Entry, ...]
    starts: NDArray[np.int64]
    where: NDArray[np.int64]
    rows: Vectors
    offsets: NDArray[np.int64]
    vectors: Vectors

    @classmethod
    def of(cls, generation: Generation, entries: Sequence[Entry]) -> Gathered:
        """Look up ``entries``."""
        places = np.concatenate([np.zeros(0, np.int64), *(np.asarray(each.units, np.int64) for each in entries)])
        starts = np.cumsum([0, *(len(each.units) for each in entries)])[: len(entries)].astype(np.int64)
        units, where = np.unique(places, return_inverse=True)
        rows, offsets = generation.tokens.gather(units)
        return cls(tuple(entries), starts, where, rows, offsets, generation.vectors.reconstruct_batch(units))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question against each unit of each candidate.

    ``likeness`` is ``(question tokens, units)``: the best match of each token of the question in each unit (cosine);
    ``means``, ``(units,)``, is that over the question's tokens; ``cosines`` is ``(units,)``; ``starts`` says where each candidate's
    units begin, the heading's first.
    """

    entries: tuple[Entry, ...]
    likeness: Vectors
    cosines: Vectors
    starts: NDArray[np.int64]
    means: Vectors = field(init=False)

    def __post_init__(self) -> None:
        # Once for all: numpy takes longer to be called for each candidate than for its numbers.
        object.__setattr__(self, "means", self.likeness.mean(axis=0))

    @classmethod
    def of(cls, gathered: Gathered, state: States) -> Comparison:
        """Compare the question's states with what was gathered."""
        if not gathered.entries:
            return cls((), np.empty((len(state.tokens), 0), np.float32), np.empty(0, np.float32), np.zeros(0, np.int64))
        likeness = np.maximum.reduceat(state.tokens @ gathered.rows.T, gathered.offsets, axis=1)
        where = gathered.where
        return cls(gathered.entries, likeness[:, where], (gathered.vectors @ state.vector)[where], gathered.starts)

    def units(self, candidate: int) -> slice:
        """The columns of a candidate's units."""
        start = int(self.starts[candidate])
        return slice(start, start + len(self.entries[candidate].units))

    def sentences(self, candidate: int) -> tuple[float, ...]:
        """The likeness of each sentence of a candidate: the mean over the question's tokens."""
        columns = self.units(candidate)
        return tuple(self.means[columns.start + 1 : columns.stop].tolist())


def section_features(
    comparison: Comparison,
    *,
    words: NDArray[np.float32],
    expanded: NDArray[np.float32],
    pairs: NDArray[np.float32],
    heads: Sequence[str],
    own: Sequence[bool],
) -> Matrix:
    """The features of each candidate, ``(candidates, len(FEATURES))``, comparable within one question."""
    count = len(comparison.entries)
    raw = np.zeros((count, len(FEATURES)))
    if count:
        raw[:, :7] = _likenesses(comparison)
        raw[:, 12] = np.log1p([len(entry.units) for entry in comparison.entries])
    raw[:, 13] = own
    raw[:, 8], raw[:, 9], raw[:, 10] = _share(words), _share(expanded), _share(pairs)
    raw[:, 7], raw[:, 11] = _best_of_group(raw[:, 0], heads), _best_of_group(raw[:, 8], heads)
    raw[:, :8] = (raw[:, :8] - raw[:, :8].mean(axis=0, keepdims=True)) * SHARPNESS if count else 0
    return raw


def _likenesses(comparison: Comparison) -> Matrix:
    """The first seven columns, for all candidates at once: a call of numpy's for each would take longer than the numbers do."""
    likeness, starts = comparison.likeness, comparison.starts
    # Of each candidate first the heading, then the rest.
    bounds = np.stack((starts, starts + 1), axis=1).ravel()
    best = np.maximum.reduceat(likeness, bounds, axis=1)
    headings, together = np.ascontiguousarray(best[:, ::2].T), np.ascontiguousarray(best[:, 1::2].T)
    strongest = np.sort(together, axis=1)[:, : max(1, len(likeness) // 3)]
    lengths = np.diff(starts, append=len(comparison.cosines))
    return np.stack(
        (
            together.mean(axis=1),
            np.maximum(headings, together).mean(axis=1),
            np.maximum.reduceat(comparison.means, bounds)[1::2],
            strongest.mean(axis=1),
            headings.mean(axis=1),
            np.maximum.reduceat(comparison.cosines, bounds)[1::2],
            np.add.reduceat(comparison.cosines, starts) / lengths,
        ),
        axis=1,
    )


def _share(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """Scores as a share of the best one."""
    best = float(scores.max(initial=0.0))
    return scores.astype(np.float64) / best if best > 0 else np.zeros(len(scores))


def _best_of_group(values: NDArray[np.float64], groups: Sequence[str]) -> NDArray[np.float64]:
    best: dict[str, float] = {}
    for group, value in zip(groups, values, strict=True):
        best[group] = max(best.get(group, -np.inf), float(value))
    return np.array([best[group] for group in groups])
