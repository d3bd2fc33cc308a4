"""Reading what was found: no more of it than is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from corpus.library import Library
from corpus.model import PolicyVersion
from index.reader.choosing import AT_ONCE, ENOUGH, SECTIONS, WITHIN, worth_reading
from index.reader.passages import Passage
from index.reader.port import Read
from index.reader.weighing import Weighing
from index.search import Searcher

_SECTIONS = 8


class Counting:
    """Gives ``logit`` to the passage that stands at ``sure`` in the order of reading, and ``others`` to all others."""

    name = "counting"

    def __init__(self, sure: int, logit: float, others: float) -> None:
        self.sure, self.logit, self.others = sure, logit, others
        self.runs: list[int] = []

    def read(self, question: str, passages: Sequence[Passage]) -> list[Read]:
        begin = sum(self.runs)
        self.runs.append(len(passages))
        logits = [self.logit if begin + at == self.sure else self.others for at in range(len(passages))]
        return [Read(logit, (logit,) * len(passage.sentences)) for logit, passage in zip(logits, passages, strict=True)]


@pytest.fixture
def plain(opened: Callable[[Library], Searcher], make: Callable[..., PolicyVersion]) -> Searcher:
    sections = "".join(f"## {n}. 手数料{n}\n\n手数料は{n}00円です。\n\n" for n in range(1, _SECTIONS + 1))
    return opened(Library.of([make(sections)]))


@pytest.mark.parametrize(
    ("sure", "logit", "others", "runs"),
    [
        (0, ENOUGH, -3.0, [AT_ONCE]),
        (3, ENOUGH, -3.0, [AT_ONCE] * 2),
        (0, ENOUGH - 0.1, -3.0, [AT_ONCE] * (_SECTIONS // AT_ONCE)),
        (0, -3.0, -9.0, [AT_ONCE] * (_SECTIONS // AT_ONCE)),
    ],
)
def test_reading_ends_with_a_passage_that_surely_answers(
    plain: Searcher, sure: int, logit: float, others: float, runs: list[int]
) -> None:
    reader = Counting(sure, logit, others)
    reading = Searcher(
        plain.library, plain.generation, plain.encoder, plain.ranking, (reader, Weighing((0.0, 1.0), (0.0, 1.0)))
    )

    found = reading.search("手数料", plain.library.versions)

    assert reader.runs == runs
    assert sum(hit.answers is not None for hit in found.hits) == sum(runs)
    assert found.hits[0].answers == (logit if sure < sum(runs) else others)


@pytest.mark.parametrize(
    ("scores", "places"),
    [
        ([], []),
        ([2.0], [0]),
        ([0.0, WITHIN + 1, WITHIN - 1, 2.0], [1, 2, 3]),
        ([0.0, WITHIN], [1]),
        ([-50.0, -50.0, -49.0], [2, 0, 1]),
        ([float(-at) / 10 for at in range(SECTIONS + 3)], list(range(SECTIONS))),
    ],
)
def test_what_was_found_far_behind_the_best_is_not_worth_reading(scores: list[float], places: list[int]) -> None:
    assert worth_reading(np.array(scores)) == places


def test_a_section_far_behind_is_found_and_not_read(
    opened: Callable[[Library], Searcher], make: Callable[..., PolicyVersion]
) -> None:
    version = make("## 1. 手数料\n\n開示の手数料は300円です。\n\n## 2. 鍵\n\n倉庫の鍵を閉めます。\n")
    plain = opened(Library.of([version]))
    reader = Counting(0, -1.0, -1.0)
    reading = Searcher(
        plain.library, plain.generation, plain.encoder, plain.ranking, (reader, Weighing((1.0, 1.0), (1.0, 1.0)))
    )

    hits = reading.search("開示の手数料はいくら", [version]).hits

    assert [hit.section.number for hit in hits] == ["1", "2"]
    assert hits[1].found <= hits[0].found - WITHIN
    assert [hit.answers for hit in hits] == [-1.0, None]
