"""What a fit found, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table as Grid

from evaluation.cross_validation import Validated, validated
from evaluation.fitting import Table, cross_validate
from evaluation.rendering import figures_table, number
from evaluation.samples import Sample


def by_group(samples: Sequence[Sample], table: Table, advance: Callable[[], object] = lambda: None) -> dict[str, Validated]:
    """The figures of each policy, by models that had not seen it, and under "" those of all together."""
    held_out = cross_validate(table, advance)
    groups = sorted({sample.group for sample in samples})
    return {"": validated(samples, table, held_out), **{one: validated(samples, table, held_out, [one]) for one in groups}}


def ablation(samples: Sequence[Sample], table: Table, advance: Callable[[], object] = lambda: None) -> dict[str, Validated]:
    """The figures without each of the features in turn. ``advance`` is called after each policy of each."""
    return {
        feature: validated(samples, rest, cross_validate(rest, advance))
        for feature, rest in ((feature, table.without(feature)) for feature in table.features)
    }


def as_json(figures: Mapping[str, Validated]) -> dict[str, Any]:
    """The figures as they stand in the model's file."""
    return {**figures[""].as_json(), "policies": {group: one.as_json() for group, one in figures.items() if group}}


def as_tables(figures: Mapping[str, Validated]) -> Iterator[RenderableType]:
    """The figures over all policies, with their intervals, and those of each."""
    whole = figures[""]
    title = "Cross-validated: on policies left out of the fit"
    yield figures_table(
        title,
        {"Verdict right": whole.accuracy, "Answered or not, AUROC": whole.auroc, "Answered or not, Brier score": whole.brier},
    )
    grid = _grid("policy", "cases", "verdict right", "AUROC", "Brier", title="Policy by policy")
    for group, one in figures.items():
        if group:
            grid.add_row(group, str(one.accuracy.count), *(number(each.value) for each in (one.accuracy, one.auroc, one.brier)))
    yield grid


def ablation_table(whole: Validated, without: Mapping[str, Validated]) -> RenderableType:
    """What each feature is worth: the figures without it, and by how much they differ from those with all."""
    grid = _grid("without", "verdict right", "±", "AUROC", "±", title="Each feature left out")
    for feature, one in without.items():
        pairs = ((one.accuracy.value, whole.accuracy.value), (one.auroc.value, whole.auroc.value))
        grid.add_row(feature, *(text for mine, all_ in pairs for text in (number(mine), _difference(mine, all_))))
    return grid


def changes_table(changes: Sequence[tuple[str, str, str]]) -> RenderableType:
    """What is different from the model there was."""
    grid = _grid("", "was", "is", title="What changes")
    for change in changes:
        grid.add_row(*change)
    return grid if changes else "The model is the same as before."


def _grid(first: str, *others: str, title: str) -> Grid:
    grid = Grid(first, title=title, title_justify="left")
    for other in others:
        grid.add_column(other, justify="right")
    return grid


def _difference(mine: float | None, other: float | None) -> str:
    return "–" if mine is None or other is None else f"{mine - other:+.3f}"
