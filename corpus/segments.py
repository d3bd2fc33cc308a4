"""The sentences of one section: running text, list items with what introduces them, table rows with their head."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from corpus.lines import Line
from corpus.model import Sentence, SentenceKind
from corpus.numbers import Marker, read_marker
from corpus.sentences import split

_BREAK: Final = re.compile(
    r"<!--.{0,2000}?-->|</?(?:br|p|li|ul|ol|div|table|tr|thead|tbody|hr|section|article|dl|dt|dd|nav|details|summary|h[1-6])\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_LIST_TAG: Final = re.compile(r"<(?:li|dd|tr)\b", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]+>")
_WORD: Final = re.compile(r"\w")
_NOTE: Final = re.compile(r"[※＊■◆●◇○▼▶►□☆★]")
_FIRST: Final = frozenset(["ア", "a", "A", "1"])
_FINISHED: Final = frozenset("。！？:：）)")
_LEAD_IN: Final = re.compile(
    r"(?<![一-龥ァ-ヶー0-9０-９%％])以下|次の|次に|下記|各号|とおり|通り|左記|別表|下表|[:：]\s*$|following|below|as follows",
    re.IGNORECASE,
)


def find_sentences(body: str, lines: Sequence[Line], start: int, end: int) -> tuple[Sentence, ...]:
    """The sentences in ``body[start:end]``, a section's own text; their ranges count from ``start``."""
    scan = _Scan(body, start)
    above = bisect_left(lines, start, key=lambda line: line.end) - 1
    if above >= 0 and lines[above].end + 1 == start:
        # The line above is the section's heading.
        scan.base, scan.run = lines[above].depth, lines[above].run
    for index in range(bisect_right(lines, start, key=lambda line: line.end), len(lines)):
        line = lines[index]
        if line.start >= end:
            break
        scan.take(line, max(line.start, start), min(line.end, end))
    scan.flush()
    return tuple(scan.found)


@dataclass
class _Scan:
    body: str
    origin: int
    found: list[Sentence] = field(default_factory=list)
    # The paragraph being read: its range, kind and depth.
    begin: int | None = None
    until: int = 0
    # How deep in lists, and in which, the section's own heading or number stands: what it holds is the section's running text.
    base: int = 0
    run: int = 0
    kind: SentenceKind = "sentence"
    depth: int = 0
    # Styles of the numbered lines open at present, outermost first: "(1)" below "1." is one deeper.
    styles: list[str] = field(default_factory=list)
    paragraph: tuple[int, int] = (0, 0)
    head: int | None = None
    # The last sentence of running text (at 0) and the last item of each depth, and what introduces a list after a sentence.
    latest: dict[int, int] = field(default_factory=dict)
    lead_ins: dict[int, int] = field(default_factory=dict)

    def take(self, line: Line, start: int, end: int) -> None:
        if line.kind in ("blank", "underline", "heading", "table_rule"):
            self.flush()
            if line.kind != "blank":
                self.styles = []
            return
        if line.kind in ("table_head", "table_row"):
            self._row(line, start, end)
            return
        self.head = None
        content = max(start, line.content)
        if start > line.start:
            self.base, self.run = line.depth, line.run
        inherited = max(0, line.depth - (self.base if line.run == self.run else 0))
        begins = line.item and start == line.start
        marker = None if line.kind == "code" or start > line.start else read_marker(self.body[content:end])
        if begins or (marker and self._is_item(marker)):
            self.flush()
            depth = inherited or 1
            if marker and not begins:
                depth = inherited + self._style_depth(marker.style)
            self.begin = content + (marker.length if marker else 0)
            self.kind, self.depth = "item", depth
        elif self.begin is None or _NOTE.match(self.body, content, end):
            self.flush()
            self.begin = content
            self.kind, self.depth = ("item", inherited) if inherited else ("sentence", 0)
            if not inherited:
                self.styles = []
        self.until = end

    def flush(self) -> None:
        """End the paragraph that is being read."""
        if self.begin is None or self.begin >= self.until:
            self.begin = None
            return
        first = len(self.found)
        at, kind, depth = self.begin, self.kind, self.depth
        for tag in [*_BREAK.finditer(self.body, self.begin, self.until), None]:
            stop = tag.start() if tag else self.until
            self._add_all(at, stop, kind, depth)
            if tag:
                at = tag.end()
                if _LIST_TAG.match(tag[0]):
                    if kind == "sentence" and len(self.found) > first:
                        self.paragraph = (first, len(self.found))
                    kind, depth = "item", max(1, self.depth)
                elif re.match(r"</(?:ul|ol|dl|table)", tag[0], re.IGNORECASE):
                    kind, depth = self.kind, self.depth
        if self.kind == "sentence" and len(self.found) > first:
            self.paragraph = (first, len(self.found))
        self.begin = None

    def _row(self, line: Line, start: int, end: int) -> None:
        self.flush()
        while start < end and self.body[start] in "| \t":
            start += 1
        while end > start and self.body[end - 1] in "| \t":
            end -= 1
        if start >= end or not _WORD.search(self.body, start, end):
            return
        if line.kind == "table_head":
            self._add(start, end, "header", 0, self._lead(1))
            self.head = len(self.found) - 1
        else:
            self._add(start, end, "row", 1, self.head)

    def _is_item(self, marker: Marker) -> bool:
        # A soft-wrapped line may begin with a year or an amount, but not a line below a finished sentence or a lead-in.
        if self.begin is None or marker.style in ("paren", "circled") or marker.style in self.styles:
            return True
        if self.kind == "item" and marker.style in ("kana", "alpha", "kanji") and marker.parts[0] in _FIRST:
            return True
        last = self.until - 1
        while last > self.begin and self.body[last].isspace():
            last -= 1
        return self.body[last] in _FINISHED

    def _style_depth(self, style: str) -> int:
        if style in self.styles:
            del self.styles[self.styles.index(style) + 1 :]
        else:
            self.styles.append(style)
        return len(self.styles)

    def _add_all(self, start: int, end: int, kind: SentenceKind, depth: int) -> None:
        lead = self._lead(depth) if kind == "item" else None
        for begin, until in split(self.body, start, end):
            if _WORD.search(_TAG.sub("", self.body[begin:until])):
                self._add(begin, until, kind, depth, lead)

    def _add(self, start: int, end: int, kind: SentenceKind, depth: int, lead: int | None) -> None:
        if kind in ("sentence", "item"):
            self.latest[depth] = len(self.found)
        self.found.append(Sentence(start - self.origin, end - self.origin, kind, lead, depth))

    def _lead(self, depth: int) -> int | None:
        """What introduces an item: the item above it, or the sentence before the list that says 「次の」, else the last before it."""
        above = [index for above, index in self.latest.items() if above < depth]
        if not above:
            return None
        index = max(above)
        first, last = self.paragraph
        if self.found[index].kind == "item" or not first <= index < last:
            return index
        if index not in self.lead_ins:
            before = (i for i in range(index, first - 1, -1) if self.found[i].kind == "sentence")
            self.lead_ins[index] = next((i for i in before if _LEAD_IN.search(self._text(i))), index)
        return self.lead_ins[index]

    def _text(self, index: int) -> str:
        sentence = self.found[index]
        return self.body[self.origin + sentence.start : self.origin + sentence.end]
