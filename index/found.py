"""What a search gives: sections with their scores, and the evidence that a verdict is weighed from."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.model import PolicyVersion, Section


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that was found; ``sentences`` is a score for each of its sentences, the best one first in line to be quoted.

    Scores are logits: under a softmax the shares of the sections of a search, or of the sentences of a section.
    """

    version: PolicyVersion
    section: Section
    score: float
    features: dict[str, float]
    sentences: tuple[float, ...]
    found: float = 0.0
    """The score before anything was read."""
    answers: float | None = None
    """The logit that it answers; None where it was not read."""
    evidence: tuple[float, ...] = ()
    """For each sentence the logit that it is what answers, NaN where it was not read."""

    @property
    def id(self) -> str:
        """「site-privacy/7.2」."""
        return f"{self.version.policy}/{self.section.number}"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first, and the raw evidence that verdicts are weighed from."""

    hits: tuple[Hit, ...]
    evidence: dict[str, float]
    stages_ms: dict[str, float] = field(default_factory=dict)
