"""A run as tables for a person and as JSON for a program; tables of all that is measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from bot.replies import RIGHTS, VERDICTS
from evaluation.ablation import LeftOut, Row
from evaluation.calibration import Bin
from evaluation.consistency import Wordings
from evaluation.intervals import Figure
from evaluation.judging import Outcome
from evaluation.ranking import distinct
from evaluation.ranking_fit import Fitted
from evaluation.retrieval import Result
from evaluation.summary import Summary

LABELS: Final = {
    "passed": "Cases passed",
    "verdict_accuracy": "Verdict right",
    "not_stated_precision": "not_stated, precision",
    "not_stated_recall": "not_stated, recall",
    "wish_recall": "Wishes taken for wishes",
    "taken_for_wish": "Others taken for wishes",
    "intent_macro_f1": "Rights, macro F1",
    "section_hit@1": "Wanted section ranked first",
    "section_hit@3": "Wanted section in the first 3",
    "heading_hit@1": "… or its article, ranked first",
    "heading_hit@3": "… or its article, in the first 3",
    "action_section_hit@1": "… of a wish, ranked first",
    "action_section_hit@3": "… of a wish, in the first 3",
    "citation_precision": "Cited sections that are wanted",
    "must_include": "Wanted texts found",
    "evidence_exact": "Surest sentence holds a wanted text",
    "answered_auroc": "Answered or not, AUROC",
    "answered_brier": "Answered or not, Brier score",
    "answered_calibration_error": "Answered or not, calibration error",
    "paraphrase_consistency": "Paraphrases with the same reply",
    "paraphrases_passed": "… all of them right",
    "p50_ms": "Time to reply, median (ms)",
    "p95_ms": "Time to reply, 95 % (ms)",
    "p99_ms": "Time to reply, 99 % (ms)",
}
SYSTEM_LABELS: Final = {"bm25": "bm25", "dense": "dense", "hybrid": "hybrid", "full": "hybrid + reader"}
_WIDTH: Final = 40
"""How many characters stand for a probability of 1."""


def as_json(summary: Summary, outcomes: Sequence[Outcome], wordings: Sequence[Wordings] = ()) -> dict[str, Any]:
    """The object that ``jobun eval run --json`` prints."""
    paraphrased = {one.outcomes[0].case.id: {"wordings": [_wording(each) for each in one.outcomes]} for one in wordings}
    return {
        "summary": summary.as_json(),
        "cases": [_case(one) | paraphrased.get(one.case.id, {}) for one in outcomes],
    }


def as_tables(
    summary: Summary, outcomes: Sequence[Outcome], wordings: Sequence[Wordings] = (), *, failures: bool
) -> Iterator[RenderableType]:
    """The figures, the confusion of verdicts, how sure replies are and should be, and with ``failures`` what went wrong."""
    labels = LABELS | {"intent_macro_f1": f"{LABELS['intent_macro_f1']} ({summary.rights} of {len(RIGHTS)})"}
    yield figures_table("Summary", {labels[name]: figure for name, figure in summary.figures.items()})
    yield _confusion(summary)
    if summary.reliability:
        yield reliability_table(summary.reliability)
    failed = [one for one in outcomes if not one.passed]
    unlike = [one for one in wordings if one.others]
    if failures and failed:
        yield _failures(failed)
    elif failed:
        yield f"{len(failed)} of {len(outcomes)} cases failed; --failures lists them."
    if failures and unlike:
        yield _unlike(unlike)


def figures_table(title: str, figures: dict[str, Figure]) -> Table:
    """Figures by label, each with its interval and over how many items it is; what was not asked is left out."""
    table = Table("", "figure", "95 % interval", "over", title=title, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for label, figure in figures.items():
        if figure.value is not None:
            table.add_row(label, number(figure.value), f"{number(figure.low)} to {number(figure.high)}", str(figure.count))
    return table


def reliability_table(bins: Iterable[Bin]) -> Table:
    """For each bin the probability that was given and the share that was answered, and both along a line from 0 to 1."""
    table = Table(
        "cases", "said", "was", f"0{'1':>{_WIDTH - 1}}", title="Probability that the policy answers", title_justify="left"
    )
    for column in table.columns[:3]:
        column.justify = "right"
    for one in bins:
        table.add_row(str(one.count), number(one.probability), number(one.answered), _bar(one))
    table.caption, table.caption_justify = "█ answered, ┃ said", "left"
    return table


def rankings_table(rows: Sequence[Row]) -> Table:
    """A row for each system with headings and without, the figures of each set side by side."""
    table = Table("system", "headings", title="Rankings", title_justify="left")
    for name, figures in rows[0].sets if rows else ():
        for key in figures:
            table.add_column(f"{escape(name)}\n{key}", justify="right")
    for row in rows:
        values = [number(figure.value) for _, figures in row.sets for figure in figures.values()]
        table.add_row(SYSTEM_LABELS[row.system], "with" if row.headings else "without", *values)
    return table


def left_out_table(rows: Sequence[LeftOut]) -> Table:
    """What each group of features is worth to the verdict: the AUROC without it, and how much that is off the one with all."""
    table = Table("without", "features", "AUROC", "95 % interval", "±", title="Answered or not", title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in rows:
        mine, whole = row.auroc, rows[0].auroc
        off = "" if row is rows[0] or mine.value is None or whole.value is None else f"{mine.value - whole.value:+.3f}"
        table.add_row(
            row.group or "–", str(len(row.features)), number(mine.value), f"{number(mine.low)} to {number(mine.high)}", off
        )
    return table


def retrieval_table(results: Iterable[Result]) -> Table:
    """A row for each collection and system."""
    table = Table("collection", "system", title="Retrieval", title_justify="left")
    for at, one in enumerate(results):
        if not at:
            for name in ("queries", *one.figures):
                table.add_column(name, justify="right")
        queries = next(iter(one.figures.values())).count
        table.add_row(
            escape(one.collection), one.system, str(queries), *(number(figure.value) for figure in one.figures.values())
        )
    return table


def bench_table(figures: dict[str, float]) -> Table:
    """Measured values by label."""
    table = Table("", "measured", title="Benchmark", title_justify="left")
    table.columns[1].justify = "right"
    for label, value in figures.items():
        table.add_row(label, number(value) if isinstance(value, float) else f"{value:,}")
    return table


def number(value: float | None) -> str:
    """Three decimals for shares, none for what is large; "–" for what was not asked."""
    if value is None:
        return "–"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.0f}"  # noqa: PLR2004 - a share is below 10, milliseconds are not


def _case(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.case.id,
        "verdict": outcome.verdict,
        **({"intent": outcome.intent} if outcome.intent else {}),
        "sections": distinct(section for _, section in outcome.sections),
        "text": outcome.text,
        "took_ms": round(outcome.took_ms, 3),
        "passed": outcome.passed,
        "why": "; ".join(outcome.why),
    }


def _wording(outcome: Outcome) -> dict[str, Any]:
    return {
        "question": outcome.case.question,
        "verdict": outcome.verdict,
        "article": "/".join(outcome.article) if outcome.article else None,
        "passed": outcome.passed,
    }


def _bar(one: Bin) -> str:
    filled, mark = round(one.answered * _WIDTH), min(round(one.probability * _WIDTH), _WIDTH - 1)
    bar = "█" * filled + "·" * (_WIDTH - filled)
    return f"{bar[:mark]}┃{bar[mark + 1 :]}"


def _confusion(summary: Summary) -> Table:
    table = Table("wanted ↓  given →", *VERDICTS, title="Verdicts", title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for wanted in VERDICTS:
        row = [summary.confusion.get((wanted, given), 0) for given in VERDICTS]
        if any(row):
            table.add_row(wanted, *(str(count) if count else "·" for count in row))
    return table


def _failures(failed: Iterable[Outcome]) -> Table:
    table = Table(title="Failed", title_justify="left", show_lines=True)
    for name, share in (("case", 2), ("question", 6), ("wanted", 4), ("given", 4), ("why", 6)):
        table.add_column(name, ratio=share, overflow="fold")  # Japanese has no blanks to break a line at
    for one in failed:
        # What people wrote is no markup: 「[1]」 would vanish.
        table.add_row(*map(escape, (one.case.id, one.case.question, _wanted(one), _given(one), "\n".join(one.why))))
    return table


def _unlike(wordings: Iterable[Wordings]) -> Table:
    table = Table(title="Wordings with another reply than most", title_justify="left", show_lines=True)
    for name, share in (("case", 2), ("question", 6), ("wording", 6), ("given", 4)):
        table.add_column(name, ratio=share, overflow="fold")
    for one in wordings:
        case = one.outcomes[0].case
        for other in one.others:
            table.add_row(*map(escape, (case.id, case.question, other.case.question, _given(other))))
    return table


def _wanted(outcome: Outcome) -> str:
    case = outcome.case
    return "\n".join([case.verdict, *([case.intent] if case.intent else []), *map(str, case.sections)])


def _given(outcome: Outcome) -> str:
    sections = ["/".join(one) for one in outcome.sections[:3]]
    return "\n".join([outcome.verdict, *([outcome.intent] if outcome.intent else []), *sections])


def hits_table(title: str, rows: Mapping[str, Mapping[str, float]]) -> Table:
    """One row for each system, its figures beside it."""
    table = Table("", *next(iter(rows.values())), title=title, title_justify="left")
    for name, figures in rows.items():
        table.add_row(name, *map(number, figures.values()))
    return table


def ranking_table(title: str, names: Sequence[str], fitted: Fitted) -> Table:
    """Hits by left-out policy, and the weights of the features."""
    table = Table("left out", "hit@1", "hit@3", title=f"{title} (penalty {fitted.strength})", title_justify="left")
    for group, (one, three) in fitted.hits.items():
        table.add_row(escape(group), number(one), number(three))
    table.add_section()
    for name, weight in zip(names, fitted.weights, strict=True):
        table.add_row(name, f"{weight:.3f}")
    return table
