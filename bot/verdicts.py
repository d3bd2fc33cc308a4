"""From evidence to the verdict: two logistic models, fitted by `jobun eval fit`, never by hand.

The first tells questions on the policies' subjects from others, the second what is stated from what is not.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corpus.errors import JobunError

FILE: Final = Path(__file__).parent / "verdict.json"
"""The model that weighs what was read, too."""
PLAIN_FILE: Final = Path(__file__).parent / "verdict-plain.json"
"""The model for where nothing reads."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A logistic regression on standardised features, and the probability from which it says yes."""

    features: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    coef: tuple[float, ...]
    intercept: float
    threshold: float

    def probability(self, evidence: dict[str, float]) -> float:
        """P(yes), 0 to 1. Raises `KeyError` where a feature is missing."""
        rows = zip(self.features, self.mean, self.scale, self.coef, strict=True)
        logit = self.intercept + math.fsum(coef * (evidence[name] - mean) / scale for name, mean, scale, coef in rows)
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))

    def says_yes(self, evidence: dict[str, float]) -> bool:
        """Whether the probability reaches the threshold."""
        return self.probability(evidence) >= self.threshold


@dataclass(frozen=True, slots=True)
class VerdictModel:
    """``subject`` decides whether a question is about the policies, ``answered`` whether they answer it."""

    subject: Stage
    answered: Stage
    digest: str

    @classmethod
    def load(cls, path: Path = FILE) -> VerdictModel:
        """The model in ``path``. Raises `JobunError` where there is none."""
        try:
            text = path.read_text(encoding="utf-8")
            stages = json.loads(text)["stages"]
            return cls(_stage(stages["subject"]), _stage(stages["answered"]), hashlib.sha256(text.encode()).hexdigest())
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise JobunError(f"{path.name} holds no model of the verdicts; run `jobun eval fit`.") from error

    @classmethod
    def undecided(cls) -> VerdictModel:
        """A model that weighs nothing and takes every question for answered: for fitting one that does better."""
        stage = Stage((), (), (), (), 0.0, 0.5)
        return cls(stage, stage, "undecided")

    def probability(self, evidence: dict[str, float]) -> float:
        """P(the policy answers), 0 to 1: that the question is on the subject and the text says it."""
        return self.subject.probability(evidence) * self.answered.probability(evidence)


def _stage(values: dict[str, Any]) -> Stage:
    return Stage(
        tuple(values["features"]),
        tuple(values["mean"]),
        tuple(values["scale"]),
        tuple(values["coef"]),
        float(values["intercept"]),
        float(values["threshold"]),
    )
