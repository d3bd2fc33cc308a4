"""Numbers that rise from piece to piece, 1, 2, 3 …: the ones that head sections, told from amounts, dates and lists.

A chain may break off and leave numbers out only at a price; where the same number stands twice, the one that reads like a heading is
taken, and the one in a list or in a note on what was changed is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from corpus.importing.likeness import is_title, likeness, number_form
from corpus.importing.pieces import Piece
from corpus.importing.wording import holds_sentences, introduces
from corpus.numbers import Marker

Order: TypeAlias = tuple[int, ...]
Use: TypeAlias = Literal["heading", "clause", "item"]

_MAX_GAP: Final = 2
"""Numbers that may be missing in a row."""
_STARTS: Final = ((1,), (0,))
_NO_START: Final = 4.0
_FIRST_BRANCH: Final = 2
LAW: Final = ("part", "chapter", "division", "article")


@dataclass(frozen=True, slots=True)
class Link:
    """A numbered piece: where it stands, the group of numbers it is one of, and its place in their order."""

    index: int
    group: str
    order: Order
    marker: Marker


@dataclass(frozen=True, slots=True)
class Chain:
    """Links that rise. ``use`` says what they are: headings, numbered sentences (項) or list items."""

    links: tuple[Link, ...]
    score: float
    use: Use = "heading"

    @property
    def group(self) -> str:
        """The style of its numbers."""
        return self.links[0].group

    @property
    def is_signed(self) -> bool:
        """Whether its links have no numbers but the same sign."""
        return self.links[0].marker.length == 0

    @property
    def first(self) -> int:
        """The piece it begins at."""
        return self.links[0].index

    @property
    def last(self) -> int:
        """The piece its last link is."""
        return self.links[-1].index


def links_of(pieces: Sequence[Piece], start: int, end: int) -> Iterator[Link]:
    """The numbered pieces from ``start`` to ``end``."""
    for index in range(start, end):
        piece = pieces[index]
        if piece.role == "table" or (marker := piece.marker) is None:
            continue
        group = marker.style if len(marker.parts) == 1 else f"{marker.style}{len(marker.parts)}:{'.'.join(marker.parts[:-1])}"
        if (order := _order(marker.parts[-1], marker.style)) is not None:
            yield Link(index, group, order, marker)


def chains(pieces: Sequence[Piece], start: int, end: int) -> list[Chain]:
    """All chains between ``start`` and ``end``, the outermost first: none of them lies between two links of a later one."""
    groups: dict[str, list[Link]] = {}
    for link in links_of(pieces, start, end):
        groups.setdefault(link.group, []).append(link)
    found = [chain for links in groups.values() if (chain := _best(pieces, links, end)) is not None]
    found += _signed(pieces, start, end)
    return sorted(found, key=lambda chain: (_rank(chain), chain.first))


def outermost(pieces: Sequence[Piece], start: int, end: int) -> Chain | None:
    """The chain that the others lie in, or None."""
    found = chains(pieces, start, end)
    for chain in found:
        if not any(_inside(chain, other) for other in found if other is not chain):
            return chain
    return found[0] if found else None


def law_chains(pieces: Sequence[Piece], start: int, end: int) -> list[Chain]:
    """Parts, chapters and articles between ``start`` and ``end``; articles are counted through all chapters."""
    found = [chain for chain in chains(pieces, start, end) if chain.group in LAW]
    article = next((chain for chain in found if chain.group == "article"), None)
    return [chain for chain in found if chain is article or (article is not None and len(article.links) > 1)]


def _rank(chain: Chain) -> int:
    return LAW.index(chain.group) if chain.group in LAW else len(LAW)


def _inside(chain: Chain, other: Chain) -> bool:
    """Whether all of ``chain`` stands between two neighbours of ``other``, or behind its last link."""
    bounds = [link.index for link in other.links]
    after = [bound for bound in bounds if bound < chain.first]
    return bool(after) and not any(after[-1] < bound < chain.last for bound in bounds)


def _best(pieces: Sequence[Piece], links: Sequence[Link], end: int) -> Chain | None:
    """The chain of ``links`` that reads most like one."""
    stops = [link.index for link in links] + [end]
    scores: list[float] = []
    before: list[int | None] = []
    best_of: dict[Order, int] = {}
    for position, link in enumerate(links):
        own = likeness(pieces, link.index, stops[position + 1])
        best, previous = (own if link.order in _STARTS else own - _NO_START), None
        for earlier, step in _predecessors(link.order, best_of):
            same = 0.3 if number_form(pieces[links[earlier].index]) == number_form(pieces[link.index]) else 0.0
            skipped = 0.4 if earlier < position - 1 else 0.0
            if (value := scores[earlier] + own + same + 0.5 - skipped - 1.5 * (step - 1)) > best:
                best, previous = value, earlier
        scores.append(best)
        before.append(previous)
        if link.order not in best_of or best >= scores[best_of[link.order]]:
            best_of[link.order] = position
    if not scores:
        return None
    at: int | None = max(range(len(scores)), key=lambda i: scores[i])
    score = scores[at or 0]
    path: list[Link] = []
    while at is not None:
        path.insert(0, links[at])
        at = before[at]
    if path[0].order not in _STARTS or (len(path) == 1 and path[0].group not in LAW):
        return None
    chain = Chain(tuple(path), score)
    return Chain(chain.links, score, use_of(pieces, chain, end))


def _signed(pieces: Sequence[Piece], start: int, end: int) -> Iterator[Chain]:
    """Lines that all begin with the same sign (■, ◆, 【…】): headings where most have a text of their own below them."""
    groups: dict[str, list[int]] = {}
    for index in range(start, end):
        piece = pieces[index]
        if piece.role == "text" and piece.marker is None and (found := _SIGN.match(piece.plain)):
            groups.setdefault(found[1] or found[2], []).append(index)
    for sign, indices in groups.items():
        bounds = [*indices[1:], end]
        owns = sum(bound > index + 1 for index, bound in zip(indices, bounds, strict=True))
        titles = sum(is_title(pieces[index]) for index in indices)
        if len(indices) > 1 and titles == len(indices) and owns * 3 >= len(indices) * 2:
            marker = Marker("circled", ("",), 0)
            yield Chain(tuple(Link(index, f"sign{sign}", (n,), marker) for n, index in enumerate(indices, 1)), float(owns))


def is_signed(piece: Piece) -> bool:
    """Whether a piece begins with a sign or stands in the brackets that headings are marked with."""
    return bool(_SIGN.match(piece.plain))


def _order(part: str, style: str) -> Order | None:
    numbers = tuple(int(n) for n in part.removeprefix("pt").removeprefix("ch").removeprefix("s").split("の") if n.isdecimal())
    if numbers:
        return numbers
    if style == "kana" and part in _KANA:
        return (_KANA.index(part) + 1,)
    if len(part) == 1 and part.isascii() and part.isalpha():
        return (ord(part.lower()) - ord("a") + 1,)
    if style == "paren":
        return (_KANA.index(part) + 1,) if part in _KANA else (_ROMAN.index(part) + 1,) if part in _ROMAN else None
    return None


_KANA: Final = "アイウエオカキクケコサシスセソタチツテト"
_SIGN: Final = re.compile(r"([■◆●□◇▼▶►★◎])\s*\S|([【＜〈《])[^】＞〉》]{1,40}[】＞〉》]$")
_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


def _predecessors(order: Order, best_of: dict[Order, int]) -> Iterator[tuple[int, int]]:
    """The best links so far that ``order`` may follow, each with how many numbers it is away (1 where none is missing)."""
    if len(order) > 1:
        wanted: list[tuple[Order, int]] = [((order[0],) if order[1] == _FIRST_BRANCH else (order[0], order[1] - 1), 1)]
    else:
        wanted = [((order[0] - step,), step) for step in range(1, 2 + _MAX_GAP)]
        wanted += [((order[0] - 1, branch), 1) for branch in range(2, 10)]
    for other, step in wanted:
        if other in best_of:
            yield best_of[other], step


def use_of(pieces: Sequence[Piece], chain: Chain, end: int) -> Use:
    """What the links of ``chain`` are, from whether they are titles and whether a text of their own follows them."""
    if chain.group in LAW:
        return "heading"
    bounds = [*(link.index for link in chain.links[1:]), end]
    titles = [is_title(pieces[link.index]) for link in chain.links]
    owns = [bound > link.index + 1 for link, bound in zip(chain.links, bounds, strict=True)]
    introduced = chain.first > 0 and introduces(pieces[chain.first - 1].text) == 2 and pieces[chain.first - 1].role == "text"  # noqa: PLR2004
    fixed = sum(pieces[link.index].role == "heading" for link in chain.links)
    if fixed * 2 > len(chain.links):
        return "heading"
    if sum(titles) * 3 >= len(titles) * 2:
        body = sum(owns[:-1]) * 2 >= len(owns) - 1 if len(owns) > 1 else owns[0] and not introduced
        return "heading" if body and any(owns) and not (introduced and not all(owns[:-1])) else "item"
    sentences = sum(holds_sentences(pieces[link.index].rest) for link in chain.links)
    return "clause" if sentences * 2 > len(titles) and not introduced else "item"
