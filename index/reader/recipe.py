"""What a training of the reader depends on besides its examples and the encoder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """The same recipe, examples and kind of device make the same weights.

    A step asks ``questions`` questions, each in ``wordings`` of its wordings at most, of ``passages`` passages at most.
    """

    seed: int = 0
    epochs: float = 1.0
    rate: float = 2e-4
    layers: tuple[int, ...] = tuple(range(8))
    frozen: int = 0
    """How many of the layers, from the first on, stay as they are, and with them what lies below. A CPU trains 1.4 times as fast with four."""
    questions: int = 8
    passages: int = 3
    wordings: int = 1
    dropout: float = 0.0
    """The share of a layer's numbers left out at each step. Without it a step takes a third less time on a CPU."""
    evidence_weight: float = 1.0
    ranking_weight: float = 0.5
    agreement_weight: float = 0.5
    """What it costs that two wordings of a question are judged differently; counts where there are two to a step."""

    def steps(self, examples: int) -> int:
        """The steps of a training on so many examples: one at least."""
        return max(1, int(self.epochs * examples / self.questions))

    def rate_at(self, step: int, steps: int) -> float:
        """The share of ``rate`` at a step: rising over the first twentieth, then falling to a fiftieth."""
        warm = max(1, steps // 20)
        return min((step + 1) / warm, max(0.02, (steps - step) / max(1, steps - warm)))
