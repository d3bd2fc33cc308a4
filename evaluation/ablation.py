"""What each part of the search and each kind of evidence is worth: the same questions without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Final, Protocol

import numpy as np

from bot.replies import Question
from evaluation.cases import DEFAULT_AUDIENCE, Case
from evaluation.collection import Collection, Document
from evaluation.fitting import Table, fit
from evaluation.intervals import Figure, average, estimate
from evaluation.metrics import auroc
from evaluation.ranking import section_hit
from evaluation.retrieval import SYSTEMS, System, Trial, measure
from evaluation.samples import Sample
from index.reader.evidence import READ_EVIDENCE

CASES: Final = "cases"
"""The name of the set that the cases are."""
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "reader": READ_EVIDENCE,
    "likeness": (
        "likeness",
        "likeness_sentence",
        "likeness_low",
        "likeness_quarter",
        "anywhere_low",
        "elsewhere",
        "heading",
        "cosine",
        "cosine_others",
        "top",
        "top_low",
    ),
    "nearness": (
        "near_likeness",
        "near_likeness_sentence",
        "near_cosine",
        "near_cosine_others",
        "near_heading",
        "near_elsewhere",
        "near_top",
    ),
    "margin": ("margin",),
    "words": ("covered", "covered_related", "known", "known_related"),
    "nouns": ("nouns", "noun_missed", "top_nouns", "top_missed"),
    "kind of answer": ("asks_kind", "gives_kind", "kind_gap", "yes_no"),
    "lengths": ("words", "size"),
}
"""The features that verdicts are weighed from, by what they are read off."""
_HIT_DEPTHS: Final = (1, 3)
_OF_COLLECTIONS: Final = ("hit@1", "ndcg@10")


class SectionRanker(Protocol):
    """Ranks the sections of some policies for a question: at most ``top`` (policy, number), best first."""

    def rank(self, question: Question, system: System, top: int) -> list[tuple[str, str]]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """How one system ranks, its texts indexed with their headings or without: for each set its name and its figures by theirs."""

    system: System
    headings: bool
    sets: tuple[tuple[str, Mapping[str, Figure]], ...]

    def as_json(self) -> dict[str, Any]:
        """The row as it stands in a JSON report."""
        sets = [{"name": name, **{key: one.as_json() for key, one in figures.items()}} for name, figures in self.sets]
        return {"system": self.system, "headings": self.headings, "sets": sets}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How well a model of the verdicts without ``features`` tells what is answered from what is not stated (AUROC)."""

    group: str
    features: tuple[str, ...]
    auroc: Figure

    def as_json(self) -> dict[str, Any]:
        """The row as it stands in a JSON report."""
        return {"group": self.group, "features": list(self.features), "auroc": self.auroc.as_json()}


def rankings(
    cases: Sequence[Case],
    collections: Sequence[Collection],
    ranker_for: Callable[[bool], SectionRanker],
    trial_for: Callable[[Sequence[Document]], Trial],
    advance: Callable[[], object] = lambda: None,
) -> tuple[Row, ...]:
    """A row for each system with headings, and one without.

    Args:
        cases: of these, the answered ones with a wanted section count.
        collections: searched likewise.
        ranker_for: makes what ranks the sections that the cases are about, with their headings or (False) without.
        trial_for: indexes the documents of a collection.
        advance: called after each ranking.
    """
    rows = []
    for headings in (True, False):
        sets: dict[System, list[tuple[str, Mapping[str, Figure]]]] = {system: [] for system in SYSTEMS}
        ranker = ranker_for(headings)
        for system in SYSTEMS:
            sets[system].append((CASES, _of_cases(ranked(cases), ranker, system, advance)))
        for collection in collections:
            searched = collection if headings else without_titles(collection)
            for one in measure(searched, trial_for(searched.documents), SYSTEMS, advance=advance):
                sets[one.system].append((collection.name, {name: one.figures[name] for name in _OF_COLLECTIONS}))
        rows += [Row(system, headings, tuple(found)) for system, found in sets.items()]
    return tuple(sorted(rows, key=lambda row: SYSTEMS.index(row.system)))


def ranked(cases: Sequence[Case]) -> list[Case]:
    """The cases in which a section is wanted of a ranking."""
    return [case for case in cases if case.verdict == "answered" and case.sections]


def without_titles(collection: Collection) -> Collection:
    """The same documents without titles; one that has nothing else keeps it as its text."""
    bare = (replace(one, title="", text=one.text if one.text.strip() else one.title) for one in collection.documents)
    return replace(collection, documents=tuple(bare))


def some_queries(collection: Collection, most: int) -> Collection:
    """At most so many queries, evenly spaced."""
    step = -(-len(collection.queries) // most)
    return replace(collection, queries=collection.queries[::step])


def verdicts(table: Table, asked: Sequence[Sample], advance: Callable[[], object] = lambda: None) -> tuple[LeftOut, ...]:
    """Models fitted to ``table`` and judged by ``asked``: with all features first (the group ""), then without each group.

    ``advance`` is called after each. A group of which the table has no feature is left out.
    """
    there = {name: tuple(one for one in features if one in table.features) for name, features in GROUPS.items()}
    found = []
    for group, features in (("", ()), *((name, features) for name, features in there.items() if features)):
        found.append(LeftOut(group, features, _auroc(reduce(Table.without, features, table), asked)))
        advance()
    return tuple(found)


def _of_cases(cases: Sequence[Case], ranker: SectionRanker, system: System, advance: Callable[[], object]) -> dict[str, Figure]:
    orders = []
    for case in cases:
        orders.append(ranker.rank(case.ask(DEFAULT_AUDIENCE), system, max(_HIT_DEPTHS)))
        advance()
    return {
        f"hit@{depth}": average(section_hit(order, case.sections, depth) for order, case in zip(orders, cases, strict=True))
        for depth in _HIT_DEPTHS
    }


def _auroc(table: Table, asked: Sequence[Sample]) -> Figure:
    fitted = fit(table)
    told = [one for one in asked if one.is_weighed and one.wanted != "out_of_scope"]
    if not told:
        return estimate(auroc([], []), 0)
    x = np.array([[one.features[name] for name in fitted.features] for one in told], float)
    answers: list[float] = fitted.probabilities(x).prod(axis=1).tolist()
    return estimate(auroc([one.wanted == "answered" for one in told], answers), len(told))
