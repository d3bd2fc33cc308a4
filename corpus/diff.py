"""What changed from one version of a policy to another, section by section and sentence by sentence.

`compare` is the whole of it; what it gives are values that other parts may ask (which hunk touches the sentence that an answer cites?),
and `corpus.diff_report` shows them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from corpus.diff_matching import Node, match, read_tree
from corpus.diff_words import Mark, Range, align, likeness, mark_words
from corpus.errors import PolicyUnknown
from corpus.library import Library
from corpus.model import PolicyVersion, Section

ChangeKind: TypeAlias = Literal["added", "removed", "changed", "moved", "retitled"]
HunkKind: TypeAlias = Literal["added", "removed", "changed"]

CHANGE_KINDS: Final[tuple[ChangeKind, ...]] = ("added", "removed", "changed", "moved", "retitled")


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences of one section: ``sentences`` is the half-open range of their indices, ``text`` what they say, verbatim."""

    section: str
    sentences: Range
    text: str

    def holds(self, section: str, sentences: Range) -> bool:
        """Whether it shares a sentence with the range ``sentences`` of ``section`` (a number)."""
        return self.section == section and self.sentences[0] < sentences[1] and sentences[0] < self.sentences[1]


@dataclass(frozen=True, slots=True)
class Hunk:
    """Sentences added, removed, or one changed; ``marks`` shows a changed one word by word."""

    kind: HunkKind
    old: Passage | None
    new: Passage | None
    marks: tuple[Mark, ...] = ()

    def __post_init__(self) -> None:
        if (self.old is None, self.new is None) != {"added": (True, False), "removed": (False, True)}.get(
            self.kind, (False, False)
        ):
            raise ValueError(f"a hunk of sentences {self.kind} has other sides")


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one section. ``old`` is None where it was added, ``new`` where it was removed.

    ``moved`` says that its number changed, otherwise than with that of the section it stands in; ``reordered`` that it also stands
    elsewhere among the others, and was not only renumbered; ``retitled`` that its title changed. ``likeness`` is that of the texts, 0 to 1.
    """

    policy: str
    old: Section | None
    new: Section | None
    hunks: tuple[Hunk, ...] = ()
    moved: bool = False
    reordered: bool = False
    retitled: bool = False
    likeness: float = 1.0

    @property
    def kind(self) -> ChangeKind:
        """The gravest of what happened to it: changed sentences before a new place before a new title."""
        if self.old is None or self.new is None:
            return "added" if self.old is None else "removed"
        return "changed" if self.hunks else "moved" if self.moved else "retitled"

    @property
    def ids(self) -> tuple[str | None, str | None]:
        """The section's identity, old and new: "site-privacy/7.2"."""
        old, new = (None if section is None else f"{self.policy}/{section.number}" for section in (self.old, self.new))
        return old, new


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, in the order of the new text. ``numbers`` says for each old section that is still there what number it has now."""

    old: PolicyVersion
    new: PolicyVersion
    changes: tuple[Change, ...]
    numbers: Mapping[str, str]

    def count(self, kind: ChangeKind) -> int:
        """How many sections are of ``kind``."""
        return sum(change.kind == kind for change in self.changes)

    @property
    def unchanged(self) -> int:
        """How many sections are as they were; one that got its number with the section it stands in is."""
        return len(self.new.sections) - sum(change.new is not None for change in self.changes)

    def hunks_of_old(self, section: str, sentences: Range) -> tuple[Hunk, ...]:
        """The hunks that touch ``sentences`` of the old version's ``section``, by number."""
        return tuple(
            h for change in self.changes for h in change.hunks if h.old is not None and h.old.holds(section, sentences)
        )

    def hunks_of_new(self, section: str, sentences: Range) -> tuple[Hunk, ...]:
        """The hunks that touch ``sentences`` of the new version's ``section``, by number."""
        return tuple(
            h for change in self.changes for h in change.hunks if h.new is not None and h.new.holds(section, sentences)
        )


def choose(
    library: Library, policy: str, old: str | None = None, new: str | None = None, lang: str | None = None
) -> tuple[PolicyVersion, PolicyVersion]:
    """The two versions of ``policy`` to compare, by their dates; by default the last two, in Japanese where there are such.

    Raises `PolicyUnknown` where there is no such version, or only one.
    """
    versions = [version for version in library if version.policy == policy]
    if not versions:
        raise PolicyUnknown(f"There is no policy {policy!r}; there are: {', '.join(library.policies)}.")
    langs = sorted({version.lang for version in versions})
    wanted = lang or ("ja" if "ja" in langs else langs[0])
    versions = [version for version in versions if version.lang == wanted]
    if not versions:
        raise PolicyUnknown(f"{policy} has no version in {wanted!r}; there are: {', '.join(langs)}.")
    if old is None and len(versions) == 1:
        raise PolicyUnknown(f"{policy} has only one version ({versions[0].effective_on}), and nothing to compare it with.")
    before = versions[-2] if old is None else _by_date(versions, policy, old)
    after = versions[-1] if new is None else _by_date(versions, policy, new)
    if before is after:
        raise PolicyUnknown(f"Both versions are that of {before.effective_on}; name two of: {_dates(versions)}.")
    return before, after


def _by_date(versions: Sequence[PolicyVersion], policy: str, day: str) -> PolicyVersion:
    for version in versions:
        if version.effective_on.isoformat() == day:
            return version
    raise PolicyUnknown(f"{policy} has no version of {day!r}; there are: {_dates(versions)}.")


def _dates(versions: Sequence[PolicyVersion]) -> str:
    return ", ".join(version.effective_on.isoformat() for version in versions)


def compare(old: PolicyVersion, new: PolicyVersion) -> Comparison:
    """What changed from ``old`` to ``new``, two versions of one policy in one language."""
    ours, theirs = read_tree(old.sections), read_tree(new.sections)
    pairs = match(ours, theirs)
    settled = _in_order([pairs[i] for i in sorted(pairs)])
    placed: list[tuple[float, int, Change]] = []
    last = -1
    for node in ours:
        if node.index in pairs:
            other = theirs[pairs[node.index]]
            change = _change(new.policy, node, other, moved=_moved(ours, theirs, pairs, node), settled=other.index in settled)
            if change is not None:
                placed.append((other.index, 1, change))
            last = other.index
        else:
            gone = Change(new.policy, node.section, None, _whole(node.section, "removed"), likeness=0.0)
            placed.append((last + 0.5, node.index, gone))
    kept = set(pairs.values())
    placed.extend(
        (node.index, 0, Change(new.policy, None, node.section, _whole(node.section, "added"), likeness=0.0))
        for node in theirs
        if node.index not in kept
    )
    placed.sort(key=lambda entry: entry[:2])
    numbers = {ours[i].section.number: theirs[k].section.number for i, k in sorted(pairs.items())}
    return Comparison(old, new, tuple(change for _, _, change in placed), numbers)


def _change(policy: str, one: Node, other: Node, *, moved: bool, settled: bool) -> Change | None:
    hunks = tuple(_hunks(one.section, other.section))
    retitled = one.title != other.title
    if not (hunks or moved or retitled):
        return None
    return Change(
        policy, one.section, other.section, hunks, moved, moved and not settled, retitled, likeness(one.letters, other.letters)
    )


def _hunks(old: Section, new: Section) -> Iterator[Hunk]:
    ours = [old.quote(i) for i in range(len(old.sentences))]
    theirs = [new.quote(i) for i in range(len(new.sentences))]
    for left, right in align(ours, theirs):
        before = _passage(old, left) if left[0] < left[1] else None
        after = _passage(new, right) if right[0] < right[1] else None
        if before and after:
            yield Hunk("changed", before, after, mark_words(before.text, after.text))
        elif before or after:
            yield Hunk("removed" if before else "added", before, after)


def _passage(section: Section, sentences: Range) -> Passage:
    return Passage(section.number, sentences, section.quote(sentences[0], sentences[1] - 1))


def _whole(section: Section, kind: Literal["added", "removed"]) -> tuple[Hunk, ...]:
    if not section.sentences:
        return ()
    passage = _passage(section, (0, len(section.sentences)))
    return (Hunk(kind, passage, None) if kind == "removed" else Hunk(kind, None, passage),)


def _moved(ours: Sequence[Node], theirs: Sequence[Node], pairs: Mapping[int, int], node: Node) -> bool:
    other = theirs[pairs[node.index]]
    if node.section.number == other.section.number:
        return False
    if node.parent is None or pairs.get(node.parent) != other.parent or other.parent is None:
        return True
    before, after = ours[node.parent].section.number, theirs[other.parent].section.number
    return node.section.number.removeprefix(f"{before}.") != other.section.number.removeprefix(f"{after}.")


def _in_order(values: Sequence[int]) -> set[int]:
    """The members of a longest rising subsequence of distinct ``values``: the sections that kept their order."""
    tails: list[int] = []
    above: dict[int, int | None] = {}
    for value in values:
        at = bisect_left(tails, value)
        above[value] = tails[at - 1] if at else None
        tails[at : at + 1] = [value]
    kept: set[int] = set()
    value_at: int | None = tails[-1] if tails else None
    while value_at is not None:
        kept.add(value_at)
        value_at = above[value_at]
    return kept
