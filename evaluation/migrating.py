"""Writing new section numbers into files of cases, line by line; all else in a line stays as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus.wholly import write_text
from evaluation.rows import json_rows, text_lines


def migrate(path: Path, sections: Mapping[str, Sequence[str]]) -> int:
    """Give the cases of a JSONL file these sections by their id; how many lines that changed. The file is written whole or not at all.

    Raises:
        RowsUnreadable: a line cannot be read.
        OSError: the file cannot be written.
    """
    changed, lines = 0, []
    for (_, row), (_, line) in zip(json_rows(path), text_lines(path), strict=True):
        wanted = sections.get(row.get("id", ""))
        if wanted is not None and row.get("sections") != list(wanted):
            row["sections"] = list(wanted)
            changed += 1
            lines.append(json.dumps(row, ensure_ascii=False))
        else:
            lines.append(line)
    if changed:
        write_text(path, "\n".join(lines) + "\n")
    return changed
