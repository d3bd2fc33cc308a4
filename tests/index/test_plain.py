"""Marks go, letters stay."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.plain import plain

LETTERS = st.text(alphabet="個人情報の削除ヲカナabcXYZ019１Ａ、。（）「」・ー〜％", min_size=1, max_size=8)
MARKS = st.sampled_from(["**{}**", "__{}__", "*{}*", "`{}`", "~~{}~~", "<b>{}</b>", "{}<br>", "[{}](https://example.jp/a?b=c)"])


def letters(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char)[0] in "LN")


@pytest.mark.parametrize(
    ("published", "read"),
    [
        ("当社は**個人情報**を *適切に* 扱います。", "当社は個人情報を 適切に 扱います。"),
        ("__重要__な`ID`は~~不要~~です", "重要なIDは不要です"),
        ("[お問い合わせ窓口](https://example.jp/ask)へ", "お問い合わせ窓口へ"),
        ("![社印](seal.png)を押す", "社印を押す"),
        ("[法律](https://example.jp/a_(b))による", "法律による"),
        ('<a href="x>y" class=b>別紙</a>と<input disabled/>', "別紙と"),
        ("取得<!-- 要確認\nここ -->します", "取得します"),
        ("<p>Q&amp;Aサイト&nbsp;&copy;&#13217;</p>", "Q&Aサイト\xa0©㎡"),
        ("連絡先は<privacy@example.jp>です", "連絡先はprivacy@example.jpです"),
        ("<https://example.jp/?a=1>を見る", "https://example.jp/?a=1を見る"),
        ("料金は\\*別表\\*のとおり", "料金は別表のとおり"),
        ("x < 3 かつ y > 2", "x < 3 かつ y > 2"),
        ("a<b かつ c>dの場合", "a<b かつ c>dの場合"),
        ("?x=1&copy=2", "?x=1&copy=2"),
        ("3 * 4 * 5", "3 * 4 * 5"),
        ("利用者の\n情報を", "利用者の情報を"),
        ("personal\n  data", "personal data"),
        ("第一に、\n> 第二に", "第一に、第二に"),
        ("  前後  ", "前後"),
        ("", ""),
    ],
)
def test_a_sentence_reads_without_its_marks(published: str, read: str) -> None:
    assert plain(published) == read


@pytest.mark.parametrize(
    ("row", "read"), [("氏名 | 住所", "氏名／住所"), ("**開示**|1,000円|書面", "開示／1,000円／書面"), ("一つだけ", "一つだけ")]
)
def test_the_cells_of_a_row_are_parted(row: str, read: str) -> None:
    assert plain(row, row=True) == read
    assert "／" not in plain(row)


@given(parts=st.lists(st.tuples(LETTERS, MARKS), min_size=1, max_size=4))
def test_what_is_marked_is_read_whole(parts: list[tuple[str, str]]) -> None:
    published = " ".join(mark.format(text) for text, mark in parts)

    assert plain(published).split() == [text for text, _ in parts]


@given(text=st.text(alphabet=st.characters(exclude_characters="<>[]&\\", exclude_categories=["Cs"]), max_size=30))
def test_no_letter_is_taken_away(text: str) -> None:
    assert letters(plain(text)) == letters(text)


@given(text=st.text(max_size=30), row=st.booleans())
def test_any_text_is_read_on_one_line_without_blanks_around(text: str, row: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    read = plain(text, row=row)

    assert "\n" not in read
    assert read == read.strip()


@pytest.mark.parametrize("part", ["[", "[](", "<a ", '<a b="', "<!--", "<x@", "&", "&#", "|a "])
def test_much_that_only_looks_like_a_mark_stays(part: str) -> None:
    text = part * 20_000

    assert plain(text) == text.strip()


@pytest.mark.parametrize("blanks", [" ", "\n", " \n", "\u3000"])
def test_much_that_is_blank_goes(blanks: str) -> None:
    assert plain(f"前{blanks * 20_000}\n後", row=True) == "前後"
