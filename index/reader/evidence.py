"""What was read of the candidates of a search, and what that speaks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.reader.passages import Passage
from index.reader.port import Read

READ_EVIDENCE: Final = (
    "read_best",  # the logit that the best section answers
    "read_most",  # the highest such logit of all that were read
    "read_next",  # the second highest
    "read_sentence",  # the highest logit of a sentence of the best section
    "read_sentence_most",  # and of all that were read
)
"""The names of the features of what was read, in order."""
_UNREAD: Final = -8.0
"""The logit of what was not read: of a section that nobody would call an answer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """For each candidate the logit that it answers, ``(candidates,)``, and those of its sentences; NaN where it was not read."""

    answers: NDArray[np.float64]
    evidence: tuple[NDArray[np.float64], ...]

    @classmethod
    def nothing(cls, sentences: Sequence[int]) -> Reading:
        """Nothing read of candidates that have so many sentences each."""
        return cls(np.full(len(sentences), np.nan), tuple(np.full(count, np.nan) for count in sentences))

    @property
    def most(self) -> float:
        """The highest logit that a candidate answers; NaN where nothing was read."""
        return float(np.fmax.reduce(self.answers)) if len(self.answers) else float("nan")

    def note(self, candidate: int, passage: Passage, read: Read) -> None:
        """Note what was made of a passage of a candidate; a section answers as well as the best of its passages."""
        self.answers[candidate] = np.fmax(self.answers[candidate], read.answers)
        self.evidence[candidate][passage.first : passage.places.stop] = read.evidence


def read_evidence(scores: NDArray[np.float64], reading: Reading) -> dict[str, float]:
    """The features of what was read, `READ_EVIDENCE`, the candidates having these scores."""
    answers = np.where(np.isnan(reading.answers), _UNREAD, reading.answers)
    if not len(scores):
        return dict.fromkeys(READ_EVIDENCE, _UNREAD)
    best = int(np.argmax(scores))
    ordered = np.sort(answers)[::-1]
    highest = [float(np.max(each, initial=_UNREAD, where=~np.isnan(each))) for each in reading.evidence]
    return {
        "read_best": float(answers[best]),
        "read_most": float(ordered[0]),
        "read_next": float(ordered[1]) if len(ordered) > 1 else _UNREAD,
        "read_sentence": highest[best],
        "read_sentence_most": max(highest),
    }
