"""The numbered pieces of a text by the kind of their number, found once and looked up by range."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from corpus.importing.likeness import likeness, number_form
from corpus.importing.pieces import Piece
from corpus.numbers import Marker

Order: TypeAlias = tuple[int, ...]

LAW: Final = ("part", "chapter", "division", "article")
_REACH: Final = 150
"""How many links of one kind are looked at for a chain; no list and no policy without articles counts so far."""
_SIGN: Final = re.compile(r"([■◆●□◇▼▶►★◎])\s*\S|([【＜〈《（])[^】＞〉》）]{1,40}[】＞〉》）]$")
_KANA: Final = "アイウエオカキクケコサシスセソタチツテト"
_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_PREFIX: Final = re.compile(r"^(pt|ch|s)(?=\d)")


@dataclass(frozen=True, slots=True)
class Link:
    """A numbered piece: where it stands, the group of numbers it is one of, and its place in their order.

    ``form`` is how the number is written; ``likeness`` says how much the piece reads like a heading, ``owns`` whether something
    stands between it and the next of its group.
    """

    index: int
    group: str
    order: Order
    marker: Marker
    form: str = ""
    likeness: float = 0.0
    owns: bool = True


class Links:
    """All links of a text."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        found: dict[str, list[Link]] = {}
        for index, piece in enumerate(pieces):
            link = _link(index, piece)
            if link is not None:
                found.setdefault(link.group, []).append(link)
        self._groups = {group: _weighed(pieces, links) for group, links in found.items()}
        self._starts = {group: [link.index for link in links] for group, links in found.items()}

    def within(self, start: int, end: int) -> Iterator[list[Link]]:
        """The links from ``start`` to ``end``, group by group."""
        for group in self._groups:
            if links := self.of(group, start, end):
                yield links

    def of(self, group: str, start: int, end: int) -> list[Link]:
        """The links of one group from ``start`` to ``end``."""
        starts = self._starts[group]
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        if group not in LAW:
            last = min(last, first + _REACH)
        return self._groups[group][first:last]


def is_signed(piece: Piece) -> bool:
    """Whether a piece begins with a sign or stands in the brackets that headings are marked with."""
    return bool(_SIGN.match(piece.plain))


def _link(index: int, piece: Piece) -> Link | None:
    if piece.role == "table":
        return None
    marker = piece.marker
    if marker is None:
        sign = _SIGN.match(piece.plain) if piece.role == "text" else None
        return None if sign is None else Link(index, f"sign{sign[1] or sign[2]}", (index,), Marker("circled", ("",), 0))
    group = marker.style if len(marker.parts) == 1 else f"{marker.style}{len(marker.parts)}:{'.'.join(marker.parts[:-1])}"
    order = _order(marker.parts[-1], marker.style)
    return None if order is None else Link(index, group, order, marker)


def _weighed(pieces: Sequence[Piece], links: Sequence[Link]) -> list[Link]:
    bounds = [*(link.index for link in links[1:]), len(pieces)]
    return [
        replace(
            link,
            form=number_form(pieces[link.index]),
            likeness=likeness(pieces, link.index, bound),
            owns=bound > link.index + 1,
        )
        for link, bound in zip(links, bounds, strict=True)
    ]


def _order(part: str, style: str) -> Order | None:
    numbers = tuple(int(number) for number in _PREFIX.sub("", part).split("の") if number.isdecimal())
    if numbers:
        return numbers
    if style in ("kana", "paren") and part in _KANA:
        return (_KANA.index(part) + 1,)
    if style == "paren" and part in _ROMAN:
        return (_ROMAN.index(part) + 1,)
    return (ord(part.lower()) - ord("a") + 1,) if len(part) == 1 and part.isascii() and part.isalpha() else None
