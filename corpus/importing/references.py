"""What a text says of its own sections: the notes on what was changed name them, and so does a table of contents.

「7. 開示等の請求手続きについて＞2.請求手続き時の証明書等について」 tells that the second part of section 7 has that title, though the
page may show the title alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from corpus.importing.pieces import Piece
from corpus.importing.wording import MAX_TITLE_CHARS, normal
from corpus.numbers import read_marker

_PATH: Final = re.compile(r"\s*(?:＞|>|≫|»|／|→)\s*")
_QUOTED: Final = re.compile(r"[「『]((?:第?[\d０-９（(①-⑳][^「」『』]{1,4})?[^「」『』。]{2,40})[」』]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the text says a title stands: the number of the section above it, and its own number there."""

    above: str
    number: int


@dataclass(slots=True)
class References:
    """The titles that a text names, by `normal` form, and the places it gives for them."""

    titles: set[str] = field(default_factory=set)
    places: dict[str, Place] = field(default_factory=dict)

    def knows(self, title: str) -> bool:
        """Whether the text names ``title`` elsewhere."""
        return normal(title) in self.titles

    def place(self, title: str) -> Place | None:
        """Where the text says ``title`` stands, or None."""
        return self.places.get(normal(title))


def find_references(notes: Iterable[Piece], contents: Iterable[Piece], body: Iterable[Piece]) -> References:
    """What ``notes`` (on revisions), the table of ``contents`` and quoted titles in ``body`` say."""
    found = References()
    for piece in contents:
        found.titles.add(normal(piece.text))
    for piece in notes:
        _read_note(found, piece.plain)
    for piece in body:
        for quoted in _QUOTED.findall(piece.plain):
            if read_marker(quoted) is not None and len(quoted) <= MAX_TITLE_CHARS:
                found.titles.add(normal(quoted))
    return found


def _read_note(found: References, text: str) -> None:
    steps = [step.strip("「」『』") for step in _PATH.split(text)]
    markers = [read_marker(step) for step in steps]
    if not markers or markers[0] is None or len(text) > 3 * MAX_TITLE_CHARS:
        return
    for above, step, marker in zip(markers, steps[1:], markers[1:], strict=False):
        title = normal(step)
        found.titles.add(title)
        if above is not None and marker is not None and marker.parts[-1].isdecimal():
            found.places[title] = Place(".".join(above.parts), int(marker.parts[-1]))
    if len(steps[0]) <= MAX_TITLE_CHARS:
        found.titles.add(normal(steps[0]))
