"""``jobun eval fit…``: fitting what is weighed to labelled cases, and the examples that the reader is trained on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from evaluation.printing import print_parts

app = typer.Typer(add_completion=False)


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
    print_parts(fit_report.as_tables(figures))
    if ablate:
        with progress("Leaving out features", groups * len(table.features)) as advance:
            without = fit_report.ablation(collected, table, advance)
        print_parts([fit_report.ablation_table(figures[""], without)])
    path = PLAIN_FILE if plain else FILE
    model = verdict_file.contents(fitting.fit(table), found, collected, fit_report.as_json(figures))
    print_parts([fit_report.changes_table(list(verdict_file.changes(verdict_file.read(path), model)))])
    if dry_run:
        typer.echo(f"Nothing was written; without --dry-run it goes to {path}.")
    else:
        verdict_file.write(model, path)
        typer.echo(f"Written: {path}")


@app.command("fit-adapter")
def fit_adapter(
    on: Annotated[list[Path] | None, typer.Option(help="A folder with policies/ and cases.jsonl; repeatable.")] = None,
    squad: Annotated[Path | None, typer.Option(help="A folder of questions in SQuAD's form, too.")] = None,
    epochs: Annotated[float, typer.Option(min=0.01, help="How often each policy is visited.")] = 4.0,
    seed: Annotated[int, typer.Option(help="The same seed, examples and machine give the same maps.")] = 1,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
) -> None:
    """Fit how questions are turned towards their answers; by default on the cases that are kept for training.

    The figures are of the cases for tuning. Sections are ranked otherwise afterwards: `fit-ranking`, `fit-reading` and `fit` come next.
    """
    from evaluation import adapter_fit, parts, samples
    from evaluation.cases import READING, TUNING
    from evaluation.progress import progress
    from evaluation.rendering import hits_table
    from evaluation.squad import read_squad
    from index.adapter import FILE, save
    from index.trial import build_trial

    encoder = parts.encoder_for(None)
    searcher_for = partial(parts.searcher_for, encoder=encoder)
    found = samples.sources(on or samples.below(READING))
    left_out = samples.sources(samples.below(TUNING))
    with progress("Encoding questions", len(found) + len(left_out)) as advance:
        groups = list(adapter_fit.from_cases(found, searcher_for, advance))
        others = list(adapter_fit.from_cases(left_out, searcher_for, advance, paraphrases=0))
    if squad:
        collection = read_squad(squad, seed)
        trial = build_trial([(one.id, one.title, one.text, one.group) for one in collection.documents], encoder)
        # Each twice as often as a policy: they are few.
        groups += 2 * list(adapter_fit.from_collection(collection, trial.searcher))
    recipe = adapter_fit.Recipe(epochs=epochs, seed=seed)
    with progress("Fitting", round(epochs * len(groups))) as advance:
        adapter = adapter_fit.fit(groups, recipe, advance)
    figures = {"without": adapter_fit.hits(others, None), "with": adapter_fit.hits(others, adapter)}
    print_parts([hits_table("Policies left out, by likeness alone", figures)])
    if dry_run:
        typer.echo(f"Nothing was written; without --dry-run it goes to {FILE}.")
    else:
        save(adapter, adapter_fit.card(recipe, encoder.name, groups, figures), FILE)
        typer.echo(f"Written: {FILE}")


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
    print_parts([ranking_table("Sections", FEATURES, sections), ranking_table("Sentences", SENTENCE_FEATURES, sentences)])
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
    print_parts([ranking_table("Sections", names, sections), ranking_table("Sentences", names, sentences)])
    if dry_run:
        typer.echo(f"Nothing was written; without --dry-run it goes to {FILE}.")
    else:
        verdict_file.write(reading_fit.contents(sections, sentences, shares, read_card()["sha256"]), FILE)
        typer.echo(f"Written: {FILE}")


@app.command()
def examples(
    out: Annotated[Path, typer.Argument(help="The file to write, JSON lines.", show_default=False)],
    on: Annotated[list[Path] | None, typer.Option(help="A folder with policies/ and cases.jsonl; repeatable.")] = None,
    headings: Annotated[bool, typer.Option("--headings", help="Make them from the policies' headings, not the cases.")] = False,
) -> None:
    """Make examples for `jobun index train-reader` from labelled cases or headings; by default of what is kept for it."""
    from evaluation import parts, samples
    from evaluation.cases import READING
    from evaluation.heading_examples import heading_examples
    from evaluation.progress import progress
    from evaluation.reader_examples import reading_examples
    from index.reader.examples import write_examples

    found = samples.sources(on or samples.below(READING))
    steps = len(found) if headings else sum(len(source.cases) for source in found)
    with progress("Searching", steps) as advance:
        make = heading_examples if headings else reading_examples
        count = write_examples(make(found, parts.unfitted_engine_for, advance), out)
    typer.echo(f"{count:,} examples written to {out}.")


@app.command("fit-intents")
def fit_intents(
    beside: Annotated[
        list[Path] | None,
        typer.Option(help="A JSONL file of turns (text, label) that wish for no right, to fit on too; repeatable."),
    ] = None,
    asked: Annotated[
        int, typer.Option(min=0, help="Fit on so many questions, too, of the cases kept for training the reader.")
    ] = 4_000,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
) -> None:
    """Fit how wishes are told from questions, on one half of the utterances shipped; the figures are of the other."""
    from bot.intents.learned import FILE
    from evaluation import intent_fit, parts, samples, verdict_file
    from evaluation.cases import READING
    from evaluation.progress import progress
    from evaluation.rendering import figures_table

    utterances = intent_fit.read_utterances()
    others = {each.name: intent_fit.read_beside(each) for each in beside or []}
    if asked:
        others[READING.name] = intent_fit.questions_asked(samples.sources(samples.below(READING)), asked)
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
        print_parts(
            [figures_table(f"{name}, cross-validated", cross), figures_table(f"{name}, on the half held back", measured)]
        )
    if dry_run:
        typer.echo(f"Nothing was written; without --dry-run it goes to {FILE}.")
    else:
        counts = {name: len(found) for name, found in others.items()}
        verdict_file.write(intent_fit.contents(fitted, seen.of("fit"), counts, measured), FILE)
        typer.echo(f"Written: {FILE}")
