"""Which section of an old version is which of a new one.

First by number and title, then by the same text, then by the same title, then by similar texts; numbered paragraphs (項), which have no
title, within the article they belong to, so that one put in between moves the others and changes none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from corpus.diff_words import likeness, pairs_of_letters, plain
from corpus.model import Section

SIMILAR: Final = 0.6
"""Sections whose texts are at least this alike are the same one, moved or retitled and changed."""
_SAME_TITLE: Final = 0.2
_SAME_NUMBER: Final = 0.3
"""With the same title, or as the same paragraph of the same article, less will do."""
_MIN_CHARS: Final = 8
"""Shorter texts are the same too often by chance."""
_COMMON: Final = 0.2
_MANY: Final = 20_000
"""From so many pairs on, only sections are compared that share letters which not every fifth section has."""


@dataclass(frozen=True)
class Node:
    """A section in its version's tree: ``text`` is its own, ``all_text`` that of what stands below it, too, both `plain`."""

    index: int
    section: Section
    parent: int | None
    title: str
    text: str
    all_text: str

    @cached_property
    def letters(self) -> Counter[str]:
        """The pairs of letters of ``all_text``."""
        return pairs_of_letters(self.all_text)


def read_tree(sections: Sequence[Section]) -> list[Node]:
    """The sections of one version as nodes."""
    parents: list[int | None] = []
    stack: list[int] = []
    for index, section in enumerate(sections):
        while stack and (sections[stack[-1]].level == 0 or sections[stack[-1]].level >= section.level):
            stack.pop()
        parents.append(stack[-1] if stack else None)
        stack.append(index)
    own = [plain("".join(section.quote(i) for i in range(len(section.sentences)))) for section in sections]
    titles = [plain(section.title) for section in sections]
    below = list(own)
    for index in range(len(sections) - 1, -1, -1):
        above = parents[index]
        if above is not None:
            below[above] += titles[index] + below[index]
    return [
        Node(index, section, parents[index], titles[index], own[index], below[index]) for index, section in enumerate(sections)
    ]


def match(old: Sequence[Node], new: Sequence[Node]) -> dict[int, int]:
    """The index of an old section → that of the new one; sections without a partner are left out."""
    found = _Matching(old, new)
    found.by_key(lambda node: "preamble" if node.section.kind == "preamble" else None)
    found.by_key(lambda node: (node.section.number, node.title) if node.title else None)
    found.by_key(lambda node: (node.title, node.all_text) if node.title and len(node.all_text) >= _MIN_CHARS else None)
    found.by_key(lambda node: node.all_text if node.title and len(node.all_text) >= _MIN_CHARS else None)
    found.by_key(lambda node: node.title or None, unless_below=_SAME_TITLE)
    found.by_likeness([n for n in found.left() if n.title], [n for n in found.right() if n.title], SIMILAR)
    for i, k in list(found.pairs.items()):
        found.below(i, k)
    found.by_key(lambda node: node.all_text if len(node.all_text) >= _MIN_CHARS else None)
    found.by_likeness(found.left(), found.right(), SIMILAR)
    return found.pairs


class _Matching:
    """The pairs found so far."""

    def __init__(self, old: Sequence[Node], new: Sequence[Node]) -> None:
        self.old, self.new = old, new
        self.pairs: dict[int, int] = {}
        self.taken: set[int] = set()

    def left(self) -> list[Node]:
        return [node for node in self.old if node.index not in self.pairs]

    def right(self) -> list[Node]:
        return [node for node in self.new if node.index not in self.taken]

    def add(self, one: Node, other: Node) -> None:
        self.pairs[one.index] = other.index
        self.taken.add(other.index)

    def by_key(self, key: Callable[[Node], Hashable | None], *, unless_below: float = 0.0) -> None:
        """Pairs what has the same key. Of several that have, those go together whose numbers, then whose order is the same."""
        self._by_key(self.left(), self.right(), key, unless_below)

    def _by_key(
        self, left: Iterable[Node], right: Iterable[Node], key: Callable[[Node], Hashable | None], unless_below: float = 0.0
    ) -> None:
        keyed: dict[Hashable, list[Node]] = {}
        for node in right:
            if (wanted := key(node)) is not None:
                keyed.setdefault(wanted, []).append(node)
        waiting: dict[Hashable, list[Node]] = {}
        for node in left:
            if (wanted := key(node)) is not None and wanted in keyed:
                waiting.setdefault(wanted, []).append(node)
        for wanted, ones in waiting.items():
            others = keyed[wanted]
            numbers = {other.section.number: other for other in others}
            rest = []
            for one in ones:
                other = numbers.get(one.section.number)
                if other is not None and (not unless_below or likeness(one.letters, other.letters) >= unless_below):
                    self.add(one, other)
                else:
                    rest.append(one)
            free = [other for other in others if other.index not in self.taken]
            for one, other in zip(rest, free, strict=False):
                if not unless_below or likeness(one.letters, other.letters) >= unless_below:
                    self.add(one, other)

    def by_likeness(self, left: Sequence[Node], right: Sequence[Node], least: float) -> None:
        """Pairs what is most alike, the best pair first; of equals, those with the same number."""
        scored = [
            (
                likeness(one.letters, other.letters),
                one.section.number == other.section.number,
                -abs(one.index - other.index),
                i,
                k,
            )
            for i, k, one, other in _worth_comparing(left, right)
        ]
        for score, _, _, i, k in sorted(scored, reverse=True):
            if score < least:
                break
            if left[i].index not in self.pairs and right[k].index not in self.taken:
                self.add(left[i], right[k])

    def below(self, i: int, k: int) -> None:
        """Pairs the untitled children of a pair."""
        ours = [node for node in self.children(self.old, i) if node.index not in self.pairs and not node.title]
        theirs = [node for node in self.children(self.new, k) if node.index not in self.taken and not node.title]
        self._by_key(ours, theirs, lambda node: (_last(node), node.all_text))
        self._by_key(_free(ours, self.pairs), _free(theirs, self.taken), lambda node: node.all_text or None)
        self.by_likeness(_free(ours, self.pairs), _free(theirs, self.taken), SIMILAR)
        numbered = {_last(node): node for node in _free(theirs, self.taken)}
        for node in _free(ours, self.pairs):
            other = numbered.get(_last(node))
            if other is not None and likeness(node.letters, other.letters) >= _SAME_NUMBER:
                self.add(node, other)
        for node in ours:
            if node.index in self.pairs:
                self.below(node.index, self.pairs[node.index])

    def children(self, nodes: Sequence[Node], parent: int) -> list[Node]:
        found = []
        for index in range(parent + 1, len(nodes)):
            if nodes[index].section.level <= nodes[parent].section.level:
                break
            if nodes[index].parent == parent:
                found.append(nodes[index])
        return found


def _free(nodes: Iterable[Node], taken: Container[int]) -> list[Node]:
    return [node for node in nodes if node.index not in taken]


def _last(node: Node) -> str:
    return node.section.number.rpartition(".")[2]


def _worth_comparing(left: Sequence[Node], right: Sequence[Node]) -> Iterable[tuple[int, int, Node, Node]]:
    """The pairs that can be alike: those with text, and where there are many, those that share a letter pair that is not common."""
    if len(left) * len(right) <= _MANY:
        return [
            (i, k, one, other) for i, one in enumerate(left) for k, other in enumerate(right) if one.all_text and other.all_text
        ]
    holders: dict[str, list[int]] = {}
    for k, other in enumerate(right):
        for letters in other.letters:
            holders.setdefault(letters, []).append(k)
    found: list[tuple[int, int, Node, Node]] = []
    for i, one in enumerate(left):
        shared = Counter(
            k for letters in one.letters if len(at := holders.get(letters, [])) <= _COMMON * len(right) for k in at
        )
        found.extend((i, k, one, right[k]) for k, _ in shared.most_common(20))
    return found
