"""From a source to its pieces, whatever kind of file it is; and what the file itself says of its title and dates."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import yaml

from corpus.errors import ImportRefused
from corpus.importing.conversion import tables_of, to_markdown
from corpus.importing.encodings import decode
from corpus.importing.guesses import Guesses
from corpus.importing.head import part_of_page_title
from corpus.importing.markdown import from_markdown, holds_markdown
from corpus.importing.pieces import Piece, from_rows, rows_of
from corpus.importing.printed import page_rows
from corpus.importing.sources import STDIN, Source
from corpus.importing.webpages import clean

_LONG_LINE: Final = 400
"""With lines as long as this on the average, the character tells more than the line."""
_UNPRINTED: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_LINE_END: Final = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_FRONT: Final = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Text:
    """The pieces of a source in order, the title it gives itself outside of its text, and the keys of a front matter.

    ``starts`` are the characters at which its lines or its pages begin, ``unit`` says which of the two; a file whose text is not
    what one sees in it (HTML, Word) has neither. ``printed`` says that it was made for paper, so that no site stands around it.
    """

    pieces: Sequence[Piece]
    title: str = ""
    front: dict[str, Any] = field(default_factory=dict)
    unit: Literal["", "line", "page", "character"] = ""
    starts: Sequence[int] = ()
    printed: bool = False

    def place(self, at: int) -> str:
        """Where the character ``at`` stands, for a person."""
        if not self.unit:
            return "source"
        return f"source, {self.unit} {at + 1 if self.unit == 'character' else bisect_right(self.starts, at)}"


def read_text(source: Source, guesses: Guesses, *, url: str | None = None) -> Text:
    """The pieces of ``source``. Raises `ImportRefused` where it cannot be read or holds no text."""
    shown = "standard input" if source.name == STDIN else source.name
    if source.kind == "pdf":
        text = _plain(to_markdown(source.data, "pdf", shown))
        rows = page_rows(text, guesses, tables_of(source.data))
        if not any(re.search(r"\w", row.text) for row in rows):
            raise ImportRefused(
                f"{shown} is a PDF without text, most likely scanned; run it through OCR or ask for the original file."
            )
        return Text(from_rows(rows, guesses), unit="page", starts=_starts(text, "\f"), printed=True)
    if source.kind == "docx":
        return Text(from_markdown(_plain(to_markdown(source.data, "docx", shown)), guesses, breaks=True), printed=True)
    text = _plain(decode(source.data, shown, guesses, html=source.kind == "html"))
    if source.kind == "html":
        html, title = clean(text, guesses, url=url)
        return Text(
            from_markdown(_plain(to_markdown(html.encode("utf-8"), "html", shown)), guesses, breaks=True),
            part_of_page_title(title),
        )
    front: dict[str, Any] = {}
    if found := _FRONT.match(text):
        front = _front(found[1])
        text = re.sub(r"[^\n]", " ", found[0]) + text[found.end() :] if front else text
    starts = _starts(text, "\n")
    if source.kind == "markdown" or holds_markdown(text):
        return Text(from_markdown(text, guesses, breaks=False), str(front.get("title") or ""), front, "line", starts)
    few = len(text.strip()) > len(starts) * _LONG_LINE
    return Text(from_rows(rows_of(text), guesses), unit="character" if few else "line", starts=starts)


def _starts(text: str, end: str) -> list[int]:
    """Where each line or page begins."""
    return [0, *(found.end() for found in re.finditer(re.escape(end), text))]


def _plain(text: str) -> str:
    """``text`` with line feeds and plain blanks, and without what prints nothing."""
    return _UNPRINTED.sub("", _LINE_END.sub("\n", text).replace("\xa0", " "))


def _front(text: str) -> dict[str, Any]:
    try:
        values = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
