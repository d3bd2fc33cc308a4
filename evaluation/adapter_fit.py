"""Fitting the query adapter (`index.adapter`): of all sections, those that answer a question should be the nearest to it.

A section is as near as its tokens are to the question's, by late interaction (Khattab and Zaharia 2020), and as the nearest of its
sentences' vectors is to the question's own. The likelihood is that of the first place in ListNet (Cao et al. 2007), as in
`evaluation.ranking_fit`; the texts' vectors are those of the index and stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch.nn.functional import normalize

from evaluation.collection import Collection
from evaluation.samples import Source
from evaluation.wanted import is_wanted
from index.adapter import QueryAdapter
from index.encoder.port import States
from index.search import Searcher
from index.store import Entry, Generation

_AT_ONCE: Final = 24
_TOKENS_WEIGHT, _VECTOR_WEIGHT = 3.7, 2.0
"""Logarithms of what the likenesses, which lie close together, are multiplied by at first."""
_MAX_SECTION_TOKENS: Final = 500
_PLACES: Final = (1, 3, 9)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long the maps are trained: ``epochs`` over half of the wordings each, the rate of AdamW falling from ``rate`` to 0.

    ``share`` is how much of what was learned is kept. Between what it began as and what it became, a model does nearly as well on what
    it was trained on, and better on all else (Wortsman et al. 2022, arXiv:2109.01903).
    """

    epochs: float = 4.0
    rate: float = 2e-3
    decay: float = 0.01
    seed: int = 1
    share: float = 0.7


@dataclass(frozen=True, slots=True)
class Asked:
    """One wording of a question: its states as encoded, and the places of the sections that answer it."""

    state: States
    wanted: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The sections among which those that answer are to be found, and what is asked about them."""

    generation: Generation
    entries: tuple[Entry, ...]
    asked: tuple[Asked, ...]


def from_cases(
    found: Iterable[Source],
    searcher_for: Callable[[Path], Searcher],
    advance: Callable[[], object] = lambda: None,
    *,
    paraphrases: int = 2,
) -> Iterator[Group]:
    """The answered cases that stand alone, among all sections of their policies; some ``paraphrases`` of each are asked, too."""
    for source in found:
        searcher = searcher_for(source.policies)
        names = [(searcher.library.versions[e.version].policy, e.section) for e in searcher.generation.entries]
        asked = []
        for case in source.cases:
            wanted = tuple(at for at, name in enumerate(names) if is_wanted(case.sections, *name))
            if case.verdict == "answered" and wanted and not case.history:
                asked += [(text, wanted) for text in (case.question, *case.paraphrases[:paraphrases])]
        if asked:
            yield _group(searcher, searcher.generation.entries, asked)
        advance()


def from_collection(collection: Collection, searcher: Searcher) -> Iterator[Group]:
    """The documents of each group of a collection, which ``searcher`` searches, and what is asked about them."""
    groups = {document.id: document.group for document in collection.documents}
    for name in dict.fromkeys(groups.values()):
        entries = tuple(entry for entry in searcher.generation.entries if groups[entry.section] == name)
        places = {entry.section: at for at, entry in enumerate(entries)}
        asked = [
            (query.text, tuple(places[one] for one, grade in collection.grades[query.id].items() if grade))
            for query in collection.queries
            if query.within == name
        ]
        if asked:
            yield _group(searcher, entries, asked)


def fit(groups: Sequence[Group], recipe: Recipe, advance: Callable[[], object] = lambda: None) -> QueryAdapter:
    """Train the maps on groups that may stand in the list more than once. ``advance`` is called for each visit of a group."""
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    maps = _Maps(len(groups[0].asked[0].state.vector))
    optimiser = torch.optim.AdamW(
        [
            {"params": [maps.tokens, maps.vector], "lr": recipe.rate, "weight_decay": recipe.decay},
            {"params": [maps.weights], "lr": 3 * recipe.rate, "weight_decay": 0.0},
        ]
    )
    steps = round(recipe.epochs * len(groups))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda done: max(0.01, 1 - done / steps))
    for group in _visits(groups, steps, rng):
        texts = _Texts.of(group)
        chosen = [group.asked[at] for at in rng.permutation(len(group.asked))[: -(-len(group.asked) // 2)]]
        for begin in range(0, len(chosen), _AT_ONCE):
            some = chosen[begin : begin + _AT_ONCE]
            likely = torch.log_softmax(maps.scores(texts, some), dim=1)
            right = [torch.logsumexp(likely[at, list(each.wanted)], dim=0) for at, each in enumerate(some)]
            optimiser.zero_grad()
            (-torch.stack(right).mean()).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        schedule.step()
        advance()
    tokens, vector = ((recipe.share * each).detach().numpy() for each in (maps.tokens, maps.vector))
    return QueryAdapter(tokens, vector)


def hits(groups: Sequence[Group], adapter: QueryAdapter | None) -> dict[str, float]:
    """Mean over groups of how often a wanted section is among the nearest, by late interaction alone."""
    rates = []
    for group in groups:
        texts = _Texts.of(group)
        ranks = []
        for each in group.asked:
            tokens = (adapter.adapt(each.state) if adapter else each.state).tokens
            nearness = _nearest(torch.from_numpy(tokens), texts.tokens, texts.sections).mean(dim=0)
            ranks.append(_rank(nearness, each.wanted))
        rates.append([np.mean(np.array(ranks) < place) for place in _PLACES])
    return {f"hit@{place}": round(float(rate), 4) for place, rate in zip(_PLACES, np.mean(rates, axis=0), strict=True)}


def card(recipe: Recipe, encoder: str, groups: Sequence[Group], figures: dict[str, Any]) -> dict[str, Any]:
    """What is written down beside the maps."""
    counts = {"groups": len(groups), "wordings": sum(len(group.asked) for group in groups)}
    return {"encoder": encoder, "recipe": asdict(recipe), "examples": counts, "left_out": figures}


@dataclass(frozen=True, slots=True)
class _Texts:
    tokens: torch.Tensor
    sections: list[torch.Tensor]
    vectors: torch.Tensor
    units: list[torch.Tensor]

    @classmethod
    def of(cls, group: Group) -> _Texts:
        used, where = np.unique(np.concatenate([np.array(entry.units) for entry in group.entries]), return_inverse=True)
        rows, offsets = group.generation.tokens.gather(used)
        ends = np.append(offsets[1:], len(rows))
        bounds = np.cumsum([0, *(len(entry.units) for entry in group.entries)])
        units = [torch.from_numpy(where[begin:end]) for begin, end in pairwise(bounds)]
        tokens = [
            np.concatenate([np.arange(offsets[u], ends[u]) for u in each.tolist()])[:_MAX_SECTION_TOKENS] for each in units
        ]
        vectors = group.generation.vectors.reconstruct_batch(used)
        return cls(torch.from_numpy(rows), [torch.from_numpy(each) for each in tokens], torch.from_numpy(vectors), units)


class _Maps(torch.nn.Module):
    def __init__(self, dimensions: int) -> None:
        super().__init__()
        self.tokens = torch.nn.Parameter(torch.zeros(dimensions, dimensions))
        self.vector = torch.nn.Parameter(torch.zeros(dimensions, dimensions))
        self.weights = torch.nn.Parameter(torch.tensor([_TOKENS_WEIGHT, _VECTOR_WEIGHT]))

    def scores(self, texts: _Texts, asked: Sequence[Asked]) -> torch.Tensor:
        """One score a section, ``(wordings, sections)``."""
        tokens = torch.from_numpy(np.concatenate([each.state.tokens for each in asked]))
        owners = torch.repeat_interleave(torch.arange(len(asked)), torch.tensor([len(each.state.tokens) for each in asked]))
        near = _nearest(normalize(tokens + tokens @ self.tokens, dim=1), texts.tokens, texts.sections)
        late = torch.zeros(len(asked), len(texts.sections)).index_add(0, owners, near) / torch.bincount(owners)[:, None]
        vectors = torch.from_numpy(np.stack([each.state.vector for each in asked]))
        dense = _nearest(normalize(vectors + vectors @ self.vector, dim=1), texts.vectors, texts.units)
        weights = self.weights.exp()
        return late * weights[0] + dense * weights[1]


def _nearest(rows: torch.Tensor, among: torch.Tensor, parts: Sequence[torch.Tensor]) -> torch.Tensor:
    """For each row its likeness to the nearest of each part, ``(rows, parts)``; the gradient flows through that one alone."""
    with torch.no_grad():
        likeness = rows @ among.T
        places = torch.stack([part[likeness[:, part].argmax(dim=1)] for part in parts], dim=1)
    return torch.einsum("rd,rpd->rp", rows, among[places])


def _visits(groups: Sequence[Group], steps: int, rng: np.random.Generator) -> Iterator[Group]:
    order: list[int] = []
    for _ in range(steps):
        if not order:
            order = rng.permutation(len(groups)).tolist()
        yield groups[order.pop()]


def _rank(nearness: torch.Tensor, wanted: Sequence[int]) -> int:
    """Before how many sections, none of them wanted, the first that is wanted comes."""
    best = nearness[list(wanted)].max()
    return int((nearness > best).sum())


def _group(searcher: Searcher, entries: tuple[Entry, ...], asked: Sequence[tuple[str, tuple[int, ...]]]) -> Group:
    # The encoder's own states: those of the searcher may be turned already.
    states = searcher.encoder.states([text for text, _ in asked], role="query")
    # Copies: a view would keep alive all that was encoded along with it.
    wordings = (
        Asked(States(state.vector.copy(), state.tokens.copy(), state.spans), wanted)
        for state, (_, wanted) in zip(states, asked, strict=True)
    )
    return Group(searcher.generation, entries, tuple(wordings))
