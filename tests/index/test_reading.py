"""Reading what was found: no more of it than is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from corpus.library import Library
from corpus.model import PolicyVersion
from index.reader.choosing import AT_ONCE, ENOUGH, FEW, SILENT
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
        (FEW, ENOUGH, SILENT - 0.1, [AT_ONCE] * (FEW // AT_ONCE)),
        (FEW - 1, SILENT, SILENT - 0.1, [AT_ONCE] * (_SECTIONS // AT_ONCE)),
    ],
)
def test_reading_ends_with_a_passage_that_surely_answers_and_where_the_first_are_surely_silent(
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
