"""Cases that a new text asks for, and which of them are taken."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.library import Library
from evaluation.accepting import accepted, add_to
from evaluation.cases import read_cases
from evaluation.errors import RowsUnreadable
from evaluation.gold import digest
from evaluation.suggesting import Suggestion, suggest

LATER = """---
id: acme
title: 個人情報の取扱い
audience: public
effective_on: 2025-04-01
---

## 1. 保存期間

お預かりした情報は6か月保存します。保存した情報を第三者に渡しません。

## 2. 開示

### 2.1 手数料

開示の手数料は1件につき1,200円です。

### 2.2 届け方

開示の結果は郵送でお届けします。
"""


@pytest.fixture
def library(policies: Path) -> Library:
    (policies / "later.md").write_text(LATER, encoding="utf-8")
    return Library.load(policies)


@pytest.fixture
def found(library: Library) -> tuple[Suggestion, ...]:
    old, new = library.versions
    return suggest(new, old, [])


def test_only_what_is_new_or_changed_is_asked_about(found: tuple[Suggestion, ...]) -> None:
    assert [(one.reason, one.sentence) for one in found if one.case.verdict == "answered"] == [
        ("added", "保存した情報を第三者に渡しません。"),
        ("changed", "開示の手数料は1件につき1,200円です。"),
    ]


def test_a_question_does_not_hold_its_answer(found: tuple[Suggestion, ...]) -> None:
    kept, fee = (one.case for one in found if one.case.verdict == "answered")
    assert kept.question == "保存した情報を第三者に渡しますか"
    assert fee.question == "開示の手数料は1件につきいくらですか"
    assert (fee.must_include, fee.evidence) == (("1,200円",), (digest("開示の手数料は1件につき1,200円です。"),))
    assert [str(one) for one in fee.sections] == ["acme/2.1"]


def test_near_misses_are_asked_about_each_section(found: tuple[Suggestion, ...]) -> None:
    misses = [one.case for one in found if one.reason == "near miss"]
    assert [(case.verdict, [str(one) for one in case.near]) for case in misses] == [
        ("not_stated", ["acme/1"]),
        ("not_stated", ["acme/2.1"]),
    ]


def test_what_is_asked_already_is_left_out(library: Library, found: tuple[Suggestion, ...]) -> None:
    old, new = library.versions
    assert suggest(new, old, [one.case for one in found]) == ()
    assert len(suggest(new, None, [])) > len(found)
    assert suggest(old, old, []) == ()


def test_suggestions_are_taken_edited_or_left(found: tuple[Suggestion, ...]) -> None:
    answers = iter(["y", "n", "開示にいくらかかりますか", "q"])
    taken = accepted(found, lambda _: next(answers))
    assert [one.case.question for one in taken] == [found[0].case.question, "開示にいくらかかりますか"]
    assert taken[1].case.sections == found[2].case.sections


def test_what_is_taken_goes_to_the_end_of_the_file_once(
    found: tuple[Suggestion, ...], tmp_path: Path, write_rows: Callable[..., Path]
) -> None:
    path = write_rows(tmp_path / "cases.jsonl", [{"id": "mine", "question": "？", "verdict": "clarify", "x_note": "私の"}])
    before = path.read_text(encoding="utf-8")
    path.write_text(before.removesuffix("\n"), encoding="utf-8")
    assert add_to(path, found) == len(found)
    assert add_to(path, found) == 0
    assert path.read_text(encoding="utf-8").startswith(before)
    assert read_cases([path])[1:] == tuple(one.case for one in found)
    with pytest.raises(RowsUnreadable, match="alone"):
        add_to(tmp_path / "cases.csv", found)


def test_the_command_writes_nothing_before_it_may(eval_command: Any, library: Library, policies: Path, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    line = ("suggest", "acme", "--since", "2024-04-01", "--policies", policies)
    status, out, _ = eval_command(*line, "--to", path)
    assert (status, path.exists()) == (0, False)
    assert "4 suggestions. --to FILE asks about each" in out
    report = json.loads(eval_command(*line, "--json")[1])
    assert [one["reason"] for one in report["suggestions"]] == ["added", "near miss", "changed", "near miss"]
    assert "4 cases added" in eval_command(*line, "--yes-to", path)[1]
    assert len(read_cases([path])) == 4
    assert "0 cases added" in eval_command(*line, "--yes-to", path)[1]


def test_in_a_terminal_each_is_taken_edited_or_left(
    eval_command: Any, policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("y\n\n手数料の額を教えて\nq\n"))
    mine = tmp_path / "mine.jsonl"
    common = ("suggest", "acme", "--policies", policies)
    there = json.loads(eval_command(*common, "--json")[1])["suggestions"]

    status, out, _ = eval_command(*common, "--to", mine)

    assert status == 0
    assert out.endswith(f"{mine}: 2 cases added.\n")
    taken = [json.loads(line) for line in mine.read_text(encoding="utf-8").splitlines()]
    assert [one["question"] for one in taken] == [there[0]["case"]["question"], "手数料の額を教えて"]
    assert taken[1] == {**there[2]["case"], "question": "手数料の額を教えて"}
