"""A message in a thread, once, whatever happens on the way: noted before it is sent, and looked for where it may be there already."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

from anyio import to_thread
from slack_sdk.errors import SlackApiError

from bot.slack.blocks.reply import Message
from bot.slack.installations import Installation
from bot.slack.queue import Queue, Taken
from bot.slack.streaming import chunks
from bot.slack.web import Web

METADATA: Final = "jobun_reply"
_PAGE: Final = 200


class LeaseLost(Exception):
    """The task is somebody else's by now: leave it."""


class Stopped(Exception):
    """Somebody pressed Stop."""


class Delivery:
    """The one message that answers a task."""

    def __init__(
        self, web: Web, queue: Queue, taken: Taken, here: Installation, *, channel: str, thread: str, after: str
    ) -> None:
        """``after`` is the timestamp of what is answered; ``thread`` is "" at the top of a channel."""
        self._web = web
        self._queue = queue
        self._taken = taken
        self._here = here
        self._channel = channel
        self._thread = thread
        self._after = after
        self._sent = taken.message

    async def post(self, message: Message) -> str:
        """Post it, or make what is there into it; the message's timestamp.

        Raises:
            LeaseLost: somebody else has the task.
            SlackApiError: Slack refuses; where it cannot be reached, what aiohttp raises.
        """
        there = await self.there()
        if there is not None:
            return await self._replace(there, message)
        await self._ours(self._queue.sending)
        thread = {"thread_ts": self._thread} if self._thread else {}
        quiet = {"unfurl_links": False, "unfurl_media": False}
        return await self._note((await self._web.call("chat.postMessage", **self._shown(message), **thread, **quiet))["ts"])

    async def stream(self, message: Message, user: str, is_stopped: Callable[[], Awaitable[bool]]) -> str:
        """Show it as it is written, and whole where a stream cannot be, or ends early. Raises `Stopped`, and as `post`."""
        there = await self.there()
        if there is not None:
            return await self._replace(there, message)
        first, *rest = chunks(message.markdown)
        await self._ours(self._queue.sending)
        whose = {"recipient_team_id": self._taken.task.team, "recipient_user_id": user}
        begin = {"channel": self._channel, "thread_ts": self._thread, "markdown_text": first}
        try:
            sent = await self._note((await self._web.call("chat.startStream", **begin, **whose))["ts"])
        except SlackApiError as error:
            if failed_inside(error):
                raise
            return await self.post(message)
        here = {"channel": self._channel, "ts": sent}
        try:
            for chunk in rest:
                if await is_stopped():
                    raise Stopped
                await self._web.call("chat.appendStream", **here, markdown_text=chunk)
            await self._web.call("chat.stopStream", **here, blocks=message.tail, metadata=self._metadata())
        except SlackApiError:
            # Slack ends a stream that takes long, or that somebody has stopped.
            if await is_stopped():
                raise Stopped from None
            return await self._replace(sent, message)
        return sent

    async def there(self) -> str | None:
        """The message that is there already: noted, or left by an attempt that ended before it could be noted."""
        if self._sent is not None or not self._taken.sending:
            return self._sent
        ours = [each async for each in self._ours_after()]
        marked = [each["ts"] for each in ours if self._is_marked(each)]
        noted = await to_thread.run_sync(self._queue.messages, self._taken.task.place)
        # A stream is marked only at its end.
        begun = [each["ts"] for each in ours if not each.get("metadata") and each["ts"] not in noted and self._thread]
        found = next(iter([*marked, *begun]), None)
        return None if found is None else await self._note(found)

    async def _replace(self, there: str, message: Message) -> str:
        # Where it is a stream that nobody has ended, it cannot be changed; where it is none, Slack says so.
        with suppress(SlackApiError):
            await self._web.call("chat.stopStream", channel=self._channel, ts=there)
        await self._web.call("chat.update", ts=there, **self._shown(message))
        return there

    async def _note(self, sent: str) -> str:
        await self._ours(self._queue.sent, sent)
        self._sent = sent
        return sent

    def _shown(self, message: Message) -> dict[str, Any]:
        metadata = {"metadata": self._metadata()}
        return {"channel": self._channel, "text": message.text, "blocks": message.blocks, **metadata}

    async def _ours_after(self) -> AsyncIterator[Any]:
        cursor = ""
        while True:
            page = {"channel": self._channel, "oldest": self._after, "limit": _PAGE, "include_all_metadata": True}
            if cursor:
                page["cursor"] = cursor
            if self._thread:
                found = await self._web.call("conversations.replies", ts=self._thread, **page)
            else:
                found = await self._web.call("conversations.history", **page)
            for each in found.get("messages", ()):
                if each.get("user") == self._here.bot_user and each["ts"] > self._after:
                    yield each
            cursor = (found.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def _metadata(self) -> dict[str, Any]:
        return {"event_type": METADATA, "event_payload": {"task": self._taken.task.id}}

    def _is_marked(self, message: Any) -> bool:
        metadata = message.get("metadata") or {}
        return bool(metadata.get("event_type") == METADATA and metadata.get("event_payload") == {"task": self._taken.task.id})

    async def _ours(self, note: Callable[..., bool], *given: str) -> None:
        if not await to_thread.run_sync(note, self._taken, *given):
            raise LeaseLost


def failed_inside(error: SlackApiError) -> bool:
    """Whether it may have been done nevertheless: Slack failed, and did not refuse."""
    return getattr(error.response, "status_code", 200) >= 500  # noqa: PLR2004 - HTTP
