"""BM25 over documents of tokens."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import Lexical, pairs

DOCUMENTS = [["開示", "手数料", "円"], ["開示", "郵送"], [], ["鍵", "保管", "鍵"]]
TOKENS = st.lists(st.sampled_from(["甲", "乙", "丙", "丁"]), max_size=6)


def formula(documents: list[list[str]], query: list[str]) -> list[float]:
    """BM25 as Lucene counts it, with k1 = 1.2 and b = 0.75."""
    mean = sum(map(len, documents)) / len(documents)
    scores = []
    for document in documents:
        score = 0.0
        for token in query:
            holders = sum(token in other for other in documents)
            count = document.count(token)
            if count:
                rarity = math.log(1 + (len(documents) - holders + 0.5) / (holders + 0.5))
                score += rarity * count / (count + 1.2 * (1 - 0.75 + 0.75 * len(document) / mean))
        scores.append(score)
    return scores


@given(documents=st.lists(TOKENS, min_size=1, max_size=6), query=TOKENS)
def test_scores_are_those_of_the_formula(documents: list[list[str]], query: list[str]) -> None:
    scores = Lexical.build(documents).scores(query)

    assert scores.dtype == np.float32
    assert scores.tolist() == pytest.approx(formula(documents, query), abs=1e-5)


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_where_no_document_has_a_token_nothing_is_found(documents: list[list[str]], tmp_path: Path) -> None:
    Lexical.build(documents).save(tmp_path / "words")

    for lexical in (Lexical.build(documents), Lexical.load(tmp_path / "words", len(documents))):
        assert lexical.scores(["開示"]).tolist() == [0.0] * len(documents)
        assert lexical.known(["開示"]) == []
        assert lexical.holders("開示").tolist() == []


def test_what_is_loaded_is_what_was_saved(tmp_path: Path) -> None:
    built = Lexical.build(DOCUMENTS)
    built.save(tmp_path / "words")
    loaded = Lexical.load(tmp_path / "words", len(DOCUMENTS))

    for query in (["開示"], ["鍵", "円"], ["開示", "開示"], ["無い"], []):
        assert loaded.scores(query).tolist() == built.scores(query).tolist()
    assert loaded.documents == built.documents == 4


def test_unknown_tokens_change_nothing() -> None:
    lexical = Lexical.build(DOCUMENTS)

    assert lexical.scores(["無い", "開示", ""]).tolist() == lexical.scores(["開示"]).tolist()
    assert lexical.known(["無い", "開示", "鍵"]) == ["開示", "鍵"]


def test_holders_are_the_documents_with_the_token() -> None:
    lexical = Lexical.build(DOCUMENTS)

    assert {token: lexical.holders(token).tolist() for token in ("開示", "鍵", "円", "無い")} == {
        "開示": [0, 1],
        "鍵": [3],
        "円": [0],
        "無い": [],
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("開示の", ["開示", "示の"]),
        ("開 示\n", ["開示"]),
        ("ＡＢc", ["ab", "bc"]),
        ("ﾊﾟｽ", ["パス"]),
        ("字", []),
        ("", []),
        ("削\ud83d", ["削?"]),
    ],
)
def test_pairs_are_of_neighbouring_characters(text: str, found: list[str]) -> None:
    assert pairs(text) == found


def test_a_typing_error_is_found_by_pairs() -> None:
    texts = ["開示の手数料は1,000円です。", "書庫の鍵は管理責任者が保管する。"]
    lexical = Lexical.build([pairs(text) for text in texts])

    assert lexical.scores(pairs("開時の手数量")).argmax() == 0
    assert lexical.scores(pairs("鍵は誰が補管する")).argmax() == 1
