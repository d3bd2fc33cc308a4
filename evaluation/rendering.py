"""A run as tables for a person and as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from bot.replies import VERDICTS
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
    "intent_macro_f1": "Rights, macro F1",
    "section_hit@1": "Wanted section ranked first",
    "section_hit@3": "Wanted section in the first 3",
    "heading_hit@1": "… or its article, ranked first",
    "heading_hit@3": "… or its article, in the first 3",
    "action_section_hit@1": "… of a wish, ranked first",
    "action_section_hit@3": "… of a wish, in the first 3",
    "citation_precision": "Cited sections that are wanted",
    "must_include": "Wanted texts found",
    "answered_auroc": "Answered or not, AUROC",
    "answered_brier": "Answered or not, Brier score",
    "p50_ms": "Time to reply, median (ms)",
    "p95_ms": "Time to reply, 95 % (ms)",
    "p99_ms": "Time to reply, 99 % (ms)",
}


def as_json(summary: Summary, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The object that ``jobun eval run --json`` prints."""
    return {"summary": summary.as_json(), "cases": [_case(one) for one in outcomes]}


def as_tables(summary: Summary, outcomes: Sequence[Outcome], *, failures: bool) -> Iterator[RenderableType]:
    """The figures, the confusion of verdicts, and with ``failures`` what went wrong."""
    yield figures_table("Summary", {LABELS[name]: figure for name, figure in summary.figures.items()})
    yield _confusion(summary)
    failed = [one for one in outcomes if not one.passed]
    if failures and failed:
        yield _failures(failed)
    elif failed:
        yield f"{len(failed)} of {len(outcomes)} cases failed; --failures lists them."


def figures_table(title: str, figures: dict[str, Figure]) -> Table:
    """Figures by label, each with its interval and over how many items it is; what was not asked is left out."""
    table = Table("", "figure", "95 % interval", "over", title=title, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for label, figure in figures.items():
        if figure.value is not None:
            table.add_row(label, number(figure.value), f"{number(figure.low)} to {number(figure.high)}", str(figure.count))
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


def _wanted(outcome: Outcome) -> str:
    case = outcome.case
    return "\n".join([case.verdict, *([case.intent] if case.intent else []), *map(str, case.sections)])


def _given(outcome: Outcome) -> str:
    sections = ["/".join(one) for one in outcome.sections[:3]]
    return "\n".join([outcome.verdict, *([outcome.intent] if outcome.intent else []), *sections])


def ranking_table(title: str, names: Sequence[str], fitted: Fitted) -> Table:
    """Hits by left-out policy, and the weights of the features."""
    table = Table("left out", "hit@1", "hit@3", title=f"{title} (penalty {fitted.strength})", title_justify="left")
    for group, (one, three) in fitted.hits.items():
        table.add_row(escape(group), number(one), number(three))
    table.add_section()
    for name, weight in zip(names, fitted.weights, strict=True):
        table.add_row(name, f"{weight:.3f}")
    return table
