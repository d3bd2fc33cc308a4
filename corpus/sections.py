"""From headings to sections: number paths, titles, and ranges that cover the body without gap or overlap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from corpus.lines import Line, read_lines
from corpus.model import Section, SectionKind
from corpus.outline import Heading, find_headings, nest, title_heading
from corpus.segments import find_sentences

_HISTORY: Final = re.compile(
    r"(改[定訂正]|変更|制定|更新)[・、改定訂正廃]*(履歴|の?お知らせ|経緯|記録|沿革|内容|箇所)|沿革|revision|change ?log|history",
    re.IGNORECASE,
)


@dataclass
class _Numbers:
    """The numbers given so far below each parent path."""

    given: dict[str, list[str]] = field(default_factory=dict)

    def take(self, path: str, wanted: str) -> str:
        """``wanted`` below ``path``, made unique with "~2" where the text says it twice."""
        siblings = self.given.setdefault(path, [])
        number, count = wanted, 1
        while number in siblings:
            count += 1
            number = f"{wanted}~{count}"
        siblings.append(number)
        return f"{path}.{number}" if path else number


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
    numbers = _number_paths(headings, parents)
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


def _number_paths(headings: Sequence[Heading], parents: Sequence[int | None]) -> list[str]:
    numbers = _Numbers()
    wanted = [_wanted(headings, parents, index) for index in range(len(headings))]
    explicit: dict[tuple[int | None, bool], set[int]] = {}
    for index, parts in enumerate(wanted):
        if parts and parts[-1].isdecimal():
            explicit.setdefault((parents[index], False), set()).add(int(parts[-1]))
    paths: list[str] = []
    latest: dict[int | None, int] = {}
    for index, parts in enumerate(wanted):
        parent = parents[index]
        above = _number_space(headings, parents, paths, index)
        if parts and len(parts) > 1:
            # 「7.2」 names its whole path.
            path, last = ".".join(parts[:-1]), parts[-1]
        elif parts:
            path, last = above, parts[0]
        else:
            path, last = above, _ordinal(explicit.get((parent, False), set()), latest.get(parent), numbers.given.get(above, []))
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


def _wanted(headings: Sequence[Heading], parents: Sequence[int | None], index: int) -> tuple[str, ...]:
    """The number that the text gives a heading, or () where it gives none that can be meant."""
    heading, marker = headings[index], headings[index].marker
    if marker is None:
        return ()
    siblings = [
        (i, other.marker)
        for i, other in enumerate(headings)
        if parents[i] == parents[index] and other.marker and other.marker.style == marker.style and other.group == heading.group
    ]
    if len(siblings) > 1 and all(m.parts == ("1",) for _, m in siblings):
        # A Markdown list may say "1." on every line; it is read as 1, 2, 3.
        return (str([i for i, _ in siblings].index(index) + 1),)
    return marker.parts


def _ordinal(explicit: set[int], latest: int | None, given: Sequence[str]) -> str:
    """The number of a heading without one: its ordinal, or the next free number beside numbered siblings."""
    if latest is None and explicit:
        taken = "0" in given
        return "0" if not taken and 0 not in explicit else str(max(explicit) + 1)
    number = (latest or 0) + 1
    used = explicit | {int(g) for g in given if g.isdecimal()}
    return str(number if number not in used else max(used) + 1)
