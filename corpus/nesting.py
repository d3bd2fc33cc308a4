"""How the headings of a body nest: which one each stands below, by level, by rank (編, 章, 節, 条) or by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from corpus.numbers import Marker
from corpus.outline import Heading


def title_heading(headings: Sequence[Heading]) -> Heading | None:
    """The heading that is the policy's title: the first one, if it is the only ``#`` and others stand below it."""
    first = [heading for heading in headings if heading.style == "markdown" and heading.level == 1]
    if len(first) == 1 and headings[0] is first[0] and first[0].marker is None:
        return first[0]
    return None


def nest(headings: Sequence[Heading]) -> list[int | None]:
    """For each heading the index of the one it stands below, or None."""
    parents: list[int | None] = []
    stack: list[int] = []
    decimals = _Decimals()
    for index, heading in enumerate(headings):
        if heading.style == "markdown":
            while stack and (headings[stack[-1]].style != "markdown" or headings[stack[-1]].level >= heading.level):
                stack.pop()
        elif heading.group == "supplement":
            stack.clear()
        elif heading.style == "law":
            rank = _LAW_RANK[heading.group]
            while stack and _law_rank(headings[stack[-1]]) >= rank:
                stack.pop()
        else:
            groups = [headings[i].group if headings[i].style in ("title", "paragraph") else "" for i in stack]
            if heading.group in groups:
                del stack[groups.index(heading.group) :]
        above = decimals.above(heading.marker)
        if above is not None:
            stack = _chain(parents, above)
        parents.append(stack[-1] if stack else None)
        if not (stack and _is_item(heading.marker, headings[stack[-1]].marker)):
            decimals.add(heading.marker, index)
        stack.append(index)
    return parents


def _is_item(marker: Marker | None, above: Marker | None) -> bool:
    """Whether 「3.」 is the third item below 「3.1」, say, and no section 3 that 「3.2」 could stand below."""
    return bool(marker and above and above.style == "decimal" and len(marker.parts) == 1)


_LAW_RANK: Final = {"part": 0, "chapter": 1, "supplement": 1, "division": 2, "article": 3}


def _law_rank(heading: Heading) -> int:
    style = heading.marker.style if heading.marker else heading.group
    if heading.style == "markdown" and style not in _LAW_RANK:
        return -1
    return _LAW_RANK.get(style, 9)


@dataclass
class _Decimals:
    """Where each decimal number was seen last: 「7.2」 stands below 「7」 even where both are headings of the same level."""

    seen: dict[tuple[str, ...], int] = field(default_factory=dict)
    # The last heading with one component, and the last one with another than that.
    last: tuple[str, int] = ("", -1)
    other: tuple[str, int] = ("", -1)

    def add(self, marker: Marker | None, index: int) -> None:
        if marker is None or marker.style != "decimal":
            return
        self.seen[marker.parts] = index
        if len(marker.parts) == 1:
            if marker.parts[0] != self.last[0]:
                self.other = self.last
            self.last = (marker.parts[0], index)

    def above(self, marker: Marker | None) -> int | None:
        """The heading that ``marker`` names as the one above it, unless another whole number has begun since."""
        if marker is None or len(marker.parts) == 1:
            return None
        found = self.seen.get(marker.parts[:-1])
        begun = self.other if self.last[0] == marker.parts[0] else self.last
        return found if found is not None and found > begun[1] else None


def _chain(parents: Sequence[int | None], index: int) -> list[int]:
    """The headings from the outermost down to ``index``."""
    chain = [index]
    while (above := parents[chain[-1]]) is not None:
        chain.append(above)
    return chain[::-1]
