"""From headings to sections: number paths, titles, and ranges that cover the body without gap or overlap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from corpus.lines import Line, read_lines
from corpus.model import Section, SectionKind
from corpus.nesting import nest, title_heading
from corpus.outline import Heading, find_headings
from corpus.segments import find_sentences

_HISTORY: Final = re.compile(
    r"(改[定訂正]|変更|制定|更新)[・、改定訂正廃]{0,8}(履歴|の?お知らせ|経緯|記録|沿革|内容|箇所)|沿革|revision|change ?log|history",
    re.IGNORECASE,
)


@dataclass
class _Numbers:
    """The numbers given so far below each parent path, how often each, and the highest of them."""

    given: dict[str, dict[str, int]] = field(default_factory=dict)
    highest: dict[str, int] = field(default_factory=dict)

    def take(self, path: str, wanted: str) -> str:
        """``wanted`` below ``path``, made unique with "~2" where the text says it twice."""
        siblings = self.given.setdefault(path, {})
        count = siblings[wanted] = siblings.get(wanted, 0) + 1
        if wanted.isdecimal():
            self.highest[path] = max(self.highest.get(path, 0), int(wanted))
        number = wanted if count == 1 else f"{wanted}~{count}"
        return f"{path}.{number}" if path else number

    def has(self, path: str, number: int) -> bool:
        """Whether ``number`` has been given below ``path``."""
        return str(number) in self.given.get(path, {})


def find_sections(body: str, title: str = "") -> tuple[Section, ...]:
    """The sections of a Markdown body, in order; together they hold each of its characters exactly once."""
    lines = read_lines(body)
    headings = find_headings(body, lines)
    head = title_heading(headings)
    if head is not None:
        headings = headings[1:]
    sections: list[Section] = []
    first = headings[0].start if headings else len(body)
    if first > 0:
        start = head.text_start if head else 0
        sections.append(
            _section(
                body, lines, _Place("0", "", head.title if head else title, 0, ()), (0, min(start, first), first), "preamble"
            )
        )
    parents = nest(headings)
    numbers = _number_paths(headings, parents, preamble=bool(sections))
    kinds: list[SectionKind] = []
    for index, heading in enumerate(headings):
        parent = parents[index]
        history = _HISTORY.search(heading.title) or (parent is not None and kinds[parent] == "history")
        kinds.append("history" if history else "text")
        end = headings[index + 1].start if index + 1 < len(headings) else len(body)
        place = _Place(numbers[index], heading.label, heading.title, _depth(parents, index), _path(headings, parents, index))
        sections.append(_section(body, lines, place, (heading.start, min(heading.text_start, end), end), kinds[index]))
    return tuple(sections)


@dataclass(frozen=True, slots=True)
class _Place:
    number: str
    label: str
    title: str
    level: int
    path: tuple[str, ...]


def _section(body: str, lines: Sequence[Line], place: _Place, reach: tuple[int, int, int], kind: SectionKind) -> Section:
    start, text_start, end = reach
    sentences = find_sentences(body, lines, text_start, end)
    return Section(
        place.number,
        place.label,
        place.title,
        place.level,
        place.path,
        start,
        text_start,
        end,
        body[text_start:end],
        sentences,
        kind,
    )


def _depth(parents: Sequence[int | None], index: int) -> int:
    depth, above = 1, parents[index]
    while above is not None:
        depth, above = depth + 1, parents[above]
    return depth


def _path(headings: Sequence[Heading], parents: Sequence[int | None], index: int) -> tuple[str, ...]:
    path: list[str] = []
    above = parents[index]
    while above is not None:
        heading = headings[above]
        path.insert(0, " ".join(part for part in (heading.label, heading.title) if part))
        above = parents[above]
    return tuple(path)


def _number_paths(headings: Sequence[Heading], parents: Sequence[int | None], *, preamble: bool) -> list[str]:
    numbers = _Numbers()
    if preamble:
        numbers.take("", "0")
    wanted = _wanted(headings, parents)
    explicit: dict[int | None, set[int]] = {}
    for index, parts in enumerate(wanted):
        if parts and parts[-1].isdecimal():
            marker = headings[index].marker
            parent = None if marker and marker.style == "article" else parents[index]
            explicit.setdefault(parent, set()).add(int(parts[-1]))
    highest = {parent: max(numbers) for parent, numbers in explicit.items()}
    paths: list[str] = []
    latest: dict[int | None, int] = {}
    for index, parts in enumerate(wanted):
        parent = parents[index]
        above = _number_space(headings, parents, paths, index)
        if not above and len(parts) == 1 and numbers.given.get("", {}).get(parts[0]):
            above = _unnumbered(headings, parents, paths, index)
        if parts and len(parts) > 1:
            # 「7.2」 names its whole path.
            path, last = ".".join(parts[:-1]), parts[-1]
        elif parts:
            path, last = above, parts[0]
        else:
            beside = _Beside(explicit.get(parent, set()), highest.get(parent, 0), latest.get(parent))
            path, last = above, _ordinal(beside, numbers, above)
        paths.append(numbers.take(path, last))
        if last.isdecimal():
            latest[parent] = int(last)
    return paths


def _number_space(headings: Sequence[Heading], parents: Sequence[int | None], paths: Sequence[str], index: int) -> str:
    """The path that a heading's own number is put behind. Articles are counted through all chapters: 第12条 is "12" anywhere."""
    marker, parent = headings[index].marker, parents[index]
    if parent is None or (marker and marker.style in ("article", "part", "chapter")):
        return ""
    return paths[parent]


def _unnumbered(headings: Sequence[Heading], parents: Sequence[int | None], paths: Sequence[str], index: int) -> str:
    """The path of the heading without a number, such as 附則, below which articles are counted anew; "" where there is none."""
    above = parents[index]
    while above is not None and headings[above].marker is not None:
        above = parents[above]
    return "" if above is None else paths[above]


def _wanted(headings: Sequence[Heading], parents: Sequence[int | None]) -> list[tuple[str, ...]]:
    """The number that the text gives each heading, or () where it gives none that can be meant."""
    wanted = [heading.marker.parts if heading.marker else () for heading in headings]
    alike: dict[tuple[int | None, str, str], list[int]] = {}
    for index, heading in enumerate(headings):
        if heading.marker:
            alike.setdefault((parents[index], heading.marker.style, heading.group), []).append(index)
    for siblings in alike.values():
        if len(siblings) > 1 and all(wanted[index] == ("1",) for index in siblings):
            # A Markdown list may say "1." on every line; it is read as 1, 2, 3.
            for count, index in enumerate(siblings, 1):
                wanted[index] = (str(count),)
    return wanted


@dataclass(frozen=True, slots=True)
class _Beside:
    """The numbers that the text itself gives a heading's siblings, the highest of them, and the last one given so far."""

    explicit: set[int]
    highest: int
    latest: int | None


def _ordinal(beside: _Beside, numbers: _Numbers, path: str) -> str:
    """The number of a heading without one: its ordinal, or the next free number beside numbered siblings."""
    if beside.latest is None and beside.explicit:
        return str(beside.highest + 1) if 0 in beside.explicit or numbers.has(path, 0) else "0"
    number = (beside.latest or 0) + 1
    if number in beside.explicit or numbers.has(path, number):
        number = max(beside.highest, numbers.highest.get(path, 0)) + 1
    return str(number)
