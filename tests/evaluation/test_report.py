"""A run as one page: whole, quiet, and the same for those who cannot see the charts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from corpus.library import Library
from evaluation import parts
from evaluation.cases import Case, read_cases
from evaluation.coverage_map import coverage
from evaluation.judging import Outcome, faults
from evaluation.rendering import LABELS
from evaluation.report.charts import Line, lines_chart
from evaluation.report.page import Shown, page
from evaluation.report.reasons import reasons
from evaluation.report.words import FIGURES, WORDS
from evaluation.run_file import Header, Run
from evaluation.running import run_cases
from evaluation.thresholds import cuts

EVIL = '<script>alert(1)</script>"&{{ 7*7 }}'


@pytest.fixture
def library(policies: Path) -> Library:
    return Library.load(policies)


@pytest.fixture
def outcomes(engine: Any, acme_cases: Path) -> tuple[Outcome, ...]:
    cases = [*read_cases([acme_cases]), Case("evil", EVIL, "not_stated")]
    return run_cases(engine, cases, audience="staff")


@pytest.fixture
def shown(library: Library, outcomes: Sequence[Outcome]) -> Shown:
    before = [replace(one, why=("other",) if one.passed else ()) for one in outcomes[1:]]
    header = Header({"acme/2024-04-01": "1"}, {"encoder": "hashing", "reader": None}, "staff")
    runs = [Run(header, tuple(each), ()) for each in (outcomes, before)]
    return Shown(runs[0], library, library.in_force(date(2026, 1, 1), "staff"), runs[1])


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_is_whole_and_asks_no_network(shown: Shown, lang: Any) -> None:
    html = page(shown, lang)
    soup = BeautifulSoup(html, "html.parser")
    assert soup.html is not None
    assert soup.html["lang"] == lang
    assert "default-src 'none'" in html
    assert not soup.find_all(["link", "img", "iframe"])
    assert not re.search(r'(?:src|href)="(?!#)', html)
    assert len(soup.select(".cases > li")) == 6
    # One script of ours; what people wrote is text.
    assert len(soup.find_all("script")) == 1
    assert soup.select_one("#case-evil .asked").get_text() == EVIL  # type: ignore[union-attr]


def test_every_chart_says_what_it_shows_and_has_a_table(shown: Shown) -> None:
    soup = BeautifulSoup(page(shown, "en"), "html.parser")
    charts = soup.find_all("svg")
    assert len(charts) == 3
    for chart in charts:
        assert chart["role"] == "img"
        assert chart["aria-label"]
        section = chart.find_parent("section")
        assert section is not None
        assert section.find("table") is not None


def test_quotes_stand_in_their_context_and_failures_say_why(shown: Shown) -> None:
    soup = BeautifulSoup(page(shown, "en"), "html.parser")
    case = soup.select_one("#case-a4")
    assert case is not None
    assert case["data-result"] == "failed"
    assert "Cites acme/1 instead of acme/2.2." in case.get_text()
    assert [one.get_text() for one in case.select("mark")] == ["お預かりした情報は6か月保存します。"]


def test_why_a_case_failed_is_told_in_the_language_of_the_page(outcomes: Sequence[Outcome]) -> None:
    one, wish = (next(each for each in outcomes if each.case.id == name) for name in ("a4", "a2"))
    assert reasons(one, "ja") == ("acme/2.2 ではなく acme/1 を引用しています。", "次の文言がありません：「郵送」")
    assert reasons(replace(one, verdict="not_stated"), "ja")[0] == "判定が「回答」ではなく「記載なし」です。"
    assert reasons(wish, "ja") == ()
    other = replace(wish, intent="disclosure", why=("the right is disclosure instead of deletion",))
    assert reasons(other, "ja") == ("権利が「個人情報の削除・消去」ではなく「個人情報の開示」です。",)
    assert tuple(map(str, faults(other))) == other.why
    assert reasons(replace(wish, why=("of another time",)), "ja") == ("of another time",)


def test_the_difference_of_two_runs_is_shown(shown: Shown) -> None:
    soup = BeautifulSoup(page(shown, "en"), "html.parser")
    kinds = {one["id"]: one["data-since"] for one in soup.select(".cases > li")}
    assert kinds == {
        "case-a1": "new",
        "case-a2": "mended",
        "case-a3": "mended",
        "case-a4": "broken",
        "case-a5": "broken",
        "case-evil": kinds["case-evil"],
    }
    assert [one["id"] for one in soup.select(".cases > li:has(.earlier)")] == [
        f"case-{name}" for name in ("a2", "a3", "a4", "a5", "evil")
    ]
    assert not BeautifulSoup(page(replace(shown, before=None), "en"), "html.parser").select("#difference, .earlier")


def test_other_sentences_of_the_same_sections_are_told(shown: Shown) -> None:
    now = shown.run.outcomes[0]
    cited = tuple(replace(one, quote="別の文です。") for one in now.citations)
    before = replace(shown.run, outcomes=(replace(now, citations=cited),))
    soup = BeautifulSoup(page(replace(shown, before=before), "en"), "html.parser")
    assert [one.get_text() for one in soup.select("#difference .tag")] == ["Changed"]
    assert "other sentences of the same sections" in soup.select_one("#difference table").get_text()  # type: ignore[union-attr]


def test_which_sentences_are_cited_is_counted(library: Library, outcomes: Sequence[Outcome]) -> None:
    found = {one.section.number: (one.cited, one.wanted) for one in coverage(library.versions, outcomes)}
    cited = [one.section for outcome in outcomes for one in outcome.citations]
    assert found == {
        "1": ((cited.count("1"),), 0),
        "2.1": ((cited.count("2.1"),), 1),
        "2.2": ((cited.count("2.2"),), 3),
    }


def test_cuts_at_the_ends_answer_all_and_nothing(outcomes: Sequence[Outcome]) -> None:
    said = [replace(outcomes[0], probability=0.8), replace(outcomes[0], case=Case("n", "？", "not_stated"), probability=0.3)]
    found = {one.threshold: one for one in cuts(said)}
    assert (found[0.0].answered, found[0.0].right, found[0.0].silent) == (1.0, 0.5, 0.0)
    assert (found[0.5].answered, found[0.5].right, found[0.5].found, found[0.5].silent) == (0.5, 1.0, 1.0, 1.0)
    assert (found[1.0].answered, found[1.0].right) == (0.0, None)
    assert cuts([]) == ()


def test_a_chart_is_markup_whatever_it_is_called() -> None:
    chart = lines_chart([Line("a", ((0, 0), (1, 1)), (3, 3))], label='"<b>', x="<x>", y="&", diagonal=True)
    assert BeautifulSoup(chart, "html.parser").svg["aria-label"] == '"<b>'  # type: ignore[index]
    assert "<b>" not in chart
    assert "<x>" not in chart


def test_every_word_is_there_in_both_languages() -> None:
    assert all(set(said) == {"ja", "en"} and all(said.values()) for said in WORDS.values())
    assert set(FIGURES) == set(LABELS)


@pytest.mark.usefixtures("policies")
def test_the_command_writes_it(
    monkeypatch: pytest.MonkeyPatch, eval_command: Any, engines: Any, acme_cases: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr(parts, "engine_for", engines)
    common = ("--cases", acme_cases, "--policies", tmp_path / "policies")
    status, said, _ = eval_command("report", "--html", tmp_path / "answers.html", *common)
    assert (status, said) == (0, f"{tmp_path / 'answers.html'}: 5 cases, 3 passed.\n")
    assert '<html lang="ja">' in (tmp_path / "answers.html").read_text(encoding="utf-8")
    status, _, err = eval_command("report", "--html", tmp_path / "no" / "answers.html", *common)
    assert status == 1
    assert "cannot be written" in err
