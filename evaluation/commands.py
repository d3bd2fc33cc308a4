"""``jobun eval``: how good the answers are, how good the search is, how quick both are, and fitting the verdict to cases."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType

    from evaluation.cases import Case
    from evaluation.retrieval import Result

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Measure the answers and the search, and fit the verdict to labelled cases.",
)


class WhichHalf(StrEnum):
    """Which of the cases are used."""

    tuning = "tuning"
    reporting = "reporting"
    all = "all"


class WhichAudience(StrEnum):
    """Who asks where a case does not say."""

    public = "public"
    staff = "staff"


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
    cases: Annotated[list[Path] | None, typer.Option(help="A JSONL file of cases; repeatable. Default: those shipped.")] = None,
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
) -> None:
    """Ask every case and say how many replies are right."""
    from corpus.library import SHIPPED
    from evaluation import parts, rendering
    from evaluation.cases import notices, read_cases, shipped_files
    from evaluation.consistency import Wordings, ask_paraphrases
    from evaluation.progress import progress
    from evaluation.running import run_cases
    from evaluation.summary import summarise

    chosen = _of_half(read_cases(cases or shipped_files()), half)
    for notice in notices(chosen):
        typer.echo(f"jobun: {notice}", err=True)
    engine = parts.engine_for(policies or SHIPPED)
    with progress("Asking", len(chosen)) as advance:
        outcomes = run_cases(engine, chosen, audience=audience.value, advance=advance)
    wordings: tuple[Wordings, ...] = ()
    if paraphrases:
        with progress("Asking in other words", sum(len(case.paraphrases) for case in chosen)) as advance:
            wordings = ask_paraphrases(engine, outcomes, audience=audience.value, advance=advance)
    summary = summarise(outcomes, wordings)
    if as_json:
        _print_json(rendering.as_json(summary, outcomes, wordings))
    else:
        _print(rendering.as_tables(summary, outcomes, wordings, failures=failures))


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
        _print_json({"within": within, "results": [one.as_json() for one in results]})
    else:
        _print([retrieval_table(results)])


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
        _print_json({"rankings": [one.as_json() for one in rows], "verdicts": [one.as_json() for one in left_out]})
    else:
        _print([rankings_table(rows), left_out_table(left_out)])


@app.command()
def fit(
    on: Annotated[list[Path] | None, typer.Option(help="A folder with policies/ and cases.jsonl; repeatable.")] = None,
    ablate: Annotated[bool, typer.Option("--ablate", help="Say what each feature is worth.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Fit the verdict for where no reader reads.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
) -> None:
    """Fit how the verdict is reached. By default on the cases for tuning and the tuning half of those shipped."""
    from bot.verdicts import FILE, PLAIN_FILE
    from evaluation import fit_report, fitting, parts, samples, verdict_file
    from evaluation.progress import progress

    found = samples.sources(on or [])
    with progress("Asking", sum(len(samples.weighed(source.cases)) for source in found)) as advance:
        collected = samples.collect(found, partial(parts.unfitted_engine_for, reader=not plain), advance)
    table = fitting.Table.of(collected, samples.mix(found))
    groups = len(set(table.groups))
    with progress("Leaving out policies", groups) as advance:
        figures = fit_report.by_group(collected, table, advance)
    _print(fit_report.as_tables(figures))
    if ablate:
        with progress("Leaving out features", groups * len(table.features)) as advance:
            without = fit_report.ablation(collected, table, advance)
        _print([fit_report.ablation_table(figures[""], without)])
    path = PLAIN_FILE if plain else FILE
    model = verdict_file.contents(fitting.fit(table), found, collected, fit_report.as_json(figures))
    _print([fit_report.changes_table(list(verdict_file.changes(verdict_file.read(path), model)))])
    if dry_run:
        typer.echo(f"Nothing was written; without --dry-run it goes to {path}.")
    else:
        verdict_file.write(model, path)
        typer.echo(f"Written: {path}")


@app.command("fit-ranking")
def fit_ranking(
    on: Annotated[list[Path] | None, typer.Option(help="A folder with policies/ and cases.jsonl; repeatable.")] = None,
    collection: Annotated[list[Path] | None, typer.Option(help="A collection in the BEIR layout, too; repeatable.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
) -> None:
    """Fit how sections are ranked. By default on the cases for tuning and the tuning half of those shipped."""
    from evaluation import parts, ranking_fit, samples, verdict_file
    from evaluation.collection import read_collection
    from evaluation.progress import progress
    from evaluation.rendering import ranking_table
    from index.features import FEATURES
    from index.ranking import FILE
    from index.sentences import SENTENCE_FEATURES

    found = samples.sources(on or [])
    collections = [read_collection(folder, None) for folder in collection or []]
    answered = sum(case.verdict == "answered" for source in found for case in source.cases)
    with progress("Searching", 2 * answered) as advance:
        asked = ranking_fit.from_cases(found, parts.unfitted_engine_for, advance)
        within = ranking_fit.from_sentences(found, parts.unfitted_engine_for, advance)
    examples = list(asked)
    for each in collections:
        with progress(f"Searching {each.name}", min(300, len(each.queries))) as advance:
            examples += ranking_fit.from_collection(each, parts.comparing_trial_for(each.documents), advance)
    groups = [source.group for source in found]
    sections, sentences = ranking_fit.fit(examples, groups), ranking_fit.fit(within, groups)
    shares = (ranking_fit.second_share(asked, sections.weights), ranking_fit.second_share(within, sentences.weights))
    _print([ranking_table("Sections", FEATURES, sections), ranking_table("Sentences", SENTENCE_FEATURES, sentences)])
    if dry_run:
        typer.echo(f"Nothing was written; without --dry-run it goes to {FILE}.")
    else:
        verdict_file.write(ranking_fit.contents(sections, sentences, shares), FILE)
        typer.echo(f"Written: {FILE}")


@app.command("fit-reading")
def fit_reading(
    on: Annotated[list[Path] | None, typer.Option(help="A folder with policies/ and cases.jsonl; repeatable.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
) -> None:
    """Fit how what the reader read counts. By default on what it was not trained on."""
    from evaluation import parts, ranking_fit, reading_fit, samples, verdict_file
    from evaluation.progress import progress
    from evaluation.rendering import ranking_table
    from index.ranking import Ranking
    from index.reader.loading import read_card
    from index.reader.weighing import FILE

    found = samples.sources(on or [])
    answered = sum(case.verdict == "answered" for source in found for case in source.cases)
    with progress("Reading", answered) as advance:
        asked, within = reading_fit.from_reading(found, parts.unweighed_engine_for, Ranking.load().sentence_scores, advance)
    groups = [source.group for source in found]
    sections, sentences = ranking_fit.fit(asked, groups), ranking_fit.fit(within, groups)
    shares = (ranking_fit.second_share(asked, sections.weights), ranking_fit.second_share(within, sentences.weights))
    names = ("score", "reader's logit")
    _print([ranking_table("Sections", names, sections), ranking_table("Sentences", names, sentences)])
    if dry_run:
        typer.echo(f"Nothing was written; without --dry-run it goes to {FILE}.")
    else:
        verdict_file.write(reading_fit.contents(sections, sentences, shares, read_card()["sha256"]), FILE)
        typer.echo(f"Written: {FILE}")


@app.command()
def examples(
    out: Annotated[Path, typer.Argument(help="The file to write, JSON lines.", show_default=False)],
    on: Annotated[list[Path] | None, typer.Option(help="A folder with policies/ and cases.jsonl; repeatable.")] = None,
) -> None:
    """Make examples for `jobun index train-reader` from labelled cases; by default from those kept for it."""
    from evaluation import parts, samples
    from evaluation.cases import READING
    from evaluation.progress import progress
    from evaluation.reader_examples import reading_examples
    from index.reader.examples import write_examples

    found = samples.sources(on or samples.below(READING))
    with progress("Searching", sum(len(source.cases) for source in found)) as advance:
        count = write_examples(reading_examples(found, parts.unfitted_engine_for, advance), out)
    typer.echo(f"{count:,} examples written to {out}.")


@app.command("fit-intents")
def fit_intents(
    beside: Annotated[
        list[Path] | None,
        typer.Option(help="A JSONL file of turns (text, label) that wish for no right, to fit on too; repeatable."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
) -> None:
    """Fit how wishes are told from questions, on one half of the utterances shipped; the figures are of the other."""
    from bot.intents.learned import FILE
    from evaluation import intent_fit, parts, verdict_file
    from evaluation.progress import progress
    from evaluation.rendering import figures_table

    utterances = intent_fit.read_utterances()
    others = {each.name: intent_fit.read_beside(each) for each in beside or []}
    encoder = parts.encoder_for(None)
    with progress("Encoding", len(utterances) + sum(map(len, others.values()))) as advance:
        seen = intent_fit.see(utterances, encoder, advance)
        along = intent_fit.see([each for found in others.values() for each in found], encoder, advance) if others else None
    fitted = intent_fit.fit(seen.of("fit"), encoder.name, along)
    held = seen.of("held")
    probabilities = fitted.model.probabilities(held.features)
    for name, thresholds in {**intent_fit.SYSTEMS, "both": fitted.model.thresholds}.items():
        cross = intent_fit.figures(seen.of("fit"), fitted.held_out, thresholds)
        measured = intent_fit.figures(held, probabilities, thresholds)
        _print([figures_table(f"{name}, cross-validated", cross), figures_table(f"{name}, on the half held back", measured)])
    if dry_run:
        typer.echo(f"Nothing was written; without --dry-run it goes to {FILE}.")
    else:
        counts = {name: len(found) for name, found in others.items()}
        verdict_file.write(intent_fit.contents(fitted, seen.of("fit"), counts, measured), FILE)
        typer.echo(f"Written: {FILE}")


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
        _print_json({name: found[name] for name in measures.LABELS if name in found})
    else:
        _print([bench_table({label: found[name] for name, label in measures.LABELS.items() if name in found})])


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
        _print_json({name: found[name] for name in measures.LABELS if name in found})
    else:
        _print([bench_table({label: found[name] for name, label in measures.LABELS.items() if name in found})])


def _of_half(cases: tuple[Case, ...], which: WhichHalf) -> tuple[Case, ...]:
    from evaluation.errors import RowsUnreadable
    from evaluation.halves import half

    chosen = tuple(case for case in cases if which in (WhichHalf.all, half(case)))
    if not chosen:
        raise RowsUnreadable(f"None of the {len(cases)} cases is in the half {which.value!r}; use --half all.")
    return chosen


def _print(parts: Iterable[RenderableType]) -> None:
    from rich.console import Console

    console = Console()
    for part in parts:
        console.print(part)


def _print_json(report: dict[str, Any]) -> None:
    typer.echo(json.dumps(report, ensure_ascii=False, allow_nan=False))
