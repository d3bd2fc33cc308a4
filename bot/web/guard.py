"""Around every request: an id, the host's name, security headers, a last stop for failures, a line in the log, and a count."""

from __future__ import annotations

import re
import time
import traceback
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.metrics import Metrics
from bot.web.refusals import Refused, of_status

log = structlog.get_logger()

Answer = Callable[[Request, Refused], Response]
"""What a refusal looks like, to a program or on a page."""

_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::[0-9]{1,5})?")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"})


def security_headers(frame_ancestors: Sequence[str]) -> dict[str, str]:
    """What every response says: nothing but our own scripts, styles and images, and framed by nobody who is not named."""
    framed = " ".join(frame_ancestors) or "'none'"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        f"base-uri 'none'; frame-ancestors {framed}; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        # "no-referrer" would have browsers leave out the Origin that forms and calls are checked by.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    return headers if frame_ancestors else headers | {"X-Frame-Options": "DENY"}


class Guard:
    """The outermost of our middleware."""

    def __init__(
        self, app: ASGIApp, *, hosts: Sequence[str], frame_ancestors: Sequence[str], metrics: Metrics, answer: Answer
    ) -> None:
        """``hosts`` are the names by which the site may be called."""
        self._app = app
        self._hosts = tuple(host.lower() for host in hosts)
        self._headers = security_headers(frame_ancestors)
        self._metrics = metrics
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """For ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, started, status = uuid.uuid4().hex, time.perf_counter(), 0
        scope.setdefault("state", {})["request_id"] = request_id

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = request_id
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            if self._knows(Request(scope)):
                await self._app(scope, receive, sending)
            else:
                await self._answer(Request(scope), Refused(400, "bad_host"))(scope, receive, sending)
        except Exception as error:  # noqa: BLE001 - the last stop before somebody would see a traceback
            # Its message may hold what somebody wrote.
            log.error("failed", request_id=request_id, error=type(error).__name__, where=where(error))  # noqa: TRY400 - without its message
            if not status:
                await self._answer(Request(scope), of_status(500))(scope, receive, sending)
        finally:
            self._note(scope, status, request_id, time.perf_counter() - started)

    def _knows(self, request: Request) -> bool:
        # Not `request.url`, which falls back to the server's own name where the header makes no sense.
        found = _HOST.fullmatch(request.headers.get("host", "").lower())
        name = found[1] if found else ""
        return any(host in (name, "*") or (host.startswith("*.") and name.endswith(host[1:])) for host in self._hosts)

    def _note(self, scope: Scope, status: int, request_id: str, took_s: float) -> None:
        # An address that leads nowhere is somebody's words.
        route = getattr(scope.get("route"), "path", "") or "none"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.seconds.labels(route).observe(took_s)
        if status >= 400:  # noqa: PLR2004 - HTTP
            self._metrics.refused.labels(str(status)).inc()
        took_ms = round(took_s * 1000, 1)
        log.info("served", request_id=request_id, method=method, route=route, status=status, took_ms=took_ms)


def where(error: BaseException) -> str:
    """The file and the line that an error comes from; nothing of its message."""
    frames: Any = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
