"""What is read at once: some whole sentences of one section, with the headings above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.model import PolicyVersion, Section
from index.plain import plain
from index.units import heading_of

MAX_CHARS: Final = 160
"""Sentences are taken together up to this many characters; a longer one stands alone."""
_MAX_LEAD_CHARS: Final = 80


@dataclass(frozen=True, slots=True)
class Passage:
    """``heading`` says what the sentences are about; ``sentences`` are as a reader sees them, without marks.

    ``first`` is the place of the first of them in its section.
    """

    heading: str
    sentences: tuple[str, ...]
    first: int = 0

    @property
    def places(self) -> range:
        """The places of the sentences in their section."""
        return range(self.first, self.first + len(self.sentences))


def passages_of(section: Section, version: PolicyVersion) -> Iterator[Passage]:
    """The passages of a section, in order: every sentence is in exactly one of them."""
    texts = [plain(section.text[s.start : s.end], row=s.kind in ("row", "header")) for s in section.sentences]
    heading = heading_of(section, version)
    for first, last in windows([len(text) for text in texts]):
        lead = section.sentences[first].lead
        # What begins in the middle of a list is not understood without what introduces it.
        context = f"{heading} {texts[lead][:_MAX_LEAD_CHARS]}" if lead is not None and lead < first else heading
        yield Passage(context, tuple(texts[first:last]), first)


def windows(chars: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Half-open ranges of neighbouring texts of these lengths that make up at most `MAX_CHARS`, or are one text."""
    first, held = 0, 0
    for at, length in enumerate(chars):
        if at > first and held + length > MAX_CHARS:
            yield first, at
            first, held = at, 0
        held += length
    if first < len(chars):
        yield first, len(chars)
