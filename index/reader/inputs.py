"""A question and a passage as one row of token ids: ``<s> question </s> </s> heading </s> sentence </s> sentence </s> …``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.encoder.port import readable
from index.reader.passages import Passage

BOS: Final = 0
EOS: Final = 2
PAD: Final = 1
MAX_TOKENS: Final = 256
_MAX_QUESTION: Final = 64
_MAX_HEADING: Final = 48


@dataclass(frozen=True, slots=True)
class Row:
    """``ids`` of a row; ``passage`` is where the heading begins, ``sentences`` are the half-open ranges of ids of each sentence.

    A sentence that no longer fits has no range: there may be fewer than in the passage.
    """

    ids: tuple[int, ...]
    passage: int
    sentences: tuple[tuple[int, int], ...]


class Rows:
    """Makes rows with the encoder's tokenizer. Not changed after it is made, so safe to use from several threads."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """``tokenizer`` is the bundled encoder's."""
        self._tokenizer = tokenizer

    def passage(self, passage: Passage) -> tuple[list[int], ...]:
        """The ids of a passage's heading and of each of its sentences, to make rows from."""
        return tuple(self.tokens([passage.heading, *passage.sentences]))

    def row(self, question: Sequence[int], passage: Sequence[Sequence[int]]) -> Row:
        """The row of a question, as `tokens` gives it, and a passage, as `passage` gives it."""
        heading, *sentences = passage
        ids = [BOS, *question[:_MAX_QUESTION], EOS, EOS]
        begins = len(ids)
        ids += [*heading[:_MAX_HEADING], EOS]
        spans: list[tuple[int, int]] = []
        for sentence in sentences:
            room = MAX_TOKENS - len(ids) - 1
            if len(sentence) > room and (spans or room < 1):
                break
            # The closing mark counts as the sentence's: one without a token of its own has that.
            spans.append((len(ids), len(ids) + min(len(sentence), room) + 1))
            ids += [*sentence[:room], EOS]
        return Row(tuple(ids), begins, tuple(spans))

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of each text, without special ones."""
        return [
            found.ids for found in self._tokenizer.encode_batch_fast([readable(t) for t in texts], add_special_tokens=False)
        ]


def padded(rows: Sequence[Row]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Rows as arrays of one width: ids, 1 where the passage stands and 0 elsewhere, 1 where there is anything."""
    width = max(len(row.ids) for row in rows)
    ids = np.full((len(rows), width), PAD, np.int64)
    kinds = np.zeros((len(rows), width), np.int64)
    there = np.zeros((len(rows), width), np.float32)
    for at, row in enumerate(rows):
        ids[at, : len(row.ids)] = row.ids
        kinds[at, row.passage : len(row.ids)] = 1
        there[at, : len(row.ids)] = 1
    return ids, kinds, there
