"""What is wrong with a set of cases."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.library import Library
from evaluation.case_checks import check_cases, plain_question
from evaluation.cases import read_cases

FEE = {"id": "c1", "question": "開示の手数料はいくらですか", "verdict": "answered", "sections": ["2.1"]}


@pytest.fixture
def found(tmp_path: Path, policies: Path, write_rows: Callable[..., Path]) -> Callable[..., list[tuple[str, tuple[str, ...]]]]:
    def check(*rows: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
        cases = read_cases([write_rows(tmp_path / "cases.jsonl", [FEE, *rows])])
        return [(one.rule, one.cases) for one in check_cases(cases, Library.load(policies))]

    return check


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"question": "開示の 手数料はいくらですか？"}, "duplicate"),
        ({"sections": ["acme/2"]}, "duplicate"),
        ({"verdict": "not_stated", "sections": []}, "contradiction"),
        ({"sections": ["1"]}, "contradiction"),
        ({"question": "開示のときの手数料はいくらですか", "verdict": "not_stated", "sections": []}, "alike"),
        ({"question": "別の話", "sections": ["3"]}, "unknown-section"),
        ({"question": "別の話", "sections": ["other/2.1"]}, "unknown-section"),
        ({"question": "別の話", "verdict": "not_stated", "sections": [], "tags": ["near:9"]}, "unknown-section"),
        ({"question": "別の話", "must_include": ["郵送"]}, "unknown-text"),
        ({"question": "別の話", "x_evidence": ["0123456789ab"]}, "stale"),
    ],
)
def test_what_is_wrong_is_found(found: Any, row: dict[str, Any], rule: str) -> None:
    rules = found({**FEE, "id": "c2", **row})
    assert [one for one, _ in rules] == [rule]


@pytest.mark.parametrize(
    "row",
    [
        {"question": "開示の結果はいつですか", "sections": ["2.2"], "must_include": ["郵送"]},
        {"history": ["訂正の話"], "verdict": "not_stated", "sections": []},
        {"tags": ["audience:public"], "sections": ["1"]},
        {"as_of": "2020-01-01", "verdict": "not_stated", "sections": []},
    ],
)
def test_what_is_right_is_left_alone(found: Any, row: dict[str, Any]) -> None:
    assert found({**FEE, "id": "c2", **row}) == []


def test_signs_and_width_make_no_other_question() -> None:
    assert plain_question("手数料は、いくらですか？") == plain_question("手数料は いくら")
    assert plain_question("手数料はいくら") != plain_question("手数料はいつ")


def test_the_command_says_where(eval_command: Any, tmp_path: Path, policies: Path, write_rows: Callable[..., Path]) -> None:
    path = write_rows(tmp_path / "cases.jsonl", [FEE, {**FEE, "id": "c2", "sections": ["1"]}])
    status, out, _ = eval_command("cases", "check", path, "--policies", policies)
    assert status == 1
    assert "error  contradiction: the same question wants answered 2.1 and answered 1" in out
    assert f"    {path}, line 2 (c2)" in out
    status, out, _ = eval_command("cases", "check", path, "--policies", policies, "--json")
    assert (status, json.loads(out)["passed"]) == (1, False)


def test_a_warning_fails_only_where_it_should(
    eval_command: Any, tmp_path: Path, policies: Path, write_rows: Callable[..., Path]
) -> None:
    path = write_rows(tmp_path / "cases.jsonl", [FEE, {**FEE, "id": "c2"}])
    assert eval_command("cases", "check", path, "--policies", policies)[0] == 0
    assert eval_command("cases", "check", path, "--policies", policies, "--strict")[0] == 1
