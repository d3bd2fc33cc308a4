"""From a source to its pieces, whatever kind of file it is; and what the file itself says of its title and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from corpus.errors import ImportRefused
from corpus.importing.conversion import to_markdown
from corpus.importing.encodings import decode
from corpus.importing.guesses import Guesses
from corpus.importing.head import part_of_page_title
from corpus.importing.markdown import from_markdown, holds_markdown
from corpus.importing.pieces import Piece, from_rows, rows_of
from corpus.importing.printed import page_rows
from corpus.importing.sources import STDIN, Source
from corpus.importing.webpages import clean

_FRONT: Final = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Text:
    """The pieces of a source in order, the title it gives itself outside of its text, and the keys of a front matter."""

    pieces: Sequence[Piece]
    title: str = ""
    front: dict[str, Any] = field(default_factory=dict)


def read_text(source: Source, guesses: Guesses, *, url: str | None = None) -> Text:
    """The pieces of ``source``. Raises `ImportRefused` where it cannot be read or holds no text."""
    shown = "standard input" if source.name == STDIN else source.name
    if source.kind == "pdf":
        rows = page_rows(to_markdown(source.data, "pdf", shown), guesses)
        if not any(re.search(r"\w", row.text) for row in rows):
            raise ImportRefused(
                f"{shown} is a PDF without text, most likely scanned; run it through OCR or ask for the original file."
            )
        return Text(from_rows(rows, guesses))
    if source.kind == "docx":
        return Text(from_markdown(to_markdown(source.data, "docx", shown), guesses, breaks=True))
    text = decode(source.data, shown, guesses, html=source.kind == "html").replace("\r\n", "\n").replace("\r", "\n")
    if source.kind == "html":
        html, title = clean(text, guesses, url=url)
        return Text(
            from_markdown(to_markdown(html.encode("utf-8"), "html", shown), guesses, breaks=True), part_of_page_title(title)
        )
    front: dict[str, Any] = {}
    if found := _FRONT.match(text):
        front = _front(found[1])
        text = re.sub(r"[^\n]", " ", found[0]) + text[found.end() :] if front else text
    if source.kind == "markdown" or holds_markdown(text):
        return Text(from_markdown(text, guesses, breaks=False), str(front.get("title") or ""), front)
    return Text(from_rows(rows_of(text), guesses))


def _front(text: str) -> dict[str, Any]:
    try:
        values = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
