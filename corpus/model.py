"""What a policy is: versions, sections, sentences, citations. Values only; reading them is `corpus.reading`'s work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, Literal, TypeAlias

Audience: TypeAlias = Literal["public", "staff"]
SectionKind: TypeAlias = Literal["preamble", "text", "history"]
SentenceKind: TypeAlias = Literal["sentence", "item", "row", "header"]

AUDIENCES: Final[tuple[Audience, ...]] = ("public", "staff")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A half-open range ``[start, end)`` of characters in its section's text.

    ``lead`` is the index, in the same section, of the sentence that introduces this one (the 「次の場合」 of a list item, the head
    of a table row); ``depth`` is 0 for running text, 1 for a list's items, 2 for the items below an item.
    """

    start: int
    end: int
    kind: SentenceKind = "sentence"
    lead: int | None = None
    depth: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"[{self.start}, {self.end}) is no range of text")


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of a version's body.

    ``[start, end)`` is its range in the body, heading included, sub-sections left out; ``text_start`` is where its own text begins.
    ``number`` is the path of its identity ("7.2"), ``label`` the number as printed ("第7条", "（２）", "" where there is none),
    ``path`` the headings above it, outermost first.
    """

    number: str
    label: str
    title: str
    level: int
    path: tuple[str, ...]
    start: int
    text_start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]
    kind: SectionKind = "text"

    def quote(self, first: int, last: int | None = None) -> str:
        """The text from sentence ``first`` to the end of sentence ``last`` (the same one by default), verbatim."""
        return self.text[self.sentences[first].start : self.sentences[first if last is None else last].end]

    @property
    def heading_number(self) -> str:
        """The number of the section whose heading this one stands under: a numbered paragraph (項) has none of its own."""
        above = self.number.rpartition(".")[0]
        return above if above and self.path and not self.title else self.number

    @property
    def heading(self) -> str:
        """Number and title as printed: 「7.2 請求手続き時の証明書等について」."""
        return " ".join(part for part in (self.label, self.title) if part) or self.number


@dataclass(frozen=True)
class PolicyVersion:
    """One text of one policy, in one language, from one date on. ``body`` is the Markdown below the front matter, as published."""

    policy: str
    title: str
    lang: str
    audience: Audience
    url: str
    effective_on: date
    body: str
    sections: tuple[Section, ...]
    digest: str
    source: str = field(default="", compare=False)
    notices: tuple[str, ...] = field(default=(), compare=False)

    @cached_property
    def by_number(self) -> dict[str, Section]:
        """Sections by their number path."""
        return {section.number: section for section in self.sections}

    @property
    def name(self) -> str:
        """「site-privacy/2022-04-01」, with 「.en」 where the language is not Japanese."""
        suffix = "" if self.lang == "ja" else f".{self.lang}"
        return f"{self.policy}/{self.effective_on.isoformat()}{suffix}"

    def link(self, number: str) -> str:
        """The address of a section of this version."""
        return f"{self.url.rstrip('/')}/{self.effective_on.isoformat()}#{number}"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands: ``sentences`` is the half-open range of sentence indices in the section."""

    policy: str
    version: date
    section: str
    title: str
    sentences: tuple[int, int]
    quote: str
    url: str
    score: float

    def __post_init__(self) -> None:
        if not self.quote.strip():
            raise ValueError("a citation without a quote cites nothing")
