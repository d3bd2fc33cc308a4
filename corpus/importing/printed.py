"""The text of a PDF without what is printed on every page: running heads and feet, and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from corpus.importing.guesses import Guesses
from corpus.importing.pieces import rows_of
from corpus.importing.wrapping import Row
from corpus.numbers import to_half

_PAGE_NUMBER: Final = re.compile(
    r"[-‐–—―ー\s(\[<]*(?:p(?:age|\.)?\s*)?\d{1,4}(?:\s*(?:/|of|／)\s*\d{1,4})?\s*(?:ページ|頁|page)?[-‐–—―ー\s)\]>]*$",
    re.IGNORECASE,
)
_EDGE_ROWS: Final = 3
"""How far from a page's edge a running head or foot may stand."""
_MOSTLY: Final = 0.6


def page_rows(text: str, guesses: Guesses) -> list[Row]:
    """The lines of all pages, one after the other, without what is printed around them."""
    pages = _pages(text)
    running = _running(pages)
    rows: list[Row] = []
    dropped: dict[str, list[Row]] = {}
    for page in pages:
        kept = [row for index, row in enumerate(page) if not _is_edge(page, index, running)]
        for row in page:
            if row not in kept:
                dropped.setdefault(_shape(row.text), []).append(row)
        if rows and kept:
            kept[0] = replace(kept[0], apart=False)
        rows += kept
    for same in dropped.values():
        number = bool(_PAGE_NUMBER.match(to_half(same[0].text)))
        what = "dropped as a page number" if number else "dropped as a running head or foot"
        why = f"it stands at the edge of {len(same)} of {len(pages)} pages"
        guesses.add(what, why, " / ".join(dict.fromkeys(row.text for row in same)), at=same[0].at)
    if _are_apart(rows):
        rows = [replace(row, apart=False) for row in rows]
    return rows


def _pages(text: str) -> list[list[Row]]:
    pages, at = [], 0
    for page in text.split("\f"):
        rows = [replace(row, at=row.at + at) for row in rows_of(page)]
        if rows:
            pages.append(rows)
        at += len(page) + 1
    return pages


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", to_half(re.sub(r"\s+", "", text)))


def _running(pages: Sequence[Sequence[Row]]) -> set[str]:
    """The shapes of the lines that stand at the edge of most pages."""
    counts: Counter[str] = Counter()
    for page in pages:
        edge = [*page[:_EDGE_ROWS], *page[-_EDGE_ROWS:]]
        counts.update({_shape(row.text) for row in edge if not row.text.endswith("。")})
    needed = max(2, len(pages) * 0.5)
    return {shape for shape, count in counts.items() if count >= needed}


def _is_edge(page: Sequence[Row], index: int, running: set[str]) -> bool:
    row = page[index]
    if _EDGE_ROWS <= index < len(page) - _EDGE_ROWS:
        return False
    if _PAGE_NUMBER.match(to_half(row.text)) and index in (0, len(page) - 1, len(page) - 2, 1):
        return True
    return _shape(row.text) in running


def _are_apart(rows: Sequence[Row]) -> bool:
    """Whether blank lines stand between lines everywhere, as they do where the leading is wide: then they mean nothing."""
    return len(rows) > 2 and sum(row.apart for row in rows) > len(rows) * _MOSTLY  # noqa: PLR2004 - too few to tell
