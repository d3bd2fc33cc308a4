"""What the replies would be if the line between answering and saying that nothing is stated were drawn elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from evaluation.judging import Outcome

STEPS: Final = 20


@dataclass(frozen=True, slots=True)
class Cut:
    """Answering from the probability ``threshold`` on.

    ``answered`` is the share that is answered; ``right`` the share of those that should be; ``found`` the share of what should be
    answered that is, and ``silent`` the share of what should not be that is not. None where there are none.
    """

    threshold: float
    answered: float
    right: float | None
    found: float | None
    silent: float | None

    def as_json(self) -> dict[str, Any]:
        """The cut as it stands in a JSON report."""
        return {
            "threshold": self.threshold,
            "answered": self.answered,
            "right": self.right,
            "found": self.found,
            "silent": self.silent,
        }


def cuts(outcomes: Sequence[Outcome]) -> tuple[Cut, ...]:
    """A cut at every twentieth, over the questions on the subject that were weighed; none where there are none."""
    said = [
        (one.case.verdict == "answered", one.probability)
        for one in outcomes
        if one.case.verdict in ("answered", "not_stated") and one.probability is not None
    ]
    return tuple(_cut(said, step / STEPS) for step in range(STEPS + 1)) if said else ()


def _cut(said: Sequence[tuple[bool, float]], threshold: float) -> Cut:
    given = [wanted for wanted, probability in said if probability >= threshold]
    kept = [wanted for wanted, probability in said if probability < threshold]
    wanted = sum(one for one, _ in said)
    return Cut(
        threshold,
        len(given) / len(said),
        _share(sum(given), len(given)),
        _share(sum(given), wanted),
        _share(sum(not one for one in kept), len(said) - wanted),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
