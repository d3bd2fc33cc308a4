"""How headings below a numbered section, or on a page without numbers, stand one below the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from corpus.importing.wording import core, is_part, normal

_POINTER: Final = re.compile(
    r"(?:下記|以下|次)(?:の|に(?:記載|定め)[^、。]{0,6}の)?([^、。「」]{0,12}?)(窓口|連絡先|フォーム|宛先|申出先|住所|相談室|担当)"
)
_LAW_RANK: Final = {"part": 0, "chapter": 1, "division": 2, "article": 3}
_LOWEST: Final = 9


@dataclass(frozen=True, slots=True)
class Head:
    """A heading to be nested.

    ``chain`` is the number of the chain it is a link of, None without a number, and ``last`` says whether it is the last link;
    ``adjacent`` that no text stands between it and the heading before, ``opens`` that none does between it and the next one;
    ``fixed`` that the notes on revisions put it right below the section, ``inner`` that they count no such heading here.
    """

    index: int
    title: str
    chain: int | None = None
    group: str = ""
    last: bool = False
    adjacent: bool = False
    opens: bool = False
    fixed: bool = False
    inner: bool = False


def depths(heads: Sequence[Head], text_before: Callable[[int], str], *, title: str = "") -> list[int]:
    """For each heading how deep it stands, from 0.

    ``text_before(i)`` is the text between the heading above piece ``i`` and it; ``title`` that of the section they all stand in.
    """
    stack = _Stack(title)
    return [stack.push(head, text_before(head.index)) for head in heads]


@dataclass(slots=True)
class _Entry:
    """An open heading; ``by_topic`` says that it stands where it does for what it is about."""

    head: Head
    by_topic: bool = False


@dataclass(slots=True)
class _Stack:
    section: str
    entries: list[_Entry] = field(default_factory=list)
    # The chains whose links, but the last, have headings without a number below them.
    with_loose: set[int] = field(default_factory=set)

    def push(self, head: Head, before: str) -> int:
        """Close what ``head`` does not stand below, open it, and say how deep it stands."""
        by_topic = False
        if head.chain is not None:
            self._to_chain(head)
        elif head.fixed:
            self.entries.clear()
        else:
            by_topic = self._to_subject(head) or self._to_pointer(head, before)
            if not by_topic and not head.adjacent:
                self._to_sibling(head)
            above = self.entries[-1].head if self.entries else None
            if above is not None and above.chain is not None and not above.last:
                self.with_loose.add(above.chain)
        self.entries.append(_Entry(head, by_topic))
        return len(self.entries) - 1

    def _to_chain(self, head: Head) -> None:
        for position, entry in enumerate(self.entries):
            if entry.head.chain == head.chain:
                del self.entries[position:]
                return
        rank = _LAW_RANK.get(head.group)
        while rank is not None and self.entries and _LAW_RANK.get(self.entries[-1].head.group, _LOWEST) >= rank:
            self.entries.pop()

    def _to_subject(self, head: Head) -> bool:
        """Close what is inside the innermost heading that ``head`` is a part of, if there is one."""
        for position in range(len(self.entries) - 1, -1, -1):
            if self._is_about(self.entries[position].head, head):
                del self.entries[position + 1 :]
                return True
            if head.adjacent:
                return False
        return False

    def _to_pointer(self, head: Head, before: str) -> bool:
        """Whether the text above says 「下記窓口」 and this is the 窓口; not where the section's own title names it."""
        if head.adjacent or not self.entries or not any(noun in head.title for _, noun in _POINTER.findall(before)):
            return False
        section = normal(self.section)
        named = bool(section) and normal(head.title) in section
        return not named or any(normal(entry.head.title) in section for entry in self.entries)

    def _to_sibling(self, head: Head) -> None:
        """Close what is open down to where a heading like ``head`` stood."""
        if head.opens:
            for position, entry in enumerate(self.entries):
                if entry.head.opens and entry.head.chain is None and not entry.by_topic:
                    del self.entries[position:]
                    return
        while self.entries:
            entry = self.entries[-1]
            if entry.head.chain is not None:
                if not entry.head.last or entry.head.chain in self.with_loose:
                    return
            elif not entry.by_topic:
                if not (head.inner and len(self.entries) == 1):
                    self.entries.pop()
                return
            self.entries.pop()

    def _is_about(self, above: Head, head: Head) -> bool:
        """Whether ``head`` is a part of what ``above`` is about: its words stand in the longer title.

        What the title of the whole section speaks of tells nothing: all of its headings may.
        """
        section = normal(self.section)
        if above.chain is None:
            return normal(above.title) not in section and is_part(above.title, head.title)
        subject, mine = core(above.title), normal(head.title)
        return len(subject) > 1 and subject not in section and subject in mine and len(subject) < len(mine)
