"""The linear model that ranks sections: one weight a feature, learned by `jobun eval fit-ranking` from labelled questions."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpus.errors import JobunError
from index.features import FEATURES, Matrix
from index.sentences import SENTENCE_FEATURES

FILE: Final = Path(__file__).parent / "ranking.json"


@dataclass(frozen=True, slots=True)
class Ranking:
    """Weights of sections in the order of `index.features.FEATURES`, of sentences in that of `index.sentences.SENTENCE_FEATURES`.

    ``second_section`` and ``second_sentence`` say when the second best is quoted too: where its weight (exp of its score) is at
    least this share of the best one's.
    """

    weights: tuple[float, ...]
    sentence_weights: tuple[float, ...]
    second_section: float = 1.0
    second_sentence: float = 1.0
    digest: str = ""

    @classmethod
    def load(cls, path: Path = FILE) -> Ranking:
        """The weights in ``path``. Raises `JobunError` where they are for other features."""
        try:
            text = path.read_text(encoding="utf-8")
            values = json.loads(text)
            return cls(
                tuple(float(values["weights"][name]) for name in FEATURES),
                tuple(float(values["sentence_weights"][name]) for name in SENTENCE_FEATURES),
                float(values["second_section"]),
                float(values["second_sentence"]),
                hashlib.sha256(text.encode()).hexdigest(),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise JobunError(f"{path.name} does not hold the weights of this version; run `jobun eval fit-ranking`.") from error

    def scores(self, matrix: Matrix) -> NDArray[np.float64]:
        """One score a row of ``matrix``."""
        return np.asarray(matrix @ np.asarray(self.weights), np.float64)

    def sentence_scores(self, matrix: Matrix) -> NDArray[np.float64]:
        """One score a sentence: the higher, the more likely it is the one that answers."""
        return np.asarray(matrix @ np.asarray(self.sentence_weights), np.float64)
