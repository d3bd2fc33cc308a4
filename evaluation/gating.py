"""Whether a run may pass: its figures held against those of a baseline, by their intervals and not by single cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt
from typing import Any, Final

from evaluation.intervals import COVERAGE, Figure, average
from evaluation.judging import Outcome
from evaluation.run_file import same_cases
from evaluation.summary import summarise

FIGURES: Final = (
    "passed",
    "verdict_accuracy",
    "not_stated_precision",
    "not_stated_recall",
    "wish_recall",
    "intent_macro_f1",
    "section_hit@1",
    "section_hit@3",
    "citation_precision",
    "must_include",
)
"""What is watched: figures of which more is better. Times are of the machine that measured, and are left out."""
PAIRED: Final = "passed_both"
_Z: Final = 1.959964
"""The quantile of the normal distribution for intervals of 95 %."""


@dataclass(frozen=True, slots=True)
class Guard:
    """One figure watched. It fails where it is worse than chance explains: ``now`` lies below ``floor``."""

    name: str
    before: Figure
    now: Figure
    floor: float | None

    @property
    def passed(self) -> bool:
        """Whether it holds; what neither asks cannot fail, what is asked no longer does."""
        if self.floor is None:
            return True
        return self.now.value is not None and self.now.value >= self.floor

    def as_json(self) -> dict[str, Any]:
        """The guard as it stands in a JSON report."""
        return {
            "name": self.name,
            "passed": self.passed,
            "floor": self.floor,
            "before": self.before.as_json(),
            "now": self.now.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """All guards, the cases of both runs that were right and are wrong, those that were wrong and are right, and what is new or gone."""

    guards: tuple[Guard, ...]
    broken: tuple[tuple[Outcome, Outcome], ...]
    mended: tuple[tuple[Outcome, Outcome], ...]
    added: tuple[Outcome, ...]
    removed: tuple[Outcome, ...]

    @property
    def passed(self) -> bool:
        """Whether every guard holds."""
        return all(guard.passed for guard in self.guards)


def gate(before: Sequence[Outcome], now: Sequence[Outcome]) -> Verdict:
    """Hold a run against a baseline.

    A figure may fall to the lower end of its 95 % interval in the baseline. The cases that both hold are compared pair by pair besides,
    which tells more: there, it fails where more have broken than mended and chance explains it in less than 1 of 40 runs.
    """
    pairs = same_cases(now, before)
    ours, theirs = summarise(before).figures, summarise(now).figures
    guards = [Guard(name, ours[name], theirs[name], _floor(ours[name])) for name in FIGURES]
    guards.append(_paired([(old, new) for new, old in pairs]))
    known = {new.case.id for new, _ in pairs}
    return Verdict(
        tuple(guards),
        tuple((old, new) for new, old in pairs if old.passed and not new.passed),
        tuple((old, new) for new, old in pairs if new.passed and not old.passed),
        tuple(one for one in now if one.case.id not in known),
        tuple(one for one in before if one.case.id not in known),
    )


def _paired(pairs: Sequence[tuple[Outcome, Outcome]]) -> Guard:
    """The share of the cases of both that passes; the floor is where as many have broken as the sign test still puts down to chance."""
    before, now = (average([float(pair[at].passed) for pair in pairs]) for at in (0, 1))
    if before.value is None:
        return Guard(PAIRED, before, now, None)
    mended = sum(new.passed and not old.passed for old, new in pairs)
    return Guard(PAIRED, before, now, before.value + (mended - allowed(mended)) / len(pairs))


def allowed(mended: int) -> int:
    """How many cases may break where so many were mended: the exact one-sided sign test on the cases that differ (McNemar 1947)."""
    broken = mended
    while _chance(broken + 1, mended) >= (1 - COVERAGE) / 2:
        broken += 1
    return broken


def _chance(broken: int, mended: int) -> float:
    """How likely so many or more of the cases that differ have broken where breaking and mending are as likely."""
    differ = broken + mended
    as_likely: float = sum(comb(differ, count) for count in range(broken, differ + 1)) / 2**differ
    return as_likely


def _floor(figure: Figure) -> float | None:
    """The lower end of a figure's interval: the bootstrap's or, where that is lower, Wilson's (1927) for a share.

    All of a few cases right have a bootstrap interval of no width, and one case would decide.
    """
    if figure.value is None or figure.low is None:
        return None
    share, count = figure.value, figure.count
    middle, spread = share + _Z**2 / (2 * count), _Z * sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
    return min(figure.low, (middle - spread) / (1 + _Z**2 / count))
