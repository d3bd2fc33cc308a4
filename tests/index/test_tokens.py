"""Words as they are counted: one token for all spellings of a word, compounds with their parts, nothing that says nothing."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import Lexical
from index.tokens import NAME, content_words, morphemes, normalise, query_tokens, tokens

TEXTS = (
    "個人情報の削除を求めることができます。",
    "お問い合わせ窓口：privacy@example.jp（受付時間 ９：００〜１７：００）",
    "You may ask us to delete your personal data.",
    "第３条　①開示等の請求は、㈱例示の窓口で受け付けます。",
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("引越し", "引っ越し"),
        ("問合せ", "問い合わせ"),
        ("申込み", "申し込み"),
        ("取扱", "取り扱い"),
        ("手続", "手続き"),
        ("届出", "届け出"),
        ("子ども", "子供"),
        ("サーバ", "サーバー"),
        ("消した", "消す"),
        ("ﾊﾟｽﾜｰﾄﾞ", "パスワード"),
        ("１０日", "10日"),
        ("ＵＳＢ", "usb"),
        ("Ｃｏｏｋｉｅ", "cookie"),
        ("㍻", "平成"),
    ],
)
def test_spellings_of_one_word_are_one_token(one: str, other: str) -> None:
    assert tokens(one) == tokens(other) != []


@pytest.mark.parametrize(
    "forms",
    [
        "request requests requested requesting",
        "delete deletes deleted deleting",
        "policy policies",
        "cookie cookies",
        "purpose purposes",
        "service services",
        "employee employees",
        "address addresses addressed",
        "submit submits submitted submitting",
        "copy copies copied",
        "fee fees",
        "use uses",
    ],
)
def test_forms_of_an_english_word_share_their_first_token(forms: str) -> None:
    assert len({tokens(form)[0] for form in forms.split()}) == 1


@pytest.mark.parametrize("words", ["business busy", "access acceptance", "fee feed", "policy police", "form format"])
def test_different_english_words_stay_apart(words: str) -> None:
    one, other = (tokens(word)[0] for word in words.split())

    assert one != other


def test_an_english_text_is_found_by_another_form_of_its_word() -> None:
    texts = ["The fee is 1,000 yen.", "You may submit a request.", "We keep cookies for a year."]
    lexical = Lexical.build([tokens(text) for text in texts])

    found = [int(lexical.scores(tokens(word)).argmax()) for word in ("fees", "requests", "cookie")]

    assert found == [0, 1, 2]


def test_english_words_are_found_by_their_japanese_spelling() -> None:
    assert "リクエスト" in tokens("request")
    assert "ポリシー" in tokens("policy")


@pytest.mark.parametrize(
    ("compound", "part"),
    [
        ("個人情報保護委員会", "委員会"),
        ("個人情報保護管理者", "管理者"),
        ("保有個人データ", "個人データ"),
        ("安全管理措置", "措置"),
        ("クレジットカード", "カード"),
        ("運転免許証", "免許証"),
        ("法定代理人", "代理人"),
        ("プライバシーポリシー", "ポリシー"),
        ("メールアドレス", "アドレス"),
    ],
)
def test_a_compound_is_found_by_its_parts_but_best_by_itself(compound: str, part: str) -> None:
    lexical = Lexical.build([tokens(f"{compound}について定める。"), tokens("駐車場の利用について定める。")])

    whole, alone = (lexical.scores(tokens(word)) for word in (compound, part))

    assert alone[0] > 0 == alone[1]
    assert whole[0] >= alone[0]


def test_the_parts_stand_behind_the_compound_in_order() -> None:
    assert tokens("個人情報保護委員会に報告する") == ["個人情報保護委員会", "個人", "情報", "保護", "委員", "会", "報告"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " \u3000\n\t",
            "は",
            "ですか？",
            "のでしょうか。",
            "、。！？「」（）…",
            "その場合は、どうすればよいですか。",
        ),
        *("教えてください", "知りたいのですが、お願いします", "それは何ですか", "😀🙏👨‍👩‍👧", "\x00\x1b", "\ufeff"),
    ],
)
def test_particles_marks_and_words_of_every_question_give_no_token(text: str) -> None:
    assert tokens(text) == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [("削除してほしいです", ["削除"]), ("手数料はいくらかかりますか", ["手数料", "幾ら", "掛かる"]), ("🙏削除🙏", ["削除"])],
)
def test_what_is_left_of_a_question_are_its_words(text: str, kept: list[str]) -> None:
    assert [token for token in tokens(text) if token not in {"手数", "料"}] == kept


@pytest.mark.parametrize("char", ["あ", "𠮷", "😀", "a", "\u0301", "ﷺ", "㍿", "ｶ"])
def test_a_text_longer_than_the_analyser_takes_is_analysed_in_pieces(char: str) -> None:
    text = char * 49_150 + "。削除"

    assert tokens(text)[-1] == "削除"


def test_of_a_long_text_no_word_is_lost() -> None:
    assert tokens("窓口。" * 20_000) == ["窓口"] * 20_000


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet=st.characters(), max_size=40))
def test_any_text_has_tokens_without_blanks(text: str) -> None:
    for token in tokens(text):
        # They are written one behind the other into a line.
        assert token.split() == [token]
        assert normalise(token) == token


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_a_text_and_its_compatible_spelling_have_the_same_tokens(text: str) -> None:
    assert tokens(unicodedata.normalize("NFKC", text)) == tokens(text)


def test_half_of_a_surrogate_pair_is_no_reason_to_fail() -> None:
    assert tokens("削除\ud83d") == ["削除"]
    assert [word.token for word in content_words("削除\ud83dの窓口")] == ["削除", "窓口"]
    assert [morpheme.surface() for morpheme in morphemes("削除\ud83d")] == ["削除", "?"]


def test_normalising_is_the_same_done_twice() -> None:
    for text in (*TEXTS, "ẞ", "ﬁ", "ﷺ", "Ⅳ", "①", "ſ"):
        assert normalise(normalise(text)) == normalise(text)


def test_content_words_say_where_they_stand() -> None:
    text = "開示の手数料を払うときの窓口はどこですか"

    words = content_words(text)

    assert [(text[word.start : word.end], word.is_noun) for word in words] == [
        ("開示", True),
        ("手数料", True),
        ("払う", False),
        ("窓口", True),
    ]
    assert {word.token for word in words} <= set(tokens(text))


def test_tokens_of_a_question_are_remembered() -> None:
    assert query_tokens(TEXTS[0]) == tuple(tokens(TEXTS[0]))
    assert query_tokens(TEXTS[0]) is query_tokens(TEXTS[0])


def test_several_threads_get_what_one_gets() -> None:
    alone = [tokens(text * 20) for text in TEXTS]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda number: tokens(TEXTS[number % len(TEXTS)] * 20), range(200)))

    assert together == [alone[number % len(TEXTS)] for number in range(200)]


def test_the_name_holds_the_version_of_the_dictionary() -> None:
    assert f"-{metadata.version('sudachidict-core')}/" in NAME
