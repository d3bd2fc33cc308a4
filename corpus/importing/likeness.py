"""How much a numbered line reads like the heading of a section, and not like an item, an amount or a mention of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from corpus.importing.joining import continues
from corpus.importing.pieces import Piece
from corpus.importing.wording import MAX_TITLE_CHARS, holds_sentences, introduces, titled

_CAPTION: Final = re.compile(r"^[（(【][^）)】]*[）)】]\s*")
_GIVEN: Final = 4.0
_LED: Final = 2


def is_title(piece: Piece) -> bool:
    """Whether what stands behind the number of ``piece`` can be a title: short, and no sentence."""
    rest = piece.rest
    if piece.role == "heading":
        return True
    return len(rest) <= MAX_TITLE_CHARS and not holds_sentences(rest) and not rest.endswith(("、", "，", ",", ";", "；"))


def likeness(pieces: Sequence[Piece], index: int, end: int) -> float:
    """How much piece ``index`` reads like a heading; ``end`` is where the next one with such a number stands."""
    piece = pieces[index]
    if piece.role == "heading":
        return _GIVEN
    rest = piece.rest
    score = 1.0 if rest and is_title(piece) else 0.5
    score += 0.4 * titled(rest) + (1.0 if piece.strong else 0.0)
    if end > index + 1:
        score += 2.0 if holds_sentences(pieces[index + 1].text) else 1.0
    if "＞" in rest or " > " in rest or continues(_CAPTION.sub("", rest)):
        # A way through the sections, or a section named inside a sentence.
        score -= 3.0
    if index and piece.role == "text" and introduces(pieces[index - 1].text) == _LED:
        score -= 0.5
    return score


def number_form(piece: Piece) -> str:
    """How the number is written: "0．", "(0)", "00"."""
    marker = piece.marker
    shape = piece.plain[: marker.length].rstrip() if marker else ""
    return "".join("0" if char.isdecimal() else char for char in shape)
