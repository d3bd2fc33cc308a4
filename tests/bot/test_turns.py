"""A turn in its conversation."""

from __future__ import annotations

import pytest

from bot.turns import in_conversation, is_follow_up, language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("手数料はかかりますか", "ja"),
        ("Googleアナリティクスは使ってる？", "ja"),
        ("OK", "ja"),
        ("How long does it take?", "en"),
        ("Is マイナンバーカード accepted as an identity document?", "en"),
        ("ｸｯｷｰは使っていますか", "ja"),
        ("12345", "ja"),
    ],
)
def test_the_language_is_that_of_most_of_the_letters(text: str, expected: str) -> None:
    assert language(text) == expected


@pytest.mark.parametrize(
    "text", ["それはメールでも？", "じゃあ代理人は？", "費用は？", "And by e-mail?", "その期限は何日ですか"]
)
def test_a_turn_that_points_back_is_a_follow_up(text: str) -> None:
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text", ["開示請求の回答は何日くらいで届きますか", "クッキーを拒否するとどうなりますか", "Who may see my address?"]
)
def test_a_turn_that_stands_for_itself_is_none(text: str) -> None:
    assert not is_follow_up(text)


def test_a_follow_up_is_searched_with_the_turn_it_leans_on() -> None:
    history = ("クッキーは使っていますか", "開示の回答はどうやって届きますか")

    assert in_conversation("それはメールでも？", history) == "開示の回答はどうやって届きますか\nそれはメールでも？"


def test_a_chain_of_follow_ups_reaches_back_to_what_was_asked() -> None:
    history = ("開示の回答はどうやって届きますか", "それはメールでも？")

    assert in_conversation("費用は？", history).splitlines()[0] == "開示の回答はどうやって届きますか"


def test_a_turn_that_stands_for_itself_leaves_the_others_alone() -> None:
    assert (
        in_conversation("クッキーを拒否するとどうなりますか", ("手数料はいくらですか",)) == "クッキーを拒否するとどうなりますか"
    )


def test_without_earlier_turns_a_follow_up_is_asked_as_it_is() -> None:
    assert in_conversation("それはメールでも？", ()) == "それはメールでも？"
