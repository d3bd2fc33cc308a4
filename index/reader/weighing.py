"""How what was read counts beside what the index tells: weights that `jobun eval fit-reading` learns."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpus.errors import JobunError

FILE: Final = Path(__file__).parents[1] / "reading.json"


@dataclass(frozen=True, slots=True)
class Weighing:
    """``sections`` are the weights of a section's score and of the logit that it answers; ``sentences`` the same for sentences.

    ``second_section`` and ``second_sentence`` say when the second best is quoted too, as in `index.ranking.Ranking`.
    """

    sections: tuple[float, float]
    sentences: tuple[float, float]
    second_section: float = 1.0
    second_sentence: float = 1.0
    digest: str = ""

    @classmethod
    def load(cls, path: Path = FILE) -> Weighing:
        """The weights in ``path``. Raises `JobunError` where there are none."""
        try:
            text = path.read_text(encoding="utf-8")
            values = json.loads(text)
            return cls(
                _pair(values["sections"]),
                _pair(values["sentences"]),
                float(values["second_section"]),
                float(values["second_sentence"]),
                hashlib.sha256(text.encode()).hexdigest(),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise JobunError(f"{path.name} does not hold the weights of this version; run `jobun eval fit-reading`.") from error

    @classmethod
    def unfitted(cls) -> Weighing:
        """What was read counts for nothing: for fitting weights that do better."""
        return cls((1.0, 0.0), (1.0, 0.0))

    def section_scores(self, scores: NDArray[np.float64], answers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores of sections in the light of what was read: ``answers`` are logits, NaN where nothing was read."""
        return weighed(self.sections, scores, answers)

    def sentence_scores(self, scores: NDArray[np.float64], evidence: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same for the sentences of a section."""
        return weighed(self.sentences, scores, evidence)


def weighed(weights: tuple[float, float], scores: NDArray[np.float64], logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weighted sum; what was not read counts like the worst that was."""
    if np.isnan(logits).all():
        return scores
    return weights[0] * scores + weights[1] * filled(logits)


def filled(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """``logits`` with the lowest in the place of NaN; zeros where all are NaN."""
    return np.where(np.isnan(logits), np.nanmin(logits), logits) if not np.isnan(logits).all() else np.zeros(len(logits))


def _pair(values: list[float]) -> tuple[float, float]:
    first, second = values
    return float(first), float(second)
