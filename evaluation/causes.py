"""Which change of a text is behind another answer."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from corpus.diff import Change, Comparison, Hunk
from corpus.model import Citation, PolicyVersion
from evaluation.gold import Rest, cites, digest
from evaluation.judging import Outcome

_FIGURES: Final = re.compile(r"\d+(?:[.,]\d+)*|[一二三四五六七八九十百千万]+(?=[年月日か箇ヶ回件名歳円割点倍週時分])")
_NEGATIONS: Final = re.compile(
    r"ません|ない(?!し)|なく|ず(?=[、に])|せず|できず|禁止|除き|除く|不要|拒|断|免除|\bnot?\b|n't\b|\bnever\b", re.IGNORECASE
)
_NEAR: Final = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """A hunk of a comparison, or a section that moved or has another title (``hunk`` is None).

    ``number`` is the place of the hunk among those of its comparison, from 1; ``direct`` says that it touches what is cited or what
    the case rests on, else it stands in a section that ranks among the first three.
    """

    comparison: Comparison
    change: Change
    number: int | None
    hunk: Hunk | None
    direct: bool = True

    @property
    def id(self) -> str:
        """「site-privacy#3」, with the language where it is not Japanese; of a section that only moved its new number."""
        lang = "" if self.comparison.new.lang == "ja" else f".{self.comparison.new.lang}"
        return f"{self.comparison.new.policy}{lang}#{self.number if self.number is not None else self.change.ids[1]}"

    @property
    def alters(self) -> tuple[str, ...]:
        """What of weight the hunk alters, by its signs: "figures" (numbers, dates), "negation"; neither is found in mere other words."""
        if self.hunk is None:
            return ()
        old, new = (unicodedata.normalize("NFKC", one.text) if one else "" for one in (self.hunk.old, self.hunk.new))
        signs = {"figures": _FIGURES, "negation": _NEGATIONS}
        return tuple(name for name, sign in signs.items() if Counter(sign.findall(old)) != Counter(sign.findall(new)))

    def as_json(self) -> dict[str, Any]:
        """The cause as it stands in a JSON report."""
        old, new = self.change.ids
        hunk = self.hunk
        return {
            "id": self.id,
            "direct": self.direct,
            "kind": hunk.kind if hunk else self.change.kind,
            "old_section": old,
            "new_section": new,
            "old": hunk.old.text if hunk and hunk.old else None,
            "new": hunk.new.text if hunk and hunk.new else None,
            "marks": [[mark.kind, mark.text] for mark in hunk.marks] if hunk else [],
            "alters": list(self.alters),
        }


def causes(changed: Sequence[Comparison], old: Outcome, new: Outcome, rests: Sequence[Rest]) -> tuple[Cause, ...]:
    """What touches a sentence that either reply cites or that the case rests on; where nothing does, what stands near them."""
    every = [one for comparison in changed for one in _all(comparison)]
    direct = [one for one in every if _touches(one, old.citations, new.citations, rests)]
    if direct:
        return tuple(direct)
    places = {*old.sections[:_NEAR], *new.sections[:_NEAR]}
    near = [one for one in every if one.hunk is not None and _stands_in(one, places)]
    return tuple(Cause(one.comparison, one.change, one.number, one.hunk, direct=False) for one in near)


def beside(changed: Sequence[Comparison], old: Outcome, new: Outcome) -> tuple[Cause, ...]:
    """What changed in the sections that are cited, whether or not it touches what is cited of them."""
    found = []
    for comparison in changed:
        before = {number for number, _ in _ranges(comparison.old, old.citations)}
        after = {number for number, _ in _ranges(comparison.new, new.citations)}
        for one in _all(comparison):
            ours, theirs = (one.hunk.old, one.hunk.new) if one.hunk else (None, None)
            if (ours and ours.section in before) or (theirs and theirs.section in after):
                found.append(one)
    return tuple(found)


def _all(comparison: Comparison) -> Iterator[Cause]:
    number = 0
    for change in comparison.changes:
        for hunk in change.hunks:
            number += 1
            yield Cause(comparison, change, number, hunk)
        if not change.hunks:
            yield Cause(comparison, change, None, None)


def _touches(cause: Cause, old: Sequence[Citation], new: Sequence[Citation], rests: Sequence[Rest]) -> bool:
    before, after = cause.comparison.old, cause.comparison.new
    ours, theirs = _ranges(before, old), _ranges(after, new)
    if cause.hunk is None:
        numbers = [one.number if one else None for one in (cause.change.old, cause.change.new)]
        return numbers[0] in {number for number, _ in ours} or numbers[1] in {number for number, _ in theirs}
    ours += [
        (number, (at, at + 1))
        for rest in rests
        for policy, number, at in rest.places
        if _rests(rest, before, policy, number, at)
    ]
    sides = ((cause.hunk.old, ours), (cause.hunk.new, theirs))
    return any(passage is not None and any(passage.holds(*one) for one in ranges) for passage, ranges in sides)


def _ranges(version: PolicyVersion, citations: Sequence[Citation]) -> list[tuple[str, tuple[int, int]]]:
    """Section and sentences of what is cited of this very text, not of its translation."""
    return [(one.section, one.sentences) for one in citations if one.policy == version.policy and cites(one, version)]


def _rests(rest: Rest, version: PolicyVersion, policy: str, number: str, at: int) -> bool:
    section = version.by_number.get(number)
    if policy != version.policy or section is None or at >= len(section.sentences):
        return False
    return digest(section.quote(at)) in rest.digests


def _stands_in(cause: Cause, places: set[tuple[str, str]]) -> bool:
    sections = [one.number for one in (cause.change.old, cause.change.new) if one is not None]
    return any((cause.comparison.new.policy, number) in places for number in sections)
