"""``jobun corpus``: import, check and compare the policies' texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.importing.command import import_policy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

Policies = Annotated[
    Path | None,
    typer.Option(
        "--policies", envvar="JOBUN_POLICIES", help="The folder of the policies; those that come with Jobun if not given."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")]

app = typer.Typer(no_args_is_help=True, help="Import, check and compare the texts of policies.")


@app.callback()
def _corpus() -> None:
    """Import, check and compare the texts of policies."""


app.command("import")(import_policy)


@app.command()
def check(
    policy: Annotated[list[str] | None, typer.Argument(help="Ids of the policies to check; all if not given.")] = None,
    *,
    policies: Policies = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find what is wrong or missing: numbers, references, dates, empty sections, and what the APPI wants published.

    Errors: files that cannot be read, two versions of one day, wrong file names, numbers given twice, references to nothing, wrong dates.

    The exit status is 1 where there is an error.
    """
    from corpus.checking import report
    from corpus.checking.folder import check_folder
    from corpus.library import SHIPPED

    checked = check_folder(policies or SHIPPED, policy or ())
    if as_json:
        typer.echo(json.dumps(report.as_json(checked, strict=strict), ensure_ascii=False, indent=2))
    else:
        _print(report.as_tables(checked, strict=strict))
    if not checked.passed(strict=strict):
        raise typer.Exit(1)


@app.command()
def diff(
    policy: Annotated[str, typer.Argument(help="The policy's id.")],
    old: Annotated[
        str | None, typer.Argument(help="The old version's date, such as 2022-04-01; the last but one if not given.")
    ] = None,
    new: Annotated[str | None, typer.Argument(help="The new version's date; the last if not given.")] = None,
    *,
    policies: Policies = None,
    lang: Annotated[
        str | None, typer.Option(help="The language of the versions; Japanese if there is one and none is given.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed from one version to another, section by section, word by word."""
    from corpus import diff_report
    from corpus.diff import choose, compare
    from corpus.library import SHIPPED, Library

    comparison = compare(*choose(Library.load(policies or SHIPPED), policy, old, new, lang))
    if as_json:
        typer.echo(json.dumps(diff_report.as_json(comparison), ensure_ascii=False, indent=2))
    else:
        _print(diff_report.as_text(comparison), whole_lines=True)


def _print(shown: Iterable[RenderableType], *, whole_lines: bool = False) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    for one in shown:
        console.print(one, soft_wrap=whole_lines)
