"""A reply as a message in Slack: golden files, and Slack's limits whatever the reply."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.phrases import Lang
from bot.replies import ActionOffer, Answered, Clarify, NotStated, OutOfScope, Reply
from bot.slack.blocks.cutting import beginning, pieces
from bot.slack.blocks.mrkdwn import escape, link
from bot.slack.blocks.parts import size
from bot.slack.blocks.reply import Around, reply_message
from bot.wire import reply_json
from corpus.model import Citation

GOLDEN = Path(__file__).parent / "golden"
ALL = Around(owner=True, files=True, shares="public:1700000000.000100")


def cited(section: str, title: str, quote: str) -> Citation:
    url = f"https://jobun.example.org/policies/site-privacy/2022-04-01#{section}"
    return Citation("site-privacy", date(2022, 4, 1), section, title, (0, 1), quote, url, 1.5)


FREE = cited("7.3", "7.3 開示等の請求申出先", "利用目的の通知と個人情報の開示の請求については、手数料などは一切かかりません。")
HOW = cited("7.1", "請求手続き & <方法>", "所定の請求書に、\n1. 氏名\n2. 住所\nをご記入ください。")
REPLIES: dict[str, tuple[Reply, Lang]] = {
    "answered": (Answered(f"「個人情報の取り扱いについて」に、次のように書かれています。\n> {FREE.quote}", (FREE, HOW)), "ja"),
    "answered_en": (Answered("Section 7.3 says:\n> There is no fee.", (cited("7.3", "7.3 Desk", "There is no fee."),)), "en"),
    "not_stated": (NotStated("この点について、規程・ポリシーには記載がありません。", (FREE, HOW)), "ja"),
    "out_of_scope": (OutOfScope("規程についてのご質問ではないようです。"), "ja"),
    "action": (ActionOffer("「個人情報の削除・消去」のご依頼と理解しました。", "deletion", (HOW,)), "ja"),
    "status": (ActionOffer("すでに出された依頼の「状況確認」をご希望と理解しました。", "status"), "ja"),
    "clarify": (Clarify("どちらの場合ですか。\n・ご本人様の場合\n・代理人の場合", ("ご本人様の場合", "代理人の場合"), (FREE, HOW)), "ja"),
}  # fmt: skip


def wire(reply: Reply) -> dict[str, Any]:
    return reply_json(reply, took_ms=1.0, engine={}) | {"id": "a1b2"}


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_looks_as_it_did(name: str) -> None:
    reply, lang = REPLIES[name]
    message = reply_message(wire(reply), lang, ALL)

    shown = {"text": message.text, "blocks": message.blocks, "markdown": message.markdown, "tail": message.tail}
    assert shown == json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def kept_to_the_limits(blocks: list[dict[str, Any]]) -> None:
    assert 0 < len(blocks) <= 50
    assert size(blocks) < 13_200
    for block in blocks:
        if block["type"] == "section":
            assert 0 < len(block["text"]["text"]) <= 3_000
        for element in block.get("elements", ()):
            if element["type"] == "button":
                assert len(element["text"]["text"]) <= 75
                assert len(element["value"]) <= 2_000


LONG = "利用目的の達成に必要な範囲を超えて、個人情報を取り扱うことはありません。"


@pytest.mark.parametrize("many", [1, 90, 400])
def test_long_quotes_end_where_a_sentence_ends(many: int) -> None:
    quote = LONG * many
    message = reply_message(wire(Answered(f"次のとおりです。\n> {quote}", (cited("1", "1 目的", quote),))), "ja", ALL)

    kept_to_the_limits(message.blocks)
    quotes = [b["text"]["text"] for b in message.blocks if b["type"] == "section" and b["text"]["text"].startswith("> ")]
    assert all(quote.endswith("取り扱うことはありません。") for quote in quotes)
    assert "".join(quote.removeprefix("> ") for quote in quotes) in quote
    assert any(
        block.get("elements", [{}])[0].get("text", "") == "長いため、ここまでを表示しています。続きは条文をご覧ください。"
        for block in message.blocks
    ) == (many == 400)
    assert message.blocks[-1]["type"] == "context_actions"


def test_a_sentence_that_is_too_long_is_cut_where_a_word_ends() -> None:
    text = "個人情報保護委員会への届出" * 300

    parts = pieces(text, 1_000)

    assert "".join(parts) == text
    assert all(part.endswith(("届出", "の", "へ", "委員会", "個人情報保護委員会", "へ", "保護")) for part in parts)
    assert max(map(len, parts)) <= 1_000


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from("あ。、 \n<&>a.b|*「」情報"), max_size=400), st.integers(8, 60))
def test_pieces_keep_within_the_limit_and_lose_nothing(text: str, limit: int) -> None:
    def cost(one: str) -> int:
        return len(escape(one))

    parts = pieces(text, limit, cost)

    assert all(0 < cost(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert len(beginning(text, limit)) <= limit


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.text(st.sampled_from("あ。<&>a\n> ・情"), min_size=1, max_size=3_000).filter(str.strip), min_size=1, max_size=60
    )
)
def test_any_reply_keeps_to_the_limits(quotes: list[str]) -> None:
    citations = tuple(cited(str(at), f"{at} 見出し", quote) for at, quote in enumerate(quotes))

    for reply in (Answered("".join(quotes), citations), NotStated("".join(quotes)[:4_000], citations)):
        message = reply_message(wire(reply), "ja", ALL)
        kept_to_the_limits(message.blocks)
        kept_to_the_limits(message.tail)
        assert len(message.text) <= 40_000


def test_what_is_said_mentions_nobody() -> None:
    said = "<!channel> & <@U1>"
    message = reply_message(wire(Answered(f"{said}\n> {said}", (cited("1", said, said),))), "ja")

    assert "<!" not in json.dumps(message.blocks)
    assert "<@" not in json.dumps(message.blocks) + message.markdown
    assert link("a|b", "https://example.org/?a|b&c") == "<https://example.org/?a%7Cb&amp;c|a|b>"
