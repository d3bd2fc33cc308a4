"""Reading a collection in the BEIR layout, and measuring searches of it."""

from __future__ import annotations

from math import log2
from pathlib import Path
from typing import Any

import pytest

from evaluation.collection import Document, read_collection
from evaluation.errors import RowsUnreadable
from evaluation.retrieval import System, measure

CORPUS = [
    {"_id": "d1", "title": "保存", "text": "保存期間は6か月です。", "metadata": {"doc": "甲"}},
    {"_id": "d2", "text": "手数料は1,000円です。", "metadata": {"doc": "甲"}},
    {"_id": "d3", "title": "", "text": "手数料は無料です。", "metadata": {"doc": "乙"}},
]
QUERIES = [
    {"_id": "q1", "text": "手数料は", "metadata": {"doc": "乙"}},
    {"_id": "q2", "text": "保存期間", "metadata": {"doc": "甲"}},
    {"_id": "q3", "text": "答えのない質問", "metadata": {"doc": "甲"}},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td3\t2\nq1\td2\t1\nq2\td1\t1\nq3\td1\t0\n"


class OverlapTrial:
    """Ranks by shared characters, those of equal score in the order they stand; keeps what it was asked."""

    def __init__(self, documents: tuple[Document, ...]) -> None:
        self.documents = documents
        self.asked: list[tuple[str, System, int, str | None]] = []

    def rank(self, query: str, system: System, top: int, within: str | None) -> list[tuple[str, float]]:
        self.asked.append((query, system, top, within))
        chosen = [one for one in self.documents if within in (None, one.group)]
        scored = [(one.id, float(len(set(query) & set(one.title + one.text)))) for one in chosen]
        return sorted(scored, key=lambda one: -one[1])[:top]


@pytest.fixture
def folder(tmp_path: Path, write_rows: Any) -> Path:
    write_rows(tmp_path / "corpus.jsonl", CORPUS)
    write_rows(tmp_path / "queries.jsonl", QUERIES)
    (tmp_path / "qrels.tsv").write_text(QRELS, encoding="utf-8")
    return tmp_path


def test_reading(folder: Path) -> None:
    collection = read_collection(folder)
    assert collection.name == folder.name
    assert collection.documents[1] == Document("d2", "", "手数料は1,000円です。", "")
    assert [(query.id, query.within) for query in collection.queries] == [("q1", None), ("q2", None)]
    assert collection.grades["q1"] == {"d3": 2, "d2": 1}


def test_measuring(folder: Path) -> None:
    collection = read_collection(folder)
    trial = OverlapTrial(collection.documents)
    ticks: list[int] = []
    bm25, full = measure(collection, trial, ["bm25", "full"], advance=lambda: ticks.append(1))
    assert len(ticks) == 4
    assert trial.asked[0] == ("手数料は", "bm25", 10, None)
    assert [system for _, system, _, _ in trial.asked] == ["bm25", "bm25", "full", "full"]
    # q1 finds d2 before d3, q2 finds d1 first.
    turned = (1 + 2 / log2(3)) / (2 + 1 / log2(3))
    row = bm25.as_json()
    assert row["ndcg@10"] == pytest.approx((turned + 1) / 2)
    assert [row[name] for name in ("mrr@10", "hit@1", "hit@3", "hit@5", "hit@10")] == [1, 1, 1, 1, 1]
    assert (row["system"], row["queries"], row["documents"]) == ("bm25", 2, 3)
    assert full.system == "full"


def test_within_restricts_to_the_querys_own_document(folder: Path) -> None:
    collection = read_collection(folder, "doc")
    assert [one.group for one in collection.documents] == ["甲", "甲", "乙"]
    trial = OverlapTrial(collection.documents)
    (result,) = measure(collection, trial, ["dense"])
    assert [within for *_, within in trial.asked] == ["乙", "甲"]
    # Within 乙 there is d3 alone: the best document, and the other relevant one out of reach.
    assert result.figures["ndcg@10"].value == pytest.approx((2 / (2 + 1 / log2(3)) + 1) / 2)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("corpus.jsonl", None, "corpus.jsonl: cannot be read"),
        ("queries.jsonl", None, "queries.jsonl: cannot be read"),
        ("qrels.tsv", None, "qrels.tsv: cannot be read"),
        ("qrels.tsv", "", "qrels.tsv: has no header"),
        ("qrels.tsv", "q1\td3\t1\n", "qrels.tsv, line 1: has no header"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1 d3 1\n", "line 2: has 1 fields"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq9\td3\t1\n", "line 2: there is no query 'q9' in queries.jsonl"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td9\t1\n", "line 2: there is no document 'd9' in corpus.jsonl"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td3\t0.5\n", "line 2: the score is '0.5'; it must be a whole number"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td3\t0\n", "no query has a relevant document"),
        ("corpus.jsonl", '{"_id": "d1"}\n', "line 1: `text` is missing"),
        ("corpus.jsonl", '{"_id": 1, "text": "。"}\n', "line 1: `_id` is 1; it must be text"),
        ("corpus.jsonl", '{"_id": "d1", "text": "。"}\n{"_id": "d1", "text": "。"}\n', "line 2: 'd1' is there already"),
        ("corpus.jsonl", '{"_id": "d1", "text": "。", "title": 1}\n', "line 1: `title` is 1"),
        ("queries.jsonl", '{"_id": "q1", "text": " "}\n', "line 1: `text` is ' '"),
        ("queries.jsonl", "{}\n", "line 1: `_id` is missing"),
        ("queries.jsonl", "q1\n", "line 1, column 1: is not JSON"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, file: str, text: str | None, message: str) -> None:
    if text is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(RowsUnreadable) as caught:
        read_collection(folder)
    assert message in str(caught.value)


@pytest.mark.parametrize("file", ["corpus.jsonl", "queries.jsonl"])
def test_within_needs_its_field_on_every_line(folder: Path, file: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace('"doc"', '"law"', 1), encoding="utf-8")
    with pytest.raises(RowsUnreadable, match=rf"{file}, line 1: `metadata.doc` is missing"):
        read_collection(folder, "doc")
