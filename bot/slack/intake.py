"""Everything from Slack passes here before it is acknowledged: what is to be done is kept first, and left alone what is not ours."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from anyio import to_thread
from slack_bolt.response import BoltResponse

from bot.questions import spoken
from bot.slack.calls import COMMAND
from bot.slack.claims import Claims
from bot.slack.events import Removed, Stop, org_of, read
from bot.slack.kit import Kit
from bot.slack.words import words

log = structlog.get_logger()


class Intake:
    """The middleware of Bolt that accepts."""

    def __init__(self, kit: Kit, *, now: Callable[[], datetime], wake: Callable[[], object]) -> None:
        """``wake`` is called once there is something to do."""
        self._queue = kit.queue
        self._claims = Claims(kit.queue)
        self._installations = kit.installations
        self._metrics = kit.metrics
        self._now = now
        self._wake = wake

    async def accept(self, body: dict[str, Any], bot_user: str | None) -> BoltResponse | None:
        """What Slack is told; None where a listener answers. Raises `StateUnavailable`: then Slack delivers it again."""
        started = time.perf_counter()
        found = read(body, bot_user, self._now().timestamp())
        if isinstance(found, Removed):
            await to_thread.run_sync(self._installations.remove, found.team)
        elif isinstance(found, Stop):
            await to_thread.run_sync(self._queue.stop, found.event, found.place, self._now())
        elif found is not None:
            task = replace(found, payload={**found.payload, "org": org_of(body)})
            is_new = await self._claims.claim(task, self._now())
            self._wake()
            took_s = time.perf_counter() - started
            self._metrics.slack_accept.observe(took_s)
            self._metrics.slack_events.labels(found.kind, "new" if is_new else "known").inc()
            log.info("slack_accepted" if is_new else "slack_known", code=found.kind, took_ms=round(took_s * 1000, 1))
        elif body.get("type") in ("block_actions", "view_submission", "view_closed", "block_suggestion"):
            return None
        return _ack(body)


def _ack(body: dict[str, Any]) -> BoltResponse:
    if body.get("command") == COMMAND:
        text = words("searching", spoken(body.get("text") or ""))
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": text})
    return BoltResponse(status=200, body="")
