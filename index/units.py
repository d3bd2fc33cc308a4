"""What is embedded: each sentence in the light of the headings above it, and each heading by itself.

A unit is known by the hash of its words, so that a sentence is embedded once, however many versions of a policy hold it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from corpus.model import PolicyVersion, Section
from corpus.numbers import read_marker
from index.plain import plain

_MAX_CONTEXT_CHARS: Final = 120
"""Headings longer than that say no more about a sentence; the innermost ones are kept."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A text to embed: ``context`` is read along with it, but only ``text`` is searched."""

    context: str
    text: str

    @property
    def key(self) -> bytes:
        """16 bytes that change when the vectors would."""
        return hashlib.blake2b(f"{self.context}\0{self.text}".encode("utf-8", "replace"), digest_size=16).digest()


def heading_of(section: Section, version: PolicyVersion) -> str:
    """The headings that lead to a section, outermost first, its own last, without their numbers where they have titles."""
    own = section.title or (version.title if section.kind == "preamble" else "")
    parts = [*(_titled(part) for part in section.path), own]
    text = " ".join(plain(part) for part in parts if part)
    return text[-_MAX_CONTEXT_CHARS:]


def _titled(heading: str) -> str:
    marker = read_marker(heading, in_heading=True)
    return (heading[marker.length :] if marker else "") or heading


def units_of(section: Section, version: PolicyVersion) -> Iterator[Unit]:
    """The heading's unit, then one for each sentence, in order."""
    heading = heading_of(section, version)
    yield Unit("", heading or version.title)
    for sentence in section.sentences:
        text = plain(section.text[sentence.start : sentence.end], row=sentence.kind in ("row", "header"))
        context = heading
        if sentence.kind == "row" and sentence.lead is not None:
            lead = section.sentences[sentence.lead]
            context = f"{heading}\n{plain(section.text[lead.start : lead.end], row=True)}"
        yield Unit(context, text)
