"""Cases in spreadsheets, with the very row of what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from evaluation.cases import read_cases
from evaluation.errors import RowsUnreadable

HEADINGS = ["id", "question", "verdict", "sections", "must_include"]
ROWS = [
    ["c1", "手数料はいくら", "answered", "2.1", "1,000円；1件"],
    [None, "受付時間は", "記載なし", None, None],
    [None, None, None, None, None],
    ["c3", "結果は\n郵送ですか", "answered", "2.2、acme/2.3", None],
]


@pytest.fixture
def write_book(tmp_path: Path) -> Callable[[Sequence[Sequence[Any]]], Path]:
    def write(rows: Sequence[Sequence[Any]]) -> Path:
        book = Workbook()
        for row in rows:
            book.worksheets[0].append(list(row))
        path = tmp_path / "cases.xlsx"
        book.save(path)
        return path

    return write


def csv_of(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> str:
    cells = [["" if cell is None else f'"{cell}"' for cell in row] for row in rows]
    return "\r\n".join(delimiter.join(row) for row in cells) + "\r\n"


def checked(path: Path, where: str) -> None:
    first, second, third = read_cases([path])
    assert (first.id, first.must_include, [str(one) for one in first.sections]) == ("c1", ("1,000円", "1件"), ["2.1"])
    assert (second.id, second.verdict, second.sections) == ("cases-3", "not_stated", ())
    assert [str(one) for one in third.sections] == ["2.2", "acme/2.3"]
    assert third.question == "結果は\n郵送ですか"
    assert third.place == f"{path}, {where}"


def test_a_workbook_is_read(write_book: Callable[..., Path]) -> None:
    checked(write_book([HEADINGS, *ROWS]), "row 5")


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("cp932", ","), ("utf-8", "\t"), ("utf-8", ";")])
def test_a_csv_is_read_however_it_was_saved(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "cases.csv"
    rows = [[cell.replace("；", "|") if isinstance(cell, str) else cell for cell in row] for row in ROWS]
    path.write_bytes(csv_of([HEADINGS, *rows], delimiter).encode(encoding))
    checked(path, "line 5")


def test_headings_may_be_japanese(tmp_path: Path, write_book: Callable[..., Path]) -> None:
    path = write_book([["質問", "判定", "条項", "基準日"], ["手数料は", "回答", 7, datetime(2020, 1, 2, tzinfo=None)]])  # noqa: DTZ001 - as a sheet has it
    [case] = read_cases([path])
    assert (case.verdict, [str(one) for one in case.sections], case.as_of) == ("answered", ["7"], date(2020, 1, 2))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([HEADINGS, ["c", "問", "perhaps", None, None]], "row 2: `verdict` is 'perhaps'; it must be one of answered"),
        (
            [HEADINGS, ROWS[0], ["c", "問", "answered", 7.1, None]],
            "row 3: `sections` is the number 7.1; format the column as text",
        ),
        ([HEADINGS, ROWS[0], ROWS[0]], "row 3: .*row 2 has the id 'c1' too"),
        ([["id", "question"], ["c", "問"]], "row 1: no column is headed `verdict`; there are: id, question"),
        ([["question", "verdict", "question"]], "row 1: two columns are headed `question`"),
        ([["question", "verdict"], ["問", "answered", "more"]], "row 2: has more cells than there are headings"),
        ([["question", "verdict"], [True, "answered"]], "row 2: `question` is True; format the column as text"),
        ([["question", "verdict", "must_includ"], ["問", "answered", "語"]], "row 2: `must_includ` is no key of a case"),
        ([], "is empty"),
    ],
)
def test_what_is_wrong_is_told_with_its_row(write_book: Callable[..., Path], rows: Any, said: str) -> None:
    with pytest.raises(RowsUnreadable, match=said):
        read_cases([write_book(rows)])


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b'question,verdict\nq,answered\n"open,answered\n', "line 3: is no CSV"),
        ("a.csv", b"question,verdict\n\x81", "neither UTF-8 nor Shift_JIS"),
        ("a.xlsx", b"no book", "is no XLSX workbook"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(RowsUnreadable, match=said):
        read_cases([tmp_path / name])


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_table_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(RowsUnreadable, match="cannot be read"):
        read_cases([tmp_path / name])
