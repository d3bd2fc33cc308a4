"""Passages read with what their terms cover of a question."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import PolicyVersion
from index.reader.glosses import Glosses, asked_words
from index.reader.passages import Passage
from index.tokens import query_tokens

TEXT = "## 第1条（定義）\n\n「請求等」とは、開示、訂正、追加、削除又は利用停止の求めをいう。\n\n## 第2条（受付）\n\n請求等は、窓口に回す。\n"
PASSAGE = Passage("受付", ("請求等は、窓口に回す。", "請求等は、断らない。"), 3)


def read(make: Callable[..., PolicyVersion], question: str, passage: Passage = PASSAGE) -> Passage:
    return Glosses(make(TEXT)).beside(passage, asked_words(query_tokens(question)))


def test_a_term_is_read_with_the_particular_that_is_asked_for(make: Callable[..., PolicyVersion]) -> None:
    assert read(make, "訂正してと言われたら、どこに回しますか") == Passage(
        "受付", ("請求等（訂正など）は、窓口に回す。", "請求等は、断らない。"), 3
    )


def test_it_may_be_asked_for_in_another_word(make: Callable[..., PolicyVersion]) -> None:
    assert read(make, "データを消してと言われた").sentences[0] == "請求等（削除など）は、窓口に回す。"


@pytest.mark.parametrize(
    "question",
    [
        "電話番号を教えて",
        "請求等はどこに回しますか",
        "",
        # So many of them are the term itself.
        "開示、訂正、追加、削除はどこですか",
    ],
)
def test_a_passage_is_read_as_it_is_where_no_particular_is_asked_for(make: Callable[..., PolicyVersion], question: str) -> None:
    assert read(make, question) is PASSAGE


@pytest.mark.parametrize(
    "passage",
    [
        Passage("訂正の受付", ("請求等は、窓口に回す。",)),
        Passage("受付", ("訂正の請求等は、窓口に回す。",)),
        Passage("受付", ()),
    ],
)
def test_what_the_passage_names_itself_needs_no_gloss(make: Callable[..., PolicyVersion], passage: Passage) -> None:
    assert read(make, "訂正してと言われたら", passage) is passage


@given(
    st.lists(st.text(alphabet="請求等受付票は、窓口に訂正（）。 a", max_size=30), max_size=4),
    st.text(alphabet="訂正削除開示してとは、の", max_size=12),
)
def test_but_for_glosses_the_passage_stays(make: Callable[..., PolicyVersion], sentences: list[str], question: str) -> None:
    passage = Passage("受付", tuple(sentences), 2)
    glossed = read(make, question, passage)

    assert [re.sub("（[^（）]*など）", "", text) for text in glossed.sentences] == sentences
    assert (glossed.heading, glossed.places) == (passage.heading, passage.places)
