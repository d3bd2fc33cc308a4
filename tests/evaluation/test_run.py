"""A whole run: figures, JSON and tables."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from sklearn.metrics import precision_score, recall_score

from bot.replies import Right, Verdict
from evaluation.calibration import Bin
from evaluation.cases import Case, read_cases
from evaluation.consistency import Wordings, ask_paraphrases
from evaluation.judging import Outcome
from evaluation.rendering import as_json, as_tables, reliability_table
from evaluation.running import run_cases
from evaluation.summary import summarise


@pytest.fixture
def outcomes(engine: Any, acme_cases: Path) -> tuple[Outcome, ...]:
    return run_cases(engine, read_cases([acme_cases]), audience="staff")


def test_every_case_is_asked_once_in_order(engine: Any, acme_cases: Path) -> None:
    ticks: list[int] = []
    run_cases(engine, read_cases([acme_cases]), audience="public", advance=lambda: ticks.append(1))
    assert [question.text[:2] for question in engine.asked] == ["開示", "情報", "ラー", "保存", "結果"]
    assert {question.audience for question in engine.asked} == {"public"}
    assert len(ticks) == 5


def test_the_json_is_as_written_down(outcomes: tuple[Outcome, ...]) -> None:
    report = json.loads(json.dumps(as_json(summarise(outcomes), outcomes), allow_nan=False))
    assert set(report) == {"summary", "cases"}
    for case in report["cases"]:
        assert case.pop("took_ms") >= 0
    assert report["cases"] == [
        {
            "id": "a1",
            "verdict": "answered",
            "sections": ["2.1", "2.2", "1"],
            "text": "次のとおりです。",
            "passed": True,
            "why": "",
        },
        {
            "id": "a2",
            "verdict": "action",
            "intent": "deletion",
            "sections": ["1", "2.1", "2.2"],
            "text": "削除のお申し出として承ります。",
            "passed": True,
            "why": "",
        },
        {
            "id": "a3",
            "verdict": "out_of_scope",
            "sections": ["1", "2.1", "2.2"],
            "text": "ポリシーについてお尋ねください。",
            "passed": True,
            "why": "",
        },
        {
            "id": "a4",
            "verdict": "answered",
            "sections": ["1", "2.1", "2.2"],
            "text": "次のとおりです。",
            "passed": False,
            "why": "cites acme/1 instead of acme/2.2; does not say 「郵送」",
        },
        {
            "id": "a5",
            "verdict": "not_stated",
            "sections": ["2.2", "1", "2.1"],
            "text": "定めがありません。",
            "passed": False,
            "why": "not_stated instead of answered",
        },
    ]
    summary = report["summary"]
    assert summary["confusion"] == {
        "answered": {"answered": 2, "not_stated": 1},
        "action": {"action": 1},
        "out_of_scope": {"out_of_scope": 1},
    }
    assert set(summary["passed"]) == {"value", "low", "high", "count"}


def test_the_figures(outcomes: tuple[Outcome, ...]) -> None:
    figures = summarise(outcomes).figures
    shown = {name: (figure.value, figure.count) for name, figure in figures.items() if not name.endswith("_ms")}
    assert shown == {
        "passed": (0.6, 5),
        "verdict_accuracy": (0.8, 5),
        "not_stated_precision": (0.0, 1),
        "not_stated_recall": (None, 0),
        "wish_recall": (1.0, 1),
        "taken_for_wish": (0.0, 4),
        "intent_macro_f1": (1.0, 1),
        "section_hit@1": (pytest.approx(2 / 3), 3),
        "section_hit@3": (1.0, 3),
        "heading_hit@1": (pytest.approx(2 / 3), 3),
        "heading_hit@3": (1.0, 3),
        "action_section_hit@1": (None, 0),
        "action_section_hit@3": (None, 0),
        "citation_precision": (0.5, 2),
        "must_include": (0.5, 2),
        "evidence_exact": (None, 0),
        "answered_auroc": (None, 3),
        "answered_brier": (
            pytest.approx(sum((1 - (one.probability or 0)) ** 2 for one in (outcomes[0], *outcomes[3:])) / 3),
            3,
        ),
        # All three are answered, and each is a bin of its own.
        "answered_calibration_error": (
            pytest.approx(sum(1 - (one.probability or 0) for one in (outcomes[0], *outcomes[3:])) / 3),
            3,
        ),
        "paraphrase_consistency": (None, 0),
        "paraphrases_passed": (None, 0),
    }
    assert figures["p50_ms"].count == 5


def _outcome(wanted: Verdict, given: Verdict, right: Right | None = None, got: Right | None = None) -> Outcome:
    case = Case(id="c", question="？", verdict=wanted, intent=right)
    return Outcome(case, given, got, "", (), None, None, None, None, None, 0.5, 1.0, ())


def test_not_stated_as_scikit_learn_has_it() -> None:
    pairs: list[tuple[Verdict, Verdict]] = [
        ("not_stated", "not_stated"),
        ("not_stated", "answered"),
        ("answered", "not_stated"),
        ("out_of_scope", "out_of_scope"),
        ("not_stated", "not_stated"),
    ]
    figures = summarise([_outcome(*pair) for pair in pairs]).figures
    wanted, given = ([pair[at] == "not_stated" for pair in pairs] for at in (0, 1))
    assert figures["not_stated_precision"].value == pytest.approx(precision_score(wanted, given))
    assert figures["not_stated_recall"].value == pytest.approx(recall_score(wanted, given))


def test_rights_are_judged_over_wishes_wanted_and_given() -> None:
    figures = summarise(
        [
            _outcome("action", "action", "deletion", "deletion"),
            _outcome("answered", "action", None, "deletion"),
            _outcome("action", "answered", "disclosure", None),
            _outcome("action", "action", None, "stop_use"),
            _outcome("answered", "answered"),
        ]
    ).figures
    # deletion: one right and one too many; disclosure: missed; the fourth leaves open which right it is.
    assert (figures["intent_macro_f1"].value, figures["intent_macro_f1"].count) == (pytest.approx((2 / 3 + 0) / 2), 3)


def test_wishes_are_found_and_nothing_else_taken_for_one() -> None:
    summary = summarise(
        [
            _outcome("action", "action", "deletion", "deletion"),
            _outcome("action", "action", "deletion", "stop_use"),
            _outcome("action", "answered", "correction", None),
            _outcome("answered", "answered"),
            _outcome("answered", "action", None, "disclosure"),
            _outcome("out_of_scope", "out_of_scope"),
            _outcome("not_stated", "not_stated"),
        ]
    )
    figures = summary.figures
    assert (figures["wish_recall"].value, figures["wish_recall"].count) == (pytest.approx(2 / 3), 3)
    assert (figures["taken_for_wish"].value, figures["taken_for_wish"].count) == (0.25, 4)
    # Deletion: one of two found; correction: missed. Stop of use and disclosure are wanted nowhere here.
    assert (figures["intent_macro_f1"].value, summary.rights) == (pytest.approx((2 / 3 + 0) / 2), 2)
    assert summary.as_json()["rights"] == 2


def _said(wanted: Verdict, probability: float | None) -> Outcome:
    return replace(_outcome(wanted, wanted), probability=probability)


def test_how_sure_replies_are_is_held_against_what_was_so() -> None:
    summary = summarise([_said("answered", 0.8), _said("not_stated", 0.3), _said("out_of_scope", 0.1), _said("answered", None)])
    assert summary.as_json()["reliability"] == [
        {"probability": 0.3, "answered": 0.0, "count": 1},
        {"probability": 0.8, "answered": 1.0, "count": 1},
    ]
    assert summary.figures["answered_calibration_error"].value == pytest.approx((0.3 + 0.2) / 2)


def test_the_reliability_table_draws_both_along_a_line() -> None:
    console = Console(width=100, record=True, file=StringIO())
    console.print(reliability_table([Bin(0.5, 0.25, 8), Bin(1.0, 1.0, 7)]))
    text = console.export_text()
    assert "0.500" in text
    assert "█" * 10 + "·" * 10 + "┃" + "·" * 19 in text
    assert "█" * 39 + "┃" in text


def test_wordings_stand_in_the_report_and_those_unlike_are_listed(engine: Any) -> None:
    case = Case("a1", "開示の手数料はいくら", "answered", paraphrases=("[bold]ラーメン", "手数料、開示のときはいくら"))
    outcomes = run_cases(engine, [case, Case("a2", "ラーメン", "out_of_scope")], audience="staff")
    wordings = ask_paraphrases(engine, outcomes, audience="staff")
    rows = as_json(summarise(outcomes, wordings), outcomes, wordings)["cases"]
    assert rows[0]["wordings"] == [
        {"question": "開示の手数料はいくら", "verdict": "answered", "article": "acme/2.1", "passed": True},
        {"question": "[bold]ラーメン", "verdict": "out_of_scope", "article": None, "passed": False},
        {"question": "手数料、開示のときはいくら", "verdict": "answered", "article": "acme/2.1", "passed": True},
    ]
    assert "wordings" not in rows[1]
    text = _shown(outcomes, wordings, failures=True)
    assert "Wordings with another reply than most" in text
    assert "[bold]ラーメン" in text
    assert "手数料、開示" not in text
    assert "Paraphrases with the same reply" in text
    assert "[bold]ラーメン" not in _shown(outcomes, wordings, failures=False)


def _shown(outcomes: tuple[Outcome, ...], wordings: tuple[Wordings, ...] = (), *, failures: bool) -> str:
    console = Console(width=160, record=True, file=StringIO())
    for part in as_tables(summarise(outcomes, wordings), outcomes, wordings, failures=failures):
        console.print(part)
    return console.export_text()


def test_the_tables(outcomes: tuple[Outcome, ...]) -> None:
    text = _shown(outcomes, failures=False)
    assert "Verdict right" in text
    assert "0.800" in text
    assert "Rights, macro F1 (1 of 10)" in text
    assert "Probability that the policy answers" in text
    assert "Paraphrases" not in text
    assert "2 of 5 cases failed; --failures lists them." in text
    assert "結果は何色の紙で来るの" not in text


def test_failures_say_what_was_wanted_and_given(outcomes: tuple[Outcome, ...]) -> None:
    text = _shown(outcomes, failures=True)
    for part in ("結果は何色の紙で来るの", "not_stated instead of answered", "acme/2.2", "does not say 「郵送」"):
        assert part in text
    assert "情報を消して" not in text


def test_what_people_wrote_is_no_markup(engine: Any) -> None:
    case = Case(id="[red]", question="[bold]注[1][/nothing]", verdict="clarify")
    assert "[bold]注[1][/nothing]" in _shown(run_cases(engine, [case], audience="staff"), failures=True)
