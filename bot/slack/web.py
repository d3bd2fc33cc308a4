"""Slack's Web API with one bot's token: what may be tried again is, what would be shown twice is not."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final, cast

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.calls import READS, SENDS, Method

_TIMEOUT_S: Final = 20
_TRIES: Final = 3
_PAGE: Final = 1_000
_PAGES: Final = 20
# The SDK's own logger says at DEBUG what was sent.
_quiet: Final = logging.getLogger("jobun.slack.sdk")
_quiet.setLevel(logging.WARNING)


class Web:
    """Calls methods of `bot.slack.calls.METHODS`, and nothing else."""

    def __init__(self, token: str, base_url: str) -> None:
        """``base_url`` ends in ``/api/``."""
        limits = AsyncRateLimitErrorRetryHandler(max_retry_count=_TRIES)
        again = [limits, AsyncServerErrorRetryHandler(max_retry_count=_TRIES), AsyncConnectionErrorRetryHandler()]
        self._again = client(token, base_url, retry_handlers=again)
        # One that was refused for its rate was not done.
        self._once = client(token, base_url, retry_handlers=[limits])

    async def call(self, method: Method, **given: Any) -> Mapping[str, Any]:
        """What Slack answers. Raises `SlackApiError` where it refuses, and what aiohttp raises where it cannot be reached."""
        chosen = self._once if method in SENDS else self._again
        if method in READS:
            answer = await chosen.api_call(method, params=given)
        else:
            answer = await chosen.api_call(method, json=given)
        return cast("Mapping[str, Any]", answer.data)


async def permalink(web: Web, channel: str, message: str) -> str:
    """The address of a message, "" where Slack does not say it."""
    try:
        found = await web.call("chat.getPermalink", channel=channel, message_ts=message)
    except SlackApiError:
        return ""
    return str(found["permalink"])


class TooMany(Exception):
    """A list is longer than it is worth looking through."""


async def paged(web: Web, method: Method, key: str, **given: Any) -> AsyncIterator[Any]:
    """What a method lists below a key, up to 20,000. Raises `TooMany` where there is more, and as `Web.call`."""
    cursor: dict[str, str] = {}
    for _ in range(_PAGES):
        found = await web.call(method, **given, **cursor, limit=_PAGE)
        for each in found.get(key, ()):
            yield each
        following = (found.get("response_metadata") or {}).get("next_cursor")
        if not following:
            return
        cursor = {"cursor": str(following)}
    raise TooMany


def client(token: str | None, base_url: str, **options: Any) -> AsyncWebClient:
    """A client of the SDK that logs nothing of what it sends."""
    return AsyncWebClient(token, base_url=base_url, timeout=_TIMEOUT_S, logger=_quiet, **options)


async def respond(url: str, message: Mapping[str, Any]) -> None:
    """Answer a command or an action at the address that came with it. Raises `SlackApiError` where Slack refuses."""
    hook = AsyncWebhookClient(url, timeout=_TIMEOUT_S, logger=_quiet, retry_handlers=[AsyncRateLimitErrorRetryHandler(_TRIES)])
    answer = await hook.send_dict(dict(message))
    if answer.status_code != 200:  # noqa: PLR2004 - HTTP
        said = {"ok": False, "error": "response_url"}
        raise SlackApiError("a response was refused", said)  # type: ignore[no-untyped-call]


def refusal(error: SlackApiError) -> str:
    """Slack's word for why it refused."""
    # Where Slack itself fails, the answer may be a page, or nothing.
    said = getattr(error.response, "data", error.response)
    return str(said.get("error", "unknown")) if isinstance(said, Mapping) else "unknown"
