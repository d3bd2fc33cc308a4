"""Leaving out parts of the search, headings and evidence."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from math import log2

import numpy as np
import pytest
from rich.console import Console

from bot.replies import Question
from evaluation.ablation import (
    CASES,
    GROUPS,
    Row,
    rankings,
    some_queries,
    verdicts,
    without_titles,
)
from evaluation.cases import Case
from evaluation.collection import Collection, Document, Query
from evaluation.fitting import Table
from evaluation.rendering import left_out_table, rankings_table
from evaluation.retrieval import System
from evaluation.samples import WEIGHED, Sample
from evaluation.wanted import WantedSection
from index.evidence import EVIDENCE
from index.reader.evidence import READ_EVIDENCE

CASE = Case("a", "手数料は", "answered", (WantedSection("p", "2"),))
OTHERS = [
    Case("b", "保存期間は", "answered", (WantedSection("p", "4"),)),
    Case("c", "色は", "not_stated"),
    Case("d", "名前は", "answered"),
]
COLLECTION = Collection(
    "甲",
    (Document("d1", "手数料", "開示には手数料がかかる。", ""), Document("d2", "題だけ", " ", "")),
    (Query("q1", "手数料", None),),
    {"q1": {"d2": 1}},
)


class Ranker:
    """Ranks four sections as they stand, those of one system turned round; without headings the wanted ones come last."""

    def __init__(self, *, headings: bool) -> None:
        self.headings = headings

    def rank(self, question: Question, system: System, top: int) -> list[tuple[str, str]]:
        assert question.audience == "staff"
        order = ["2", "1", "3", "4"] if self.headings else ["1", "3", "4", "2"]
        return [("p", number) for number in (order[::-1] if system == "dense" else order)[:top]]


class Trial:
    def __init__(self, documents: Sequence[Document]) -> None:
        self.ids = [one.id for one in documents if one.title or one.text.strip() != "開示には手数料がかかる。"]

    def rank(self, query: str, system: System, top: int, within: str | None) -> list[tuple[str, float]]:
        return [(name, 1.0) for name in self.ids]


def test_each_system_is_measured_with_headings_and_without() -> None:
    ticks: list[int] = []
    rows = rankings([CASE, *OTHERS], [COLLECTION], lambda headings: Ranker(headings=headings), Trial, lambda: ticks.append(1))
    assert [(row.system, row.headings) for row in rows] == [
        (system, headings) for system in ("bm25", "dense", "hybrid", "full") for headings in (True, False)
    ]
    # Two cases want a section, and there is one query; each is asked of four systems, twice.
    assert len(ticks) == 3 * 4 * 2
    shown = {
        (row.system, row.headings): [figure.value for _, figures in row.sets for figure in figures.values()] for row in rows
    }
    # With headings the order is 2, 1, 3, 4 (dense: turned round), without 1, 3, 4, 2; of the collection d2 comes second or first.
    assert shown["bm25", True] == [0.5, 0.5, 0, pytest.approx(1 / log2(3))]
    assert shown["dense", True] == [0.5, 0.5, 0, pytest.approx(1 / log2(3))]
    assert shown["full", False] == [0, 0.5, 1, 1]
    assert shown["dense", False] == [0.5, 1, 1, 1]
    name, figures = rows[0].sets[0]
    assert (name, list(figures), figures["hit@1"].count) == (CASES, ["hit@1", "hit@3"], 2)
    assert rows[0].as_json()["sets"][1] == {"name": "甲", **{k: one.as_json() for k, one in rows[0].sets[1][1].items()}}


def test_a_document_that_is_a_title_alone_keeps_it() -> None:
    bare = without_titles(COLLECTION)
    assert [(one.title, one.text) for one in bare.documents] == [("", "開示には手数料がかかる。"), ("", "題だけ")]
    assert bare.queries == COLLECTION.queries


@pytest.mark.parametrize(
    ("most", "left"), [(3, ["q0", "q3", "q6"]), (4, ["q0", "q2", "q4", "q6"]), (9, [f"q{n}" for n in range(7)])]
)
def test_some_queries_are_evenly_spaced(most: int, left: list[str]) -> None:
    collection = Collection("甲", (), tuple(Query(f"q{n}", "？", None) for n in range(7)), {})
    assert [query.id for query in some_queries(collection, most).queries] == left


def test_every_feature_is_of_one_group() -> None:
    grouped = [feature for features in GROUPS.values() for feature in features]
    assert sorted(grouped) == sorted((*EVIDENCE, *READ_EVIDENCE))


def _samples(count: int, seed: int) -> list[Sample]:
    """`cosine` tells the subject, `read_best` what is answered; `known` is noise."""
    rng = np.random.default_rng(seed)
    samples = []
    for number in range(count):
        cosine, read, noise = rng.uniform(-1, 1, 3).tolist()
        wanted = "out_of_scope" if cosine < 0 else "answered" if read > 0 else "not_stated"
        case = Case(f"{seed}-{number}", "？", wanted)  # type: ignore[arg-type]
        features = {"cosine": cosine + 3 * (cosine > 0), "read_best": read, "known": noise}
        samples.append(Sample(case, "甲乙丙丁"[number % 4], wanted, "answered", features))  # type: ignore[arg-type]
    return samples


def test_without_the_features_that_decide_nothing_is_told_apart() -> None:
    ticks: list[int] = []
    asked = _samples(120, 2)
    elsewhere = Sample(asked[0].case, "甲", "answered", "action", {})
    whole, reader, likeness, words = verdicts(Table.of(_samples(160, 1)), [*asked, elsewhere], lambda: ticks.append(1))

    assert len(ticks) == 4
    assert (whole.group, whole.features) == ("", ())
    assert (reader.group, reader.features) == ("reader", ("read_best",))
    assert (likeness.group, words.group, words.features) == ("likeness", "words", ("known",))
    on_subject = sum(sample.wanted in WEIGHED[1:] for sample in asked)
    assert {one.auroc.count for one in (whole, reader, likeness, words)} == {on_subject}
    assert (whole.auroc.value or 0) > 0.97
    assert abs((reader.auroc.value or 0) - 0.5) < 0.2
    assert (words.auroc.value or 0) > 0.97


def test_no_question_asked_no_figure() -> None:
    assert {one.auroc.count for one in verdicts(Table.of(_samples(80, 1)), [])} == {0}


def _shown(table: object) -> str:
    console = Console(width=120, record=True, file=StringIO())
    console.print(table)
    return console.export_text()


def test_the_tables() -> None:
    rows = rankings([CASE], [COLLECTION], lambda headings: Ranker(headings=headings), Trial)
    text = _shown(rankings_table(rows))
    assert text.count("without") == 4
    for part in ("hybrid + reader", "hit@3", "甲", "ndcg@10", "0.631"):
        assert part in text
    assert "system" in _shown(rankings_table(()))

    left_out = verdicts(Table.of(_samples(160, 1)), _samples(120, 2))
    text = _shown(left_out_table(left_out))
    assert "likeness" in text
    whole, reader = left_out[0].auroc.value or 0, left_out[1].auroc.value or 0
    assert f"{reader - whole:+.3f}" in text


def test_rows_say_in_json_what_was_left_out() -> None:
    left_out = verdicts(Table.of(_samples(80, 1)), _samples(40, 2))
    assert left_out[1].as_json() == {"group": "reader", "features": ["read_best"], "auroc": left_out[1].auroc.as_json()}
    assert Row("full", True, ()).as_json() == {"system": "full", "headings": True, "sets": []}
