"""``jobun eval report``: a run as one page."""

from __future__ import annotations

import os
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


class WhichLang(StrEnum):
    """The language of the page."""

    ja = "ja"
    en = "en"


@app.command()
def report(
    *,
    html: Annotated[Path, typer.Option(metavar="FILE", help="The page to write; it needs no other file and no network.")],
    run: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A run that `jobun eval run --save` wrote. Default: the cases are asked now."),
    ] = None,
    against: Annotated[Path | None, typer.Option(metavar="FILE", help="A run before, to show what is different since.")] = None,
    cases: Annotated[list[Path] | None, typer.Option(help="A file of cases; repeatable. Default: those shipped.")] = None,
    policies: Annotated[Path | None, typer.Option(help="The folder of the policies. Default: those shipped.")] = None,
    paraphrases: Annotated[bool, typer.Option("--paraphrases", help="Ask the other wordings of the cases, too.")] = False,
    lang: Annotated[
        WhichLang | None, typer.Option(help="The language of the page. Default: JOBUN_LANG, else Japanese.")
    ] = None,
) -> None:
    """Write a page with all figures, charts, the map of what is cited, and every case with its quotes in context."""
    from bot.settings import Settings
    from corpus.library import SHIPPED, Library
    from corpus.wholly import write_text
    from evaluation.cases import DEFAULT_AUDIENCE, read_cases, shipped_files
    from evaluation.errors import RunUnusable
    from evaluation.measured import Plan, run_plan
    from evaluation.report.page import Shown, page
    from evaluation.run_file import Header, Run, read_run

    folder = policies or SHIPPED
    library = Library.load(folder)
    before = read_run(against) if against else None
    if run is None:
        outcomes, wordings, engine = run_plan(
            Plan(read_cases(cases or shipped_files()), folder, DEFAULT_AUDIENCE, paraphrases=paraphrases)
        )
        shown = Run(Header.of(library, engine, DEFAULT_AUDIENCE), outcomes, wordings)
    else:
        shown = read_run(run)
    versions = library.in_force(date.today(), "staff")  # noqa: DTZ011 - the day at the place where the policies hold
    chosen = lang.value if lang else Settings.read(os.environ).lang or "ja"
    try:
        write_text(html, page(Shown(shown, library, versions, before), chosen))
    except OSError as error:
        raise RunUnusable(f"{html}: cannot be written ({error.strerror}).") from error
    typer.echo(f"{html}: {len(shown.outcomes)} cases, {sum(one.passed for one in shown.outcomes)} passed.")
