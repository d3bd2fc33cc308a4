"""Reading cases, and saying exactly which line is wrong and why."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.library import SHIPPED, Library
from evaluation.cases import TUNING, Case, notices, read_cases, shipped_files
from evaluation.errors import RowsUnreadable
from evaluation.wanted import WantedSection

GOOD = {"id": "c1", "question": "いつまで保存しますか", "verdict": "answered", "sections": ["7.2"]}


def test_all_a_case_can_say(tmp_path: Path, write_rows: Any) -> None:
    row = {
        "id": "c1",
        "question": "それは？",
        "verdict": "not_stated",
        "must_include": ["窓口"],
        "history": ["最初", "次"],
        "lang": "ja",
        "as_of": "2020-01-01",
        "tags": ["audience:public", "near:acme/第7条", "short"],
        "x_note": 1,
        "intent": None,
    }
    path = write_rows(tmp_path / "c.jsonl", [row])
    (case,) = read_cases([path])
    assert case == Case(
        id="c1",
        question="それは？",
        verdict="not_stated",
        near=(WantedSection("acme", "7"),),
        must_include=("窓口",),
        history=("最初", "次"),
        lang="ja",
        as_of=date(2020, 1, 1),
        audience="public",
        tags=("audience:public", "near:acme/第7条", "short"),
    )
    assert case.place == f"{path}, line 1"
    question = case.ask("staff")
    assert (question.text, question.history, question.audience, question.lang, question.as_of) == (
        "それは？",
        ("最初", "次"),
        "public",
        "ja",
        date(2020, 1, 1),
    )


def test_the_run_decides_who_asks_where_the_case_does_not(tmp_path: Path, write_rows: Any) -> None:
    (case,) = read_cases([write_rows(tmp_path / "c.jsonl", [GOOD])])
    assert (case.ask("staff").audience, case.ask("public").audience) == ("staff", "public")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"verdict": "maybe"}, "`verdict` is 'maybe'; it must be one of answered, not_stated, "),
        ({"verdict": None}, "`verdict` is missing"),
        ({"id": 5}, "`id` is 5; it must be text"),
        ({"question": " "}, "`question` is ' '; it must be text"),
        ({"intent": "delete"}, "`intent` is 'delete'; it must be one of purpose_notice, "),
        ({"sections": "7.2"}, "`sections` is '7.2'; it must be a list of section numbers"),
        ({"sections": [7.2]}, "`sections` is [7.2]; it must be a list of section numbers"),
        ({"sections": [""]}, "`sections` is ['']"),
        ({"must_include": [1]}, "`must_include` is [1]; it must be a list of texts"),
        ({"history": [{"role": "user"}]}, "`history` is "),
        ({"lang": "japanese"}, "`lang` is 'japanese'; it must be a two-letter code"),
        ({"as_of": "2020-13-01"}, "`as_of` is '2020-13-01'; it must be a date"),
        ({"as_of": 20200101}, "`as_of` is 20200101; it must be a date"),
        ({"section": ["7"]}, "`section` is no key of a case; write `sections`"),
        ({"tags": ["audience:everyone"]}, "the tag 'audience:everyone' names no audience"),
        ({"tags": ["audience:public", "audience:staff"]}, "two audiences"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, write_rows: Any, change: dict[str, Any], message: str) -> None:
    path = write_rows(tmp_path / "c.jsonl", [GOOD, {**GOOD, "id": "c2", **change}])
    with pytest.raises(RowsUnreadable) as caught:
        read_cases([path])
    assert str(caught.value).startswith(f"{path}, line 2: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'\n{"id": "c1",\n', "line 2, column 13: is not JSON"),
        (b"[1]\n", "line 1: is no object"),
        (b"\xff\xfe", "is not UTF-8 text (byte 0)"),
        (b"\n \n", "holds no case"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: bytes, message: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(text)
    with pytest.raises(RowsUnreadable, match=r"c\.jsonl") as caught:
        read_cases([path])
    assert message in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RowsUnreadable, match=r"cannot be read \(No such file"):
        read_cases([tmp_path / "none.jsonl"])


def test_windows_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD, ensure_ascii=False).encode() + b"\r\n\r\n")
    assert [case.id for case in read_cases([path])] == ["c1"]


def test_ids_are_told_apart_across_files(tmp_path: Path, write_rows: Any) -> None:
    paths = [write_rows(tmp_path / name, [GOOD]) for name in ("a.jsonl", "b.jsonl")]
    with pytest.raises(RowsUnreadable, match=r"b\.jsonl, line 1: .*a\.jsonl, line 1 has the id 'c1' too"):
        read_cases(paths)


def test_what_is_allowed_but_worth_a_look(tmp_path: Path, write_rows: Any) -> None:
    rows = [GOOD, {"id": "c2", "question": "？", "verdict": "answered", "intent": "deletion"}]
    bare, stray = notices(read_cases([write_rows(tmp_path / "c.jsonl", rows)]))
    assert bare.startswith("1 case `answered` without `sections`")
    assert stray.startswith("1 case with an `intent` but not the verdict `action`")


@pytest.mark.parametrize(
    ("files", "folder"),
    [
        (shipped_files(), SHIPPED),
        *((([one / "cases.jsonl"]), one / "policies") for one in sorted(TUNING.iterdir()) if one.is_dir()),
    ],
)
def test_every_section_that_cases_want_is_there(files: list[Path], folder: Path) -> None:
    library = Library.load(folder)
    cases = read_cases(files)
    assert not notices(cases)
    for case in cases:
        day = case.as_of or date(2026, 1, 1)
        there = [(v.policy, s.number) for v in library.in_force(day, case.audience or "staff") for s in v.sections]
        lost = [str(one) for one in (*case.sections, *case.near) if not any(one.covers(*each) for each in there)]
        assert not lost, f"{case.place} names {lost}, which no policy has for {case.audience} on {day}"
