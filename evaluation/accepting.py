"""Suggestions that an owner accepts, edits or leaves, one by one; what is accepted goes to the end of a file of cases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from corpus.wholly import write_text
from evaluation.cases import read_cases
from evaluation.errors import RowsUnreadable
from evaluation.suggesting import Suggestion, edited

Ask = Callable[[Suggestion], str]
"""Shows a suggestion and gives the answer: "y" takes it, "n" leaves it, "q" ends, any other text is the question to take instead."""


def accepted(suggestions: Iterable[Suggestion], ask: Ask) -> list[Suggestion]:
    """Those that were accepted, with the question as it was edited."""
    taken = []
    for one in suggestions:
        said = ask(one).strip()
        if said.lower() == "q":
            break
        if said.lower() == "y":
            taken.append(one)
        elif said and said.lower() != "n":
            taken.append(edited(one, said))
    return taken


def add_to(path: Path, suggestions: Sequence[Suggestion]) -> int:
    """Add the cases to a JSONL file, which is made if it is not there; those whose id it holds are left out. How many were added.

    Raises:
        RowsUnreadable: what is there is no file of cases, or it is none of JSON lines.
        OSError: it cannot be written.
    """
    if path.suffix != ".jsonl":
        raise RowsUnreadable(f"{path}: cases are added to .jsonl files alone; name one.")
    known = {case.id for case in read_cases([path])} if path.exists() and path.stat().st_size else set()
    new = [one.case for one in suggestions if one.case.id not in known]
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if text and not text.endswith("\n"):
        text += "\n"
    if new:
        write_text(path, text + "".join(f"{json.dumps(case.as_row(), ensure_ascii=False)}\n" for case in new))
    return len(new)
