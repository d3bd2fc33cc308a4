"""``jobun eval gate``: an exit status for CI."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evaluation.printing import print_json

if TYPE_CHECKING:
    from corpus.model import Audience

app = typer.Typer(add_completion=False)


@app.command()
def gate(
    *,
    baseline: Annotated[Path, typer.Option(metavar="FILE", help="A run that `jobun eval run --save` wrote.")],
    run: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The run to hold against it. Default: the cases are asked now.")
    ] = None,
    cases: Annotated[list[Path] | None, typer.Option(help="A file of cases; repeatable. Default: those shipped.")] = None,
    policies: Annotated[
        Path | None, typer.Option(help="The folder of the policies asked about. Default: those shipped.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="How many are asked at once.")] = 2,
    save: Annotated[Path | None, typer.Option(metavar="FILE", help="Keep the run: the next baseline.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write JUnit XML there.")] = None,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Add a Markdown summary to that file, such as $GITHUB_STEP_SUMMARY.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of Markdown.")] = False,
) -> None:
    """Fail (exit status 1) where a figure is worse than in the baseline by more than chance explains."""
    from evaluation import gate_report
    from evaluation.cases import read_cases, shipped_files
    from evaluation.errors import RunUnusable
    from evaluation.gating import gate as held
    from evaluation.measured import Plan, run_plan
    from evaluation.run_file import read_run

    before = read_run(baseline)
    if run is None:
        audience: Audience = "public" if before.header.audience == "public" else "staff"
        now, *_ = run_plan(Plan(read_cases(cases or shipped_files()), policies, audience, jobs, save))
    else:
        now = read_run(run).outcomes
    verdict = held(before.outcomes, now)
    try:
        if junit:
            junit.write_text(gate_report.as_junit(verdict), encoding="utf-8")
        if markdown:
            with markdown.open("a", encoding="utf-8") as file:
                file.write(gate_report.as_markdown(verdict))
    except OSError as error:
        raise RunUnusable(f"{error.filename}: cannot be written ({error.strerror}).") from error
    if as_json:
        print_json(gate_report.as_json(verdict))
    else:
        typer.echo(gate_report.as_markdown(verdict), nl=False)
    raise typer.Exit(0 if verdict.passed else 1)
