"""Sections in several languages, found by one question: their scores made comparable."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_BEST: Final = 10


def level(scores: NDArray[np.float64], languages: NDArray[np.str_]) -> NDArray[np.float64]:
    """Scores, ``(sections,)``, in which no language is ahead: the best ten of each have the same mean, that of the highest.

    A text in the question's own language shares words with it whether it answers or not, one in another never does. How far a section
    stands out among those in its language is what is left, as when the results of several collections are merged (Callan 2000).
    """
    present = np.unique(languages)
    if len(present) < 2:  # noqa: PLR2004 - one language is level
        return scores
    means = {one: float(np.sort(scores[languages == one])[-_BEST:].mean()) for one in present.tolist()}
    highest = max(means.values())
    raised: NDArray[np.float64] = scores + np.array([highest - means[one] for one in languages.tolist()])
    return raised
