"""The blocks of a source in order: paragraphs, lines, list items and tables, before anything is known of what they are for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from corpus.importing.guesses import Guesses
from corpus.importing.joining import continues
from corpus.importing.run_on import is_run_on, split_run_on
from corpus.importing.wording import bare
from corpus.importing.wrapping import Row, unwrap
from corpus.numbers import Marker, read_marker

Role: TypeAlias = Literal["text", "heading", "item", "table", "caption"]

_BULLET: Final = re.compile(r"[・•‣◦･]\s*|[-*+－–]\s+")
_FEW_ROWS: Final = 2
_RULE: Final = re.compile(r"[\W_]+$")
_SUPPLEMENT: Final = re.compile(r"(附[\s\u3000]*則)[\s\u3000]+(?=[^\s（(].*。)")
_CAPTION: Final = re.compile(r"([（(【][^）)】]{1,60}[）)】])[\s\u3000]*(?=\S)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One block as published. ``at`` is the character of the source's text that it begins at.

    ``role`` is what the source itself says it is, "text" where it says nothing, "caption" for the title above an article; ``level`` that of a heading (1 to 6) or the depth of
    an item; ``apart`` whether a blank line stands above it; ``strong`` whether all of it is bold; ``marked`` whether the source
    marks its blocks (HTML, Word, Markdown), so that a paragraph is one and no list item in disguise.
    """

    text: str
    at: int = 0
    role: Role = "text"
    level: int = 0
    apart: bool = False
    strong: bool = False
    marked: bool = False

    @property
    def plain(self) -> str:
        """The text without Markdown's marks inside the line."""
        return bare(self.text)

    @property
    def marker(self) -> Marker | None:
        """The number it begins with. A bold line or a heading may have it glued to its title."""
        return _marker(self.plain, in_heading=self.strong or self.role == "heading")

    @property
    def rest(self) -> str:
        """The text behind the number."""
        marker = self.marker
        return self.plain[marker.length :].strip() if marker else self.plain


@lru_cache(maxsize=4096)
def _marker(plain: str, *, in_heading: bool) -> Marker | None:
    return read_marker(plain, in_heading=in_heading)


def from_rows(rows: Iterable[Row], guesses: Guesses, *, wrapped: bool | None = None) -> list[Piece]:
    """Pieces of a plain text's lines; a line that holds a whole page is taken apart, lines cut at a margin are put together."""
    pieces: list[Piece] = []
    table: list[Row] = []
    rows = list(rows)
    alone = len(rows) <= _FEW_ROWS
    for row in unwrap(rows, guesses, wrapped=wrapped):
        if row.text.startswith("|") and row.text.endswith("|"):
            table.append(row)
            continue
        pieces += _table(table)
        table = []
        pieces += _of_row(row, guesses, alone=alone)
    return [*pieces, *_table(table)]


def rows_of(text: str) -> list[Row]:
    """The lines of a plain text."""
    rows: list[Row] = []
    at, apart = 0, True
    for line in re.split(r"[\n\f]", text):
        stripped = line.strip()
        if stripped:
            lead = len(line) - len(line.lstrip())
            rows.append(Row(stripped, at + lead, apart, lead))
        apart = not stripped
        at += len(line) + 1
    return rows


def _of_row(row: Row, guesses: Guesses, *, alone: bool) -> Iterator[Piece]:
    if _RULE.match(row.text) and not re.search(r"\w", row.text):
        guesses.add("dropped as a rule", "the line holds no word", row.text, at=row.at)
        return
    chunks = split_run_on(row.text, guesses, row.at) if is_run_on(row.text, alone=alone) else [(row.text, row.at)]
    for index, (text, at) in enumerate(chunks):
        piece = Piece(text, at, apart=row.apart and index == 0)
        if bullet := _BULLET.match(text):
            level = 1 if len(chunks) > 1 or row.indent < 2 else 1 + min(3, row.indent // 2)  # noqa: PLR2004 - two blanks a level
            yield replace(piece, text=text[bullet.end() :], at=at + bullet.end(), role="item", level=level)
        else:
            yield from split_caption(piece)


def text_of(pieces: Iterable[Piece]) -> str:
    """The text of ``pieces`` for telling of it."""
    return " ".join(piece.text for piece in pieces)


def split_caption(piece: Piece) -> list[Piece]:
    """「第1条（目的）この規程は、…」 and 「附則　この規程は、…」 as two pieces, the heading and its text; any other piece as it is."""
    if piece.role == "text" and (found := _SUPPLEMENT.match(piece.text)):
        rest = replace(piece, text=piece.text[found.end() :], at=piece.at + found.end(), apart=False)
        return [replace(piece, text=found[1]), rest]
    marker = piece.marker if piece.role == "text" else None
    if marker is None or marker.style != "article":
        return [piece]
    start = piece.text.find(piece.plain[marker.length :]) if marker.length < len(piece.plain) else -1
    caption = _CAPTION.match(piece.text, start) if start >= 0 else None
    if caption is None or continues(piece.text[caption.end() :]):
        return [piece]
    rest = replace(piece, text=piece.text[caption.end() :], at=piece.at + caption.end(), apart=False)
    return [replace(piece, text=piece.text[: caption.end(1)]), rest]


def _table(rows: list[Row]) -> list[Piece]:
    if not rows:
        return []
    lines = (re.sub(r"\s*\|\s*", " | ", re.sub(r"-{3,}", "---", row.text)).strip() for row in rows)
    return [Piece("\n".join(lines), rows[0].at, role="table", apart=rows[0].apart)]
