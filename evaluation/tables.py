"""Cases in the tables that people keep: CSV, as spreadsheets write it, and XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from bot.sentences import VERDICTS
from evaluation.errors import RowsUnreadable

SUFFIXES: Final = (".csv", ".xlsx")

_Row: TypeAlias = tuple[str, int, list[Any]]
_HEADINGS: Final = {
    "番号": "id",
    "ID": "id",
    "質問": "question",
    "判定": "verdict",
    "期待する判定": "verdict",
    "条項": "sections",
    "箇所": "sections",
    "含む語": "must_include",
    "含む文言": "must_include",
    "権利": "intent",
    "履歴": "history",
    "言語": "lang",
    "基準日": "as_of",
    "タグ": "tags",
    "言い換え": "x_paraphrases",
}
_LISTS: Final = frozenset({"sections", "must_include", "history", "tags", "x_paraphrases", "x_evidence"})
_PARTS: Final = re.compile(r"[\n;；|｜]")
_NUMBERS: Final = re.compile(r"[\n;；|｜,，、]")
"""Texts may hold commas, 「1,000円」; numbers of sections do not."""
_WORDS: Final = {word: verdict for verdict, words in VERDICTS.items() for word in words.values()}


def table_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows below the headings of a table as the objects of a case file, each with its place ("cases.xlsx, row 3").

    Headings are the keys of a case, or Japanese words for them. A list has its items on lines of their own or between semicolons. A row
    without an id is called by its file and number; empty rows are left out.

    Raises:
        RowsUnreadable: the file cannot be read, lacks a heading, or a row does not fit its headings.
    """
    rows = _sheet(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    first = next(rows, None)
    if first is None:
        raise RowsUnreadable(f"{path}: is empty; write the headings id, question, verdict and sections in the first row.")
    keys = _keys(first[2], first[0])
    for place, number, cells in rows:
        if any(not _is_empty(cell) for cell in cells[len(keys) :]):
            raise RowsUnreadable(f"{place}: has more cells than there are headings ({len(keys)}).")
        values = {key: cell for key, cell in zip(keys, cells, strict=False) if key and not _is_empty(cell)}
        if values:
            yield place, {"id": f"{path.stem}-{number}"} | {key: _value(key, cell, place) for key, cell in values.items()}


def _keys(headings: Sequence[Any], place: str) -> list[str]:
    keys = [_HEADINGS.get(text, text) for text in (str(cell or "").strip() for cell in headings)]
    while keys and not keys[-1]:
        keys.pop()
    named = [key for key in keys if key]
    if twice := next((key for key in named if named.count(key) > 1), None):
        raise RowsUnreadable(f"{place}: two columns are headed `{twice}`; keep one.")
    if missing := [key for key in ("question", "verdict") if key not in keys]:
        raise RowsUnreadable(f"{place}: no column is headed `{missing[0]}`; there are: {', '.join(named) or 'none'}.")
    return keys


def _csv(path: Path) -> Iterator[_Row]:
    """Rows as (place, number, cells). A row is known by the line it begins on."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RowsUnreadable(f"{path}: cannot be read ({error.strerror}).") from error
    text = _decoded(data, path)
    head = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for number, cells in enumerate(reader, 1):
            place = f"{path}, line {line}"
            line = reader.line_num + 1
            yield place, number, cells
    except csv.Error as error:
        raise RowsUnreadable(f"{path}, line {line}: is no CSV ({error}); is a quotation mark left open?") from error


def _decoded(data: bytes, path: Path) -> str:
    # Japanese spreadsheets write CSV in their own encoding.
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RowsUnreadable(f"{path}: is neither UTF-8 nor Shift_JIS text; save it as CSV UTF-8.")


def _sheet(path: Path) -> Iterator[_Row]:
    """The rows of a workbook's first sheet, likewise."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except OSError as error:
        raise RowsUnreadable(f"{path}: cannot be read ({error.strerror or 'no workbook'}).") from error
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise RowsUnreadable(f"{path}: is no XLSX workbook; save it as one, or as CSV.") from error
    try:
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield f"{path}, row {number}", number, list(cells)
    finally:
        book.close()


def _value(key: str, cell: Any, place: str) -> Any:
    if key == "verdict":
        return _WORDS.get(text := _text(cell, key, place), text)
    if key == "as_of" and isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    if key in _LISTS:
        return _listed(_text(cell, key, place), _NUMBERS if key == "sections" else _PARTS)
    return _text(cell, key, place)


def _text(cell: Any, key: str, place: str) -> str:
    if isinstance(cell, float) and not cell.is_integer():
        # 7.10 was taken for the number 7.1 when it was typed: nobody can say any more which it was.
        raise RowsUnreadable(
            f"{place}: `{key}` is the number {cell}; format the column as text, and write it anew ({cell}, or {cell}0?)."
        )
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return str(int(cell))
    raise RowsUnreadable(f"{place}: `{key}` is {cell!r}; format the column as text.")


def _listed(text: str, between: re.Pattern[str]) -> list[str]:
    return [part.strip() for part in between.split(text) if part.strip()]


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_table(path: Path) -> bool:
    """Whether a file is read as a table."""
    return path.suffix.lower() in SUFFIXES
