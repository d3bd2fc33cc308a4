"""Replies as a terminal shows them."""

from __future__ import annotations

import io
from datetime import date

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.doctor import Check
from bot.phrases import Lang
from bot.rendering import checks_view, reply_view
from bot.replies import ActionOffer, Answered, Clarify, NotStated, OutOfScope, Reply
from bot.sentences import VERDICTS
from bot.wrapping import printable, wrapped
from corpus.model import Citation

QUOTE = "開示の手数料は、**1件**につき1,000円です。"


def cited(section: str = "7.2", quote: str = QUOTE, title: str = "手数料") -> Citation:
    return Citation(
        "site-privacy", date(2022, 4, 1), section, title, (0, 1), quote, f"/policies/site-privacy/2022-04-01#{section}", 0.9
    )


def shown(reply: Reply, lang: Lang = "ja", *, width: int = 60, terminal: bool = False) -> str:
    out = io.StringIO()
    environ = {"TERM": "xterm-256color"}
    console = Console(file=out, width=width, force_terminal=terminal, soft_wrap=not terminal, highlight=False, _environ=environ)
    console.print(reply_view(reply, lang))
    return out.getvalue()


def test_an_answer_shows_its_quote_its_place_its_version_and_its_link() -> None:
    assert shown(Answered("次のとおりです。", (cited(),))) == (
        "【回答】\n"
        "次のとおりです。\n"
        "\n"
        "│ 開示の手数料は、**1件**につき1,000円です。\n"
        "  7.2 手数料 — site-privacy（2022-04-01 版）\n"
        "    /policies/site-privacy/2022-04-01#7.2\n"
    )


def test_a_quote_that_the_text_holds_is_shown_once() -> None:
    text = "「手数料」に、次のように書かれています。\n> 開示の手数料は、1件につき1,000円です。"

    said = shown(Answered(text, (cited(), cited(quote="1件につき1,000円です。"))))

    assert said.count("手数料は") == 1
    assert "│ 開示の手数料は、1件につき1,000円です。\n" in said
    assert said.count("/policies/") == 1


def test_places_stand_together_and_quotes_apart() -> None:
    first, second, third = cited("1", "甲。"), cited("2", "乙。"), cited("3", "丙。")

    lines = shown(Answered("> 甲。\n> 乙。", (first, second, third))).splitlines()

    assert [line.strip()[:1] for line in lines] == ["【", "│", "│", "", "1", "/", "2", "/", "", "│", "3", "/"]


def test_a_title_that_begins_with_its_number_is_not_numbered_again() -> None:
    assert "  7.2 手数料 —" in shown(Answered("はい。", (cited(title="7.2 手数料"),)))


def test_near_sections_are_marked_as_no_answer() -> None:
    said = shown(NotStated("記載がありません。", (cited(), cited("8"))))

    assert said.startswith("【記載なし】\n")
    assert "近い内容の箇所（ご質問への答えではありません）\n  7.2 手数料" in said
    assert "│" not in said
    assert shown(NotStated("記載がありません。")).count("\n") == 2


def test_choices_are_numbered_and_not_told_twice() -> None:
    said = shown(Clarify("どちらですか。\n・本人の場合\n・代理人の場合", ("本人の場合", "代理人の場合")))

    assert said == "【確認】\nどちらですか。\n  1. 本人の場合\n  2. 代理人の場合\n"


def test_an_english_question_gets_english_words() -> None:
    said = shown(NotStated("The policy does not say.", (cited(),)), "en")

    assert said.startswith("[Not stated]\n")
    assert "The nearest sections (near, not an answer)" in said
    assert "site-privacy (version of 2022-04-01)" in said


@pytest.mark.parametrize(
    "reply",
    [
        Answered("あ", (cited(),)),
        NotStated("あ"),
        OutOfScope("あ"),
        ActionOffer("あ", "deletion"),
        Clarify("あ", ("い", "う")),
    ],
    ids=lambda reply: reply.verdict,
)
def test_the_verdict_is_a_word_with_and_without_colour(reply: Reply) -> None:
    word = VERDICTS[reply.verdict]["ja"]

    assert shown(reply).startswith(f"【{word}】\n")
    coloured = shown(reply, terminal=True)
    assert word in coloured
    assert "\x1b[" in coloured


def test_what_is_piped_is_plain_and_keeps_its_lines() -> None:
    said = shown(Answered("あ" * 200, (cited(quote="い" * 200),)), width=40)

    assert "\x1b" not in said
    assert "あ" * 200 in said
    assert "い" * 200 in said


def test_on_a_terminal_no_line_is_too_wide_and_each_of_a_quote_is_marked() -> None:
    console = Console(file=io.StringIO(), width=40, force_terminal=True, color_system=None, highlight=False)

    console.print(reply_view(Answered("あ" * 50, (cited(quote="い" * 50),)), "ja"))

    lines = console.file.getvalue().splitlines()
    assert max(cell_len(line) for line in lines) <= 40
    assert [line for line in lines if "い" in line] == ["│ " + "い" * 19, "│ " + "い" * 19, "│ " + "い" * 12]


def test_what_would_steer_the_terminal_or_is_markup_stays_text() -> None:
    said = shown(Answered("[bold]赤[/bold] \x1b[31m:smile:", (cited(quote="x\x07y"),)), terminal=False)

    assert "[bold]赤[/bold] [31m:smile:" in said
    assert "xy" in said


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("あいうえおかきくけこさしす", ["あいうえおかきくけこ", "さしす"]),
        ("あいうえおかきくけこ。", ["あいうえおかきくけ", "こ。"]),
        ("あいうえおかきくけ「さし」", ["あいうえおかきくけ", "「さし」"]),
        ("the quick brown fox jumps", ["the quick brown fox", "jumps"]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
        ("個人情報 privacy@example.jp まで", ["個人情報", "privacy@example.jp", "まで"]),
        ("  字下げ", ["  字下げ"]),
    ],
)
def test_lines_end_where_japanese_and_latin_lines_may(text: str, lines: list[str]) -> None:
    assert wrapped(text, 20) == lines


def test_a_very_narrow_terminal_gets_twenty_cells() -> None:
    assert wrapped("あ" * 20, 1) == ["あ" * 10, "あ" * 10]


def test_printable_keeps_line_ends() -> None:
    assert printable("a\nb\x00\x1b\x9bc") == "a\nbc"


def test_checks_are_told_by_word() -> None:
    out = io.StringIO()

    Console(file=out, soft_wrap=True, highlight=False).print(
        checks_view([Check("python", "ok", "3.11"), Check("index", "wrong", "There is none.", "Build it.")])
    )

    assert out.getvalue() == "ok    python\n      3.11\nwrong index\n      There is none.\n      → Build it.\n"
