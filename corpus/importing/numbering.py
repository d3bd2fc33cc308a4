"""All the numbers of a text: which pieces are links of which chain, and which of them head sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from corpus.importing.chains import Chain, law_chains, outermost
from corpus.importing.guesses import Guesses
from corpus.importing.likeness import is_title
from corpus.importing.links import LAW, Links, is_signed
from corpus.importing.pieces import Piece
from corpus.importing.wording import CONTACT, MAX_TITLE_CHARS, holds_sentences

_FEW: Final = 2


@dataclass(slots=True)
class Numbering:
    """``chains`` in the order they were found, the outermost first; ``linked`` tells for a piece which of them it is a link of.

    ``headings`` are the pieces known to head something: those the source says do, and the links of headings' chains. ``top`` is the
    chain that numbers the whole text, None where the source gives headings itself or no chain does.
    """

    chains: list[Chain] = field(default_factory=list)
    linked: dict[int, int] = field(default_factory=dict)
    headings: set[int] = field(default_factory=set)
    top: Chain | None = None

    def chain(self, index: int) -> Chain | None:
        """The chain that piece ``index`` is a link of, or None."""
        number = self.linked.get(index)
        return None if number is None else self.chains[number]

    @property
    def lawful(self) -> bool:
        """Whether the text has articles."""
        return any(chain.group == "article" for chain in self.chains)


def find_numbering(pieces: Sequence[Piece], guesses: Guesses) -> Numbering:
    """The numbering of ``pieces``."""
    given = {index for index, piece in enumerate(pieces) if piece.role == "heading"}
    found = Numbering(headings=set(given))
    links = Links(pieces)
    bounds = {index for index in given if pieces[index].marker is None}
    for chain in law_chains(pieces, links):
        _add(found, chain, pieces, guesses)
        bounds.update(link.index for link in chain.links)
    if not given and found.chains:
        found.top = found.chains[0]
    # A list does not reach over an article, nor over a heading that the source gives without a number.
    ranges = _ranges(sorted(bounds), 0, len(pieces))
    while ranges:
        start, end = ranges.pop()
        if cuts := _divide(found, pieces, links, (start, end), guesses):
            ranges += _ranges(cuts, start, end)
    return found


def _ranges(cuts: Sequence[int], start: int, end: int) -> list[tuple[int, int]]:
    """What lies between ``cuts``, the first of it last."""
    between = zip([start, *(cut + 1 for cut in cuts)], [*cuts, end], strict=True)
    return [(first, last) for first, last in between if last > first][::-1]


def _divide(found: Numbering, pieces: Sequence[Piece], links: Links, reach: tuple[int, int], guesses: Guesses) -> list[int]:
    """Add the outermost chain between two pieces, and say where it divides what lies between them; [] where there is none.

    Where numbers begin anew below lone short lines, those lines are headings, and they divide it first.
    """
    chain = outermost(pieces, links, *reach)
    if chain is None:
        return []
    titles = _titles_above(chain, pieces, links, reach)
    if titles:
        found.headings.update(titles)
        for index in titles:
            why = "numbers or signs begin anew below it, as they do below its like"
            guesses.add("a heading without a number", why, pieces[index].text, at=pieces[index].at)
        return titles
    if not found.chains and not found.headings:
        chain = _as_sections(chain, pieces)
        found.top = chain if chain.use == "heading" else None
    _add(found, chain, pieces, guesses)
    return [link.index for link in chain.links]


def _titles_above(chain: Chain, pieces: Sequence[Piece], links: Links, reach: tuple[int, int]) -> list[int]:
    """The lone short lines between sentences that numbers or signs of the chain's kind begin anew below; none where there is but one."""
    begin = chain.links[0].order
    firsts = [link.index for link in links.of(chain.group, *reach) if chain.is_signed or link.order == begin]
    found = [first - 1 for first in firsts if first - 1 >= reach[0] and _stands_alone(pieces, first - 1, reach[0])]
    return found if len(found) > 1 else []


def _stands_alone(pieces: Sequence[Piece], index: int, start: int) -> bool:
    """Whether a piece is a title-like line right behind a sentence, or the first of all."""
    piece = pieces[index]
    if (
        piece.role != "text"
        or piece.marker is not None
        or is_signed(piece)
        or CONTACT.search(piece.plain)
        or not is_title(piece)
    ):
        return False
    return index == start or holds_sentences(pieces[index - 1].text)


def _as_sections(chain: Chain, pieces: Sequence[Piece]) -> Chain:
    """``chain`` as headings where it is the whole text, sentence by sentence: 「…次のとおり定めます。1. 当社は、…。2. …」."""
    lengths = [len(piece.plain) for piece in pieces]
    outside = sum(lengths[: chain.first]) + sum(lengths[chain.last + 1 :])
    sentences = sum(holds_sentences(pieces[link.index].rest) for link in chain.links)
    if chain.use == "heading" or len(chain.links) <= _FEW or outside * 2 > sum(lengths) or sentences * 2 <= len(chain.links):
        return chain
    return replace(chain, use="heading")


def _add(found: Numbering, chain: Chain, pieces: Sequence[Piece], guesses: Guesses) -> None:
    for link in chain.links:
        found.linked[link.index] = len(found.chains)
    found.chains.append(chain)
    if chain.use == "heading":
        found.headings.update(link.index for link in chain.links)
    if pieces[chain.first].role != "heading":
        _tell(chain, pieces, guesses)


def _tell(chain: Chain, pieces: Sequence[Piece], guesses: Guesses) -> None:
    what, why = {
        "heading": ("headings", "the numbers rise, and a text of its own follows each"),
        "clause": ("numbered sentences", "the numbers rise, and each stands before a sentence"),
        "item": ("numbered list items", "the numbers rise, and nothing stands between them"),
    }[chain.use]
    if chain.is_signed:
        why = "they begin with the same sign, and a text of its own follows each"
    missing = [n for a, b in pairwise(link.order for link in chain.links) for n in range(a[0] + 1, b[0])]
    if missing and chain.group not in LAW:
        why += f"; but {', '.join(map(str, missing))} cannot be found"
    first, last = (pieces[index].plain[:MAX_TITLE_CHARS] for index in (chain.first, chain.last))
    guesses.add(f"{len(chain.links)} {what}", why, " … ".join(dict.fromkeys((first, last))), at=pieces[chain.first].at)
