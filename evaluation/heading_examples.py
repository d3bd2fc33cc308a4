"""Examples for the reader from headings: whoever types one wants the section below it, found by what that says and not by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.replies import Question
from corpus.library import Library
from corpus.model import PolicyVersion, Section
from evaluation.reader_examples import Shows
from evaluation.samples import Source
from index.reader.examples import Example, Labelled
from index.reader.passages import Passage, passages_of
from index.units import heading_of

_NEGATIVES: Final = 6
_RIGHT: Final = 2
_MIN_CHARS: Final = 30
"""A shorter section says too little to be known by it."""


def heading_examples(
    found: Iterable[Source], engine_for: Callable[[Path], Shows], advance: Callable[[], object] = lambda: None
) -> Iterator[Example]:
    """For each section with a title of its own: the title is asked for, and neither its passages nor the others show theirs."""
    for source in found:
        engine = engine_for(source.policies)
        for version in Library.load(source.policies):
            for section in version.sections:
                if section.kind == "text" and section.title and len(section.text) >= _MIN_CHARS:
                    example = _example(source.group, section, version, engine)
                    if example is not None:
                        yield example
        advance()


def _example(group: str, section: Section, version: PolicyVersion, engine: Shows) -> Example | None:
    _, sections = engine.asked(Question(section.title, audience=version.audience))
    right = [Labelled(p, tuple(range(len(p.sentences)))) for p in _untitled(section, version)][:_RIGHT]
    negatives = [
        Labelled(passage)
        for found, number in sections
        if not (found.policy == version.policy and _is_same_or_around(number, section.number))
        for passage in _untitled(found.by_number[number], found)[:1]
    ]
    return Example(group, (section.title,), (*right, *negatives[:_NEGATIVES])) if right and negatives else None


def _untitled(section: Section, version: PolicyVersion) -> Sequence[Passage]:
    """The passages of a section under the headings above it alone."""
    title = heading_of(section, version)
    above = heading_of(replace(section, title=""), version)
    return [replace(p, heading=p.heading.replace(title, above, 1).strip()) for p in passages_of(section, version)]


def _is_same_or_around(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")
