"""The sections that a search is kept within, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.library import Library
from corpus.model import PolicyVersion
from index.store import Entry, Generation


# What is kept for a view is found by the view itself: its arrays have no hash.
@dataclass(frozen=True, slots=True, eq=False)
class View:
    """The sections of some versions: their entries, documents, languages, units, and the set of their units for FAISS.

    ``heads`` names for each the section whose context it shares; ``owners`` says which sections a unit belongs to.
    """

    entries: tuple[Entry, ...]
    documents: NDArray[np.int64]
    languages: NDArray[np.str_]
    owners: dict[int, list[int]]
    selector: faiss.IDSelectorBitmap
    bitmap: NDArray[np.uint8]
    heads: tuple[str, ...]

    @classmethod
    def of(cls, library: Library, generation: Generation, versions: frozenset[int]) -> View:
        """The sections of ``versions``, given by their places in ``library``."""
        # A heading without a text of its own has nothing to quote.
        entries = tuple(e for e in generation.entries if e.version in versions and len(e.units) > 1)
        owners: dict[int, list[int]] = {}
        for position, entry in enumerate(entries):
            for unit in entry.units:
                owners.setdefault(unit, []).append(position)
        count = generation.manifest.units
        bits = np.zeros(count, np.uint8)
        bits[list(owners)] = 1
        bitmap = np.packbits(bits, bitorder="little")
        selector = faiss.IDSelectorBitmap(count, faiss.swig_ptr(bitmap))
        written_in = [library.versions[e.version] for e in entries]
        return cls(
            entries,
            np.array([e.document for e in entries], np.int64),
            np.array([version.lang for version in written_in], np.str_),
            owners,
            selector,
            bitmap,
            tuple(_head(version, e.section) for version, e in zip(written_in, entries, strict=True)),
        )

    def best(self, scores: Sequence[NDArray[np.floating]], most: int) -> NDArray[np.int64]:
        """The places of at most ``most`` sections, in order: those that rank high by several kinds of score, ``(sections,)`` each.

        Reciprocal ranks are fused (Cormack, Clarke and Buettcher 2009), which is enough to choose whom to look at closely. Each
        language has a share of its own: a text in the question's language is likelier by every score than one in another.
        """
        languages = np.unique(self.languages)
        rank = np.empty(len(self.entries), np.int64)
        for language in languages:
            mine = np.flatnonzero(self.languages == language)
            fused = np.zeros(len(mine), np.float64)
            for each in scores:
                fused[np.argsort(-each[mine], kind="stable")] += 1.0 / (20 + np.arange(len(mine)))
            rank[mine[np.argsort(-fused, kind="stable")]] = np.arange(len(mine))
        return np.sort(np.argsort(rank, kind="stable")[:most])


def _head(version: PolicyVersion, number: str) -> str:
    """The section whose context a section shares: for a numbered paragraph its article, else itself."""
    return f"{version.name}/{version.by_number[number].heading_number}"
