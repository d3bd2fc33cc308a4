"""The views that an index was asked for, kept at hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corpus.library import Library
from corpus.model import PolicyVersion
from index.features import Gathered
from index.store import Generation
from index.view import View

_VIEWS: Final = 64
"""One for each audience, language and day that is asked for."""
_WHOLES: Final = 4
"""Of so many views everything is kept: some 5 MB each, for two audiences in two languages."""


class Views:
    """The views of one open index. Safe to use from several threads."""

    def __init__(self, library: Library, generation: Generation) -> None:
        """``generation`` must be fresh for ``library``."""
        self._generation = generation
        self._order = {version.name: number for number, version in enumerate(library)}
        self._view = lru_cache(_VIEWS)(lambda numbers: View.of(library, generation, numbers))
        self._whole = lru_cache(_WHOLES)(lambda view: Gathered.of(generation, view.entries))

    def of(self, versions: Sequence[PolicyVersion]) -> View:
        """The sections of some versions."""
        return self._view(frozenset(self._order[version.name] for version in versions))

    def gathered(self, view: View, chosen: NDArray[np.int64]) -> Gathered:
        """What the index holds of the sections at these places of a view.

        A policy of the usual length is compared with every question as a whole.
        """
        if len(chosen) == len(view.entries):
            return self._whole(view)
        return Gathered.of(self._generation, [view.entries[at] for at in chosen])
