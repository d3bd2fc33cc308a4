"""The runs of short lines in a text, each with its surroundings, and what they turn out to be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from corpus.importing.guesses import Guesses
from corpus.importing.labels import Labelled, Setting, label_run
from corpus.importing.numbering import Numbering
from corpus.importing.pieces import Piece
from corpus.importing.references import References
from corpus.importing.wording import MAX_TITLE_CHARS, ending, holds_sentences, introduces, normal, stops

_MAX_ITEM_CHARS: Final = 160
_MAX_LINE_CHARS: Final = 320
_NEAR: Final = 200
_POINTS: Final = re.compile(r"(下記|以下|次)(の|まで|へ|に|窓口|連絡先)")
_CASES: Final = ("場合", "ため", "こと", "とき", "もの")


def find_shorts(pieces: Sequence[Piece], numbering: Numbering, references: References, guesses: Guesses) -> set[int]:
    """The pieces that are list items; those that are headings without a number are added to ``numbering.headings``."""
    shorts = _Shorts(pieces, numbering, references, guesses)
    start = 0
    while start < len(pieces):
        end = shorts.run_end(start)
        if end > start:
            shorts.label(start, end)
        start = max(end, start + 1)
    return shorts.items


def _without_lone_items(labelled: Sequence[Labelled]) -> list[Labelled]:
    """A list of one, which nothing leads to, is a line."""
    kinds = ["", *(found.label for found in labelled), ""]
    alone = [kinds[i] == "item" and "item" not in (kinds[i - 1], kinds[i + 1]) for i in range(1, len(kinds) - 1)]
    return [Labelled("line", found.why) if lone else found for found, lone in zip(labelled, alone, strict=True)]


@dataclass(slots=True)
class _Shorts:
    pieces: Sequence[Piece]
    numbering: Numbering
    references: References
    guesses: Guesses
    items: set[int] = field(default_factory=set)
    repeated: Counter[str] = field(default_factory=Counter)
    lawful: bool = False
    # Whether nothing else heads anything in the text.
    bare: bool = False

    def __post_init__(self) -> None:
        self.lawful = self.numbering.lawful
        self.bare = not self.numbering.headings
        self.items = {i for i, piece in enumerate(self.pieces) if piece.role == "item"}
        self.repeated = Counter(normal(p.text) for p in self.pieces if p.role == "text" and not holds_sentences(p.text))

    def run_end(self, start: int) -> int:
        """Where the run of short lines that begins at ``start`` ends; ``start`` where none does."""
        end = start
        while end < len(self.pieces) and self._is_short(end):
            if end > start and self.pieces[end].marked and self.pieces[end].apart:
                break
            end += 1
        return end

    def label(self, start: int, end: int) -> None:
        """Say what the lines of a run are."""
        setting = self._setting(start, end)
        labelled = label_run([piece.text for piece in self.pieces[start:end]], setting)
        if not setting.introduced:
            labelled = _without_lone_items(labelled)
        why = ""
        for index, found in enumerate(labelled, start):
            if found.label == "heading":
                self.numbering.headings.add(index)
                self.guesses.add("a heading without a number", found.why, self.pieces[index].text, at=self.pieces[index].at)
            elif found.label == "item":
                begins = index == start or labelled[index - 1 - start].label != "item"
                why = found.why if begins else why
                self.items.add(index)
            if found.label == "item" and (index + 1 == end or labelled[index + 1 - start].label != "item"):
                self._tell_list(start, index, why)

    def _tell_list(self, start: int, last: int, why: str) -> None:
        first = last
        while first > start and first - 1 in self.items and self.pieces[first - 1].role == "text":
            first -= 1
        listed = self.pieces[first : last + 1]
        what = f"{len(listed)} list items" if len(listed) > 1 else "a list item"
        self.guesses.add(what, why, " / ".join(piece.plain for piece in listed), at=listed[0].at)

    def _is_short(self, index: int) -> bool:
        piece = self.pieces[index]
        if piece.role != "text" or index in self.numbering.linked or index in self.numbering.headings:
            return False
        if piece.marked and not piece.strong and not self.bare:
            # A paragraph that the source marks as one is no item in disguise.
            return False
        text = piece.plain
        if not holds_sentences(text) or (len(text) <= MAX_TITLE_CHARS and text.endswith(("？", "?"))):
            return not text.startswith("※") and len(text) <= _MAX_LINE_CHARS
        return len(text) <= _MAX_ITEM_CHARS and (not stops(text) or self._is_listed_sentence(index))

    def _is_listed_sentence(self, index: int) -> bool:
        """「商品の発送のため。」 beside its like."""
        kind = ending(self.pieces[index].plain)
        beside = [i for i in (index - 1, index + 1) if 0 <= i < len(self.pieces)]
        return kind in _CASES and any(ending(self.pieces[i].plain) == kind for i in beside)

    def _setting(self, start: int, end: int) -> Setting:
        headings, top = self.numbering.headings, self.numbering.top
        before = self.pieces[start - 1] if start else None
        below = before is None or start - 1 in headings
        after = self.pieces[end] if end < len(self.pieces) else None
        chain = self.numbering.chain(end)
        return Setting(
            introduced=0 if before is None or below else self._introduced(start),
            below=below,
            after=after.text if after else "",
            numbered_after=end in headings or chain is not None or after is None,
            deeper_after=chain is not None and chain is not top and chain.first == end,
            title=self._title_above(start),
            preamble=top is not None and start < top.first,
            lawful=self.lawful,
            pointed=before is not None and not below and bool(_POINTS.search(before.plain)),
            known=self.references.knows,
            repeated=lambda text: self.repeated[normal(text)] > 1,
        )

    def _introduced(self, start: int) -> int:
        """How surely the text above piece ``start`` leads to a list: 2, 1 or 0."""
        if not any(index < start for index in self.numbering.headings):
            # What stands above all headings leads to the whole text.
            return 0
        before = self.pieces[start - 1]
        found = introduces(before.text)
        if not found and start > 1 and start - 2 not in self.numbering.headings and holds_sentences(before.text):
            return min(1, introduces(self.pieces[start - 2].text))
        return found

    def _title_above(self, start: int) -> str:
        """The title of the numbered part, below the outermost ones, that piece ``start`` stands in."""
        for index in range(start - 1, max(-1, start - _NEAR), -1):
            if index in self.numbering.headings and (chain := self.numbering.chain(index)) is not None:
                return "" if chain is self.numbering.top else self.pieces[index].rest
        return ""
