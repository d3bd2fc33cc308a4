"""The reply to a task that was begun before: the same again, unless others than staff read along by now."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from anyio import CapacityLimiter

from bot.slack.kit import Kit
from bot.slack.queue import Taken, Task
from bot.state.port import Turn
from bot.web.metrics import Metrics
from corpus.library import SHIPPED, Library

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def kit_of(told: str) -> Any:
    """One whose store holds a reply that cites the policy ``told``; what it answers anew says so."""

    def turn(number: str) -> Turn:
        return Turn(number, NOW, "質問", {"verdict": "answered", "text": "前の回答", "citations": [cited]})

    def ask(_: object) -> Any:
        reply = SimpleNamespace(verdict="answered", trace=SimpleNamespace(stages_ms={}))
        return SimpleNamespace(
            id="r2", took_ms=1.0, reply=reply, wire={"verdict": "answered", "text": "新しい回答", "id": "r2"}
        )

    cited = {
        "policy": told,
        "version": "2024-10-01",
        "section": "1",
        "title": "",
        "quote": "",
        "url": "/x",
        "sentences": [0, 1],
    }
    parts: dict[str, Any] = dict.fromkeys(("suggestions", "installations", "people", "readers"))
    return Kit(
        **parts,
        answering=SimpleNamespace(admit=lambda *_: None, ask=ask),  # type: ignore[arg-type]
        served=lambda: SimpleNamespace(library=Library.load(SHIPPED)),  # type: ignore[arg-type,return-value]
        store=SimpleNamespace(turn=turn),  # type: ignore[arg-type]
        queue=SimpleNamespace(replied=lambda *_: True),  # type: ignore[arg-type]
        options=SimpleNamespace(site_url=None, site_audience="public"),  # type: ignore[arg-type]
        key=b"k" * 32,
        threads=CapacityLimiter(1),
        metrics=Metrics(),
        now=lambda: NOW,
    )


@pytest.mark.parametrize(
    ("told", "audience", "text"),
    [
        ("site-privacy", "public", "前の回答"),
        ("site-privacy", "staff", "前の回答"),
        ("staff-handling", "staff", "前の回答"),
        ("staff-handling", "public", "新しい回答"),
    ],
)
def test_what_staff_was_to_be_told_is_not_given_where_others_read_along_by_now(told: str, audience: Any, text: str) -> None:
    taken = Taken(Task("Ev1", "question", "T1", "T1/C1/1", {}), "h", 2, NOW, reply="r1")

    wire, lang = asyncio.run(kit_of(told).reply(taken, "質問", "T1/C1/1", audience))

    assert (wire["text"], lang) == (text, "ja")
