"""From a body to its sections: numbers, titles, ranges and sentences, in the ways that texts are really written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Section
from corpus.sections import find_sections


def outline(body: str) -> list[tuple[str, str]]:
    """Numbers and titles, the part above the first heading left out."""
    return [(section.number, section.title) for section in find_sections(body) if section.kind != "preamble"]


def one(body: str, number: str) -> Section:
    return next(section for section in find_sections(body) if section.number == number)


def texts(section: Section) -> list[str]:
    return [section.quote(index) for index in range(len(section.sentences))]


ARTICLES = """# 規程

## 第1章 総則

### 第1条（目的）

この規程は、目的を定める。

## 第2章 雑則

### 第2条（定義）

1. 用語は、次の各号のとおりとする。
   (1) 本人
   (2) 代理人
2. 前項の用語は、広く解する。

### 第2条の2（特例）

特例を定める。

## 附則

### 第1条（施行期日）

2022年4月1日から施行する。
"""


def test_articles_are_counted_through_the_chapters_and_anew_in_a_supplement() -> None:
    assert outline(ARTICLES) == [
        ("ch1", "総則"),
        ("1", "目的"),
        ("ch2", "雑則"),
        ("2", "定義"),
        ("2.1", ""),
        ("2.2", ""),
        ("2の2", "特例"),
        ("3", "附則"),
        ("3.1", "施行期日"),
    ]
    assert one(ARTICLES, "2.1").path == ("第2章 雑則", "第2条 定義")
    assert one(ARTICLES, "2.1").level == 3


def test_items_in_a_numbered_paragraph_know_their_lead_in() -> None:
    paragraph = one(ARTICLES, "2.1")
    assert texts(paragraph) == ["用語は、次の各号のとおりとする。", "本人", "代理人"]
    assert [(s.kind, s.depth, s.lead) for s in paragraph.sentences] == [("sentence", 0, None), ("item", 1, 0), ("item", 1, 0)]


@pytest.mark.parametrize(
    "body",
    [
        "## 1. 定義\n\n定義です。\n\n## 2. 目的\n\n目的です。\n",
        "## 1．定義\n\n定義です。\n\n## 2．目的\n\n目的です。\n",
        "## １　定義\n\n定義です。\n\n## ２　目的\n\n目的です。\n",
        "## 1定義\n\n定義です。\n\n## 2目的\n\n目的です。\n",
        "1. 定義\n定義です。\n2. 目的\n目的です。\n",
        "１．定義\n定義です。\n２．目的\n目的です。\n",
        "1. 定義\n\n   定義です。\n\n1. 目的\n\n   目的です。\n",
        "1. 定義\n定義です。\n\n1. 目的\n目的です。\n",
        "01定義\n定義です。\n02目的\n目的です。\n",
        "（1）定義\n定義です。\n（2）目的\n目的です。\n",
        "(1) 定義\n定義です。\n(2) 目的\n目的です。\n",
        "①定義\n定義です。\n②目的\n目的です。\n",
        "一、定義\n定義です。\n二、目的\n目的です。\n",
        "第1条（定義）\n定義です。\n第2条（目的）\n目的です。\n",
        "第１条　定義\n定義です。\n第２条　目的\n目的です。\n",
        "第一条（定義）定義です。\n第二条（目的）目的です。\n",
        "（定義）\n第一条　定義です。\n（目的）\n第二条　目的です。\n",
        "**1. 定義**\n\n定義です。\n\n**2. 目的**\n\n目的です。\n",
        "**定義**\n\n定義です。\n\n**目的**\n\n目的です。\n",
        "__定義__\n定義です。\n\n__目的__\n目的です。\n",
        "## 定義\n\n定義です。\n\n## 目的\n\n目的です。\n",
        "定義\n---\n\n定義です。\n\n目的\n---\n\n目的です。\n",
        "<h2>1. 定義</h2>\n<p>定義です。</p>\n<h2>2. 目的</h2>\n<p>目的です。</p>\n",
        "■ 定義\n定義です。\n■ 目的\n目的です。\n",
        "【定義】\n定義です。\n【目的】\n目的です。\n",
        "## [1. 定義](#a)\n\n定義です。\n\n## 2. 目的 {#b}\n\n目的です。\n",
        "## 1. 定義 ##\n\n定義です。\n\n## 2. **目的**：\n\n目的です。\n",
    ],
)
def test_one_outline_written_in_many_ways(body: str) -> None:
    assert outline(body) == [("1", "定義"), ("2", "目的")]
    assert [texts(section) for section in find_sections(body)][-2:] == [["定義です。"], ["目的です。"]]
    assert all(s.kind == "sentence" and s.depth == 0 for s in find_sections(body)[-1].sentences)


def test_the_only_top_heading_is_the_title() -> None:
    preamble, first = find_sections("# 個人情報の取り扱い\n\n前文です。\n\n## 1. 定義\n\n定義です。\n", "front matter")
    assert (preamble.number, preamble.title, preamble.kind, texts(preamble)) == (
        "0",
        "個人情報の取り扱い",
        "preamble",
        ["前文です。"],
    )
    assert first.number == "1"


def test_without_headings_all_is_the_preamble() -> None:
    sections = find_sections("取得します。\n利用します。\n", "題")
    assert [(s.number, s.title, s.kind) for s in sections] == [("0", "題", "preamble")]


def test_a_number_below_another_stands_below_it_at_any_heading_level() -> None:
    body = "## 7 請求\n\n## 7.1 手続\n\n手続です。\n\n## 7-2 書類\n\n書類です。\n\n#### ① 本人\n\n本人です。\n"
    assert outline(body) == [("7", "請求"), ("7.1", "手続"), ("7.2", "書類"), ("7.2.1", "本人")]
    assert one(body, "7.2.1").path == ("7 請求", "7-2 書類")
    assert one(body, "7.2").label == "7-2"


def test_an_item_with_the_number_of_a_section_is_not_taken_for_it() -> None:
    items = "1. 一つ目です。\n2. 二つ目です。\n3. 三つ目です。\n\n"
    body = f"## 3. 利用\n\n### 3.1 目的\n\n{items}### 3.2 範囲\n\n{items}"

    assert [number for number, _ in outline(body)] == [
        *("3", "3.1", "3.1.1", "3.1.2", "3.1.3"),
        *("3.2", "3.2.1", "3.2.2", "3.2.3"),
    ]


def test_kana_below_a_number() -> None:
    body = "## 1. 安全\n\nア 組織\n責任者を置きます。\nイ 人\n教育を行います。\n"
    assert outline(body) == [("1", "安全"), ("1.ア", "組織"), ("1.イ", "人")]


def test_headings_without_a_number_take_the_next_free_one() -> None:
    body = "# 題\n\n前文です。\n\n## はじめに\n\n始めます。\n\n## 1. 定義\n\n定義です。\n\n## おわりに\n\n終わります。\n"
    assert outline(body) == [("2", "はじめに"), ("1", "定義"), ("3", "おわりに")]


def test_a_number_said_twice_is_told_apart() -> None:
    body = "## 1. 定義\n\n定義です。\n\n## 1. 目的\n\n目的です。\n\n## 2. 提供\n\n提供です。\n"
    assert outline(body) == [("1", "定義"), ("1~2", "目的"), ("2", "提供")]


def test_a_heading_numbered_zero_does_not_hide_the_preamble() -> None:
    assert outline("# 題\n\n## 0. はじめに\n\n始めます。\n\n## 1. 定義\n\n定義です。\n") == [("0~2", "はじめに"), ("1", "定義")]


def test_paragraphs_behind_an_article_on_one_line() -> None:
    body = "第１条　この規程は、目的を定める。\n２　前項は例外とする。\n３　次の場合は除く。\n　一　法令による場合\n　二　同意がある場合\n"
    assert outline(body) == [("1", ""), ("1.2", ""), ("1.3", "")]
    assert texts(one(body, "1.3")) == ["次の場合は除く。", "法令による場合", "同意がある場合"]


def test_kanji_below_an_article_number_items_and_figures_paragraphs() -> None:
    body = (
        "## 第5条（開示）\n\n次の各号に掲げる情報（以下「対象情報」という。）を除き、開示する。\n"
        "一　第三者の情報を含むもの。\n二　業務に支障があるもの。\n\n2　前項の決定は、5年以下の期間を定めて行う。\n\n3　決定は、通知する。\n"
    )
    assert outline(body) == [("5", "開示"), ("5.2", ""), ("5.3", "")]
    assert [sentence.kind for sentence in one(body, "5").sentences] == ["sentence", "item", "item"]


def test_a_supplement_is_a_section_wherever_it_stands() -> None:
    body = "第1条（目的）\n目的です。\n\n附　則\n\nこの規程は、2022年4月1日から施行する。\n\n附則（令和6年4月1日）\n1　施行します。\n"
    assert outline(body)[1:] == [("2", "附則"), ("3", "附則（令和6年4月1日）")]
    assert texts(one(body, "2")) == ["この規程は、2022年4月1日から施行する。"]


def test_a_mention_of_an_article_is_no_heading() -> None:
    body = "## 第1条（目的）\n\n第4条に定める場合を除きます。\n第5条の規定は、\n適用しません。\n"
    assert outline(body) == [("1", "目的")]


def test_short_items_are_a_list_and_sentences_are_paragraphs() -> None:
    items = "## 1. 目的\n\n次の目的で利用します。\n\n1. 配送\n2. 請求\n3. 連絡\n"
    assert outline(items) == [("1", "目的")]
    assert texts(one(items, "1")) == ["次の目的で利用します。", "配送", "請求", "連絡"]
    paragraphs = "## 1. 目的\n\n1. 配送に利用します。\n2. 請求に利用します。\n"
    assert outline(paragraphs) == [("1", "目的"), ("1.1", ""), ("1.2", "")]


def test_nested_items_stand_below_their_item() -> None:
    section = one("## 1. 対象\n\n次のとおりです。\n\n- 本人\n  - 会員\n  - 退会者\n- 代理人\n", "1")
    assert [(section.quote(i), s.depth, s.lead) for i, s in enumerate(section.sentences)] == [
        ("次のとおりです。", 0, None),
        ("本人", 1, 0),
        ("会員", 2, 1),
        ("退会者", 2, 1),
        ("代理人", 1, 0),
    ]


def test_numbered_lines_below_numbered_lines() -> None:
    section = one("## 1. 対象\n\n次のとおりとする。\n（1）本人\n　ア　会員\n　イ　退会者\n（2）代理人\n", "1")
    assert [(section.quote(i), s.depth) for i, s in enumerate(section.sentences)][1:] == [
        ("本人", 1),
        ("会員", 2),
        ("退会者", 2),
        ("代理人", 1),
    ]


def test_a_list_in_a_numbered_section_and_one_after_it() -> None:
    body = "1. 対象\n   対象です。\n   - 本人\n     - 会員\n2. 範囲\n   範囲です。\n\n次のとおり。\n\n- 甲\n  - 乙\n"
    assert [(s.depth) for s in one(body, "1").sentences] == [0, 1, 2]
    assert [(s.depth) for s in one(body, "2").sentences] == [0, 0, 1, 2]


def test_a_table_is_read_by_rows() -> None:
    section = one(
        "## 1. 保存\n\n次の表のとおり。\n\n| 種類 | 期間 |\n|---|---|\n| ログ | 1年 |\n| メール | 3年 |\n\n以上です。\n", "1"
    )
    assert [(section.quote(i), s.kind, s.lead) for i, s in enumerate(section.sentences)] == [
        ("次の表のとおり。", "sentence", None),
        ("種類 | 期間", "header", 0),
        ("ログ | 1年", "row", 1),
        ("メール | 3年", "row", 1),
        ("以上です。", "sentence", None),
    ]


def test_html_inside() -> None:
    body = "## 1. 定義\n\n<p>次のとおり。詳しくは<b>窓口</b>へ。</p>\n<ul><li>氏名</li><li>住所</li></ul>\n\n終わり<br>です。<!-- 内緒 -->\n"
    section = one(body, "1")
    assert [(section.quote(i), s.kind, s.lead) for i, s in enumerate(section.sentences)] == [
        ("次のとおり。", "sentence", None),
        ("詳しくは<b>窓口</b>へ。", "sentence", None),
        ("氏名", "item", 0),
        ("住所", "item", 0),
        ("終わり", "sentence", None),
        ("です。", "sentence", None),
    ]


def test_code_holds_no_headings() -> None:
    body = "## 1. 例\n\n```\n# 見出しではない\n第9条（見出しではない）\n```\n\n## 2. 次\n\n次です。\n"
    assert outline(body) == [("1", "例"), ("2", "次")]


def test_a_revision_history_is_told_from_the_text() -> None:
    body = "## 1. 目的\n\n目的です。\n\n## 改定履歴\n\n### 2022年4月1日\n\n改めました。\n\n## 2. 提供\n\n提供です。\n"
    assert [(s.title, s.kind) for s in find_sections(body)] == [
        ("目的", "text"),
        ("改定履歴", "history"),
        ("2022年4月1日", "history"),
        ("提供", "text"),
    ]


def test_a_section_may_be_empty() -> None:
    body = "## 1. 目的\n## 2. 提供\n\n提供です。\n"
    assert one(body, "1").sentences == ()
    assert find_sections("") == ()
    assert [s.text for s in find_sections("## 1. 目的")] == [""]


def test_a_note_begins_a_sentence_of_its_own() -> None:
    assert texts(one("## 1. 費用\n\n無料です。ただし\n※ 郵送料を除く\n※ 振込料を除く\n", "1"))[-2:] == [
        "※ 郵送料を除く",
        "※ 振込料を除く",
    ]


_LINES = st.sampled_from(
    [
        "# 題", "## 1. 定義", "## 定義", "### 7.2 書類", "### ① 本人", "## 第1章 総則", "### 第1条（目的）", "第2条（定義）",
        "第三条の二　定義です。", "（目的）", "1. 定義", "1. 定義です。", "2. 前項です。", "２．定義", "３　前項です。", "(1) 氏名",
        "（２）住所です。", "① 氏名", "ア 氏名", "01個人情報", "一、目的", "   (1) 氏名", "- 氏名", "  - 会員", "・住所", "* 氏名",
        "**定義**", "■ 定義", "【定義】", "定義", "===", "---", "| a | b |", "|---|---|", "| 1年 | 2 |", "```", "> 引用です。", "<ul><li>氏名",
        "</li></ul>", "<h2>定義</h2>", "<!-- ", "-->", "取得します。利用します。", "次のとおりです。", "次の場合「", "」（", "）", "附則", "改定履歴",
        "2022年4月1日", "※ 注", "", "", "　", "\t氏名", "Mr. A. is e.g. here. Done.", "\ufeff", "\x00", "\u2028", "𠮷野家", "e\u0301",
    ]
)  # fmt: skip
_MARKDOWN = st.lists(_LINES, max_size=40).map("\n".join)
BODIES = _MARKDOWN | st.text(max_size=300) | st.text("#1.-*|>（）()第条一ア① \n。`", max_size=120)


@given(BODIES)
@settings(deadline=None, max_examples=400)
def test_every_character_belongs_to_exactly_one_section(body: str) -> None:
    at = 0
    for section in find_sections(body):
        assert section.start == at
        assert section.start <= section.text_start <= section.end
        assert section.text == body[section.text_start : section.end]
        at = section.end
    assert at == len(body)


@given(BODIES)
@settings(deadline=None, max_examples=400)
def test_numbers_are_unique(body: str) -> None:
    numbers = [section.number for section in find_sections(body)]
    assert len(numbers) == len(set(numbers))
    assert all(numbers)


@given(BODIES)
@settings(deadline=None, max_examples=400)
def test_sentences_are_ordered_verbatim_and_led_by_earlier_ones(body: str) -> None:
    for section in find_sections(body):
        at = 0
        for index, sentence in enumerate(section.sentences):
            assert at <= sentence.start < sentence.end <= len(section.text)
            assert section.quote(index) in body
            assert section.quote(index).strip() == section.quote(index)
            assert sentence.lead is None or sentence.lead < index
            at = sentence.end
