"""A table of contents above the text: it repeats the headings, so it goes, but it tells which lines they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from corpus.importing.guesses import Guesses
from corpus.importing.pieces import Piece, text_of
from corpus.importing.wording import MAX_TITLE_CHARS, ended, normal

_MIN_ENTRIES: Final = 3
_HEAD: Final = re.compile(r"(目\s*次|もくじ|contents|index|table of contents|この(ページ|記事)の(目次|内容))$", re.IGNORECASE)


def cut_contents(pieces: list[Piece], guesses: Guesses) -> tuple[list[Piece], list[Piece]]:
    """``pieces`` without a table of contents, and its entries."""
    later = {normal(piece.text): index for index, piece in enumerate(pieces)}
    start = 0
    while start < len(pieces):
        headed = bool(_HEAD.match(pieces[start].plain))
        first = end = start + headed
        while end < len(pieces) and _stands_again(pieces[end], end, later):
            end += 1
        entries = pieces[first:end]
        if len(entries) >= _MIN_ENTRIES and _heads_below([later[normal(entry.text)] for entry in entries], end, len(pieces)):
            why = "each line stands again below, above a text of its own"
            guesses.add("dropped as a table of contents", why, text_of(pieces[start:end]), at=pieces[start].at)
            return pieces[:start] + pieces[end:], entries
        start = max(end, start + 1)
    return pieces, []


def _stands_again(piece: Piece, index: int, later: dict[str, int]) -> bool:
    return len(piece.plain) <= MAX_TITLE_CHARS and not ended(piece.text) and later.get(normal(piece.text), -1) > index


def _heads_below(later: Sequence[int], end: int, count: int) -> bool:
    """Whether the entries of a list stand again below it, in their order and with a text between them."""
    rising = all(before < after for before, after in pairwise(later))
    apart = sum(after - before > 1 for before, after in pairwise([*later, count]))
    return later[0] >= end and rising and apart * 3 >= len(later) * 2
