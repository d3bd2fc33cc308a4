"""Which sections are looked at closely, and sections in several languages beside each other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus.library import Library
from corpus.model import PolicyVersion
from index.languages import level
from index.search import Searcher
from index.view import View


def _view(opened: Callable[[Library], Searcher], make: Callable[..., PolicyVersion], *langs: str) -> View:
    versions = [
        make("".join(f"## {n}. {lang}{n}\n\n{lang} says {n}.\n\n" for n in range(1, 11)), policy=f"policy-{lang}", lang=lang)
        for lang in langs
    ]
    searcher = opened(Library.of(versions))
    return View.of(searcher.library, searcher.generation, frozenset(range(len(versions))))


def test_each_language_has_a_share_of_the_candidates(
    opened: Callable[..., Searcher], make: Callable[..., PolicyVersion]
) -> None:
    view = _view(opened, make, "en", "ja")
    scores = np.where(view.languages == "en", 1.0, 0.0) + np.linspace(0, 0.1, len(view.entries))

    best = view.best([scores], 8)

    assert sorted(view.languages[best].tolist()) == ["en"] * 4 + ["ja"] * 4
    for language in ("en", "ja"):
        mine = np.flatnonzero(view.languages == language)
        assert set(best[view.languages[best] == language]) == set(mine[np.argsort(-scores[mine])[:4]])


def test_of_one_language_the_best_are_looked_at(opened: Callable[..., Searcher], make: Callable[..., PolicyVersion]) -> None:
    view = _view(opened, make, "ja")
    scores = np.array([3.0, 9.0, 1.0, 7.0, 2.0, 8.0, 0.0, 4.0, 6.0, 5.0])

    assert view.best([scores], 3).tolist() == [1, 3, 5]
    assert view.best([scores], 99).tolist() == list(range(10))


_SCORES = st.lists(st.tuples(st.floats(-20, 20), st.sampled_from(["ja", "en"])), min_size=1, max_size=40)


@given(_SCORES)
def test_levelled_scores_keep_the_order_within_a_language_and_no_language_leads(rows: list[tuple[float, str]]) -> None:
    scores, languages = np.array([score for score, _ in rows]), np.array([language for _, language in rows])

    levelled = level(scores, languages)

    means = []
    for language in np.unique(languages):
        mine = languages == language
        assert np.ptp(levelled[mine] - scores[mine]) < 1e-9
        means.append(np.sort(levelled[mine])[-10:].mean())
    assert np.ptp(means) < 1e-9
    assert (levelled >= scores - 1e-9).all()
