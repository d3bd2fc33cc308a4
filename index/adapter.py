"""The query adapter: a question's vectors, turned towards those of what answers it.

An encoder puts near each other what is alike; a question and its answer are not. Two linear maps, one for the vectors of the
question's tokens and one for the question's own, mend some of that without touching the texts' side: no index is made again, and a
question takes no longer. `jobun eval fit-adapter` learns them.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from corpus.errors import JobunError
from corpus.wholly import write_text
from index.encoder.port import States, Vectors

FILE: Final = Path(__file__).parent / "models" / "adapter.npy"
_DAMAGED: Final = "{} is missing or damaged; reinstall Jobun."


@dataclass(frozen=True)
class QueryAdapter:
    """``tokens`` and ``vector`` are ``(dimensions, dimensions)``: what is added to a row, which then has norm 1 again."""

    tokens: Vectors
    vector: Vectors

    def adapt(self, state: States) -> States:
        """The states of a question as they are compared with those of texts."""
        return States(_turned(state.vector, self.vector), _turned(state.tokens, self.tokens), state.spans)


def adapter_for(encoder: str, file: Path = FILE) -> QueryAdapter | None:
    """The adapter that was learned for the encoder of this name; None where there is none for it.

    Raises:
        JobunError: the adapter is damaged.
    """
    card = read_card(file)
    return _load(file, card.get("sha256", "")) if card.get("encoder") == encoder else None


def read_card(file: Path = FILE) -> dict[str, Any]:
    """What is written down of an adapter: the encoder it is for, its SHA-256, how it was learned. Empty where there is none.

    Raises:
        JobunError: the card cannot be read.
    """
    card = file.with_suffix(".json")
    if not card.exists():
        return {}
    try:
        return dict(json.loads(card.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise JobunError(_DAMAGED.format(card.name)) from error


def save(adapter: QueryAdapter, card: dict[str, Any], file: Path = FILE) -> None:
    """Write an adapter in half precision, and its card beside it. Raises `OSError`."""
    packed = io.BytesIO()
    np.save(packed, np.stack((adapter.tokens, adapter.vector)).astype(np.float16))
    file.write_bytes(packed.getvalue())
    told = card | {"sha256": hashlib.sha256(packed.getvalue()).hexdigest()}
    write_text(file.with_suffix(".json"), json.dumps(told, ensure_ascii=False, indent=1) + "\n")


@lru_cache(maxsize=1)
def _load(file: Path, sha256: str) -> QueryAdapter:
    try:
        packed = file.read_bytes()
        if hashlib.sha256(packed).hexdigest() == sha256:
            return QueryAdapter(*np.load(io.BytesIO(packed)).astype(np.float32))
    except (OSError, ValueError, TypeError) as error:
        raise JobunError(_DAMAGED.format(file.name)) from error
    raise JobunError(_DAMAGED.format(file.name))


def _turned(rows: Vectors, by: Vectors) -> Vectors:
    turned = rows + rows @ by
    return np.asarray(turned / np.linalg.norm(turned, axis=-1, keepdims=True), np.float32)
