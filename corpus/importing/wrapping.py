"""Lines that were cut at a right margin, put together again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from corpus.importing.guesses import Guesses
from corpus.importing.wording import stops
from corpus.numbers import read_marker

_STARTS: Final = re.compile(r"[・•‣◦･■◆●○□◇▼▶►★※＊*|【＜〈《]|[-+－–]\s|附\s*則|以\s*上$")
_OPEN_BRACKET: Final = re.compile(r"[（(「『【〔][^（()）「」『』【】〔〕]*$")
_WIDE: Final = ("W", "F", "A")
_MIN_ROWS: Final = 4
_MAX_COLUMNS: Final = 150
"""A line longer than this was not cut for a page or a screen."""
_MIN_COLUMNS: Final = 30
_FULL: Final = 0.8
"""A line is full from this part of the widest on: lines below a number or a bullet are indented, and lose as much."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line that holds something, without the blanks around it: ``apart`` says a blank line stands above, ``indent`` how far in."""

    text: str
    at: int
    apart: bool = False
    indent: int = 0


def unwrap(rows: Sequence[Row], guesses: Guesses, *, wrapped: bool | None = None) -> list[Row]:
    """``rows`` with the lines of a sentence put together, where the text was cut at a margin (found out unless told)."""
    limit = _margin(rows)
    if wrapped is False or limit is None:
        return list(rows)
    out: list[Row] = []
    last = ""
    joined = 0
    for row in rows:
        if out and _goes_on(out[-1], last, row, limit, loose=wrapped is True):
            out[-1] = replace(out[-1], text=_glue(out[-1].text, row.text))
            joined += 1
        else:
            out.append(row)
        last = row.text
    if joined:
        guesses.add(
            f"{joined} lines put together with the line above",
            f"lines are cut at about {limit} columns, and these go on in the next line",
            where="source",
        )
    return out


def columns(text: str) -> int:
    """How wide ``text`` prints, a full-width character counting two."""
    return sum(2 if unicodedata.east_asian_width(char) in _WIDE else 1 for char in text)


def _margin(rows: Sequence[Row]) -> int | None:
    """The width at which the text was cut, or None where it was not."""
    widths = sorted(columns(row.text) + row.indent for row in rows)
    if len(widths) < 2:  # noqa: PLR2004 - one line is not cut
        return None
    limit = widths[max(0, int(len(widths) * 0.97) - 1)]
    open_full = sum(not stops(row.text) and columns(row.text) + row.indent >= limit - 6 for row in rows)
    full = sum(columns(row.text) + row.indent >= limit - 6 for row in rows)
    if not _MIN_COLUMNS <= limit <= _MAX_COLUMNS or full < 2 or not open_full:  # noqa: PLR2004 - a margin shows twice at least
        return None
    if len(rows) >= _MIN_ROWS and full < len(rows) * 0.08:
        return None
    return limit


def _goes_on(block: Row, last: str, row: Row, limit: int, *, loose: bool) -> bool:
    """Whether ``row`` continues the sentence that ends ``block``; ``last`` is the line above it."""
    if stops(last) or _STARTS.match(row.text) or last.startswith("|"):
        return False
    if row.apart and not loose:
        return False
    marker = read_marker(row.text)
    if marker and not (marker.style in ("kana", "alpha", "kanji") and not _is_list(block.text)):
        return False
    if _OPEN_BRACKET.search(block.text) or last.endswith(("、", "，")):
        return True
    return columns(last) >= limit * _FULL and columns(last) >= _MIN_COLUMNS


def _is_list(text: str) -> bool:
    return read_marker(text) is not None


def _glue(before: str, after: str) -> str:
    latin = before[-1].isascii() and after[0].isascii() and not before.endswith("-")
    return f"{before} {after}" if latin else before + after
