"""The vocabulary, cut down to the characters Japanese and western-European texts are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# Inclusive ranges of code points. A text that consists of these, once normalised, is cut into the very pieces the full
# vocabulary gives: whatever piece could cover a part of it consists of its characters, so none of the candidates is missing.
KEPT_CHARACTERS: Final = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1: é, ü, §, ©
    (0x0370, 0x03FF),  # Greek: α, μ, Ω
    (0x2000, 0x2BFF),  # punctuation, arrows, mathematics, ①, ■, and U+2581, the mark of a word's beginning
    (0x3000, 0x30FF),  # 、。「」 and kana
    (0x31F0, 0x33FF),  # small kana, ㈱, ㎡
    (0x3400, 0x9FFF),  # kanji
    (0xF900, 0xFAFF),  # compatibility kanji
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFF00, 0xFFEF),  # full-width and half-width forms
    (0x1F000, 0x1FAFF),  # emoji
    (0x20000, 0x3FFFF),  # rare kanji
    (0xE0100, 0xE01EF),  # variants of kanji
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A tokenizer (the JSON of the library ``tokenizers``) and which rows of the full embedding table its ids mean."""

    tokenizer: dict[str, Any]
    rows: NDArray[np.int64]

    def __post_init__(self) -> None:
        if len(self.tokenizer["model"]["vocab"]) != len(self.rows):
            raise ValueError("one row of the embedding table to each piece")


def pruned(tokenizer: dict[str, Any]) -> Vocabulary:
    """Keep the special tokens and each piece made of ``KEPT_CHARACTERS``: about 126,000 of 250,000.

    Args:
        tokenizer: a Unigram tokenizer, as parsed from its JSON; left as it is.
    """
    model = tokenizer["model"]
    special = {token["id"] for token in tokenizer["added_tokens"]}
    rows = [i for i, (piece, _) in enumerate(model["vocab"]) if i in special or all(map(_kept, piece))]
    new_id = {old: new for new, old in enumerate(rows)}
    return Vocabulary(
        {
            **tokenizer,
            "added_tokens": [{**token, "id": new_id[token["id"]]} for token in tokenizer["added_tokens"]],
            "model": {**model, "vocab": [model["vocab"][i] for i in rows]},
        },
        np.array(rows, np.int64),
    )


def _kept(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in KEPT_CHARACTERS)
