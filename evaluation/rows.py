"""JSON objects, one a line: how cases and collections are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluation.errors import RowsUnreadable


def text_lines(path: Path) -> Iterator[tuple[str, str]]:
    """The lines of a UTF-8 file that are not blank, each with its place ("cases.jsonl, line 3") for messages.

    Raises:
        RowsUnreadable: the file cannot be read or is not UTF-8.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RowsUnreadable(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise RowsUnreadable(f"{path}: is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    # Not splitlines(): a text may hold other line ends than these, U+2028 for one, unescaped.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"{path}, line {number}", line.removesuffix("\r")


def json_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSONL file, each with its place.

    Raises:
        RowsUnreadable: a line is no JSON object.
    """
    for place, line in text_lines(path):
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise RowsUnreadable(
                f"{place}, column {error.colno}: is not JSON ({error.msg}); write one object a line."
            ) from error
        if not isinstance(row, dict):
            raise RowsUnreadable(f'{place}: is no object; write {{"key": value, …}} on one line.')
        yield place, row
