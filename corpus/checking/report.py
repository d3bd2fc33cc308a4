"""What was found, for a person as tables and for a program as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from corpus.checking.findings import SEVERITIES, Finding
from corpus.checking.folder import Checked

_STYLES: Final = {"error": "bold red", "warning": "yellow", "notice": "cyan"}


def as_json(checked: Checked, *, strict: bool) -> dict[str, Any]:
    """The findings and a summary of them."""
    return {
        "findings": [_finding(found) for found in checked.findings],
        "summary": {
            "files": len(checked.files),
            **{f"{severity}s": checked.count(severity) for severity in SEVERITIES},
            "passed": checked.passed(strict=strict),
        },
    }


def as_tables(checked: Checked, *, strict: bool) -> Iterator[RenderableType]:
    """A table a file with findings, a line a file without, and the counts."""
    for path, name in checked.files:
        mine = [found for found in checked.findings if found.place.file == path]
        title = Text(name or path, style="bold")
        if not mine:
            yield title.append("  nothing found", style="not bold green")
            continue
        table = Table("", "rule", "where", "what and what to do", title=title, title_justify="left", expand=True)
        table.columns[1].no_wrap = True
        table.columns[3].ratio, table.columns[3].overflow = 1, "fold"
        for found in mine:
            table.add_row(Text(found.severity, style=_STYLES[found.severity]), found.rule, Text(_where(found)), _what(found))
        yield table
    counts = ", ".join(f"{checked.count(s)} {s}{'' if checked.count(s) == 1 else 's'}" for s in SEVERITIES)
    passed = checked.passed(strict=strict)
    files = f"{len(checked.files)} file{'' if len(checked.files) == 1 else 's'} checked"
    yield Text(f"{files}: {counts}.", style="green" if passed else "bold red")


def _where(found: Finding) -> str:
    return found.place.section or ""


def _what(found: Finding) -> Text:
    text = Text(found.message)
    if found.place.quote:
        text.append(f"\n{found.place.quote}", style="dim italic")
    # Japanese would be wrapped at the blank behind the arrow, and nowhere else.
    return text.append(f"\n→{' ' if found.advice.isascii() else ''}{found.advice}")


def _finding(found: Finding) -> dict[str, Any]:
    place = found.place
    return {
        "severity": found.severity,
        "rule": found.rule,
        "file": place.file,
        "version": place.version,
        "section": place.section,
        "sentence": place.sentence,
        "quote": place.quote,
        "message": found.message,
        "advice": found.advice,
    }
