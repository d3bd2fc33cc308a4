"""The figures of a fit, over cases about policies it had not seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.fitting import HeldOut, Table
from evaluation.intervals import Figure, average, estimate
from evaluation.metrics import auroc, brier
from evaluation.samples import WEIGHED, Sample


@dataclass(frozen=True, slots=True)
class Validated:
    """Accuracy of the verdict over all cases, and of answered against not_stated the AUROC and the Brier score."""

    accuracy: Figure
    auroc: Figure
    brier: Figure

    def as_json(self) -> dict[str, Any]:
        """The figures as they stand in the model's file."""
        return {
            "cases": self.accuracy.count,
            **{
                name: None if figure.value is None else round(figure.value, 4)
                for name, figure in (("accuracy", self.accuracy), ("auroc", self.auroc), ("brier", self.brier))
            },
        }


def validated(samples: Sequence[Sample], table: Table, held_out: HeldOut, groups: Iterable[str] | None = None) -> Validated:
    """The figures over the samples of ``groups`` (all of them by default).

    A case that the model does not decide counts with the verdict it got.
    """
    chosen = set(groups) if groups is not None else {sample.group for sample in samples}
    elsewhere = [sample.given == sample.wanted for sample in samples if not sample.is_weighed and sample.group in chosen]
    rows = np.isin(table.groups, list(chosen))
    right = [*elsewhere, *(held_out.verdicts[rows] == table.y[rows]).tolist()]
    told = rows & (table.y > WEIGHED.index("out_of_scope"))
    positive = (table.y[told] == WEIGHED.index("answered")).tolist()
    answers = held_out.answers[told].tolist()
    return Validated(
        average(right),
        estimate(auroc(positive, answers), len(positive)),
        estimate(brier(positive, answers), len(positive)),
    )
