"""The text of a PDF without what is printed on every page: running heads and feet, and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from corpus.importing.guesses import Guesses
from corpus.importing.pdf_tables import Table, with_tables
from corpus.importing.pieces import rows_of
from corpus.importing.wrapping import Row
from corpus.numbers import to_half

_PAGE_NUMBER: Final = re.compile(
    r"[-‐–—―ー\s(\[<]*(?:p(?:age|\.)?\s*)?\d{1,4}(?:\s*(?:/|of|／)\s*\d{1,4})?\s*(?:ページ|頁|page)?[-‐–—―ー\s)\]>]*$",
    re.IGNORECASE,
)
_EDGE_ROWS: Final = 3
"""How far from a page's edge a running head or foot may stand."""
_MAX_RUNNING_CHARS: Final = 60
_MOSTLY: Final = 0.6


def page_rows(text: str, guesses: Guesses, tables: Sequence[Sequence[Table]] = ()) -> list[Row]:
    """The lines of all pages, one after the other, without what is printed around them, and with their tables whole."""
    pages = _pages(text, tables)
    heads, feet = _running(pages), _running([page[::-1] for page in pages])
    rows: list[Row] = []
    dropped: dict[str, list[Row]] = {}
    for page in pages:
        first, last = _edge(page, heads), len(page) - _edge(page[::-1], feet)
        for row in [*page[:first], *page[max(first, last) :]]:
            dropped.setdefault(_shape(row.text), []).append(row)
        kept = page[first:last]
        if rows and kept:
            kept[0] = replace(kept[0], apart=False)
        rows += kept
    for same in dropped.values():
        what = "dropped as a page number" if _is_number(same[0]) else "dropped as a running head or foot"
        why = f"it stands at the edge of {len(same)} of {len(pages)} pages"
        guesses.add(what, why, " / ".join(dict.fromkeys(row.text for row in same)), at=same[0].at)
    if _are_apart(rows):
        rows = [replace(row, apart=False) for row in rows]
    return rows


def _pages(text: str, tables: Sequence[Sequence[Table]]) -> list[list[Row]]:
    pages, at = [], 0
    for number, page in enumerate(text.split("\f")):
        rows = [replace(row, at=row.at + at) for row in rows_of(page)]
        if number < len(tables) and not any(row.text.startswith("|") for row in rows):
            rows = with_tables(rows, tables[number])
        if rows:
            pages.append(rows)
        at += len(page) + 1
    return pages


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", to_half(re.sub(r"\s+", "", text)))


def _is_number(row: Row) -> bool:
    return bool(_PAGE_NUMBER.match(to_half(row.text)))


def _running(pages: Sequence[Sequence[Row]]) -> list[set[str]]:
    """For each place from the edge the shapes of the lines that stand there on at least half of the pages."""
    needed = max(2, len(pages) * 0.5)
    found: list[set[str]] = []
    for place in range(_EDGE_ROWS):
        counts = Counter(_shape(page[place].text) for page in pages if place < len(page) and _may_run(page[place]))
        found.append({shape for shape, count in counts.items() if count >= needed})
    return found


def _may_run(row: Row) -> bool:
    return len(row.text) <= _MAX_RUNNING_CHARS and "。" not in row.text and not row.text.startswith("|")


def _edge(page: Sequence[Row], running: Sequence[set[str]]) -> int:
    """How many lines from the edge of ``page`` inwards are printed on every page."""
    count = 0
    for place, row in enumerate(page[:_EDGE_ROWS]):
        known = any(_shape(row.text) in shapes for shapes in running) and _may_run(row)
        if not known and not _is_number(row):
            break
        count = place + 1
    return count


def _are_apart(rows: Sequence[Row]) -> bool:
    """Whether blank lines stand between lines everywhere, as they do where the leading is wide: then they mean nothing."""
    return len(rows) > 2 and sum(row.apart for row in rows) > len(rows) * _MOSTLY  # noqa: PLR2004 - too few to tell
