"""The terms that a policy defines as covering several things."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import PolicyVersion
from index.terms import Term, terms_of

ARTICLES = "## 第1条（定義）\n\n{}\n\n## 第2条（受付）\n\n請求等を受けた者は、窓口に回す。\n"


def defined(make: Callable[..., PolicyVersion], text: str) -> dict[str, tuple[str, ...]]:
    return {term.name: term.covers for term in terms_of(make(text))}


@pytest.mark.parametrize(
    "text",
    [
        "開示、訂正又は削除の求め（以下「請求等」という。）は、窓口で受ける。",
        "この規程において、開示、訂正又は削除の求め（以下、総称して「請求等」といいます）を扱う者を置く。",
        "「請求等」とは、開示、訂正又は削除の求めをいう。",
        "この規程において「請求等」とは、開示、訂正又は削除の求めをいい、苦情を含まない。",
        "請求等とは、開示、訂正又は削除の求め（苦情を除く。）をいいます。",
        "1. 請求等：開示、訂正又は削除の求め",
        "(1) 請求等　開示、訂正又は削除の求め",
        "- **請求等**: 開示、訂正又は削除の求め",
    ],
)
def test_a_term_is_found_however_it_is_defined(make: Callable[..., PolicyVersion], text: str) -> None:
    covers = defined(make, ARTICLES.format(text))["請求等"]

    assert covers[-2:] == ("訂正", "削除の求め")
    assert covers[-3].endswith("開示")


def test_a_definition_may_go_on_in_a_list(make: Callable[..., PolicyVersion]) -> None:
    text = "「請求等」とは、次の各号に掲げるものをいう。\n\n- (1) 開示\n- (2) 訂正\n- (3) 削除"

    assert defined(make, ARTICLES.format(text)) == {"請求等": ("開示", "訂正", "削除")}


@pytest.mark.parametrize(
    "text",
    [
        "株式会社つくし（以下「当社」という。）は、この規程を定める。",
        "「窓口」とは、顧客相談室をいう。",
        "本人であることは、運転免許証又は旅券で確かめる。",
        "開示、訂正又は削除の求めを請求等ということがある。",
    ],
)
def test_what_names_one_thing_or_defines_nothing_is_no_term(make: Callable[..., PolicyVersion], text: str) -> None:
    assert defined(make, ARTICLES.format(text)) == {}


def test_the_first_definition_of_a_term_holds(make: Callable[..., PolicyVersion]) -> None:
    text = "## 1. 定義\n\n「媒体」とは、紙又はUSBメモリをいう。\n\n## 2. 廃棄\n\n「媒体」とは、鍵、札をいう。\n"
    [term] = terms_of(make(text))

    assert term == Term("媒体", ("紙", "USBメモリ"), "1")


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("請求等を受けた", 3),
        ("請求等受付票と請求等", 10),
        ("請求等受付票", None),
        ("再請求等", None),
        ("窓口", None),
        ("", None),
    ],
)
def test_a_term_stands_where_it_is_a_word_of_its_own(text: str, end: int | None) -> None:
    assert Term("請求等", ("開示", "訂正"), "1").end_in(text) == end


@given(st.text(alphabet="「」（）(:：、。 以下とはをいう請求等又定義\n#-1", max_size=120))
def test_any_text_can_be_looked_through(make: Callable[..., PolicyVersion], text: str) -> None:
    for term in terms_of(make(f"## 1. 定義\n\n{text}\n")):
        assert term.name
        assert len(term.covers) > 1
        assert all(term.covers)
