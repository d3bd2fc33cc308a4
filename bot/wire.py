"""A reply as the JSON object that programs read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.replies import ActionOffer, Answered, Clarify, NotStated, Reply
from corpus.model import Citation

_ENGINE: Final = ("index", "encoder", "reader", "thresholds")


def reply_json(reply: Reply, *, took_ms: float, engine: Mapping[str, str | None]) -> dict[str, Any]:
    """The object that ``jobun ask --json`` prints.

    Args:
        reply: what the engine said.
        took_ms: how long it took to say it, in milliseconds.
        engine: what the reply depends on: the names or digests of the index, the encoder, the reader and the thresholds.
    """
    wire: dict[str, Any] = {
        "verdict": reply.verdict,
        "text": reply.text,
        "citations": _citations(getattr(reply, "citations", ())),
    }
    match reply:
        case Answered() if reply.approved_on:
            wire["approved"] = reply.approved_on.isoformat()
        case ActionOffer():
            wire["intent"] = reply.intent
        case NotStated():
            wire["near"] = _citations(reply.near)
        case Clarify():
            wire["choices"] = list(reply.choices)
    return wire | {"took_ms": round(took_ms, 1), "engine": {part: engine.get(part) for part in _ENGINE}}


def _citations(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    return [
        {
            "policy": citation.policy,
            "version": citation.version.isoformat(),
            "section": citation.section,
            "title": citation.title,
            "quote": citation.quote,
            "url": citation.url,
            "score": round(float(citation.score), 4),
        }
        for citation in citations
    ]
