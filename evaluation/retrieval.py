"""Search alone, on collections in the BEIR layout (Thakur et al. 2021): documents, queries, and which answer which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

from evaluation.collection import Collection
from evaluation.intervals import Figure, average
from evaluation.ranking import hit, ndcg, reciprocal_rank

System: TypeAlias = Literal["bm25", "dense", "hybrid", "full"]
SYSTEMS: Final[tuple[System, ...]] = ("bm25", "dense", "hybrid", "full")
DEPTH: Final = 10
HIT_DEPTHS: Final = (1, 3, 5, 10)


class Trial(Protocol):
    """Ranks the documents of one collection, as the search of the engine would.

    ``rank`` gives at most ``top`` (document id, score), best first, of the group ``within`` alone where that is not None.
    """

    def rank(self, query: str, system: System, top: int, within: str | None) -> list[tuple[str, float]]: ...


@dataclass(frozen=True, slots=True)
class Result:
    """How one system ranks one collection; ``figures`` by name, over the queries that have a relevant document."""

    collection: str
    system: System
    documents: int
    figures: dict[str, Figure]

    def as_json(self) -> dict[str, object]:
        """The row of a JSON report: values by name, their intervals beside them."""
        return {
            "collection": self.collection,
            "system": self.system,
            "documents": self.documents,
            "queries": next(iter(self.figures.values())).count,
            **{name: figure.value for name, figure in self.figures.items()},
            "intervals": {name: [figure.low, figure.high] for name, figure in self.figures.items()},
        }


def measure(
    collection: Collection,
    trial: Trial,
    systems: Iterable[System],
    *,
    advance: Callable[[], object] = lambda: None,
) -> tuple[Result, ...]:
    """Rank every query with every system. ``advance`` is called after each ranking."""
    results = []
    for system in systems:
        rankings = []
        for query in collection.queries:
            rankings.append([one for one, _ in trial.rank(query.text, system, DEPTH, query.within)])
            advance()
        results.append(Result(collection.name, system, len(collection.documents), _figures(collection, rankings)))
    return tuple(results)


def _figures(collection: Collection, rankings: Sequence[Sequence[str]]) -> dict[str, Figure]:
    judged = [(ranked, collection.grades.get(query.id, {})) for query, ranked in zip(collection.queries, rankings, strict=True)]
    return {
        f"ndcg@{DEPTH}": average(ndcg(ranked, grades, DEPTH) for ranked, grades in judged),
        f"mrr@{DEPTH}": average(reciprocal_rank(ranked, grades, DEPTH) for ranked, grades in judged),
        **{f"hit@{depth}": average(hit(ranked, grades, depth) for ranked, grades in judged) for depth in HIT_DEPTHS},
    }
