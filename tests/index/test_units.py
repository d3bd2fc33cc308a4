"""What is embedded, and when it counts as another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import PolicyVersion
from index.units import Unit, heading_of, units_of

Make = Callable[..., PolicyVersion]
BODY = """# 個人情報の取扱い

前文です。

## 第1章 総則

### 第3条（目的）

目的を**定めます**。次のとおりとします。

- 甲の目的
- 乙の目的

## Your rights

### 5. Access

You may ask.

## 手数料

| 種類 | 額 |
|---|---|
| 開示 | 1,000円 |
| 訂正 | 無料 |
"""


def units(version: PolicyVersion, number: str) -> list[tuple[str, str]]:
    return [(unit.context, unit.text) for unit in units_of(version.by_number[number], version)]


def test_a_sentence_stands_below_the_headings_that_lead_to_it(make: Make) -> None:
    assert units(make(BODY), "3") == [
        ("", "総則 目的"),
        ("総則 目的", "目的を定めます。"),
        ("総則 目的", "次のとおりとします。"),
        ("総則 目的", "甲の目的"),
        ("総則 目的", "乙の目的"),
    ]


def test_a_row_stands_below_the_head_of_its_table(make: Make) -> None:
    version = make(BODY)
    number = next(section.number for section in version.sections if section.title == "手数料")

    assert units(version, number) == [
        ("", "手数料"),
        ("手数料", "種類／額"),
        ("手数料\n種類／額", "開示／1,000円"),
        ("手数料\n種類／額", "訂正／無料"),
    ]


def test_a_preamble_stands_below_the_title(make: Make) -> None:
    assert units(make(BODY), "0") == [("", "個人情報の取扱い"), ("個人情報の取扱い", "前文です。")]


def test_a_title_of_several_words_is_kept_whole_where_it_has_no_number(make: Make) -> None:
    version = make(BODY)
    access = next(section for section in version.sections if section.title == "Access")

    assert heading_of(access, version) == "Your rights Access"


@pytest.mark.parametrize(
    ("heading", "read"),
    [
        ("## 7.2 証明書", "証明書"),
        ("## （２）届出", "届出"),
        ("## ① 本人の場合", "本人の場合"),
        ("## 第14条の2（生成AI）", "生成AI"),
    ],
)
def test_numbers_of_headings_are_left_out(make: Make, heading: str, read: str) -> None:
    version = make(f"{heading}\n\n### 1. 細目\n\n定めます。\n")
    inner = next(section for section in version.sections if section.title == "細目")

    assert heading_of(inner, version) == f"{read} 細目"


def test_of_long_headings_the_innermost_are_kept(make: Make) -> None:
    version = make(f"## {'長' * 200}\n\n### 末尾\n\n定めます。\n")
    inner = next(section for section in version.sections if section.title == "末尾")

    assert heading_of(inner, version) == f"{'長' * 117} 末尾"


def test_a_section_without_any_title_has_that_of_the_policy(make: Make) -> None:
    version = make("1. 第一の文です。\n2. 第二の文です。\n")

    assert [section.title for section in version.sections if section.kind == "text"] == ["", ""]
    assert [next(units_of(section, version)) for section in version.sections if not section.title] == [
        Unit("", "個人情報の取扱い"),
        Unit("", "個人情報の取扱い"),
    ]


def test_a_key_is_sixteen_bytes_and_known_for_ever() -> None:
    # An index that is there is read by it.
    assert Unit("総則 目的", "目的を定めます。").key.hex() == "7057b116a93f48f19a15aaabd798a662"


@given(one=st.tuples(st.text(max_size=6), st.text(max_size=6)), other=st.tuples(st.text(max_size=6), st.text(max_size=6)))
def test_keys_are_equal_where_context_and_text_are(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert len(Unit(*one).key) == 16
    assert Unit(*one).key == Unit(*one).key
    if "\0" not in "".join(one + other):
        assert (Unit(*one).key == Unit(*other).key) == (one == other)


@pytest.mark.parametrize("other", [Unit("総", "則目的"), Unit("", "総則目的"), Unit("総則目的", ""), Unit("総則", "目的 ")])
def test_a_key_changes_with_the_context_and_with_the_text(other: Unit) -> None:
    assert other.key != Unit("総則", "目的").key


def test_a_text_with_half_of_a_surrogate_pair_has_a_key() -> None:
    assert len(Unit("", "\ud83d").key) == 16
