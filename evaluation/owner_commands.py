"""``jobun eval compare`` and what else the owners of a text need after each change of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evaluation.printing import print_json, print_parts

if TYPE_CHECKING:
    from evaluation.comparing import Compared

app = typer.Typer(add_completion=False)

Cases = Annotated[
    list[Path] | None, typer.Option(help="A file of cases (.jsonl, .csv or .xlsx); repeatable. Default: those shipped.")
]
Policies = Annotated[Path | None, typer.Option(help="The folder of the policies. Default: that of the settings.")]
Jobs = Annotated[
    int | None, typer.Option(min=1, max=64, help="How many are asked at once. Default: one a processor, and one more.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]


@app.command()
def compare(
    *,
    old: Annotated[
        str, typer.Option(metavar="VERSION|DIR", help="2019-12-19, site-privacy/2019-12-19, or a folder of policies.")
    ],
    new: Annotated[str, typer.Option(metavar="VERSION|DIR", help="The text to compare it with, likewise.")],
    cases: Cases = None,
    policies: Policies = None,
    jobs: Jobs = None,
    same: Annotated[bool, typer.Option("--same", help="List what stayed the same, too.")] = False,
    migrate: Annotated[
        bool, typer.Option("--migrate", help="Write the new numbers of sections that moved into the cases without asking.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask the cases of two texts and list which answers differ, because of which change of the text, and for better or worse."""
    from bot.settings import Settings
    from evaluation import compare_report, parts
    from evaluation.cases import DEFAULT_AUDIENCE, read_cases, shipped_files
    from evaluation.comparing import compare_sides
    from evaluation.progress import progress
    from evaluation.sides import side

    folder = policies or Settings.read(os.environ).policies
    before, after = side(old, folder), side(new, folder)
    files = cases or list(shipped_files())
    asked = read_cases(files)
    # One more than there are processors: reading has threads of its own, and what lies between two readings runs one at a time.
    at_once = jobs or processors() + 1
    with parts.engines_over(before, after) as engines, progress("Asking both", len(asked)) as advance:
        compared = compare_sides(before, after, engines, asked, audience=DEFAULT_AUDIENCE, jobs=at_once, advance=advance)
    if as_json:
        print_json(compare_report.as_json(compared))
    else:
        print_parts(compare_report.as_parts(compared, same=same))
    if compared.migrated and (
        migrate or (not as_json and sys.stdin.isatty() and typer.confirm("Write the new numbers into the cases?"))
    ):
        _migrate(compared, files)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _migrate(compared: Compared, files: list[Path]) -> None:
    from evaluation.migrating import migrate

    sections = {one.new.case.id: [str(each) for each in one.new.case.sections] for one in compared.migrated}
    for path in files:
        if path.suffix != ".jsonl":
            typer.echo(f"{path} is no JSONL file and stays as it is; change its sections by hand.", err=True)
        elif count := migrate(path, sections):
            typer.echo(f"{path}: {count} now name the new sections.", err=True)
