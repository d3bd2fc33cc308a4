"""Which sentences of a section answer, and the ranges they are quoted in.

A quote is a range of the section's text as published. A list item comes with what introduces it, a lead-in with its list, a
sentence that begins with 「ただし」 or 「その」 with the one it leans on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.model import Citation, Section, Sentence
from index.found import Hit

_LEANS_BACK: Final = re.compile(
    r"(?:ただし|但し|ただ、|なお、?|また、|その|これ|この|当該|同|前項|上記|そのうえ|However|This|These|Those|It |They )",
    re.IGNORECASE,
)
_EXCEPTION: Final = re.compile(r"(?:ただし|但し|ただ、|However|Except)", re.IGNORECASE)
_PROMISES_LIST: Final = re.compile(
    r"以下|次の|次に|下の|下記|各号|とおり|通りです|following|as follows|below|[:：]\s*$", re.IGNORECASE
)
_LONG_LIST_CHARS: Final = 700
_SHORT_SECTION_CHARS: Final = 180


@dataclass(frozen=True, slots=True)
class Picked:
    """Half-open ranges of sentence indices of one section, in order, and the best sentence among them."""

    ranges: tuple[tuple[int, int], ...]
    best: int

    def joined(self, other: Picked) -> Picked:
        """The sentences of both, of one section; the best one is this one's."""
        chosen = {at for first, last in (*self.ranges, *other.ranges) for at in range(first, last)}
        return Picked(tuple(_ranges(sorted(chosen))), self.best)


def pick(hit: Hit, second_share: float) -> Picked:
    """The sentences of a section that answer: the best one, and the second where its weight is ``second_share`` of the best one's."""
    section = hit.section
    allowed = [at for at, sentence in enumerate(section.sentences) if sentence.kind != "header"]
    ranked = sorted(allowed or range(len(section.sentences)), key=lambda at: -hit.sentences[at])
    best = ranked[0]
    chosen = {best}
    if len(section.text.strip()) <= _SHORT_SECTION_CHARS and not any(s.kind == "row" for s in section.sentences):
        chosen.update(range(len(section.sentences)))
    elif len(ranked) > 1 and math.exp(hit.sentences[ranked[1]] - hit.sentences[best]) >= second_share:
        chosen.add(ranked[1])
    for at in sorted(chosen):
        chosen |= _with_context(section, at)
    return Picked(tuple(_ranges(sorted(chosen))), best)


def pointed_at(hit: Hit, picked: Picked, others: Sequence[Hit], second_share: float) -> Iterator[tuple[Hit, Picked]]:
    """What a quoted sentence points at: the best of ``others`` below its section and, where that points on, all those below it.

    The question has chosen among the sections below once; what those below that one say is a list, and half of it is no answer.
    """
    below = next((each for each in others if is_below(each, hit)), None)
    if below is None or not _points_below(hit, picked):
        return
    picked = pick(below, second_share)
    yield below, picked
    if _points_below(below, picked):
        items = [each for each in others if is_below(each, below)]
        yield from ((each, pick(each, second_share)) for each in sorted(items, key=lambda each: each.section.start))


def _points_below(hit: Hit, picked: Picked) -> bool:
    """Whether the sentence that answers promises what stands in no list of its section: sections below it say it."""
    sentence = hit.section.sentences[picked.best]
    return _promises(hit.section, sentence) and not _list_of(hit.section.sentences, picked.best)


def is_below(hit: Hit, other: Hit) -> bool:
    """Whether a hit is of a section below another's, in the same version."""
    return hit.version is other.version and hit.section.number.startswith(f"{other.section.number}.")


def cite(hit: Hit, picked: Picked) -> tuple[Citation, ...]:
    """One citation a range."""
    return tuple(citation(hit, first, last) for first, last in picked.ranges)


def citation(hit: Hit, first: int, last: int) -> Citation:
    """The sentences ``[first, last)`` of a hit."""
    section, version = hit.section, hit.version
    return Citation(
        policy=version.policy,
        version=version.effective_on,
        section=section.number,
        title=section.title or (section.path[-1] if section.path else version.title),
        sentences=(first, last),
        quote=section.quote(first, last - 1),
        url=version.link(section.number),
        score=hit.score,
    )


def best_sentence(hit: Hit) -> tuple[int, int]:
    """The range of the one sentence nearest to the question."""
    best = max(range(len(hit.sentences)), key=hit.sentences.__getitem__)
    return best, best + 1


def _with_context(section: Section, at: int) -> set[int]:
    """A sentence with those that it cannot be understood without."""
    sentences = section.sentences
    chosen = {at}
    sentence = sentences[at]
    if sentence.lead is not None:
        members = _list_of(sentences, sentence.lead)
        chosen |= _with_context(section, sentence.lead) - set(members)
        chosen.add(sentence.lead)
        span = sentences[members[-1]].end - sentences[members[0]].start
        if sentence.kind == "item" and span <= _LONG_LIST_CHARS:
            chosen.update(members)
    elif sentence.kind == "sentence" and (members := _list_of(sentences, at)) and _promises(section, sentence):
        chosen.update(members)
    if at and _LEANS_BACK.match(_text(section, sentence)) and sentences[at - 1].kind == "sentence":
        chosen.add(at - 1)
    if at + 1 < len(sentences) and _EXCEPTION.match(_text(section, sentences[at + 1])):
        chosen |= {at + 1, *(_list_of(sentences, at + 1))}
    return chosen


def _list_of(sentences: Sequence[Sentence], lead: int) -> list[int]:
    """The indices of all that ``lead`` introduces, directly or by an item of it."""
    members: list[int] = []
    for at in range(lead + 1, len(sentences)):
        if sentences[at].lead == lead or sentences[at].lead in members:
            members.append(at)
    return members


def _promises(section: Section, sentence: Sentence) -> bool:
    return bool(_PROMISES_LIST.search(_text(section, sentence)))


def _text(section: Section, sentence: Sentence) -> str:
    return section.text[sentence.start : sentence.end]


def _ranges(chosen: Sequence[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for at in chosen:
        if ranges and ranges[-1][1] == at:
            ranges[-1] = (ranges[-1][0], at + 1)
        else:
            ranges.append((at, at + 1))
    return ranges
