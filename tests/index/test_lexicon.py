"""The file of words that mean the same, and what a question is widened to."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexicon import _FILE, _groups, expansions
from index.tokens import tokens

LINES = [line for line in _FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
WORDS = sorted(_groups())


def test_the_file_is_in_order() -> None:
    text = _FILE.read_text(encoding="utf-8")

    assert len(LINES) > 50
    assert text.endswith("\n")
    assert [line for line in LINES if line != " ".join(line.split(" ")) or line != line.strip() or "  " in line] == []
    assert [line for line in LINES if "\u3000" in line or "\t" in line] == []


def test_no_group_stands_twice() -> None:
    groups = [frozenset(line.split()) for line in LINES]

    assert [one for one, other in itertools.pairwise(sorted(groups, key=sorted)) if one == other] == []
    assert [set(one) for one, other in itertools.permutations(groups, 2) if one < other] == []


@pytest.mark.parametrize("line", LINES)
def test_a_group_holds_two_words_or_more_each_once_and_each_with_a_token(line: str) -> None:
    words = line.split()

    assert len(words) == len(set(words))
    assert [word for word in words if not tokens(word)] == []
    assert len({tokens(word)[0] for word in words}) >= 2


def test_each_word_of_a_group_leads_to_each_other() -> None:
    for line in LINES:
        firsts = {tokens(word)[0] for word in line.split()}
        for word in firsts:
            assert set(expansions([word])) >= firsts - {word}, line


def test_groups_are_used_both_ways() -> None:
    assert [(one, other) for one in WORDS for other in expansions([one]) if one not in expansions([other])] == []


@given(words=st.lists(st.sampled_from([*WORDS, "鍵", "無い言葉"]), max_size=6))
def test_expansions_are_words_of_the_groups_without_the_words_themselves_each_once(words: list[str]) -> None:
    found = expansions(words)

    assert not set(found) & set(words)
    assert len(found) == len(set(found))
    assert set(found) == {other for word in words for other in expansions([word])} - set(words)


def test_a_word_of_no_group_has_no_expansion() -> None:
    assert expansions(["鍵"]) == expansions([]) == []


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("お金", "手数料"),
        ("消す", "削除"),
        ("スマホ", "スマートフォン"),
        ("漏れる", "漏洩"),
        ("親", "法定代理人"),
        ("メルマガ", "広告"),
    ],
)
def test_everyday_words_lead_to_those_of_policies(asked: str, written: str) -> None:
    assert tokens(written)[0] in expansions(tokens(asked))
