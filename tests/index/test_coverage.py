"""Which of a question's words the candidates hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.coverage import Coverage
from index.lexical import Lexical
from index.tokens import tokens

TEXTS = ["開示の手数料は1,000円です。", "書庫の鍵を保管する。", "開示の結果を郵送する。"]
WORDS = st.sampled_from(["開示", "手数料", "費用", "鍵", "保管", "郵送", "手紙", "宇宙", "円", "する"])


@pytest.fixture(scope="module")
def lexical() -> Lexical:
    return Lexical.build([tokens(text) for text in TEXTS])


def of(lexical: Lexical, *words: str, documents: tuple[int, ...] = (0, 1, 2)) -> Coverage:
    return Coverage.of(lexical, words, np.array(documents, np.int64))


def test_a_candidate_that_holds_every_word_is_covered_wholly(lexical: Lexical) -> None:
    coverage = of(lexical, "開示", "手数料")

    assert coverage.share(0, related=False) == 1.0
    assert coverage.share(1, related=False) == 0.0
    assert 0 < coverage.share(2, related=False) < 0.5, "what is rare counts more"


def test_a_word_of_the_same_meaning_counts_as_related_only(lexical: Lexical) -> None:
    coverage = of(lexical, "費用")

    assert (coverage.share(0, related=False), coverage.share(0, related=True)) == (0.0, 1.0)
    assert coverage.share(1, related=True) == 0.0


def test_a_word_that_no_text_holds_weighs_most(lexical: Lexical) -> None:
    unknown, rare, common = of(lexical, "宇宙", "鍵", "開示").weights

    assert unknown > rare > common > 0


def test_known_is_what_any_candidate_holds_and_no_other_text(lexical: Lexical) -> None:
    assert of(lexical, "鍵", "手数料").known(related=False) == 1.0
    assert 0 < of(lexical, "鍵", "宇宙").known(related=False) < 0.5
    assert of(lexical, "鍵", documents=(0, 2)).known(related=False) == 0.0
    assert of(lexical, "費用").known(related=True) == 1.0 > of(lexical, "費用").known(related=False)


def test_a_word_said_twice_counts_once(lexical: Lexical) -> None:
    assert of(lexical, "開示", "開示", "鍵").words == ("開示", "鍵")
    assert of(lexical, "開示", "開示", "鍵").share(1, related=False) == of(lexical, "開示", "鍵").share(1, related=False)


def test_without_words_or_candidates_nothing_is_covered(lexical: Lexical) -> None:
    assert of(lexical).share(0, related=True) == of(lexical).known(related=True) == 0.0
    assert of(lexical, "鍵", documents=()).known(related=True) == 0.0
    assert of(Lexical.build([[]]), "鍵", documents=(0,)).share(0, related=True) == 0.0


def test_one_word_is_looked_up(lexical: Lexical) -> None:
    coverage = of(lexical, "費用", "鍵")

    assert coverage.word("費用", 0) == (False, True, coverage.weights[0])
    assert coverage.word("鍵", 1) == (True, True, coverage.weights[1])
    assert coverage.word("宇宙", 1) == (False, False, coverage.weights.max())


@given(words=st.lists(WORDS, max_size=6), documents=st.lists(st.integers(0, 2), min_size=1, max_size=4))
def test_shares_are_shares_and_related_ones_are_no_smaller(lexical: Lexical, words: list[str], documents: list[int]) -> None:
    coverage = of(lexical, *words, documents=tuple(documents))

    for candidate in range(len(documents)):
        literal, related = (coverage.share(candidate, related=related) for related in (False, True))
        assert 0.0 <= literal <= related <= 1.0
        assert literal <= coverage.known(related=False) <= 1.0
        assert related <= coverage.known(related=True) <= 1.0
