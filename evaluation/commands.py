"""``jobun eval``: how good the answers are, how good the search is, how quick both are, and fitting the verdict to cases."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.commands import WhichAudience
from evaluation import cases_commands, fit_commands, gate_commands, owner_commands, report_commands, suggest_commands
from evaluation.printing import print_json, print_parts

if TYPE_CHECKING:
    from evaluation.cases import Case
    from evaluation.retrieval import Result

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Measure the answers and the search, and fit the verdict to labelled cases.",
)
app.add_typer(fit_commands.app)
app.add_typer(owner_commands.app)
app.add_typer(gate_commands.app)
app.add_typer(report_commands.app)
app.add_typer(suggest_commands.app)
app.add_typer(cases_commands.app, name="cases")


class WhichHalf(StrEnum):
    """Which of the cases are used."""

    tuning = "tuning"
    reporting = "reporting"
    all = "all"


class WhichSystem(StrEnum):
    """How documents are found."""

    bm25 = "bm25"
    dense = "dense"
    hybrid = "hybrid"
    full = "full"


_ENCODER: Final = "An encoder: bundled, hashing, or a sentence-transformers name or path."
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]


@app.callback()
def _eval() -> None:
    """Measure the answers and the search, and fit the verdict to labelled cases."""


@app.command()
def run(
    *,
    cases: Annotated[list[Path] | None, typer.Option(help="A file of cases; repeatable. Default: those shipped.")] = None,
    policies: Annotated[
        Path | None, typer.Option(help="The folder of the policies asked about. Default: those shipped.")
    ] = None,
    half: Annotated[WhichHalf, typer.Option(help="The half fitted on, the half kept from it, or both.")] = WhichHalf.all,
    audience: Annotated[WhichAudience, typer.Option(help="Who asks where a case does not say.")] = WhichAudience.staff,
    as_json: AsJson = False,
    failures: Annotated[bool, typer.Option("--failures", help="List every case that failed, and why.")] = False,
    paraphrases: Annotated[
        bool, typer.Option("--paraphrases", help="Ask the other wordings of the cases that have some, too.")
    ] = False,
    jobs: Annotated[
        int, typer.Option(min=1, max=64, help="How many are asked at once; with more than one, each reply takes longer.")
    ] = 1,
    save: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write each reply there as it comes; broken off, it goes on from there.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Begin the saved run afresh.")] = False,
) -> None:
    """Ask every case and say how many replies are right. Cases are read from .jsonl, .csv and .xlsx files."""
    from evaluation import rendering
    from evaluation.cases import notices, read_cases, shipped_files
    from evaluation.measured import Plan, run_plan
    from evaluation.summary import summarise

    chosen = _of_half(read_cases(cases or shipped_files()), half)
    for notice in notices(chosen):
        typer.echo(f"jobun: {notice}", err=True)
    plan = Plan(chosen, policies, audience.value, jobs, save, again=again, paraphrases=paraphrases)
    outcomes, wordings, _ = run_plan(plan)
    summary = summarise(outcomes, wordings)
    if as_json:
        print_json(rendering.as_json(summary, outcomes, wordings))
    else:
        print_parts(rendering.as_tables(summary, outcomes, wordings, failures=failures))


@app.command()
def retrieval(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders in the BEIR layout.", show_default=False)],
    system: Annotated[list[WhichSystem] | None, typer.Option(help="How to search; repeatable. Default: all four.")] = None,
    within: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Search only documents whose metadata.FIELD is the query's own.")
    ] = None,
    encoder: Annotated[str | None, typer.Option(help=f"{_ENCODER} Default: the one of the settings.")] = None,
    as_json: AsJson = False,
) -> None:
    """Search collections in the BEIR layout and say how good the rankings are."""
    from evaluation import parts
    from evaluation.collection import read_collection
    from evaluation.progress import progress
    from evaluation.rendering import retrieval_table
    from evaluation.retrieval import SYSTEMS, measure

    systems = [one for one in SYSTEMS if not system or one in system]
    collections = [read_collection(folder, within) for folder in folders]
    chosen = parts.encoder_for(encoder) if systems != ["bm25"] else None
    results: list[Result] = []
    with progress("Searching", sum(len(one.queries) for one in collections) * len(systems)) as advance:
        for collection in collections:
            results += measure(collection, parts.trial_for(collection.documents, chosen), systems, advance=advance)
    if as_json:
        print_json({"within": within, "results": [one.as_json() for one in results]})
    else:
        print_parts([retrieval_table(results)])


@app.command()
def ablation(
    cases: Annotated[
        list[Path] | None, typer.Option(help="A JSONL file of cases, of which the reporting half is asked; repeatable.")
    ] = None,
    policies: Annotated[
        Path | None, typer.Option(help="The folder of the policies asked about. Default: those shipped.")
    ] = None,
    collection: Annotated[list[Path] | None, typer.Option(help="A collection in the BEIR layout, too; repeatable.")] = None,
    queries: Annotated[
        int | None, typer.Option(min=1, help="At most so many queries of each collection, evenly spaced. Default: all.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what each part of the search, the headings, and each kind of evidence are worth, by leaving them out."""
    from corpus.library import SHIPPED
    from evaluation import ablation as measures
    from evaluation import fitting, parts, samples
    from evaluation.cases import read_cases, shipped_files
    from evaluation.collection import read_collection
    from evaluation.progress import progress
    from evaluation.rendering import left_out_table, rankings_table
    from evaluation.retrieval import SYSTEMS

    folder, files = policies or SHIPPED, cases or shipped_files()
    kept = _of_half(read_cases(files), WhichHalf.reporting)
    collections = [read_collection(each, None) for each in collection or []]
    if queries:
        collections = [measures.some_queries(each, queries) for each in collections]
    total = len(measures.ranked(kept)) + sum(len(each.queries) for each in collections)
    with progress("Ranking", total * len(SYSTEMS) * 2) as advance:
        rows = measures.rankings(
            kept,
            collections,
            lambda headings: parts.section_ranker_for(folder, headings=headings),
            lambda documents: parts.trial_for(documents, parts.encoder_for(None)),
            advance,
        )
    fitted_on, reported = samples.sources([]), samples.Source("", folder, kept, files[0])
    asked = [*fitted_on, reported]
    with progress("Asking", sum(len(samples.weighed(source.cases)) for source in asked)) as advance:
        engine_for = partial(parts.unfitted_engine_for, reader=None)
        learned, judged = (samples.collect(found, engine_for, advance) for found in (fitted_on, [reported]))
    table = fitting.Table.of(learned, samples.mix(fitted_on))
    with progress("Leaving out features", len(measures.GROUPS) + 1) as advance:
        left_out = measures.verdicts(table, judged, advance)
    if as_json:
        print_json({"rankings": [one.as_json() for one in rows], "verdicts": [one.as_json() for one in left_out]})
    else:
        print_parts([rankings_table(rows), left_out_table(left_out)])


@app.command()
def bench(
    sections: Annotated[int, typer.Option(min=1, help="How many generated sections to index.")] = 10_000,
    encoder: Annotated[
        str | None, typer.Option(help=f"{_ENCODER} For the index alone. Default: the one of the settings.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure how quick and how large Jobun is on this machine."""
    from corpus.library import SHIPPED, Library
    from evaluation import bench as measures
    from evaluation import parts
    from evaluation.cases import DEFAULT_AUDIENCE, read_cases, shipped_files
    from evaluation.progress import progress
    from evaluation.rendering import bench_table

    questions = [case.ask(DEFAULT_AUDIENCE) for case in read_cases(shipped_files())]
    with progress("Measuring", 4) as advance:
        found = measures.memory()
        advance()
        found |= measures.cold_start(questions[0].text)
        advance()
        found |= measures.warm(parts.engine_for(SHIPPED), parts.engine_for(SHIPPED, reader=False), questions)
        advance()
        found |= measures.indexing(Library.load(SHIPPED), sections, parts.build_with(encoder))
        advance()
    if as_json:
        print_json({name: found[name] for name in measures.LABELS if name in found})
    else:
        print_parts([bench_table({label: found[name] for name, label in measures.LABELS.items() if name in found})])


@app.command("bench-site")
def bench_site(
    minutes: Annotated[
        float, typer.Option(min=0.01, max=120, help="How long the site is asked by many; 10 for the full figure.")
    ] = 1.0,
    without_reader: Annotated[bool, typer.Option("--without-reader", help="As with JOBUN_READER=none.")] = False,
    as_json: AsJson = False,
) -> None:
    """Start the site on this machine, measure over HTTP how quick it is and what memory it holds, and end it."""
    import os

    from evaluation import site_bench as measures
    from evaluation import site_process
    from evaluation.cases import read_cases, shipped_files
    from evaluation.progress import progress
    from evaluation.rendering import bench_table

    questions = [case.question for case in read_cases(shipped_files())]
    with (
        progress("Measuring", 4) as advance,
        site_process.serving(os.environ, reader=not without_reader) as site,
    ):
        found = measures.measure(site, questions, measures.Plan(minutes), advance)
    if as_json:
        print_json({name: found[name] for name in measures.LABELS if name in found})
    else:
        print_parts([bench_table({label: found[name] for name, label in measures.LABELS.items() if name in found})])


def _of_half(cases: tuple[Case, ...], which: WhichHalf) -> tuple[Case, ...]:
    from evaluation.errors import RowsUnreadable
    from evaluation.halves import half

    chosen = tuple(case for case in cases if which in (WhichHalf.all, half(case)))
    if not chosen:
        raise RowsUnreadable(f"None of the {len(cases)} cases is in the half {which.value!r}; use --half all.")
    return chosen
