"""When a run may pass, and what is written for CI."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import binomtest

from bot.replies import Verdict
from evaluation import gate_report, parts
from evaluation.cases import Case
from evaluation.gating import PAIRED, allowed, gate
from evaluation.judging import Outcome


def outcomes(passed: Sequence[bool], name: str = "c") -> list[Outcome]:
    made = []
    for at, right in enumerate(passed):
        given: Verdict = "answered" if right else "not_stated"
        case = Case(f"{name}{at}", f"質問{at}<b>|\x07", "answered")
        why = () if right else ("not_stated instead of answered",)
        made.append(Outcome(case, given, None, "", (), None, None, None, None, None, 0.5, 1.0, why))
    return made


def test_single_cases_decide_nothing() -> None:
    before = outcomes([True] * 90 + [False] * 10)
    now = outcomes([False] * 2 + [True] * 88 + [True] + [False] * 9)
    verdict = gate(before, now)
    assert verdict.passed
    assert [new.case.id for _, new in verdict.broken] == ["c0", "c1"]
    assert [new.case.id for _, new in verdict.mended] == ["c90"]


def test_more_than_chance_explains_fails() -> None:
    before = outcomes([True] * 90 + [False] * 10)
    verdict = gate(before, outcomes([False] * 20 + [True] * 70 + [False] * 10))
    assert not verdict.passed
    assert {guard.name for guard in verdict.guards if not guard.passed} == {"passed", "verdict_accuracy", PAIRED}


def test_one_case_of_a_few_does_not_decide_though_all_were_right() -> None:
    before = outcomes([True] * 6)
    assert gate(before, outcomes([False] + [True] * 5)).passed
    assert not gate(before, outcomes([False] * 6)).passed


def test_how_many_may_break_is_what_the_sign_test_says() -> None:
    for mended, count in ((0, 5), (1, 7), (10, 22)):
        assert allowed(mended) == count
        assert binomtest(count, count + mended, alternative="greater").pvalue >= 0.025
        assert binomtest(count + 1, count + 1 + mended, alternative="greater").pvalue < 0.025


def test_pairs_tell_more_than_two_runs_by_themselves() -> None:
    """Seven of a hundred fall and none rises: within the interval of the figure, yet no chance for the pairs."""
    verdict = gate(outcomes([True] * 60 + [False] * 40), outcomes([False] * 7 + [True] * 53 + [False] * 40))
    assert [guard.name for guard in verdict.guards if not guard.passed] == [PAIRED]


def test_a_run_passes_against_itself_and_what_is_not_asked_is_left_out() -> None:
    run = outcomes([True, False, True])
    verdict = gate(run, run)
    assert verdict.passed
    assert {guard.name: guard.floor for guard in verdict.guards}["wish_recall"] is None


def test_a_figure_that_is_no_longer_asked_fails() -> None:
    hit = [replace(one, included=1.0) for one in outcomes([True] * 5)]
    failed = [guard.name for guard in gate(hit, outcomes([True] * 5)).guards if not guard.passed]
    assert failed == ["must_include"]


def test_other_cases_are_counted_and_not_compared() -> None:
    verdict = gate(outcomes([True] * 3), [*outcomes([True] * 2), *outcomes([False], "new")])
    assert ([one.case.id for one in verdict.added], [one.case.id for one in verdict.removed]) == (["new0"], ["c2"])


def test_the_xml_is_whole_whatever_people_wrote() -> None:
    verdict = gate(outcomes([True] * 40), outcomes([False] * 30 + [True] * 10))
    suite = ET.fromstring(gate_report.as_junit(verdict)).find("testsuite")  # noqa: S314 - our own
    assert suite is not None
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure")) == 3
    assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
    assert suite.findall("testcase")[-1].attrib["name"] == "c29 質問29<b>|\N{REPLACEMENT CHARACTER}"


def test_the_summary_is_markdown_whatever_people_wrote() -> None:
    text = gate_report.as_markdown(gate(outcomes([True] * 40), outcomes([False] * 30 + [True] * 10)))
    assert text.startswith(
        "## Answers: failed\n\nWorse than chance explains: Cases passed, Verdict right, Cases passed, of those"
    )
    assert r"| c0 | 質問0\<b\>\|" in text
    assert "| … | and 10 more | | |" in text


@pytest.fixture
def jobun(monkeypatch: pytest.MonkeyPatch, engines: Any, eval_command: Any) -> Any:
    monkeypatch.setattr(parts, "engine_for", engines)
    return eval_command


def test_the_command_fails_and_writes(jobun: Any, acme_cases: Path, policies: Path, tmp_path: Path) -> None:
    baseline, junit, summary = tmp_path / "baseline.jsonl", tmp_path / "gate.xml", tmp_path / "summary.md"
    common = ("--cases", acme_cases, "--policies", policies)
    jobun("run", *common, "--save", baseline, "--json")
    status, out, _ = jobun("gate", "--baseline", baseline, *common, "--junit", junit, "--markdown", summary)
    assert status == 0
    assert summary.read_text(encoding="utf-8") == out
    assert ET.parse(junit).getroot().find("testsuite") is not None  # noqa: S314 - our own
    text = policies / "acme.md"
    text.write_text(
        "---\nid: acme\ntitle: 空\naudience: public\neffective_on: 2024-04-01\n---\n\n## 9. 空\n\n無。\n", encoding="utf-8"
    )
    status, out, _ = jobun("gate", "--baseline", baseline, *common, "--json", "--save", tmp_path / "now.jsonl")
    assert (status, json.loads(out)["passed"]) == (1, False)
    status, again, _ = jobun("gate", "--baseline", baseline, "--run", tmp_path / "now.jsonl", "--json")
    assert (status, json.loads(again)) == (1, json.loads(out))
