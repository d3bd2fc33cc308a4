"""The sections of policies, ranked by each of the systems that the search is made of, with their headings and without."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from bot.engine import Engine
from bot.replies import Question
from corpus.library import Library
from corpus.model import PolicyVersion, Section
from evaluation.retrieval import System
from index.building import build_index
from index.search import Searcher
from index.store import open_generation


class SearchedSections:
    """Ranks the sections that an engine searches for a question. What a turn asks for, and of which policies, the engine says."""

    def __init__(self, engine: Engine, searcher: Searcher) -> None:
        """``searcher`` searches the versions that the engine's own does; the words of its sections may be others."""
        self._engine = engine
        self._full = searcher
        self._hybrid = Searcher(searcher.library, searcher.generation, searcher.encoder, searcher.ranking)
        self._versions = {version.name: version for version in searcher.library}

    def rank(self, question: Question, system: System, top: int) -> list[tuple[str, str]]:
        """At most ``top`` sections (policy, number), best first; "hybrid" is the search without its reader."""
        asks, near = self._engine.asked(question)
        versions = [self._versions[name] for name in dict.fromkeys(version.name for version, _ in near)]
        if system in ("bm25", "dense"):
            # One after the other, as a number alone does not say of which policy it is; the scores are of one index.
            scored = [
                (score, version.policy, number)
                for version in versions
                for number, score in self._hybrid.rank_by(asks, [version], system)
            ]
            scored.sort(key=lambda one: -one[0])
            return [(policy, number) for _, policy, number in scored[:top]]
        searcher = self._full if system == "full" else self._hybrid
        hits = searcher.search(asks, versions, audience=question.audience, top=top).hits
        return [(hit.version.policy, hit.section.number) for hit in hits]


def without_headings(searcher: Searcher) -> Searcher:
    """The same search over the same texts, indexed as if no section stood under a heading. The weights stay what they are."""
    library = Library.of(map(_bare, searcher.library))
    with tempfile.TemporaryDirectory(prefix="jobun-bare-") as folder:
        build_index(library, Path(folder), searcher.encoder)
        # What is mapped stays readable when the names are gone.
        generation = open_generation(Path(folder))
    reads = (searcher.reader, searcher.weighing) if searcher.reader else None
    return Searcher(library, generation, searcher.encoder, searcher.ranking, reads)


def _bare(version: PolicyVersion) -> PolicyVersion:
    return replace(version, sections=tuple(map(_without_heading, version.sections)))


def _without_heading(section: Section) -> Section:
    # The title of the whole text stands in for that of its preamble, and a preamble is told by its kind.
    return replace(section, title="", path=(), kind="text" if section.kind == "preamble" else section.kind)
