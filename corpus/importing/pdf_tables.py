"""The ruled tables of a PDF, which its text gives cell by cell and column by column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from typing import Final, TypeAlias

from corpus.importing.wrapping import Row

Table: TypeAlias = list[list[str]]

_MOST: Final = 0.8
"""A table takes the place of its cells where this much of them is found in the page's text."""


def find_tables(data: bytes) -> list[list[Table]]:
    """For each page of a PDF the tables with ruled cells, row by row; none where it cannot be read that way."""
    import pdfplumber

    pages: list[list[Table]] = []
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            for page in document.pages:
                tables = [[[cell or "" for cell in row] for row in table] for table in page.extract_tables()]
                pages.append([table for table in tables if len(table) > 1 and min(map(len, table)) > 1])
                page.close()
    except Exception:  # noqa: BLE001 - a table is a nicety: its cells are in the text in any case
        return []
    return pages


def with_tables(rows: Sequence[Row], tables: Sequence[Table]) -> list[Row]:
    """The lines of one page with each table in the place of its first cell, as the lines of a Markdown table."""
    out = list(rows)
    for table in tables:
        found = _cells_in(out, table)
        if found:
            at = out[found[0]].at
            lines = [Row(line, at, apart=index == 0) for index, line in enumerate(_markdown(table))]
            kept = [row for index, row in enumerate(out) if index not in found]
            out = [*kept[: found[0]], *lines, *kept[found[0] :]]
    return out


def _cells_in(rows: Sequence[Row], table: Table) -> list[int]:
    """Which of ``rows`` are the cells of ``table``; none where too few of them are."""
    wanted = Counter(_bare(line) for row in table for cell in row for line in cell.split("\n") if _bare(line))
    whole = Counter(_bare("".join(row)) for row in table)
    total = sum(len(text) * count for text, count in wanted.items())
    found: list[int] = []
    seen = 0
    for index, row in enumerate(rows):
        text = _bare(row.text)
        for pool in (whole, wanted):
            if pool[text] > 0:
                pool[text] -= 1
                found.append(index)
                seen += len(text)
                break
    return found if total and _MOST * total <= seen <= total * 1.01 else []


def _markdown(table: Table) -> list[str]:
    cells = [["".join(cell.split("\n")).replace("|", "｜").strip() for cell in row] for row in table]
    width = max(len(row) for row in cells)
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in cells]
    return [lines[0], f"| {' | '.join(['---'] * width)} |", *lines[1:]]


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
