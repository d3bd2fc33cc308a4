"""The same question in other words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.replies import Verdict
from evaluation.cases import Case
from evaluation.consistency import Wordings, ask_paraphrases
from evaluation.judging import Outcome
from evaluation.running import run_cases
from evaluation.summary import summarise
from evaluation.wanted import WantedSection

SEVEN, EIGHT = ("p", "7"), ("p", "8")


def _outcome(verdict: Verdict, article: tuple[str, str] | None = None, why: tuple[str, ...] = ()) -> Outcome:
    case = Case(id="c", question="？", verdict="answered")
    return Outcome(case, verdict, None, "", (), None, None, None, None, None, None, 1.0, why, article=article)


SPLIT = Wordings(
    (
        _outcome("answered", EIGHT, ("cites p/8 instead of 7",)),
        *(_outcome("answered", SEVEN) for _ in range(4)),
        _outcome("not_stated", None, ("not_stated instead of answered",)),
    )
)
AGREED = Wordings(tuple(_outcome("answered", SEVEN) for _ in range(3)))
WRONG = Wordings(tuple(_outcome("not_stated", why=("not_stated instead of answered",)) for _ in range(2)))


def test_the_most_common_reply_is_what_others_differ_from() -> None:
    # Four of six: another section and another verdict are other replies.
    assert SPLIT.agreement == pytest.approx(4 / 6)
    assert SPLIT.others == (SPLIT.outcomes[0], SPLIT.outcomes[5])
    assert not SPLIT.all_passed


def test_agreeing_is_one_thing_and_being_right_another() -> None:
    assert (AGREED.agreement, AGREED.others, AGREED.all_passed) == (1, (), True)
    assert (WRONG.agreement, WRONG.others, WRONG.all_passed) == (1, (), False)


def test_of_equals_the_reply_that_came_first_is_the_common_one() -> None:
    even = Wordings((_outcome("answered", SEVEN), _outcome("answered", EIGHT)))
    assert even.agreement == 0.5
    assert even.others == (even.outcomes[1],)


def test_every_case_weighs_the_same_in_the_figures() -> None:
    figures = summarise([], [SPLIT, AGREED, WRONG]).figures
    consistency, passed = figures["paraphrase_consistency"], figures["paraphrases_passed"]
    assert (consistency.value, consistency.count) == (pytest.approx((4 / 6 + 1 + 1) / 3), 3)
    assert (passed.value, passed.count) == (pytest.approx(1 / 3), 3)
    assert consistency.low is not None
    assert consistency.low < 0.9


def test_only_the_other_wordings_are_asked(engine: Any) -> None:
    cases = [
        Case(
            "a1",
            "開示の手数料はいくら",
            "answered",
            (WantedSection(None, "2"),),
            paraphrases=("手数料、開示のときはいくら", "ラーメン"),
            audience="public",
        ),
        Case("a2", "開示の結果は郵送ですか", "answered"),
    ]
    ticks: list[int] = []
    outcomes = run_cases(engine, cases, audience="staff")
    engine.asked.clear()
    [wordings] = ask_paraphrases(engine, outcomes, audience="staff", advance=lambda: ticks.append(1))

    assert [(question.text, question.audience) for question in engine.asked] == [
        ("手数料、開示のときはいくら", "public"),
        ("ラーメン", "public"),
    ]
    assert len(ticks) == 2
    assert wordings.outcomes[0] is outcomes[0]
    assert [one.article for one in wordings.outcomes] == [("acme", "2.1"), ("acme", "2.1"), None]
    assert [one.verdict for one in wordings.others] == ["out_of_scope"]
