"""Claiming what Slack delivers, many at a time: those that come while one transaction runs wait for the next one together."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

from anyio import CapacityLimiter, to_thread

from bot.slack.queue import Queue, Task

_MOST: Final = 100
"""In one transaction."""


class Claims:
    """Claims from one event loop. One thread does it: writers of one process would wait for one another, and for the interpreter."""

    def __init__(self, queue: Queue) -> None:
        """``queue`` keeps what is claimed."""
        self._queue = queue
        self._waiting: list[tuple[Task, datetime, asyncio.Future[bool]]] = []
        self._running: asyncio.Task[None] | None = None
        # Not among the threads that everything else waits for.
        self._thread: CapacityLimiter | None = None

    async def claim(self, task: Task, now: datetime) -> bool:
        """As `Queue.claim`: kept once this returns. Raises `StateUnavailable`."""
        claimed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((task, now, claimed))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return await claimed

    async def _run(self) -> None:
        if self._thread is None:
            self._thread = CapacityLimiter(1)
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            tasks, latest = tuple(task for task, _, _ in batch), max(now for _, now, _ in batch)
            try:
                found = await to_thread.run_sync(self._queue.claim_all, tasks, latest, limiter=self._thread)
            except Exception as error:  # noqa: BLE001 - each of them is told, and Slack delivers it again
                for _, _, claimed in batch:
                    if not claimed.done():
                        claimed.set_exception(error)
                continue
            for (_, _, claimed), is_new in zip(batch, found, strict=True):
                if not claimed.done():
                    claimed.set_result(is_new)
