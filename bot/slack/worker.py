"""Workers: they take tasks and do them, one for each place at a time, and leave to the next whatever they cannot end."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from aiohttp import ClientError
from anyio import to_thread
from slack_sdk.errors import SlackApiError

from bot.slack.delivery import LeaseLost, failed_inside
from bot.slack.queue import Kind, Queue, Taken
from bot.slack.web import refusal
from bot.web.guard import where
from corpus.errors import JobunError

log = structlog.get_logger()

Do = Callable[[Taken], Awaitable[None]]
LEASE_S: Final = 30.0
_POLL_S: Final = 1.0
_ATTEMPTS: Final = 8
_FIRST_WAIT_S: Final = 2.0
_LONGEST_WAIT_S: Final = 300.0
_TIDY_EVERY_S: Final = 3600.0
_LOOK_EVERY_S: Final = 5.0
# Slack's own trouble, and our rate: these pass.
_PASSING: Final = frozenset(
    {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)


class Workers:
    """Runs so many workers in this process; other processes may run more on the same database."""

    def __init__(
        self,
        queue: Queue,
        do: Mapping[Kind, Do],
        *,
        given_up: Do,
        often: Callable[[], object] | None = None,
        kept: timedelta,
        workers: int = 4,
        lease_s: float = LEASE_S,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``do`` does a task by its kind, ``given_up`` tells whoever waits for one that failed; ``kept`` is how long ended ones are.

        ``often`` is called every few seconds, in a thread.
        """
        self._queue = queue
        self._do = do
        self._given_up = given_up
        self._often = often
        self._kept = kept
        self._workers = workers
        self._lease_s = lease_s
        self._now = now
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Say that there is something to do. From the event loop that they run on."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled. What is under way then is left to whoever comes next."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._workers):
                group.create_task(self._work())
            group.create_task(self._tidy())
            if self._often is not None:
                group.create_task(self._look(self._often))

    async def _work(self) -> None:
        while True:
            try:
                taken = await to_thread.run_sync(self._queue.take, self._now(), self._lease_s)
                if taken is not None:
                    await self._one(taken)
                    continue
            except Exception as error:  # noqa: BLE001 - a worker that ends leaves all that comes to nobody
                log.warning("slack_queue_unavailable", error=type(error).__name__, where=where(error))
            self._wake.clear()
            # Another process may have accepted something, or left it.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), min(_POLL_S, self._lease_s))

    async def _one(self, taken: Taken) -> None:
        beating = asyncio.create_task(self._beat(taken))
        try:
            await self._do[taken.task.kind](taken)
            await to_thread.run_sync(self._queue.finish, taken)
        except asyncio.CancelledError:
            # Whoever comes next need not wait for the lease.
            with suppress(JobunError):
                self._queue.put_off(taken, self._now())
            raise
        except LeaseLost:
            log.warning("slack_task_lost", code=taken.task.kind)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the others are done, and this one is tried again
            await self._failed(taken, error)
        finally:
            beating.cancel()
            # Not awaited by itself: its end and our own would look alike.
            await asyncio.wait({beating})
            # What waited for this one is due.
            self._wake.set()

    async def _failed(self, taken: Taken, error: Exception) -> None:
        reason = refusal(error) if isinstance(error, SlackApiError) else type(error).__name__
        log.warning("slack_task_failed", code=taken.task.kind, error=reason, where=where(error))
        try:
            if _passes(error) and taken.attempts < _ATTEMPTS:
                wait_s = min(_FIRST_WAIT_S * math.pow(2, taken.attempts - 1), _LONGEST_WAIT_S)
                await to_thread.run_sync(self._queue.put_off, taken, self._now() + timedelta(seconds=wait_s))
                return
            with suppress(Exception):
                # Where even that cannot be said, there is nobody left to tell.
                await self._given_up(taken)
            await to_thread.run_sync(lambda: self._queue.finish(taken, failed=True))
        except JobunError:
            # The lease ends by itself.
            log.warning("slack_queue_unavailable")

    async def _beat(self, taken: Taken) -> None:
        while True:
            await asyncio.sleep(self._lease_s / 3)
            with suppress(JobunError):
                await to_thread.run_sync(self._queue.renew, taken, self._now(), self._lease_s)

    async def _look(self, often: Callable[[], object]) -> None:
        while True:
            with suppress(JobunError):
                if await to_thread.run_sync(often):
                    self._wake.set()
            await asyncio.sleep(_LOOK_EVERY_S)

    async def _tidy(self) -> None:
        while True:
            with suppress(JobunError):
                await to_thread.run_sync(self._queue.purge, self._now() - self._kept)
            await asyncio.sleep(_TIDY_EVERY_S)


def _passes(error: Exception) -> bool:
    """Whether it may go better later."""
    if isinstance(error, SlackApiError):
        return failed_inside(error) or refusal(error) in _PASSING
    return isinstance(error, ClientError | TimeoutError | OSError | JobunError)
