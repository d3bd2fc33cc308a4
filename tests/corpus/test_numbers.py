"""Section numbers as texts write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.numbers import Marker, kanji_to_int, normal_number, read_marker, to_half


@pytest.mark.parametrize(
    ("line", "style", "parts"),
    [
        ("第1条（目的）", "article", ("1",)),
        ("第１２条　定義", "article", ("12",)),
        ("第三条", "article", ("3",)),
        ("第三十二条の二（記録）", "article", ("32の2",)),
        ("第3条の2の4 特例", "article", ("3の2の4",)),
        ("第2章 総則", "chapter", ("ch2",)),
        ("第一編 総論", "part", ("pt1",)),
        ("第二節 開示", "division", ("s2",)),
        ("1. 定義", "decimal", ("1",)),
        ("１．定義", "decimal", ("1",)),
        ("1、定義", "decimal", ("1",)),
        ("1：定義", "decimal", ("1",)),
        ("10) 定義", "decimal", ("10",)),
        ("2　前項の規定", "decimal", ("2",)),
        ("7.2 証明書", "decimal", ("7", "2")),
        ("7．２　証明書", "decimal", ("7", "2")),
        ("7-2 証明書", "decimal", ("7", "2")),
        ("7.2ご本人の場合", "decimal", ("7", "2")),
        ("7.2.1. 本人", "decimal", ("7", "2", "1")),
        ("01個人情報の取得", "decimal", ("1",)),
        ("(1) 氏名", "paren", ("1",)),
        ("（１）氏名", "paren", ("1",)),
        ("（十二）氏名", "paren", ("12",)),
        ("（ア）氏名", "paren", ("ア",)),
        ("(iv) name", "paren", ("iv",)),
        ("【3】氏名", "paren", ("3",)),
        ("①氏名", "circled", ("1",)),
        ("⑳ 氏名", "circled", ("20",)),
        ("㉑ 氏名", "circled", ("21",)),
        ("⑵氏名", "circled", ("2",)),
        ("⒊氏名", "circled", ("3",)),
        ("ア 氏名", "kana", ("ア",)),
        ("イ．氏名", "kana", ("イ",)),
        ("a) name", "alpha", ("a",)),
        ("一、目的", "kanji", ("1",)),
        ("二十一　目的", "kanji", ("21",)),
    ],
)
def test_a_number_is_read_with_its_style(line: str, style: str, parts: tuple[str, ...]) -> None:
    marker = read_marker(line)
    assert marker is not None
    assert (marker.style, marker.parts) == (style, parts)


@pytest.mark.parametrize(
    "line",
    [
        "第4条に定める場合を除きます。",
        "第3条の規定は、適用しない。",
        "第3条、第4条及び第5条の規定は、適用しない。",
        "第21条（第1項を除く。）から前条までの規定は、準用する。",
        "第2条（定義）第1項に従う。",
        "7.2に示した書類を添えます。",
        "14営業日以内に対応します。",
        "3か月",
        "2022年4月1日から施行する。",
        "1,000人を超えるもの",
        "3.5%の利率",
        "24F・25F",
        "090-1234-5678",
        "アクセス履歴",
        "一般の方",
        "e.g. a name",
        "",
        "。",
    ],
)
def test_what_only_looks_like_a_number_is_none(line: str) -> None:
    assert read_marker(line) is None


@pytest.mark.parametrize(("line", "parts"), [("1個人情報の定義", ("1",)), ("12お問い合わせ", ("12",)), ("第5条目的", ("5",))])
def test_a_heading_may_glue_its_number_to_its_title(line: str, parts: tuple[str, ...]) -> None:
    assert read_marker(line) is None
    marker = read_marker(line, in_heading=True)
    assert marker is not None
    assert marker.parts == parts


@pytest.mark.parametrize("line", ["3か月ごとの点検", "24時間の対応", "第4条に定める手続き", "2個の鍵"])
def test_a_heading_may_begin_with_an_amount(line: str) -> None:
    assert read_marker(line, in_heading=True) is None


def test_the_length_covers_the_number_and_its_blanks() -> None:
    assert read_marker("（２）　委託先") == Marker("paren", ("2",), 4)
    assert read_marker("第3条の2（特例）") == Marker("article", ("3の2",), 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [("七", 7), ("十", 10), ("二十一", 21), ("百五", 105), ("二〇", 20), ("千二百", 1200), ("42", 42), ("４", 4)],
)
def test_kanji_numerals(text: str, value: int) -> None:
    assert kanji_to_int(text) == value


@pytest.mark.parametrize("text", ["甲乙", "一甲", ""])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no number"):
        kanji_to_int(text)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("7.2", "7.2"),
        ("７．２", "7.2"),
        ("第7条第2項", "7.2"),
        ("第7条", "7"),
        ("第七条第二項", "7.2"),
        ("第3条の2", "3の2"),
        ("3_2", "3の2"),
        ("第2章", "ch2"),
        ("#7.2", "7.2"),
        ("第14条の2第3項", "14の2.3"),
    ],
)
def test_numbers_from_elsewhere_take_our_form(written: str, number: str) -> None:
    assert normal_number(written) == number


@given(st.text(max_size=60))
@settings(deadline=None)
def test_half_width_keeps_every_offset(text: str) -> None:
    assert len(to_half(text)) == len(text)


@given(st.text(max_size=40), st.booleans())
@settings(deadline=None)
def test_any_line_gives_a_number_within_it_or_none(line: str, in_heading: bool) -> None:  # noqa: FBT001 - given by the strategy
    marker = read_marker(line, in_heading=in_heading)
    assert marker is None or (0 < marker.length <= len(line) and all(marker.parts))
