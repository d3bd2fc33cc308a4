"""A search over loose documents, so that retrieval can be measured on collections that are no policies."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final, Literal, TypeAlias

from corpus.library import Library
from corpus.lines import read_lines
from corpus.model import PolicyVersion, Section
from corpus.segments import find_sentences
from index.building import Progress, build_index
from index.encoder.hashing import HashingEncoder
from index.encoder.port import Encoder
from index.features import Matrix
from index.ranking import Ranking
from index.reader.port import Reader
from index.reader.weighing import Weighing
from index.search import Searcher
from index.store import open_generation

System: TypeAlias = Literal["bm25", "dense", "hybrid", "full"]
Document: TypeAlias = tuple[str, str, str, str]
"""Id, title, text, and the group that a search can be kept within."""

_DAY: Final = date(2000, 1, 1)


class Trial:
    """Ranks documents by one of the systems that the assistant is made of."""

    def __init__(self, searcher: Searcher, versions: dict[str, PolicyVersion]) -> None:
        """``versions`` holds the documents of each group."""
        self.searcher = searcher
        self._versions = versions

    def rank(self, query: str, system: System, top: int, within: str | None = None) -> list[tuple[str, float]]:
        """The ``top`` documents for ``query``, best first, with their scores."""
        versions = [v for group, v in self._versions.items() if within in (None, group)]
        if not versions:
            return []
        if system in ("bm25", "dense"):
            return self.searcher.rank_by(query, versions, system)[:top]
        found = self.searcher.search(query, versions, top=top, reads=system == "full")
        return [(hit.section.number, hit.score) for hit in found.hits]

    def compare(self, query: str) -> tuple[tuple[str, ...], Matrix]:
        """The documents that are looked at closely for ``query``, and their features."""
        ids, features = self.searcher.candidates(query, list(self._versions.values()))
        return tuple(name.split("/", 1)[1] for name in ids), features


def build_trial(
    documents: Sequence[Document],
    encoder: Encoder | None,
    progress: Progress | None = None,
    reader: tuple[Reader, Weighing] | None = None,
) -> Trial:
    """Index ``documents`` in a folder that goes with the process.

    Without an encoder only "bm25" means anything; without a ``reader``, "full" is "hybrid".
    """
    groups: dict[str, list[Document]] = {}
    for document in documents:
        groups.setdefault(document[3], []).append(document)
    versions = {group: _version(number, members) for number, (group, members) in enumerate(groups.items())}
    library = Library.of(versions.values())
    encoder = encoder or HashingEncoder()
    with tempfile.TemporaryDirectory(prefix="jobun-trial-") as folder:
        build_index(library, Path(folder), encoder, progress)
        # What is mapped stays readable when the names are gone.
        generation = open_generation(Path(folder))
    return Trial(Searcher(library, generation, encoder, Ranking.load(), reader), versions)


def _version(number: int, documents: Sequence[Document]) -> PolicyVersion:
    sections = tuple(_section(identity, title, text) for identity, title, text, _ in documents)
    digest = hashlib.sha256(repr(documents).encode()).hexdigest()
    return PolicyVersion(f"group-{number}", "", "ja", "public", "", _DAY, "", sections, digest)


def _section(identity: str, title: str, text: str) -> Section:
    body = text if text.strip() else title
    sentences = find_sentences(body, read_lines(body), 0, len(body))
    return Section(identity, "", title, 1, (), 0, 0, len(body), body, sentences)
