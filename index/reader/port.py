"""What every reader promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.reader.passages import Passage


@dataclass(frozen=True, slots=True)
class Read:
    """What was made of one passage: the logit that it answers, and for each of its sentences the logit that it is what answers."""

    answers: float
    evidence: tuple[float, ...]


class Reader(Protocol):
    """Judges passages in the light of a question.

    Promises: one `Read` a passage, in order, with one number a sentence, all finite; the same passage gets the same whatever stands
    beside it; any question and any text is taken. Safe to call from several threads.
    """

    @property
    def name(self) -> str:
        """Changes when the judgements would."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Read]:
        """Judge the passages; what is longer than 256 tokens with the question is cut, and a sentence cut off is taken for no evidence."""
