"""Numbers given twice, left out or out of order, and sections without text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from corpus.checking.findings import Finding
from corpus.checking.outline import Item, Outline
from corpus.checking.rules import finding
from corpus.model import Section
from corpus.numbers import kanji_to_int, to_half

Value: TypeAlias = tuple[int, ...]

_KANA: Final = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "イロハニホヘトチリヌルヲワカヨタレソ",
)
_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_THROUGH: Final = re.compile(r"(?:から|ないし|乃至|[~〜～-])\s*第?\s?(\d{1,4}|[〇一二三四五六七八九十百千]{1,7})[条項章]?")
_DELETED: Final = re.compile(r"削除|欠番|deleted|reserved", re.IGNORECASE)
_FAR: Final = 5
"""Items whose numbers are further apart than this are two lists, not one with a gap."""


def check_numbering(outline: Outline) -> Iterator[Finding]:
    """Findings on the numbers of sections and of list items."""
    yield from _twice(outline)
    for group in _groups(outline):
        yield from _gaps(outline, group)
    for section in outline.sections:
        if section.kind != "history":
            yield from _items(outline, section)


def check_emptiness(outline: Outline) -> Iterator[Finding]:
    """Findings on sections that have neither text nor sub-sections."""
    for section in outline.sections:
        if section.kind == "preamble" or section.sentences or outline.children[section.number]:
            continue
        if not _DELETED.search(section.title):
            yield finding("section-empty", outline.place(section), outline.version.lang, heading=section.heading)


def _twice(outline: Outline) -> Iterator[Finding]:
    by_number = outline.version.by_number
    for section in outline.sections:
        last = section.number.rpartition(".")[2]
        if "~" not in last:
            continue
        first = by_number.get(section.number.rpartition("~")[0])
        # A heading numbered 0 shares its number with the text above all headings, which prints none.
        if first is not None and first.kind != "preamble":
            label = section.label or section.heading
            yield finding("number-twice", outline.place(section), outline.version.lang, label=label, first=first.heading)


def _groups(outline: Outline) -> list[list[Section]]:
    """Sections that are numbered on from each other: one style below one number."""
    groups: dict[tuple[str, str], list[Section]] = {}
    for section in outline.sections:
        style = outline.style(section)
        if style and "~" not in section.number.rpartition(".")[2]:
            groups.setdefault((section.number.rpartition(".")[0], style), []).append(section)
    return list(groups.values())


def _gaps(outline: Outline, group: Sequence[Section]) -> Iterator[Finding]:
    values = _values([section.number.rpartition(".")[2] for section in group])
    lang = outline.version.lang
    start = values[0]
    if start is not None and start[0] > 1 and not _may_start(outline, group[0], start):
        missing = _span((1,), (start[0] - 1,), group[0])
        yield finding("number-missing", outline.place(group[0]), lang, missing=missing, after=group[0].heading)
    for (before, low), (after, high) in pairwise(zip(group, values, strict=True)):
        if low is None or high is None:
            continue
        if high < low:
            yield finding("number-order", outline.place(after), lang, label=after.heading, before=before.heading)
        elif (gap := _between(_through(before, low), high)) is not None:
            missing = _span(*gap, after)
            yield finding("number-missing", outline.place(after), lang, missing=missing, after=after.heading)


def _may_start(outline: Outline, section: Section, start: Value) -> bool:
    """Whether a group may begin at ``start``: behind a first paragraph that is not numbered, or where the group before it ended."""
    parent = outline.parents[section.number]
    if start == (2,) and parent is not None and parent.sentences:
        return True
    style, index = outline.style(section), outline.sections.index(section)
    for other in reversed(outline.sections[:index]):
        if outline.style(other) == style and other.level == section.level:
            ended = _values([other.number.rpartition(".")[2]])[0]
            return ended is not None and ended[0] + 1 == start[0]
    return False


def _values(parts: Sequence[str]) -> list[Value | None]:
    """What the numbers of one group count: 「12の2」 is (12, 2), 「イ」 is (2,) or, in いろは order, (1,)."""
    order = _KANA[1] if parts[0] == "イ" else _KANA[0]
    roman = any(part in _ROMAN and len(part) > 1 for part in parts)
    return [_value(part, order, roman=roman) for part in parts]


def _value(part: str, order: str, *, roman: bool) -> Value | None:
    bare = part.partition("~")[0].removeprefix("ch").removeprefix("pt")
    bare = bare.removeprefix("s") if bare[1:].isdecimal() else bare
    if all(piece.isdecimal() for piece in bare.split("の")):
        return tuple(int(piece) for piece in bare.split("の"))
    if roman and bare in _ROMAN:
        return (_ROMAN.index(bare) + 1,)
    if bare in order:
        return (order.index(bare) + 1,)
    if len(bare) == 1 and bare.isascii() and bare.isalpha():
        return (ord(bare.lower()) - ord("a") + 1,)
    return None


def _through(section: Section, value: Value) -> Value:
    """「第5条から第7条まで　削除」 goes through to 7."""
    found = _THROUGH.match(to_half(section.title))
    return (kanji_to_int(found[1]),) if found and _DELETED.search(section.title) else value


def _between(low: Value, high: Value) -> tuple[Value, Value] | None:
    """The first and the last number that are missing between two that follow each other."""
    if high[0] == low[0]:
        # 第3条, 第3条の2, 第3条の3: the branch counts on from 1.
        depth = len(high) - 1
        last = low[depth] if len(low) > depth else 1
        return None if high[depth] <= last + 1 else ((*high[:depth], last + 1), (*high[:depth], high[depth] - 1))
    last = high[0] if len(high) > 1 else high[0] - 1
    return None if last <= low[0] else ((low[0] + 1,), (last,))


def _span(first: Value, last: Value, like: Section) -> str:
    """Missing numbers as the text would print them: 「第4条」 or 「第4条～第6条」."""
    shown = [_printed(value, like) for value in (first, last)]
    return shown[0] if first == last else f"{shown[0]}–{shown[1]}"


def _printed(value: Value, like: Section) -> str:
    law = re.fullmatch(r"第.+?([条章編節項]).*", to_half(like.label))
    if law:
        return f"第{value[0]}{law[1]}" + "".join(f"の{branch}" for branch in value[1:])
    above = like.number.rpartition(".")[0]
    own = "の".join(map(str, value))
    return f"{above}.{own}" if above else own


def _items(outline: Outline, section: Section) -> Iterator[Finding]:
    last: dict[tuple[int, str], Item] = {}
    for item in outline.items(section):
        for key in [key for key in last if key[0] > item.depth]:
            del last[key]
        if item.marker is None or len(item.marker.parts) > 1:
            continue
        key = (item.depth, item.marker.style)
        before, last[key] = last.get(key), item
        if before is None or before.marker is None:
            continue
        low, high = _values([before.marker.parts[0], item.marker.parts[0]])
        # A list that begins again at 1 is another list.
        if low is None or high is None or high[0] == 1 or high == (low[0] + 1,):
            continue
        if low[0] <= high[0] <= low[0] + _FAR:
            place = outline.place(section, item.sentence)
            shown = {"before": before.marker.parts[0], "after": item.marker.parts[0]}
            yield finding("item-number", place, outline.version.lang, **shown)
