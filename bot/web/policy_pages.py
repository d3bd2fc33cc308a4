"""A policy's version as a page shows it: headings, paragraphs, lists and tables of its sentences, each with its index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from corpus.diff import Change, Comparison, Hunk
from corpus.model import PolicyVersion, Section, Sentence
from corpus.numbers import normal_number
from index.plain import plain

_CELL: Final = re.compile(r"(?<!\\)\|")
_PARAGRAPH: Final = re.compile(r"\n[ \t\u3000>]*\n")
_MARK: Final = re.compile(r"([0-9]{1,5})-([0-9]{1,5})")
_DEEPEST_HEADING: Final = 6

Range: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """The sentences of a section that are marked: a half-open range of their indices."""

    section: str
    sentences: Range

    def holds(self, section: str, sentence: int) -> bool:
        """Whether a sentence is marked."""
        return self.section == section and self.sentences[0] <= sentence < self.sentences[1]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: its index in the section, its text without marks of Markdown, and whether it is marked."""

    at: int
    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A list's item, with the items below it."""

    said: list[Said]
    below: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """A table's row; the whole of it is one sentence."""

    at: int
    cells: tuple[str, ...]
    marked: bool
    head: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph's sentences, a list's items, or a table's rows: one of the three is filled."""

    kind: Literal["paragraph", "list", "table"]
    said: tuple[Said, ...] = ()
    items: tuple[Item, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section; ``level`` is that of its heading in HTML, ``heading`` is "" where the page's title says the same."""

    number: str
    heading: str
    level: int
    blocks: tuple[Block, ...]


def read_mark(version: PolicyVersion, section: str | None, mark: str | None) -> Marked | None:
    """What ``?section=7.2&mark=3-5`` marks: sentences 3 and 4 of the section; None where there are no such sentences."""
    found = _MARK.fullmatch(mark or "")
    if not found or section not in version.by_number:
        return None
    first, last = int(found[1]), int(found[2])
    return Marked(section, (first, last)) if first < last <= len(version.by_number[section].sentences) else None


def section_views(version: PolicyVersion, marked: Marked | None) -> tuple[SectionView, ...]:
    """The sections of a version, in order."""
    return tuple(_section(section, version, marked) for section in version.sections)


def heading_of(section: Section) -> str:
    """Number and heading; of a paragraph (項) also the article's, whose number alone says little."""
    if section.label and normal_number(section.label) == section.number:
        return section.heading
    if section.label.startswith("第"):
        return section.heading
    return f"{section.number} {section.title}".strip() if section.title else section.heading


def _section(section: Section, version: PolicyVersion, marked: Marked | None) -> SectionView:
    # The title of the page is its first heading.
    whole = section.kind == "preamble" and section.title in ("", version.title)
    level = min(max(section.level, 1) + 1, _DEEPEST_HEADING)
    return SectionView(section.number, "" if whole else heading_of(section), level, tuple(_blocks(section, marked)))


def _blocks(section: Section, marked: Marked | None) -> Iterator[Block]:
    for kind, sentences in _groups(section):
        match kind:
            case "paragraph":
                yield Block(kind, said=tuple(_said(section, at, marked) for at in sentences))
            case "list":
                yield Block(kind, items=tuple(_items(section, sentences, marked)))
            case "table":
                yield Block(kind, rows=tuple(_row(section, at, marked) for at in sentences))


def _groups(section: Section) -> Iterator[tuple[Literal["paragraph", "list", "table"], list[int]]]:
    """Runs of sentences that belong into one paragraph, list or table."""
    kinds: dict[str, Literal["paragraph", "list", "table"]] = {"item": "list", "row": "table", "header": "table"}
    run: list[int] = []
    last: Literal["paragraph", "list", "table"] = "paragraph"
    for at, sentence in enumerate(section.sentences):
        kind = kinds.get(sentence.kind, "paragraph")
        parted = bool(run) and bool(_PARAGRAPH.search(section.text, section.sentences[at - 1].end, sentence.start))
        begins = sentence.kind == "header" and bool(run) and section.sentences[run[-1]].kind == "row"
        if run and (kind != last or (parted and kind == "paragraph") or begins):
            yield last, run
            run = []
        run.append(at)
        last = kind
    if run:
        yield last, run


def _items(section: Section, sentences: Sequence[int], marked: Marked | None) -> list[Item]:
    top: list[Item] = []
    open_: list[tuple[int, Item]] = []
    for at in sentences:
        sentence = section.sentences[at]
        said = _said(section, at, marked)
        if open_ and at != sentences[0] and not _begins(section, section.sentences[at - 1], sentence):
            open_[-1][1].said.append(said)
            continue
        while open_ and open_[-1][0] >= sentence.depth:
            open_.pop()
        item = Item([said])
        (open_[-1][1].below if open_ else top).append(item)
        open_.append((sentence.depth, item))
    return top


def _begins(section: Section, before: Sentence, sentence: Sentence) -> bool:
    """Whether an item begins with a sentence: it stands on a line of its own."""
    return before.depth != sentence.depth or "\n" in section.text[before.end : sentence.start]


def _row(section: Section, at: int, marked: Marked | None) -> Row:
    sentence = section.sentences[at]
    text = section.text[sentence.start : sentence.end].strip().strip("|")
    cells = tuple(plain(cell.replace("\\|", "|")) for cell in _CELL.split(text))
    return Row(at, cells, bool(marked and marked.holds(section.number, at)), sentence.kind == "header")


def _said(section: Section, at: int, marked: Marked | None) -> Said:
    return Said(at, plain(section.quote(at)), bool(marked and marked.holds(section.number, at)))


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What happened to a section: the kinds of it, its headings, and for each hunk the pieces of the old and the new text."""

    kinds: tuple[str, ...]
    old: str
    new: str
    number: str
    hunks: tuple[tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]], ...]


def change_views(comparison: Comparison) -> tuple[ChangeView, ...]:
    """The changes, in the order of the new text."""
    return tuple(_change(change) for change in comparison.changes)


def _change(change: Change) -> ChangeView:
    kinds: list[str] = [change.kind] if change.kind in ("added", "removed", "changed") else []
    kinds += ["moved"] if change.moved else []
    kinds += ["retitled"] if change.retitled else []
    return ChangeView(
        tuple(kinds),
        heading_of(change.old) if change.old else "",
        heading_of(change.new) if change.new else "",
        change.new.number if change.new else "",
        tuple((_side(hunk, "removed"), _side(hunk, "added")) for hunk in change.hunks),
    )


def _side(hunk: Hunk, own: Literal["removed", "added"]) -> tuple[tuple[str, str], ...]:
    """The pieces of one side, each with whether it is the same on the other."""
    if hunk.kind == "changed":
        return tuple((mark.kind, mark.text) for mark in hunk.marks if mark.kind in ("same", own))
    passage = hunk.old if own == "removed" else hunk.new
    return ((own, passage.text),) if passage else ()
