"""An encoder without a model: hashed character n-grams. The baseline, and quick enough for any test."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final
from zlib import crc32

import numpy as np

from index.encoder.port import Role, States, Vectors, in_context, readable

_SIZES: Final = (1, 2, 3)
_EDGE: Final = "\x02"


class HashingEncoder:
    """Counts the runs of one to three characters of a text in 256 places (feature hashing, Weinberger et al. 2009).

    Two texts are near where they share wording; it knows no meaning. Roles make no difference to it.
    """

    name = "hashing-1"
    dimensions = 256

    def encode(self, texts: Sequence[str], *, role: Role) -> Vectors:  # noqa: ARG002 - the port has roles
        """See ``Encoder.encode``."""
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for number, text in enumerate(texts):
            row = rows[number]
            for gram, count in Counter(_grams(readable(text))).items():
                # Both come from one hash: the low byte is the place, the highest bit the sign, so that collisions cancel
                # out on average. The square root keeps one repeated character from drowning the rest.
                hashed = crc32(gram.encode())
                row[hashed % self.dimensions] += np.sqrt(count) * (1 if hashed >> 31 else -1)
            norm = np.linalg.norm(row)
            if norm:
                row /= norm
            else:
                row[0] = 1
        return rows

    def states(self, texts: Sequence[str], *, role: Role, contexts: Sequence[str] | None = None) -> list[States]:
        """See ``Encoder.states``; a token is a pair of neighbouring characters, which has no sense of its context."""
        vectors = self.encode([in_context(t, c) for t, c in zip(texts, contexts or [""] * len(texts), strict=True)], role=role)
        places = [np.arange(max(1, len(text) - 1)) for text in texts]
        return [
            States(vector, self.encode([text[at : at + 2] for at in place], role=role), np.stack([place, place + 2], axis=1))
            for vector, text, place in zip(vectors, texts, places, strict=True)
        ]


def _grams(text: str) -> Iterator[str]:
    folded = _EDGE + unicodedata.normalize("NFKC", text).casefold() + _EDGE
    for size in _SIZES:
        for start in range(len(folded) - size + 1):
            yield folded[start : start + size]
