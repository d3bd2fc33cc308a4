"""BM25 over sections, twice: over words, and over pairs of characters, which no typing error and no analyser can take apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.files import bare
from index.tokens import normalise

Scores = NDArray[np.float32]
_K1: Final = 1.2
_B: Final = 0.75


class Lexical:
    """A BM25 index over documents of tokens (Robertson and Zaragoza 2009, in the variant of Lucene)."""

    def __init__(self, model: Any, documents: int) -> None:
        """``model`` is bm25s's, or None where no document has any token."""
        if model is not None:
            # bm25s adds an empty word, for which it has no column.
            model.vocab_dict.pop("", None)
        self._model = model
        self.documents = documents

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> Lexical:
        """Index the documents, in order; a document may be empty."""
        if not any(documents):
            return cls(None, len(documents))
        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(token, len(vocabulary)) for token in document] for document in documents]
        model = bm25s.BM25(method="lucene", k1=_K1, b=_B)
        model.index((ids, vocabulary), show_progress=False)
        return cls(model, len(documents))

    def scores(self, tokens: Sequence[str]) -> Scores:
        """One score a document, 0 where they share no token."""
        known = self.known(tokens)
        if not known:
            return np.zeros(self.documents, np.float32)
        return np.asarray(self._model.get_scores(known), np.float32)

    def known(self, tokens: Sequence[str]) -> list[str]:
        """Those of the tokens that some document holds."""
        return [token for token in tokens if token in self._model.vocab_dict] if self._model is not None else []

    def holders(self, token: str) -> NDArray[np.int32]:
        """The documents that hold ``token``."""
        number = self._model.vocab_dict.get(token) if self._model is not None else None
        if number is None:
            return np.empty(0, np.int32)
        starts = self._model.scores["indptr"]
        return np.asarray(self._model.scores["indices"][starts[number] : starts[number + 1]], np.int32)

    def save(self, folder: Path) -> None:
        """Write the index to ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        if self._model is not None:
            self._model.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path, documents: int) -> Lexical:
        """Read what `save` wrote, memory-mapped."""
        if not any(folder.iterdir()):
            return cls(None, documents)
        model = bm25s.BM25.load(folder, mmap=True, load_vocab=True)
        model.scores |= {name: bare(array) for name, array in model.scores.items() if isinstance(array, np.memmap)}
        return cls(model, documents)


def pairs(text: str) -> list[str]:
    """The pairs of neighbouring characters of ``text``, blanks left out."""
    joined = "".join(normalise(text).split())
    return [joined[at : at + 2] for at in range(len(joined) - 1)]
