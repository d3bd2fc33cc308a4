"""What is sent to us: read as a whole, up to a size and within a time, before anybody works on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.refusals import Refused

MAX_BYTES: Final = 32_768
"""More than a question of 2,000 characters takes, with each of them escaped as JSON or a form may."""

SLACK_BYTES: Final = 1_048_576
"""What Slack delivers holds the message that a button was in, with its blocks, escaped once or twice."""
_TIMEOUT_S: Final = 10.0


class Bodies:
    """Refuses bodies that are too large or too slow."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        answer: Callable[[Request, Refused], Response],
        max_bytes: int = MAX_BYTES,
        timeout_s: float = _TIMEOUT_S,
        larger: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """``timeout_s`` is for the whole of a body, in seconds; ``larger`` has the size for some paths."""
        self._app = app
        self._answer = answer
        self._max_bytes = max_bytes
        self._timeout_s = timeout_s
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """For ASGI."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        try:
            body = await self._read(Request(scope), receive, self._larger.get(scope["path"], self._max_bytes))
        except Refused as refused:
            # What is still to come is not read.
            refused.headers = {"Connection": "close"}
            await self._answer(Request(scope), refused)(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _replayed(body, receive), send)

    async def _read(self, request: Request, receive: Receive, most: int) -> bytes | None:
        """The body; None where the client has gone."""
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > most:
            raise Refused(413, "too_large")
        parts: list[bytes] = []
        size, more = 0, True
        try:
            async with asyncio.timeout(self._timeout_s):
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > most:
                        raise Refused(413, "too_large")
                    more = message.get("more_body", False)
        except TimeoutError:
            raise Refused(400, "bad_request") from None
        return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
