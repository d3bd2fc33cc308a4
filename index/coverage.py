"""Which of a question's words a section holds, the rare ones counting more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.lexical import Lexical
from index.lexicon import expansions


@dataclass(frozen=True, slots=True)
class Coverage:
    """The words of a question against candidate documents.

    ``weights`` is ``(words,)``: inverse document frequency, largest for a word that no text holds;
    ``literal`` and ``related`` are ``(words, candidates)``: the word itself, or the word or one that means the same.
    """

    words: tuple[str, ...]
    weights: NDArray[np.float64]
    literal: NDArray[np.bool_]
    related: NDArray[np.bool_]

    @classmethod
    def of(cls, lexical: Lexical, words: Sequence[str], documents: NDArray[np.int64]) -> Coverage:
        """Look up each distinct word in ``documents``."""
        unique = tuple(dict.fromkeys(words))
        literal = np.zeros((len(unique), len(documents)), bool)
        related = np.zeros_like(literal)
        frequencies = np.zeros(len(unique))
        for row, word in enumerate(unique):
            holders = lexical.holders(word)
            frequencies[row] = len(holders)
            literal[row] = _among(holders, lexical, documents)
            related[row] = literal[row]
            for other in expansions((word,)):
                related[row] |= _among(lexical.holders(other), lexical, documents)
        weights = np.log(1 + (lexical.documents - frequencies + 0.5) / (frequencies + 0.5))
        return cls(unique, weights, literal, related)

    def share(self, candidate: int, *, related: bool) -> float:
        """The share of the words' weight that a candidate holds, 0 to 1; 0 where the question has no word."""
        found = (self.related if related else self.literal)[:, candidate]
        total = float(self.weights.sum())
        return float(self.weights[found].sum()) / total if total else 0.0

    def word(self, word: str, candidate: int) -> tuple[bool, bool, float]:
        """Whether a candidate holds a word of the question, whether it holds that or one of the same meaning, and its weight.

        A word that was not looked up is held by nothing and weighs as much as the rarest.
        """
        if word not in self.words:
            return False, False, float(self.weights.max(initial=1.0))
        row = self.words.index(word)
        return bool(self.literal[row, candidate]), bool(self.related[row, candidate]), float(self.weights[row])

    def known(self, *, related: bool) -> float:
        """The share of the words' weight that any candidate holds."""
        found = (self.related if related else self.literal).any(axis=1)
        total = float(self.weights.sum())
        return float(self.weights[found].sum()) / total if total else 0.0


def _among(holders: NDArray[np.int32], lexical: Lexical, documents: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of ``documents`` are holders: `numpy.isin` for numbers below a bound that is known, at a tenth of its time."""
    held = np.zeros(lexical.documents, bool)
    held[holders] = True
    return held[documents]
