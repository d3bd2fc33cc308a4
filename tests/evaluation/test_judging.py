"""One reply held against its case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.replies import ActionOffer, Answered, Clarify, NotStated, OutOfScope, Ranked, Reply, Trace, Verdict
from corpus.model import Citation
from evaluation.cases import Case
from evaluation.judging import judge
from evaluation.wanted import WantedSection


def _cite(section: str, quote: str = "引用です。") -> Citation:
    return Citation("p", date(2024, 1, 1), section, "題", (0, 1), quote, f"/p#{section}", 1.0)


def _case(verdict: Verdict = "answered", **values: Any) -> Case:
    return Case(id="c1", question="？", verdict=verdict, **values)


TRACE = Trace(ranked=tuple(Ranked("p", number, 1.0) for number in ("9", "7.2", "7.2", "1")), probability=0.7)


def test_all_is_right() -> None:
    reply = Answered("手数料は１，０００円です。", (_cite("7.2.1"), _cite("8")), TRACE)
    outcome = judge(_case(sections=(WantedSection(None, "7.2"),), must_include=("1,000円",)), reply, 12.5)
    assert outcome.passed
    assert outcome.why == ()
    assert outcome.sections == (("p", "7.2.1"), ("p", "8"), ("p", "9"), ("p", "7.2"), ("p", "1"))
    assert (outcome.hit_at_1, outcome.hit_at_3) == (0, 1)
    assert (outcome.cited_wanted, outcome.cited, outcome.included) == (1, 2, 1)
    assert (outcome.probability, outcome.took_ms) == (0.7, 12.5)


def test_a_wanted_text_may_stand_in_a_quote() -> None:
    reply = Answered("次のとおりです。", (_cite("7", "期間は６か月です。"),))
    outcome = judge(_case(must_include=("6か月", "電話")), reply, 1)
    assert outcome.included == 0.5
    assert outcome.why == ("does not say 「電話」",)


def test_another_section_cited() -> None:
    outcome = judge(_case(sections=(WantedSection("p", "7"), WantedSection(None, "8"))), Answered("。", (_cite("1"),)), 1)
    assert outcome.why == ("cites p/1 instead of p/7 or 8",)
    assert not outcome.passed


@pytest.mark.parametrize(
    ("case", "reply", "why"),
    [
        (_case(), NotStated("ありません。", (_cite("1"),)), ("not_stated instead of answered",)),
        (
            _case("action", intent="disclosure", sections=(WantedSection(None, "7"),)),
            ActionOffer("承ります。", "deletion"),
            ("the right is deletion instead of disclosure",),
        ),
        (_case("action", sections=(WantedSection(None, "7"),)), ActionOffer("承ります。", "deletion"), ()),
        (_case("not_stated", must_include=("窓口",)), NotStated("窓口へ。"), ()),
        (_case("clarify"), Clarify("どちらですか", ("甲", "乙"), (_cite("1"),)), ()),
    ],
)
def test_what_is_wrong(case: Case, reply: Reply, why: tuple[str, ...]) -> None:
    outcome = judge(case, reply, 1)
    assert outcome.why == why
    assert outcome.passed is not bool(why)


def test_what_was_not_asked() -> None:
    outcome = judge(_case(), Answered("。", (_cite("1"),)), 1)
    assert (outcome.hit_at_1, outcome.cited, outcome.cited_wanted, outcome.included) == (None, None, None, None)


def test_precision_is_of_answers_to_what_can_be_answered() -> None:
    case = _case("not_stated", sections=(WantedSection(None, "7"),))
    assert judge(case, Answered("。", (_cite("7"),)), 1).cited is None


@pytest.mark.parametrize(
    ("sentence", "section", "evident"),
    [
        ("手数料は１，０００円です。", "7.2.1", 1),
        ("手数料がかかります。", "7.2.1", 0),
        ("手数料は1,000円です。", "8", None),  # not where it is wanted: that is counted elsewhere
        ("", "7.2.1", None),
    ],
)
def test_the_surest_sentence_holds_a_wanted_text(sentence: str, section: str, evident: float | None) -> None:
    reply = Answered("。", (_cite(section), _cite("7.2")), Trace(best_sentence=sentence))
    case = _case(sections=(WantedSection(None, "7.2"),), must_include=("1,000円", "千円"))
    assert judge(case, reply, 1).evident == evident


def test_the_surest_sentence_is_judged_where_an_answer_was_wanted_and_given() -> None:
    trace, wanted = Trace(best_sentence="手数料は1,000円です。"), {"sections": (WantedSection(None, "7"),)}
    answered, silent = Answered("。", (_cite("7"),), trace), NotStated("。", (_cite("7"),), trace)
    assert judge(_case(must_include=("1,000円",), **wanted), answered, 1).evident == 1
    assert judge(_case(**wanted), answered, 1).evident is None
    assert judge(_case(must_include=("1,000円",), **wanted), silent, 1).evident is None
    assert judge(_case("not_stated", must_include=("1,000円",), **wanted), answered, 1).evident is None


def test_a_cited_paragraph_is_known_by_its_article() -> None:
    trace = Trace(ranked=(Ranked("p", "17.3", 2.0, "17"), Ranked("q", "17.3", 1.0, "17.3")))
    assert judge(_case(), Answered("。", (_cite("17.3"), _cite("9")), trace), 1).article == ("p", "17")
    assert judge(_case(), Answered("。", (_cite("9"),), trace), 1).article == ("p", "9")
    assert judge(_case("action"), ActionOffer("。", "deletion", (_cite("17.3"),), trace), 1).article == ("p", "17")
    assert judge(_case(), NotStated("。", (_cite("17.3"),), trace), 1).article is None


def test_ten_sections_at_most() -> None:
    many = Trace(ranked=tuple(Ranked("p", str(number), 1.0) for number in range(30)))
    assert len(judge(_case(), NotStated("。", (), many), 1).sections) == 10


def test_by_heading_another_paragraph_of_the_wanted_article_counts() -> None:
    ranked = (Ranked("p", "17.3", 2.0, "17"), Ranked("p", "9", 1.0, "9"))
    reply = OutOfScope("…", Trace(ranked=ranked))
    paragraph = judge(Case("a", "?", "answered", (WantedSection("p", "17.2"),)), reply, 1.0)
    elsewhere = judge(Case("b", "?", "answered", (WantedSection("p", "18.2"),)), reply, 1.0)

    assert (paragraph.hit_at_1, paragraph.heading_hit_at_1) == (0, 1)
    assert (elsewhere.hit_at_1, elsewhere.heading_hit_at_1, elsewhere.heading_hit_at_3) == (0, 0, 0)


def test_by_heading_a_sub_section_with_a_title_of_its_own_is_itself() -> None:
    reply = OutOfScope("…", Trace(ranked=(Ranked("p", "7.3", 2.0, "7.3"),)))

    assert judge(Case("a", "?", "answered", (WantedSection("p", "7.2"),)), reply, 1.0).heading_hit_at_1 == 0
