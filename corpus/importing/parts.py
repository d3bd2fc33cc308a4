"""What a draft is made of: the pieces of the source, each with its place in the outline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from corpus.importing.pieces import Piece

Kind: TypeAlias = Literal["title", "heading", "paragraph", "clause", "item", "note", "table", "caption", "article"]


@dataclass(frozen=True, slots=True)
class Part:
    """One block of the draft. ``depth`` is how deep a heading stands (from 0), or how many lists hold any other block.

    A *clause* is a numbered sentence (項); it opens a list as an item does, and keeps its number. A *note* is an item that names a
    section of the text without being one, in the notes on revisions. An *article* stands below its *caption*, as in statutes.
    """

    piece: Piece
    kind: Kind
    depth: int = 0
