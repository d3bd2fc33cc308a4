"""The views, and what the policies' owners see: golden files, and Slack's limits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.requests.forms import Filled
from bot.slack.blocks.home import PolicyCard, home_view
from bot.slack.blocks.owner import owner_answer, owner_modal, owner_question
from bot.slack.blocks.request import OwnRequest, form_view, own_view, preview_view
from tests.slack.fake.blocks import wrong, wrong_view

GOLDEN = Path(__file__).parent / "golden"
SITE = "https://jobun.example.org/policies/site-privacy"
CARDS = (
    PolicyCard(
        "個人情報の取り扱いについて",
        "2022-04-01",
        (2, 5, 1),
        f"{SITE}/2022-04-01",
        f"{SITE}/2019-12-19..2022-04-01",
        (
            ("changed", "7.3 手数料"),
            ("added", "8 Cookie & <計測>"),
            ("removed", "9 委託"),
            *[("changed", f"10.{n}") for n in range(4)],
        ),
    ),
    PolicyCard("個人情報取扱規程 & <社内>", "2024-04-01", None),
)
OWN = (
    OwnRequest("id1", "7K3M-9QXD", "個人情報の削除・消去", "受付済み", "2026-11-26", is_open=True),
    OwnRequest("id2", "7K3M-9QXE", "個人情報の開示", "対応済み", "2026-11-25", is_open=False),
)
FILLED = Filled("deletion", "agent", "山田花子", "hanako@example.com", "", "", "山田花子", "消してほしい")


def question() -> dict[str, Any]:
    message = owner_question("訂正の\n手数料は", "not_stated", "ja", user="U1", place="https://x.test/p1", value="r:U1:C1:1.1")
    return {"text": message.text, "blocks": message.blocks}


VIEWS: dict[str, Callable[[], dict[str, Any]]] = {
    "home": lambda: home_view(CARDS, OWN, "staff", "ja"),
    "home_en": lambda: home_view(CARDS, None, "public", "en"),
    "owner_question": question,
    "owner_modal": lambda: owner_modal({"reply": "r", "asker": "U1"}, "ja"),
    "request_form": lambda: form_view("deletion", "ja"),
    "request_preview": lambda: preview_view("次の内容で依頼を送ります。\n氏名：山田花子", FILLED, "token", "ja"),
    "request_own": lambda: own_view(OWN, "ja"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_looks_as_it_did(name: str) -> None:
    view = VIEWS[name]()

    assert view == json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert (wrong_view(view) if "type" in view else wrong(view["blocks"])) == ""


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_longest_that_can_be_filled_in_fits(lang: Any) -> None:
    form = form_view(None, lang)
    most = {
        block["block_id"]: block["element"]["max_length"]
        for block in form["blocks"]
        if "max_length" in block.get("element", {})
    }
    filled = Filled("third_party_record_disclosure", "guardian", **{name: "漢" * count for name, count in most.items()})

    assert wrong_view(form) == ""
    assert wrong_view(preview_view("次の内容で依頼を送ります。\n" + "漢字。" * 3_000, filled, "t" * 600, lang)) == ""
    assert wrong(owner_answer("回答です。" * 600, "U1", lang).blocks) == ""
    crowded = home_view([CARDS[0]] * 300, [OWN[0]] * 300, "staff", lang)
    assert wrong_view(crowded) == ""
    assert json.dumps(crowded).count(OWN[0].number) > 40
    assert wrong_view(own_view([], lang)) == ""
