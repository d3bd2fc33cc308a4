"""Numbers that rise from piece to piece, 1, 2, 3 …: the ones that head sections, told from amounts, dates and lists.

A chain may break off and leave numbers out only at a price; where the same number stands twice, the one that reads like a heading is
taken, and the one in a list or in a note on what was changed is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from corpus.importing.likeness import is_title
from corpus.importing.links import LAW, Link, Links, Order
from corpus.importing.pieces import Piece
from corpus.importing.wording import holds_sentences, introduces

Use: TypeAlias = Literal["heading", "clause", "item"]

_MAX_GAP: Final = 2
"""Numbers that may be missing in a row."""
_STARTS: Final = ((1,), (0,))
_NO_START: Final = 4.0
_NEARLY: Final = 0.75
_FIRST_BRANCH: Final = 2
_LAST_BRANCH: Final = 9
_LED: Final = 2


@dataclass(frozen=True, slots=True)
class Chain:
    """Links that rise. ``use`` says what they are: headings, numbered sentences (項) or list items."""

    links: tuple[Link, ...]
    use: Use

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


def outermost(pieces: Sequence[Piece], links: Links, start: int, end: int) -> Chain | None:
    """The chain between ``start`` and ``end`` that the others lie in, or None."""
    found = _chains(pieces, links, start, end)
    for chain in found:
        if not any(_inside(chain, other) for other in found if other is not chain):
            return chain
    return found[0] if found else None


def law_chains(pieces: Sequence[Piece], links: Links) -> list[Chain]:
    """Parts, chapters and articles; articles are counted through all chapters."""
    found = [chain for chain in _chains(pieces, links, 0, len(pieces)) if chain.group in LAW]
    article = next((chain for chain in found if chain.group == "article"), None)
    return [chain for chain in found if chain is article or (article is not None and len(article.links) > 1)]


def _chains(pieces: Sequence[Piece], links: Links, start: int, end: int) -> list[Chain]:
    """One chain for each group of numbers between ``start`` and ``end``: law's first, then the one that begins first."""
    found = []
    for group in links.within(start, end):
        chain = _signed(pieces, group, end) if group[0].marker.length == 0 else _best(pieces, group, end)
        if chain is not None:
            found.append(chain)
    return sorted(found, key=lambda chain: (LAW.index(chain.group) if chain.group in LAW else len(LAW), chain.first))


def _inside(chain: Chain, other: Chain) -> bool:
    """Whether all of ``chain`` stands between two neighbours of ``other``, or behind its last link."""
    after = [link.index for link in other.links if link.index < chain.first]
    return bool(after) and not any(after[-1] < link.index < chain.last for link in other.links)


def _best(pieces: Sequence[Piece], links: Sequence[Link], end: int) -> Chain | None:
    """The chain of ``links`` that reads most like one."""
    scores: list[float] = []
    before: list[int | None] = []
    lengths: list[int] = []
    best_of: dict[Order, int] = {}
    for position, link in enumerate(links):
        best, previous = (link.likeness if link.order in _STARTS else link.likeness - _NO_START), None
        for earlier, step in _predecessors(link.order, best_of):
            same = 0.3 if links[earlier].form == link.form else 0.0
            skipped = 0.4 if earlier < position - 1 else 0.0
            value = scores[earlier] + link.likeness + same + 0.5 - skipped - 1.5 * (step - 1)
            if value > best:
                best, previous = value, earlier
        scores.append(best)
        before.append(previous)
        lengths.append(1 if previous is None else lengths[previous] + 1)
        if link.order not in best_of or best >= scores[best_of[link.order]]:
            best_of[link.order] = position
    best_end = max(range(len(scores)), key=lambda i: scores[i])
    path = _path(best_end, before)
    # Of two texts on one page the first is taken first, where it is as long and reads nearly as well.
    for earlier in range(path[0] - 1, -1, -1):
        if lengths[earlier] >= len(path) and scores[earlier] >= scores[best_end] * _NEARLY:
            path = _path(earlier, before)
            break
    found = tuple(links[i] for i in path)
    if found[0].order not in _STARTS or (len(found) == 1 and found[0].group not in LAW):
        return None
    return Chain(found, _use(pieces, found, end))


def _predecessors(order: Order, best_of: dict[Order, int]) -> Iterator[tuple[int, int]]:
    """The best links so far that ``order`` may follow, each with how many numbers it is away (1 where none is missing)."""
    if len(order) > 1:
        wanted: list[tuple[Order, int]] = [((order[0],) if order[1] == _FIRST_BRANCH else (order[0], order[1] - 1), 1)]
    else:
        wanted = [((order[0] - step,), step) for step in range(1, 2 + _MAX_GAP)]
        wanted += [((order[0] - 1, branch), 1) for branch in range(_FIRST_BRANCH, _LAST_BRANCH + 1)]
    for other, step in wanted:
        if other in best_of:
            yield best_of[other], step


def _path(end: int, before: Sequence[int | None]) -> list[int]:
    """The positions from the first of a chain to ``end``."""
    path = [end]
    while (earlier := before[path[-1]]) is not None:
        path.append(earlier)
    return path[::-1]


def _signed(pieces: Sequence[Piece], links: Sequence[Link], end: int) -> Chain | None:
    """Lines that all begin with the same sign (■, ◆, 【…】): headings where most have a text of their own below them."""
    owns = sum(link.owns for link in links[:-1]) + (end > links[-1].index + 1)
    if len(links) > 1 and all(is_title(pieces[link.index]) for link in links) and owns * 3 >= len(links) * 2:
        return Chain(tuple(links), "heading")
    return None


def _use(pieces: Sequence[Piece], links: Sequence[Link], end: int) -> Use:
    """What the links of a chain are, from whether they are titles and whether a text of their own follows them."""
    if links[0].group in LAW or sum(pieces[link.index].role == "heading" for link in links) * 2 > len(links):
        return "heading"
    bounds = [*(link.index for link in links[1:]), end]
    titles = sum(is_title(pieces[link.index]) for link in links)
    owns = [bound > link.index + 1 for link, bound in zip(links, bounds, strict=True)]
    above = pieces[links[0].index - 1] if links[0].index else None
    introduced = above is not None and above.role == "text" and introduces(above.text) == _LED
    if titles * 3 >= len(links) * 2:
        # The last one's text may be what follows the list.
        body = sum(owns[:-1]) * 2 >= len(owns) - 1 if len(owns) > 1 else not introduced
        return "heading" if body and any(owns) and not (introduced and not all(owns[:-1])) else "item"
    sentences = sum(holds_sentences(pieces[link.index].rest) for link in links)
    return "clause" if sentences * 2 > len(links) and not introduced else "item"
