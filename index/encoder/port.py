"""What every encoder promises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Role: TypeAlias = Literal["query", "passage"]
Vectors: TypeAlias = NDArray[np.float32]

Stage: TypeAlias = Literal["sources", "weights", "vocabulary", "model", "graph", "digests"]
Progress: TypeAlias = Callable[[Stage, int, int], None]
"""Told, while an encoder is being made, of each stage before it begins, and of the last one again when all is done: its
name, how many stages are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class States:
    """A text as one vector and as one vector a token.

    ``vector`` is the row that ``encode`` gives, float32 ``(dimensions,)``; ``tokens`` is float32 ``(n, dimensions)``, n ≥ 1, each
    row of L2 norm 1, for the tokens of the text itself: neither prompt nor context nor special tokens. ``spans``, ``(n, 2)``, says
    which characters of the text each token stands for, half-open.
    """

    vector: Vectors
    tokens: Vectors
    spans: NDArray[np.int64]


class Encoder(Protocol):
    """Turns texts into vectors that a dot product compares.

    Promises, checked for every implementation by ``tests/contracts/test_encoder.py``: one row a text, in order;
    float32; each row of L2 norm 1 (±1e-5); alone or in a batch, the same row (±1e-4); no texts, an array of 0 rows;
    a text of any length and any characters, the empty one included, has a row. Safe to call from several threads.
    """

    @property
    def name(self) -> str:
        """Written into the index; changes when the vectors would."""

    @property
    def dimensions(self) -> int:
        """The numbers in a row."""

    def encode(self, texts: Sequence[str], *, role: Role) -> Vectors:
        """The vectors of the texts, float32 ``(len(texts), dimensions)``.

        Args:
            texts: as people wrote them; what an encoder cannot take in (beyond 512 tokens, say) it leaves out.
            role: what the texts are: many models put a question and what answers it near each other only so.
        """

    def states(self, texts: Sequence[str], *, role: Role, contexts: Sequence[str] | None = None) -> list[States]:
        """The vectors of the texts and of their tokens, each text read in the light of its context.

        Without contexts the vector is that of ``encode``; with one it is that of the context, a line feed and the text.
        """


def readable(text: str) -> str:
    """The text with halves of surrogate pairs, which no tokenizer takes, replaced by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def in_context(text: str, context: str) -> str:
    """What an encoder reads of a text that has a context."""
    return f"{context}\n{text}" if context else text


def own_tokens(offsets: Sequence[tuple[int, int]], read_chars: int, own_chars: int) -> tuple[list[int], NDArray[np.int64]]:
    """Which tokens stand for the text itself, the last ``own_chars`` of the characters that were read, and their spans in it.

    Special tokens span nothing. A text without a token of its own has none, and one span of no characters.
    """
    begins = read_chars - own_chars
    own = [number for number, (start, end) in enumerate(offsets) if end > max(start, begins)]
    spans = [(max(0, offsets[number][0] - begins), offsets[number][1] - begins) for number in own]
    return own, np.array(spans or [(0, 0)], np.int64)
