"""Where sentences end, in Japanese and English."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sentences import split


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("取得します。利用します。", ["取得します。", "利用します。"]),
        ("できますか？はい！できます。", ["できますか？", "はい！", "できます。"]),
        ("本当ですか！？はい。", ["本当ですか！？", "はい。"]),
        ("取得します｡利用します｡", ["取得します｡", "利用します｡"]),
        ("取得します．利用します．", ["取得します．", "利用します．"]),
        ("末尾に句点がない文", ["末尾に句点がない文"]),
        ("一文目です。\n二文目です。", ["一文目です。", "二文目です。"]),
        ("途中で\n改行する文です。", ["途中で\n改行する文です。"]),
        ("", []),
        ("  \n　", []),
        ("。", ["。"]),
    ],
)
def test_japanese_sentences_end_at_their_marks(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "窓口は「ご連絡します。お待ちください。」と伝えます。",
        "当社（以下「当社」といいます。）は、取得します。",
        "個人情報（氏名。住所。）を取得します。",
        "『承認済み。』と記載します。",
        "(これは例です。) を含みます。",
        "「（二重の。）かっこ。」も一文です。",
    ],
)
def test_brackets_hold_a_sentence_together(text: str) -> None:
    assert sentences(text) == [text]


def test_a_quote_at_the_end_stays_with_its_sentence() -> None:
    assert sentences("「はい。」次の文です。") == ["「はい。」次の文です。"]
    assert sentences("彼は言った！」次の文です。") == ["彼は言った！」", "次の文です。"]


@pytest.mark.parametrize("bracket", ["「", "（", "(", "【", "『"])
def test_a_bracket_never_closed_does_not_swallow_the_rest(bracket: str) -> None:
    assert sentences(f"取得は{bracket}次のとおり。利用します。終わり。") == [
        f"取得は{bracket}次のとおり。",
        "利用します。",
        "終わり。",
    ]


def test_a_bracket_closed_out_of_reach_does_not_either() -> None:
    text = "「" + "これは文です。" * 400 + "」"
    assert max(len(sentence) for sentence in sentences(text)) < 1300


def test_a_closing_bracket_too_many_changes_nothing() -> None:
    assert sentences("取得します」。利用します。") == ["取得します」。", "利用します。"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We collect it. We use it.", ["We collect it.", "We use it."]),
        ("Leverages Co., Ltd. runs the site. It is here.", ["Leverages Co., Ltd. runs the site.", "It is here."]),
        ("See No. 5 and Art. 6 of it, e.g. the list. Done.", ["See No. 5 and Art. 6 of it, e.g. the list.", "Done."]),
        ("Mr. A. Smith asked. Dr. Lee answered.", ["Mr. A. Smith asked.", "Dr. Lee answered."]),
        ("The rate is 14.5% a year. It is fixed.", ["The rate is 14.5% a year.", "It is fixed."]),
        ("See 7.2 for it. Then 7.3.", ["See 7.2 for it.", "Then 7.3."]),
        ('He said "yes." She left.', ['He said "yes."', "She left."]),
        ("Is it? Yes! Fine.", ["Is it?", "Yes!", "Fine."]),
        ("Open at 9 a.m. every day. Closed at 5.", ["Open at 9 a.m. every day.", "Closed at 5."]),
    ],
)
def test_english_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.com/a?b=c&d=e をご覧ください。次です。", 2),
        ("詳細はhttps://example.com/a.htmlにあります。", 1),
        ("税率は14.5%です。", 1),
        ("１４．５％を加算します。", 1),
        ("info@example.co.jp までご連絡ください。", 1),
        ("バージョン2.0.1を使います。", 1),
    ],
)
def test_addresses_and_figures_are_not_cut(text: str, expected: int) -> None:
    assert len(sentences(text)) == expected


def test_a_part_of_a_text_is_split_in_its_own_offsets() -> None:
    text = "前。取得します。利用します。後。"
    assert [text[start:end] for start, end in split(text, 2, 14)] == ["取得します。", "利用します。"]


_TEXTS = st.text(st.sampled_from("個人。、「」（）()！？!?．.｡ \n　a1A*_”\"'"), max_size=200) | st.text(max_size=200)


@given(_TEXTS)
@settings(deadline=None)
def test_ranges_are_ordered_and_leave_out_only_blanks(text: str) -> None:
    at = 0
    for start, end in split(text, 0, len(text)):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()
