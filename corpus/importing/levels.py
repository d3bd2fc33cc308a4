"""How deep each heading of a text stands: by its number, by the level the source gives, by the notes, by what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.importing.guesses import Guesses
from corpus.importing.links import LAW
from corpus.importing.nesting import Head, depths
from corpus.importing.numbering import Numbering
from corpus.importing.pieces import Piece
from corpus.importing.references import Place, References


def find_levels(pieces: Sequence[Piece], numbering: Numbering, references: References, guesses: Guesses) -> dict[int, int]:
    """For each heading how deep it stands, from 0."""
    levels = _Levels(pieces, numbering, references, guesses)
    top = numbering.top
    if top is None or top.group in LAW:
        levels.nest(0, len(pieces), 0)
    else:
        levels.nest_below(top.links[0].index, 0, len(pieces))
    return levels.found


@dataclass(slots=True)
class _Levels:
    pieces: Sequence[Piece]
    numbering: Numbering
    references: References
    guesses: Guesses
    found: dict[int, int] = field(default_factory=dict)

    def nest_below(self, first: int, start: int, end: int) -> None:
        """Nest the headings of a text that a chain numbers throughout, from piece ``first`` on."""
        top = self.numbering.top
        links = top.links if top else ()
        self.nest(start, first, 0)
        nested = False
        for link, stop in zip(links, [*(following.index for following in links[1:]), end], strict=True):
            self.found[link.index] = 0
            beside = stop if nested or stop != end else self._beside(link.index, end)
            self.nest(link.index + 1, beside, 1, above=link.index, number=".".join(link.marker.parts))
            self.nest(beside, stop, 0)
            nested = nested or any(link.index < i < stop for i in self.numbering.headings)

    def nest(self, start: int, end: int, base: int, *, above: int | None = None, number: str = "") -> None:
        """Nest the headings between ``start`` and ``end``: below piece ``above``, which has ``number``, where there is one."""
        indices = [i for i in range(start, end) if i in self.numbering.headings]
        if any(self.pieces[i].role == "heading" for i in indices):
            self._nest_given(indices, base)
            return
        places = {i: p for i in indices if (p := self.references.place(self.pieces[i].text)) is not None and p.above == number}
        heads = [self._head(i, indices, places) for i in indices]

        def text_before(index: int) -> str:
            earlier = [i for i in indices if i < index]
            first = earlier[-1] + 1 if earlier else start
            return "".join(piece.plain for piece in self.pieces[first:index])

        result = depths(heads, text_before, title="" if above is None else self.pieces[above].rest)
        self.found.update({i: base + depth for i, depth in zip(indices, result, strict=True)})
        self._compare([i for i, depth in zip(indices, result, strict=True) if depth == 0], places)

    def _beside(self, above: int, end: int) -> int:
        """Where headings begin, behind the text of the last numbered section, that stand beside it; ``end`` where none do."""
        for index in range(above + 2, end):
            if index in self.numbering.headings and self.numbering.chain(index) is None:
                text = "".join(piece.plain for piece in self.pieces[above + 1 : index])
                pair = [Head(above, self.pieces[above].rest), Head(index, self.pieces[index].plain)]
                return index if depths(pair, lambda _, text=text: text)[1] == 0 else end  # type: ignore[misc]
        return end

    def _head(self, index: int, indices: Sequence[int], places: dict[int, Place]) -> Head:
        chain = self.numbering.chain(index)
        position = indices.index(index)
        before = [places[i].number for i in indices[:position] if i in places]
        after = [places[i].number for i in indices[position + 1 :] if i in places]
        return Head(
            index,
            self.pieces[index].rest,
            chain=self.numbering.linked.get(index),
            group=chain.group if chain else "",
            last=chain is not None and index == chain.last,
            adjacent=position > 0 and indices[position - 1] == index - 1 and index not in places,
            opens=position + 1 < len(indices) and indices[position + 1] == index + 1,
            fixed=index in places and chain is None,
            inner=index not in places and bool(before and after) and after[0] == before[-1] + 1,
        )

    def _nest_given(self, indices: Sequence[int], base: int) -> None:
        """By the levels that the source gives; a numbered or bold line between such headings stands below the last of them."""
        stack: list[int] = []
        loose: list[int] = []
        for index in [*indices, None]:
            if index is not None and self.pieces[index].role != "heading":
                loose.append(index)
                continue
            heads = [self._head(i, loose, {}) for i in loose]
            self.found.update(zip(loose, (base + len(stack) + depth for depth in depths(heads, lambda _: "")), strict=True))
            loose = []
            if index is not None:
                while stack and stack[-1] >= self.pieces[index].level:
                    stack.pop()
                self.found[index] = base + len(stack)
                stack.append(self.pieces[index].level)

    def _compare(self, outer: Sequence[int], places: dict[int, Place]) -> None:
        """Tell what the numbers that the notes give say of the headings that were found."""
        for index, place in places.items():
            piece, number = self.pieces[index], f"{place.above}.{place.number}"
            if index in outer and outer.index(index) + 1 == place.number:
                self.guesses.add(f"this is {number}", "the notes on revisions number it so", piece.text, at=piece.at)
            else:
                why = (
                    f"the notes on revisions call it {number}, but it is counted differently here: check the headings above it"
                )
                self.guesses.add("a number that does not agree", why, piece.text, at=piece.at)
