"""``jobun eval cases``: looking after the cases themselves."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from evaluation.printing import print_json

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Look after the cases themselves.")


@app.callback()
def _cases() -> None:
    """Look after the cases themselves."""


@app.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of cases (.jsonl, .csv or .xlsx); those shipped if none is given.")
    ] = None,
    *,
    policies: Annotated[Path | None, typer.Option(help="The folder of the policies. Default: that of the settings.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False,
) -> None:
    """Find questions that stand twice, contradictions, sections and texts that are nowhere, and evidence that is gone.

    The exit status is 1 where there is an error.
    """
    from bot.settings import Settings
    from corpus.library import Library
    from evaluation.case_checks import check_cases
    from evaluation.cases import notices, read_cases, shipped_files

    cases = read_cases(files or shipped_files())
    found = check_cases(cases, Library.load(policies or Settings.read(os.environ).policies))
    errors = sum(one.is_error for one in found)
    passed = not errors and not (strict and found)
    if as_json:
        print_json({"cases": len(cases), "findings": [one.as_json() for one in found], "passed": passed})
    else:
        for one in found:
            typer.echo(f"{'error' if one.is_error else 'warning'}  {one.rule}: {one.message}")
            for case, place in zip(one.cases, one.places, strict=True):
                typer.echo(f"    {place} ({case})")
        for notice in notices(cases):
            typer.echo(f"notice  {notice}")
        typer.echo(f"{len(cases)} cases checked: {errors} errors, {len(found) - errors} warnings.")
    raise typer.Exit(0 if passed else 1)
