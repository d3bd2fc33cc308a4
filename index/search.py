"""Finding the sections that may answer a question, and how each sentence of them bears on it.

Candidates come from BM25 and from the vectors of sentences (FAISS); they are then compared with the question word by word
(late interaction, Khattab and Zaharia 2020) and weighed by a linear model whose weights `jobun eval fit` learns.
"""

from __future__ import annotations

import math
import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.library import Library
from corpus.model import Audience, PolicyVersion, Section
from index.adapter import adapter_for
from index.coverage import Coverage
from index.encoder.port import Encoder, States
from index.evidence import Candidates, evidence
from index.features import FEATURES, Comparison, Gathered, Matrix, section_features
from index.found import Found, Hit
from index.languages import level
from index.lexical import pairs
from index.lexicon import expansions
from index.ranking import Ranking
from index.reader.choosing import AT_ONCE, ENOUGH, choose, worth_reading
from index.reader.evidence import Reading, read_evidence
from index.reader.glosses import Glosses, asked_words
from index.reader.passages import Passage, passages_of
from index.reader.port import Reader
from index.reader.weighing import Weighing
from index.sentences import sentence_features
from index.store import Entry, Generation
from index.tokens import query_tokens
from index.view import View
from index.views import Views

MAX_CANDIDATES: Final = 64
_FROM_VECTORS: Final = 96
_MAX_QUERY_CHARS: Final = 500
_MAX_HITS: Final = 20
_QUOTED_HITS: Final = 5
_WHICH_NUMBER: Final = re.compile("(番号(?:[はがも]|って)?)(?:いくつ|幾つ)")
"""「いくつ」 said of a telephone number counts nothing; to the reader it does, and it looks for how many there are."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """The candidates of a question: compared word by word, with their features, documents and languages."""

    gathered: Gathered
    comparison: Comparison
    matrix: Matrix
    documents: NDArray[np.int64]
    languages: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class _Scored:
    """The scores of the candidates as they were found, and in the light of what was read of them."""

    found: NDArray[np.float64]
    final: NDArray[np.float64]
    reading: Reading


class Searcher:
    """Searches one open index. Safe to call from several threads."""

    def __init__(
        self,
        library: Library,
        generation: Generation,
        encoder: Encoder,
        ranking: Ranking,
        reader: tuple[Reader, Weighing] | None = None,
    ) -> None:
        """``generation`` must be fresh for ``library`` and ``encoder`` (`index.building.check_fresh`).

        ``reader`` reads the best candidates, and its judgements are weighed; without one, sections are ranked by what the index tells.
        """
        self.library = library
        self.generation = generation
        self.encoder = encoder
        self.ranking = ranking
        self.reader = reader[0] if reader else None
        self.weighing = reader[1] if reader else Weighing.unfitted()
        self._passages: dict[tuple[int, str], tuple[Passage, ...]] = {}
        self._glosses: dict[int, Glosses] = {}
        self._views = Views(library, generation)
        self._adapter = adapter_for(encoder.name)

    @property
    def seconds(self) -> tuple[float, float]:
        """From which share of the best one's weight on a second section, and a second sentence, is quoted too."""
        chosen = self.ranking if self.reader is None else self.weighing
        return chosen.second_section, chosen.second_sentence

    def scope(
        self, *, audience: Audience, as_of: date, lang: str | None = None, policy: str | None = None
    ) -> tuple[PolicyVersion, ...]:
        """The versions in force for somebody on a day, in one language where given."""
        versions = self.library.in_force(as_of, audience)
        return tuple(v for v in versions if (lang is None or v.lang == lang) and (policy is None or v.policy == policy))

    def search(
        self,
        question: str,
        versions: Sequence[PolicyVersion],
        *,
        audience: Audience = "public",
        top: int = 10,
        reads: bool = True,
    ) -> Found:
        """The ``top`` sections of ``versions`` for a question; texts written for the asker's own ``audience`` are preferred.

        Without ``reads`` the reader is left out.
        """
        clock = time.perf_counter
        started = clock()
        question = _as_searched(question)
        state = self.encoder.states([question], role="query")[0]
        encoded = clock()
        view = self._views.of(versions)
        words = query_tokens(question)
        compared = self._compare(question, words, self._turned(state), view, audience)
        comparison, matrix = compared.comparison, compared.matrix
        scores = level(self.ranking.scores(matrix), compared.languages)
        compared_at = clock()
        reading = self._read(question if reads else "", comparison, scores)
        read_at = clock()
        final = self.weighing.section_scores(scores, reading.answers)
        hits = self._hits(question, comparison, matrix, _Scored(scores, final, reading))[:top]
        coverage = Coverage.of(self.generation.words, words, compared.documents)
        texts = [self._texts(entry) for entry in comparison.entries]
        alike = Comparison.of(compared.gathered, state) if self._adapter else comparison
        found = evidence(question, state, Candidates(alike, comparison, coverage, final, texts))
        if self.reader is not None and reads:
            found |= read_evidence(final, reading)
        stages = {
            "encode": (encoded - started) * 1e3,
            "search": (clock() - encoded - (read_at - compared_at)) * 1e3,
            "reader": (read_at - compared_at) * 1e3,
        }
        return Found(hits, found, stages)

    def candidates(
        self, question: str, versions: Sequence[PolicyVersion], *, audience: Audience = "public"
    ) -> tuple[tuple[str, ...], Matrix]:
        """The ids of the sections that are compared with a question, best first, and their features: what the ranking is learned from."""
        question = _as_searched(question)
        state = self._turned(self.encoder.states([question], role="query")[0])
        view = self._views.of(versions)
        compared = self._compare(question, query_tokens(question), state, view, audience)
        order = np.argsort(-level(self.ranking.scores(compared.matrix), compared.languages), kind="stable")
        entries = [compared.comparison.entries[at] for at in order]
        return tuple(f"{self.library.versions[e.version].policy}/{e.section}" for e in entries), compared.matrix[order]

    def rank_by(
        self, question: str, versions: Sequence[PolicyVersion], system: Literal["bm25", "dense"]
    ) -> list[tuple[str, float]]:
        """All sections by one kind of score alone: the baselines that the fusion is measured against."""
        view = self._views.of(versions)
        if system == "bm25":
            scores = self.generation.words.scores(query_tokens(question))[view.documents]
        else:
            vector = self.encoder.encode([question], role="query")[0]
            cosines = self.generation.vectors.reconstruct_n(0, self.generation.manifest.units) @ vector
            scores = np.array([cosines[list(entry.units[1:])].max() for entry in view.entries])
        order = np.argsort(-scores, kind="stable")
        return [(view.entries[at].section, float(scores[at])) for at in order]

    def _turned(self, state: States) -> States:
        return self._adapter.adapt(state) if self._adapter else state

    def _compare(self, question: str, words: Sequence[str], state: States, view: View, audience: Audience) -> _Compared:
        generation = self.generation
        by_words = generation.words.scores(words)
        by_more = generation.words.scores(expansions(words))
        by_pairs = generation.pairs.scores(pairs(question))
        lexical = (by_words + 0.5 * by_more)[view.documents]
        chosen = self._candidates(view, state, lexical, by_pairs[view.documents])
        documents = view.documents[chosen]
        gathered = self._views.gathered(view, chosen)
        comparison = Comparison.of(gathered, state)
        matrix = section_features(
            comparison,
            words=by_words[documents],
            expanded=by_more[documents],
            pairs=by_pairs[documents],
            heads=[view.heads[i] for i in chosen],
            own=[self.library.versions[view.entries[i].version].audience == audience for i in chosen],
        )
        return _Compared(gathered, comparison, matrix, documents, view.languages[chosen])

    def _read(self, question: str, comparison: Comparison, scores: NDArray[np.float64]) -> Reading:
        """What the reader makes of the passages that are worth reading; nothing where there is no reader or no question."""
        reading = Reading.nothing([len(entry.units) - 1 for entry in comparison.entries])
        if self.reader is None or not question or not len(scores):
            return reading
        order = worth_reading(scores)
        entries = [comparison.entries[at] for at in order]
        chosen = choose([self._passages_of(entry) for entry in entries], [comparison.sentences(at) for at in order])
        asked = asked_words(query_tokens(question))
        for begin in range(0, len(chosen), AT_ONCE):
            some = chosen[begin : begin + AT_ONCE]
            passages = [self._glosses_of(entries[each.rank]).beside(each.passage, asked) for each in some]
            for one, read in zip(some, self.reader.read(question, passages), strict=True):
                reading.note(order[one.rank], one.passage, read)
            if reading.most >= ENOUGH:
                break
        return reading

    def _passages_of(self, entry: Entry) -> tuple[Passage, ...]:
        key = (entry.version, entry.section)
        found = self._passages.get(key)
        if found is None:
            version = self.library.versions[entry.version]
            found = self._passages[key] = tuple(passages_of(version.by_number[entry.section], version))
        return found

    def _glosses_of(self, entry: Entry) -> Glosses:
        found = self._glosses.get(entry.version)
        if found is None:
            found = self._glosses[entry.version] = Glosses(self.library.versions[entry.version])
        return found

    def _texts(self, entry: Entry) -> list[str]:
        section = self.library.versions[entry.version].by_number[entry.section]
        return [section.text[sentence.start : sentence.end] for sentence in section.sentences]

    def _candidates(
        self, view: View, state: States, lexical: NDArray[np.float32], by_pairs: NDArray[np.float32]
    ) -> NDArray[np.int64]:
        count = len(view.entries)
        if count <= MAX_CANDIDATES:
            return np.arange(count)
        parameters = faiss.SearchParameters(sel=view.selector)  # type: ignore[call-arg] # faiss adds it when it is imported
        near, rows = self.generation.vectors.search(state.vector[None], min(_FROM_VECTORS, count), params=parameters)
        dense = np.full(count, -1.0, np.float32)
        for score, row in zip(near[0], rows[0], strict=True):
            for owner in view.owners.get(int(row), ()):
                dense[owner] = max(dense[owner], score)
        return view.best((dense, dense, lexical, by_pairs), MAX_CANDIDATES)

    def _hits(self, question: str, comparison: Comparison, matrix: Matrix, scored: _Scored) -> tuple[Hit, ...]:
        hits = []
        for rank, at in enumerate(np.argsort(-scored.final, kind="stable")[:_MAX_HITS].tolist()):
            entry = comparison.entries[at]
            version = self.library.versions[entry.version]
            section = version.by_number[entry.section]
            features = dict(zip(FEATURES, matrix[at].tolist(), strict=True))
            evidence = scored.reading.evidence[at]
            # Analysing sentences takes time; those of the lower ranks are quoted nowhere.
            sentences = (
                self.weighing.sentence_scores(
                    self.ranking.sentence_scores(self._sentence_features(question, section, comparison, at)), evidence
                ).tolist()
                if rank < _QUOTED_HITS
                else comparison.sentences(at)
            )
            answers = float(scored.reading.answers[at])
            hits.append(
                Hit(
                    version,
                    section,
                    float(scored.final[at]),
                    features,
                    tuple(sentences),
                    float(scored.found[at]),
                    None if math.isnan(answers) else answers,
                    tuple(evidence.tolist()),
                )
            )
        return tuple(hits)

    def sentences(self, question: str, version: PolicyVersion, number: str) -> Matrix:
        """The features of a section's sentences: what their scores are learned from."""
        question = _as_searched(question)
        state = self._turned(self.encoder.states([question], role="query")[0])
        view = self._views.of([version])
        entry = next(entry for entry in view.entries if entry.section == number)
        comparison = Comparison.of(Gathered.of(self.generation, [entry]), state)
        return self._sentence_features(question, version.by_number[number], comparison, 0)

    def _sentence_features(self, question: str, section: Section, comparison: Comparison, at: int) -> Matrix:
        columns = comparison.units(at)
        body = slice(columns.start + 1, columns.stop)
        return sentence_features(question, section, comparison.likeness[:, body], comparison.cosines[body])


def _as_searched(question: str) -> str:
    return _WHICH_NUMBER.sub(r"\1何番", unicodedata.normalize("NFKC", question)[:_MAX_QUERY_CHARS])


def open_searcher(
    library: Library, folder: Path, encoder: Encoder, ranking: Ranking, reader: tuple[Reader, Weighing] | None = None
) -> Searcher:
    """A searcher over the index in ``folder``. Raises `IndexMissing` or `IndexStale`."""
    from index.building import check_fresh
    from index.store import open_generation

    generation = open_generation(folder)
    check_fresh(generation.manifest, library, encoder)
    return Searcher(library, generation, encoder, ranking, reader)
