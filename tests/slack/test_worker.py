"""A worker goes on whatever a task ends with, and Slack's answers are read whatever they are."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.queue import Kind, Taken, Task
from bot.slack.sealing import Sealer
from bot.slack.store import DatabaseQueue
from bot.slack.web import refusal
from bot.slack.worker import Workers
from bot.state.database import open_database


def response(data: Any) -> AsyncSlackResponse:
    return AsyncSlackResponse(client=None, http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=503)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (response({"ok": False, "error": "x"}), "x"),
        (response("<html>"), "unknown"),
        (response(None), "unknown"),
        ({}, "unknown"),
    ],
)
def test_why_slack_refused_is_read_from_whatever_it_says(answer: Any, word: str) -> None:
    assert refusal(SlackApiError("", answer)) == word


def test_workers_outlive_what_tasks_end_with(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'state.db'}")
    queue, done = DatabaseQueue(engine, Sealer(b"k" * 32)), []
    for number in range(6):
        queue.claim(Task(f"Ev{number}", "question", "T1", f"T1/C1/{number}", {"n": number}), datetime.now(UTC))

    async def do(taken: Taken) -> None:
        number = taken.task.payload["n"]
        if number == 5:
            done.append(number)
            return
        raise [RuntimeError("x"), SlackApiError("", response("<html>")), KeyError("x"), ValueError("x"), OSError("x")][number]

    async def given_up(_: Taken) -> None:
        raise RuntimeError("nobody can be told")

    does: Mapping[Kind, Any] = {"question": do}
    workers = Workers(queue, does, given_up=given_up, kept=timedelta(days=1), workers=1)

    async def run() -> None:
        running = asyncio.create_task(workers.run())
        while not done:
            assert not running.done()
            await asyncio.sleep(0.01)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(run())
    # What may pass is tried again; the rest has failed.
    assert queue.unfinished() in (2, 3)
    engine.dispose()
