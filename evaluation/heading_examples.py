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
    """For each title with a text below it: the title is asked for, and neither its passages nor the others show theirs."""
    for source in found:
        engine = engine_for(source.policies)
        for version in Library.load(source.policies):
            for section in version.sections:
                below = _headed(section, version) if section.kind == "text" and section.title else []
                example = _example(source.group, section, below, version, engine) if below else None
                if example is not None:
                    yield example
        advance()


def _headed(section: Section, version: PolicyVersion) -> list[Section]:
    """What a title heads: its section or, as with an article of several paragraphs, those below it that have no title themselves."""
    if len(section.text) >= _MIN_CHARS:
        return [section]
    return [
        each
        for each in version.sections
        if not each.title and len(each.text) >= _MIN_CHARS and each.number.rpartition(".")[0] == section.number
    ]


def _example(group: str, section: Section, below: Sequence[Section], version: PolicyVersion, engine: Shows) -> Example | None:
    _, sections = engine.asked(Question(section.title, audience=version.audience))
    shown = [passage for each in below for passage in _untitled(each, version)]
    right = [Labelled(passage, tuple(range(len(passage.sentences)))) for passage in shown[:_RIGHT]]
    negatives = [
        Labelled(passage)
        for found, number in sections
        if not (found.policy == version.policy and _is_same_or_around(number, section.number))
        for passage in _untitled(found.by_number[number], found)[:1]
    ]
    return Example(group, (section.title,), (*right, *negatives[:_NEGATIVES])) if right and negatives else None


def _untitled(section: Section, version: PolicyVersion) -> Sequence[Passage]:
    """The passages of a section under the headings above the nearest one: its own or, where it has none, the last above it."""
    title = heading_of(section, version)
    path = section.path if section.title else section.path[:-1]
    above = heading_of(replace(section, title="", path=path), version)
    return [replace(p, heading=p.heading.replace(title, above, 1).strip()) for p in passages_of(section, version)]


def _is_same_or_around(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")
