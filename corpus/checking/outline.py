"""A version as a tree: what stands above, below and beside each section, and the numbered items of its lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from corpus.checking.findings import Place
from corpus.model import PolicyVersion, Section
from corpus.numbers import Marker, read_marker

_BULLET: Final = re.compile(r"[ \t\u3000>]*(?:[-*+•・‣◦][ \t\u3000]*)?")


def _marker(label: str) -> Marker | None:
    """The number that a printed label is; some are numbers only before a title, which is put there."""
    return next((marker for tail in ("", " 題", ". 題") if (marker := read_marker(label + tail, in_heading=True))), None)


@dataclass(frozen=True, slots=True)
class Item:
    """A list item: the sentence that begins it, its depth, and its number where it has one."""

    sentence: int
    depth: int
    marker: Marker | None


class Outline:
    """The tree of one version's sections."""

    def __init__(self, version: PolicyVersion) -> None:
        self.version = version
        self.sections = version.sections
        self.parents: dict[str, Section | None] = {}
        self.children: dict[str, list[Section]] = {section.number: [] for section in self.sections}
        above: list[Section] = []
        for section in self.sections:
            while above and (section.level == 0 or above[-1].level == 0 or above[-1].level >= section.level):
                above.pop()
            self.parents[section.number] = above[-1] if above else None
            if above:
                self.children[above[-1].number].append(section)
            above.append(section)
        self.markers = {section.number: _marker(section.label) for section in self.sections}

    def style(self, section: Section) -> str:
        """The style of a section's printed number ("article", "decimal", …), "" where it has none."""
        marker = self.markers[section.number]
        return marker.style if marker else ""

    @cached_property
    def articles(self) -> list[Section]:
        """The sections numbered 第○条, in the order of the text."""
        return [section for section in self.sections if self.style(section) == "article"]

    def article_of(self, section: Section) -> Section | None:
        """The article that ``section`` is or belongs to."""
        here: Section | None = section
        while here is not None and self.style(here) != "article":
            here = self.parents[here.number]
        return here

    def beside(self, section: Section) -> list[Section]:
        """The sections with the same parent, ``section`` among them, in the order of the text."""
        parent = self.parents[section.number]
        if parent is not None:
            return self.children[parent.number]
        return [other for other in self.sections if self.parents[other.number] is None and other.kind != "preamble"]

    def items(self, section: Section) -> list[Item]:
        """The items of a section's lists, in order; an item of several sentences counts once."""
        found: list[Item] = []
        body, at = self.version.body, 0
        for index, sentence in enumerate(section.sentences):
            start = section.text_start + sentence.start
            line = max(body.rfind("\n", 0, start) + 1, section.text_start)
            if sentence.kind == "item" and line >= at:
                bullet = _BULLET.match(body, line, start)
                marker = read_marker(body[bullet.end() if bullet else line : start + 1])
                found.append(Item(index, sentence.depth, marker))
            at = max(line, section.text_start + sentence.end)
        return found

    def place(self, section: Section | None = None, sentence: int | None = None) -> Place:
        """Where a finding is."""
        quote = section.quote(sentence) if section is not None and sentence is not None else ""
        return Place(
            self.version.source, self.version.name, section.number if section else None, sentence, " ".join(quote.split())
        )
