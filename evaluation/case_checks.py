"""What is wrong with a set of cases: the same question twice, two answers to one question, sections that are nowhere."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, Literal, TypeAlias

from corpus.diff_words import likeness, pairs_of_letters
from corpus.library import Library
from evaluation.cases import Case, folded
from evaluation.gold import Sentences

Rule: TypeAlias = Literal["duplicate", "alike", "contradiction", "unknown-section", "unknown-text", "stale"]

ERRORS: Final = frozenset({"contradiction", "unknown-section"})
_ALIKE: Final = 0.85
"""Questions at least this alike are worth a look (Dice's coefficient of their pairs of letters)."""
_RARE: Final = 4
_MANY: Final = 200
"""Letters that more questions share than this tell nothing."""
_SIGNS: Final = re.compile(r"[\s、。，．？！?!,.「」『』（）()・…]")
_END: Final = re.compile(r"(?:です|でしょう)?か$")


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """One thing that is wrong or worth a look; ``places`` are where the cases stand, the first one first."""

    rule: Rule
    cases: tuple[str, ...]
    places: tuple[str, ...]
    message: str

    @property
    def is_error(self) -> bool:
        """Whether the cases cannot all be right."""
        return self.rule in ERRORS

    def as_json(self) -> dict[str, Any]:
        """The finding as it stands in a JSON report."""
        severity = "error" if self.is_error else "warning"
        return {
            "rule": self.rule,
            "severity": severity,
            "cases": list(self.cases),
            "places": list(self.places),
            "message": self.message,
        }


def check_cases(cases: Sequence[Case], library: Library) -> tuple[CaseFinding, ...]:
    """All that is wrong with cases about the texts of a library, in the order of the cases."""
    found = [*_same(cases), *_alike(cases), *_sections(cases, library), *_texts(cases, library)]
    order = {case.id: at for at, case in enumerate(cases)}
    return tuple(sorted(found, key=lambda one: order[one.cases[0]]))


def plain_question(text: str) -> str:
    """A question without what does not make it another one: width, blanks, signs, and the ending ですか or か."""
    return _END.sub("", _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold()))


def _key(case: Case) -> tuple[object, ...]:
    asked = (plain_question(case.question), *map(plain_question, case.history))
    return asked, case.audience, case.as_of, case.lang


def _same(cases: Sequence[Case]) -> Iterator[CaseFinding]:
    groups: dict[tuple[object, ...], list[Case]] = defaultdict(list)
    for case in cases:
        groups[_key(case)].append(case)
    for group in groups.values():
        for one in group[1:]:
            first = group[0]
            wants = [(each.verdict, each.intent, each.sections and _tops(each)) for each in (first, one)]
            if wants[0] != wants[1] and not _share(first, one):
                yield _finding("contradiction", (first, one), f"the same question wants {_wanted(first)} and {_wanted(one)}")
            else:
                yield _finding("duplicate", (first, one), "the same question stands twice; remove one")


def _alike(cases: Sequence[Case]) -> Iterator[CaseFinding]:
    """Nearly the same questions, found among those that share rare pairs of letters."""
    letters = [pairs_of_letters(plain_question(case.question)) for case in cases]
    common = Counter(pair for one in letters for pair in one)
    holding: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(letters):
        for pair in sorted(each, key=lambda pair: common[pair])[:_RARE]:
            holding[pair].append(at)
    pairs = {pair for places in holding.values() if len(places) <= _MANY for pair in combinations(places, 2)}
    for i, k in sorted(pairs):
        one, other = cases[i], cases[k]
        if (
            _key(one) == _key(other)
            or one.history
            or other.history
            or (one.audience, one.as_of) != (other.audience, other.as_of)
        ):
            continue
        if likeness(letters[i], letters[k]) >= _ALIKE and _wanted(one) != _wanted(other) and not _share(one, other):
            yield _finding(
                "alike",
                (one, other),
                f"questions nearly alike want {_wanted(one)} and {_wanted(other)}; look whether both are right",
            )


def _sections(cases: Sequence[Case], library: Library) -> Iterator[CaseFinding]:
    numbers: dict[str, set[str]] = defaultdict(set)
    for version in library:
        numbers[version.policy] |= version.by_number.keys()
    for case in cases:
        for wanted in (*case.sections, *case.near):
            policies = [wanted.policy] if wanted.policy else list(numbers)
            if wanted.policy and wanted.policy not in numbers:
                yield _finding("unknown-section", (case,), f"{wanted}: there is no policy {wanted.policy!r}")
            elif not any(wanted.covers(policy, number) for policy in policies for number in numbers[policy]):
                yield _finding("unknown-section", (case,), f"{wanted}: no text has a section of that number")


def _texts(cases: Sequence[Case], library: Library) -> Iterator[CaseFinding]:
    """Wanted texts that stand in no wanted section, and evidence that stands nowhere."""
    sentences = Sentences.of(library)
    for case in cases:
        if case.verdict == "answered" and case.sections:
            sections = [
                folded(section.text)
                for version in library
                for section in version.sections
                if any(one.covers(version.policy, section.number) for one in case.sections)
            ]
            for text in case.must_include:
                if sections and not any(folded(text) in section for section in sections):
                    yield _finding("unknown-text", (case,), f"「{text}」 stands in none of the wanted sections")
        gone = [one for one in case.evidence if one not in sentences.places]
        if gone:
            yield _finding("stale", (case,), f"the sentence {gone[0]} that it rests on stands in no text any more")


def _tops(case: Case) -> frozenset[str]:
    return frozenset(map(str, case.sections))


def _share(one: Case, other: Case) -> bool:
    """Whether one reply can be right for both: the verdict is the same, and a section is wanted by both or any will do."""
    if (one.verdict, one.intent) != (other.verdict, other.intent):
        return False
    if not one.sections or not other.sections:
        return True
    return any(
        a.policy in (None, b.policy) or b.policy is None
        for a in one.sections
        for b in other.sections
        if a.number == b.number or a.number.startswith(f"{b.number}.") or b.number.startswith(f"{a.number}.")
    )


def _wanted(case: Case) -> str:
    return " ".join([case.verdict, *([case.intent] if case.intent else []), ", ".join(map(str, case.sections))]).strip()


def _finding(rule: Rule, cases: tuple[Case, ...], message: str) -> CaseFinding:
    return CaseFinding(rule, tuple(case.id for case in cases), tuple(case.place for case in cases), message)
