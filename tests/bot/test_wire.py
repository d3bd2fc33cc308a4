"""The JSON of a reply, as the design page fixes it."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from bot.replies import ActionOffer, Answered, Clarify, NotStated, OutOfScope, Reply
from bot.wire import reply_json
from corpus.model import Citation

IDENTITY = {"index": "0123456789ab", "encoder": "hashing-1", "reader": None, "thresholds": "cd+ef"}
CITATION = Citation(
    "site-privacy",
    date(2022, 4, 1),
    "7.2",
    "証明書等",
    (0, 1),
    "「写し」が必要です。",
    "/policies/x#7.2",
    float(np.float32(0.123456)),
)
WIRED = {
    "policy": "site-privacy",
    "version": "2022-04-01",
    "section": "7.2",
    "title": "証明書等",
    "quote": "「写し」が必要です。",
    "url": "/policies/x#7.2",
    "score": 0.1235,
}


def wire(reply: Reply) -> dict[str, object]:
    whole = reply_json(reply, took_ms=12.345, engine=IDENTITY)
    assert whole.pop("took_ms") == 12.3
    assert whole.pop("engine") == IDENTITY
    return whole


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Answered("はい。", (CITATION,)), {"verdict": "answered", "text": "はい。", "citations": [WIRED]}),
        (NotStated("なし。", (CITATION,)), {"verdict": "not_stated", "text": "なし。", "citations": [], "near": [WIRED]}),
        (OutOfScope("別件。"), {"verdict": "out_of_scope", "text": "別件。", "citations": []}),
        (
            ActionOffer("承ります。", "deletion"),
            {"verdict": "action", "text": "承ります。", "citations": [], "intent": "deletion"},
        ),
        (
            Clarify("どちら？", ("本人", "代理人"), (CITATION,)),
            {"verdict": "clarify", "text": "どちら？", "citations": [WIRED], "choices": ["本人", "代理人"]},
        ),
    ],
    ids=lambda value: getattr(value, "verdict", ""),
)
def test_each_kind_of_reply(reply: Reply, expected: dict[str, object]) -> None:
    assert wire(reply) == expected


def test_keys_come_in_the_order_of_the_design() -> None:
    whole = reply_json(ActionOffer("承ります。", "deletion"), took_ms=1, engine=IDENTITY)

    assert list(whole) == ["verdict", "text", "citations", "intent", "took_ms", "engine"]
    assert json.loads(json.dumps(whole, allow_nan=False)) == whole


def test_a_part_the_engine_does_not_name_is_none() -> None:
    assert reply_json(OutOfScope("別件。"), took_ms=1, engine={"index": "a"})["engine"] == {
        "index": "a",
        "encoder": None,
        "reader": None,
        "thresholds": None,
    }
