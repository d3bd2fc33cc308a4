"""What is fitted on and what is reported share no section, and are about as large."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from bot.replies import VERDICTS, Verdict
from evaluation.cases import Case, read_cases, shipped_files
from evaluation.halves import half, subject
from evaluation.wanted import WantedSection


def _case(verdict: Verdict = "answered", **values: object) -> Case:
    return Case(id="c1", question="？", verdict=verdict, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (_case(sections=(WantedSection("p", "7.2.1"), WantedSection("p", "9"))), "p/7"),
        (_case(sections=(WantedSection("p", "14の2.1"),)), "p/14の2"),
        (_case(sections=(WantedSection(None, "7.2"),)), "/7"),
        (_case("not_stated", near=(WantedSection("p", "7.1"),)), "p/7"),
        (_case("action", intent="deletion", sections=(WantedSection("p", "7"),)), "action/deletion"),
    ],
)
def test_what_decides(case: Case, expected: str) -> None:
    assert subject(case) == expected


def test_a_case_about_nothing_stands_alone() -> None:
    assert subject(_case("out_of_scope")).startswith("case/")
    assert subject(_case("out_of_scope")) != subject(Case(id="c2", question="？", verdict="out_of_scope"))


def test_always_the_same() -> None:
    # Written down, so that a change of the rule or the salt is noticed: it would mix what was kept apart.
    articles = [_case(sections=(WantedSection("site-privacy", str(number)),)) for number in range(11)]
    assert [number for number, case in enumerate(articles) if half(case) == "tuning"] == [0, 1, 4, 5, 6, 8, 9, 10]


def test_no_section_is_in_both() -> None:
    halves = defaultdict(set)
    for case in read_cases(shipped_files()):
        halves[subject(case)].add(half(case))
    assert all(len(found) == 1 for found in halves.values())


@pytest.mark.parametrize("verdict", VERDICTS)
def test_about_as_large(verdict: Verdict) -> None:
    counts = Counter(half(case) for case in read_cases(shipped_files()) if case.verdict == verdict)
    assert 0.4 <= counts["tuning"] / counts.total() <= 0.6
