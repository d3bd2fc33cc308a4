"""Whether a probability means what it says: of the replies called 80 % sure, four in five should be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from evaluation.metrics import equal_bins

BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """``count`` cases next to each other by probability: its mean, and the share of them that the policy does answer."""

    probability: float
    answered: float
    count: int

    def as_json(self) -> dict[str, Any]:
        """The bin as it stands in a JSON report."""
        return {"probability": self.probability, "answered": self.answered, "count": self.count}


def reliability(answered: Sequence[bool], probabilities: Sequence[float]) -> tuple[Bin, ...]:
    """The bins of a reliability diagram (DeGroot and Fienberg 1983, The Statistician 32:12), equal in count, from the least sure on.

    Fewer than ten cases are a bin each.
    """
    bins, so, said = equal_bins(probabilities, BINS), np.asarray(answered, float), np.asarray(probabilities, float)
    members = [rows for number in range(BINS) if (rows := bins == number).any()]
    return tuple(Bin(float(said[rows].mean()), float(so[rows].mean()), int(rows.sum())) for rows in members)
