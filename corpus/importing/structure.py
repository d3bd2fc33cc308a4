"""From the pieces of a policy's text to the parts of its draft: which piece heads what, and which is an item of which list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from corpus.importing.guesses import Guesses
from corpus.importing.levels import find_levels
from corpus.importing.links import LAW
from corpus.importing.numbering import Numbering, find_numbering
from corpus.importing.parts import Part
from corpus.importing.pieces import Piece
from corpus.importing.references import References
from corpus.importing.shorts import find_shorts
from corpus.importing.wording import holds_sentences, introduces

_CAPTION: Final = re.compile(r"[（(][^（）()]{1,40}[）)]$")
_PROVISO: Final = ("ただし", "但し", "なお")


def find_parts(pieces: Sequence[Piece], references: References, guesses: Guesses) -> list[Part]:
    """The parts of a policy's text, without its title and without the notes on revisions."""
    pieces = _with_captions(pieces)
    numbering = find_numbering(pieces, guesses)
    items = find_shorts(pieces, numbering, references, guesses)
    levels = find_levels(pieces, numbering, references, guesses)
    placing = _Placing(pieces, numbering, items)
    captioned = any(piece.role == "caption" for piece in pieces)
    parts: list[Part] = []
    for index, piece in enumerate(pieces):
        chain = numbering.chain(index)
        if piece.role == "caption":
            parts.append(Part(piece, "caption"))
        elif index and pieces[index - 1].role == "caption":
            parts.append(Part(piece, "article"))
        elif captioned and index in numbering.headings and piece.role == "text" and (chain is None or chain.group not in LAW):
            # Articles below captions are no Markdown headings, so nothing below them is; the reader finds it by its number.
            parts.append(Part(piece, "paragraph"))
        elif index in numbering.headings:
            parts += _heading(piece, levels[index])
        else:
            parts.append(placing.part(index))
    return parts


def _with_captions(pieces: Sequence[Piece]) -> list[Piece]:
    """``pieces`` with the captions of articles marked, where they stand above them as in statutes: 「（目的）」 「第1条 この規程は、…」."""
    articles = [
        i for i, piece in enumerate(pieces) if piece.role == "text" and piece.marker and piece.marker.style == "article"
    ]
    captions = [i - 1 for i in articles if i and pieces[i - 1].role == "text" and _CAPTION.match(pieces[i - 1].plain)]
    if len(captions) * 2 <= len(articles):
        return list(pieces)
    return [replace(piece, role="caption") if i in captions else piece for i, piece in enumerate(pieces)]


def _heading(piece: Piece, depth: int) -> list[Part]:
    """A heading; where a sentence stands behind its number (「第5条 この規程は、…。」), the number heads it alone."""
    marker = piece.marker
    if piece.role == "heading" or marker is None or not holds_sentences(piece.rest) or piece.rest.endswith(("？", "?")):
        return [Part(piece, "heading", depth)]
    start = piece.text.find(piece.plain[: marker.length].rstrip()) + len(piece.plain[: marker.length].rstrip())
    rest = piece.text[start:].lstrip()
    number = replace(piece, text=piece.text[:start])
    return [
        Part(number, "heading", depth),
        Part(replace(piece, text=rest, at=piece.at + len(piece.text) - len(rest)), "paragraph"),
    ]


@dataclass(slots=True)
class _Placing:
    """Walks through the text and keeps which numbered lists are open, outermost first."""

    pieces: Sequence[Piece]
    numbering: Numbering
    items: set[int]
    lists: list[int] = field(default_factory=list)

    def part(self, index: int) -> Part:
        """The part that piece ``index``, which heads nothing, makes."""
        if index and index - 1 in self.numbering.headings:
            self.lists = []
        piece = self.pieces[index]
        number = self.numbering.linked.get(index)
        if number is not None and number in self.lists:
            del self.lists[self.lists.index(number) + 1 :]
        else:
            self._close(index)
        if number is not None:
            if number not in self.lists:
                self.lists.append(number)
            return Part(piece, "clause" if self.numbering.chains[number].use == "clause" else "item", len(self.lists))
        if piece.role == "table":
            return Part(piece, "table")
        if index in self.items:
            return Part(piece, "item", len(self.lists) + max(1, piece.level if piece.role == "item" else 1))
        return Part(piece, "paragraph", len(self.lists))

    def _close(self, index: int) -> None:
        """Close the numbered lists that piece ``index`` stands behind."""
        while self.lists and self.numbering.chains[self.lists[-1]].last < index and not self._belongs(index):
            self.lists.pop()

    def _belongs(self, index: int) -> bool:
        """Whether piece ``index``, behind the last link of the innermost list, is still a part of that link."""
        chain = self.numbering.chains[self.lists[-1]]
        mine = self.numbering.chain(index)
        led = introduces(self.pieces[index - 1].text) > 0
        if index in self.items or (mine is not None and mine.first == index):
            return led or (index in self.items and chain.use == "clause")
        return chain.use == "clause" and index == chain.last + 1 and self.pieces[index].plain.startswith(_PROVISO)
