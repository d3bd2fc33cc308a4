"""One call to a target over HTTP: bounded in time and in size, never redirected, and judged the same way for all.

Nothing that was sent, and nothing that came back, gets into a message: a target may well repeat what a person wrote.
"""

from __future__ import annotations

import json
import math
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache, wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar
from urllib.parse import quote

import httpx2
import stamina
from pydantic import BaseModel, ValidationError

from bot.errors import TargetRefused, TargetUnavailable

Shape = TypeVar("Shape", bound=BaseModel)
Asked = ParamSpec("Asked")
Given = TypeVar("Given")

MAX_BYTES: Final = 1_048_576
"""More than the answer about a request takes; what is longer is not read."""

_CONNECT_S: Final = 5.0
_LONGEST_WAIT_S: Final = 86_400.0
_OK: Final = range(200, 300)
_LATER: Final = frozenset({408, 425, 429, *range(500, 600)})
_MAX_REFERENCE: Final = 200
_ATTEMPTS: Final = 3
# Longer waits are due times in the database.
_WAITS: Final[Mapping[str, float]] = {"wait_initial": 0.05, "wait_max": 0.5, "wait_jitter": 0.1}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a target answered: the status, the headers by their names in lower case, and the whole body."""

    name: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def is_ok(self) -> bool:
        """Whether the status is one of success."""
        return self.status in _OK

    @property
    def retry_after_s(self) -> float | None:
        """How long the target asks to be left alone: seconds or a date (RFC 9110, 10.2.3), a day at most."""
        asked = self.headers.get("retry-after", "").strip()
        try:
            wait_s = float(asked) if asked.isascii() and asked.isdigit() else _until(asked)
        except (TypeError, ValueError):
            return None
        return min(max(wait_s, 0.0), _LONGEST_WAIT_S)

    def judged(self) -> Answer:
        """Itself, where it is one of success. Raises `TargetUnavailable` for what may work later, else `TargetRefused`."""
        if self.is_ok:
            return self
        if self.status in _LATER:
            raise TargetUnavailable(f"The target {self.name} answered {self.status}.", retry_after_s=self.retry_after_s)
        raise TargetRefused(f"The target {self.name} refused with {self.status}.")

    def read(self, shape: type[Shape]) -> Shape:
        """The body as JSON of a shape. Raises `TargetUnavailable` where it is not: half an answer is none."""
        try:
            return shape.model_validate_json(self.body)
        except ValidationError:
            # What it says holds the body, so it goes no further.
            read = None
        if read is None:
            raise TargetUnavailable(f"The target {self.name} answered {self.status}, but not as its protocol says.")
        return read


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    url: str
    headers: dict[str, str] = field(repr=False)
    query: dict[str, str | int] | None = field(repr=False)
    content: bytes | None = field(repr=False)


class Caller:
    """Calls one target. Safe to use from several threads: each call has a connection of its own.

    There are few requests and long breaks between them, so that a connection kept open would mostly be found closed.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        timeout_s: float = 20.0,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``name`` is the target's, for messages; ``timeout_s`` is for a call, or for all those of an `operation`, in seconds.

        What comes drop by drop can take twice as long, and no longer.
        """
        self.name = name
        self.base_url = base_url.rstrip("/")
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._clock = clock
        self._thread = threading.local()

    @contextmanager
    def operation(self) -> Iterator[None]:
        """Within it, and in this thread, all calls together have the time that one has otherwise."""
        if getattr(self._thread, "ends_at", None) is not None:
            yield
            return
        self._thread.ends_at = self._clock() + self._timeout_s
        try:
            yield
        finally:
            self._thread.ends_at = None

    def call(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str | int] | None = None,
        content: bytes | None = None,
        only_asks: bool = False,
    ) -> Answer:
        """The answer, whatever its status is.

        What is asked (``GET``, or what ``only_asks``) is asked again at once, a few times, where the connection broke.

        Raises:
            TargetUnavailable: there is none, or not a whole one; what was asked for may have happened all the same.
        """
        now = self._clock()
        ends_at: float = getattr(self._thread, "ends_at", None) or now + self._timeout_s
        if ends_at <= now:
            raise TargetUnavailable(f"The target {self.name} took too long over the calls before.")
        answer, problem = None, "too much or too slow"
        request = _Request(method, self.base_url + path, dict(headers or {}), dict(query or {}) or None, content)
        attempts = _ATTEMPTS if method == "GET" or only_asks else 1
        try:
            for attempt in stamina.retry_context(_is_broken, attempts=attempts, timeout=ends_at - now, **_WAITS):
                with attempt:
                    answer = self._once(request, ends_at)
        except httpx2.RequestError as error:
            # The error holds the request with its secrets, so that only its kind goes on.
            problem = type(error).__name__
        if answer is None:
            raise TargetUnavailable(f"The target {self.name} gave no whole answer ({problem}).")
        return answer

    def send(
        self,
        method: str,
        path: str,
        body: object,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str | int] | None = None,
        only_asks: bool = False,
    ) -> Answer:
        """`call` with ``body`` as JSON."""
        content = json.dumps(body, ensure_ascii=False).encode()
        named = {"Content-Type": "application/json", **(headers or {})}
        return self.call(method, path, headers=named, query=query, content=content, only_asks=only_asks)

    def _once(self, request: _Request, ends_at: float) -> Answer | None:
        """The answer, None where it is too long or takes too long. Raises `httpx2.RequestError`."""
        left_s = max(ends_at - self._clock(), 0.01)
        with (
            self._client(left_s) as client,
            client.stream(
                request.method, request.url, headers=request.headers, params=request.query, content=request.content
            ) as response,
        ):
            body = self._body(response, ends_at)
            named = {name.lower(): value for name, value in response.headers.items()}
            return None if body is None else Answer(self.name, response.status_code, named, body)

    def _client(self, timeout_s: float) -> httpx2.Client:
        # Neither a proxy nor a password is taken from the surroundings; what is compressed could be any size.
        timeout = httpx2.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s))
        accepted = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "jobun"}
        return httpx2.Client(verify=_tls(), trust_env=False, follow_redirects=False, timeout=timeout, headers=accepted)

    def _body(self, response: httpx2.Response, ends_at: float) -> bytes | None:
        """All of it as it came; None where it is too long, or takes too long."""
        parts, size = [], 0
        for part in response.iter_raw():
            size += len(part)
            if size > self._max_bytes or self._clock() > ends_at:
                return None
            parts.append(part)
        return b"".join(parts)


@contextmanager
def looking_up() -> Iterator[None]:
    """Within it a refusal is `TargetUnavailable`: that a question was refused says nothing of what is there."""
    problem = ""
    try:
        yield
    except TargetRefused as error:
        problem = str(error)
    if problem:
        raise TargetUnavailable(problem)


def in_time(method: Callable[Concatenate[Any, Asked], Given]) -> Callable[Concatenate[Any, Asked], Given]:
    """A method of an adapter, as one `Caller.operation`."""

    @wraps(method)
    def timed(adapter: Any, /, *asked: Asked.args, **named: Asked.kwargs) -> Given:
        with adapter.http.operation():
            return method(adapter, *asked, **named)

    return timed


def in_path(reference: str) -> str:
    """A target's name for a request, as one segment of a path."""
    return quote(reference, safe="")


def known_as(reference: str, name: str) -> str:
    """The reference that a target gave, where it can be one. Raises `TargetUnavailable` where it cannot."""
    if not 0 < len(reference) <= _MAX_REFERENCE or reference in {".", ".."} or not reference.isprintable():
        raise TargetUnavailable(f"The target {name} gave a reference that cannot be one.")
    return reference


def token_from(token: str, name: str) -> str:
    """The token that a target gave, where a header can hold it. Raises `TargetUnavailable` where it cannot."""
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise TargetUnavailable(f"The target {name} gave a token that cannot be one.")
    return token


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token (RFC 6750)."""
    return {"Authorization": f"Bearer {token}"}


def stated(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of some values: those that are not empty."""
    return {name: value for name, value in values.items() if value not in ("", None, [], {}, ())}


def _is_broken(error: Exception) -> bool:
    """Whether a connection broke; what took too long once is not waited for again."""
    return isinstance(error, httpx2.TransportError) and not isinstance(error, httpx2.TimeoutException)


def _until(asked: str) -> float:
    at = parsedate_to_datetime(asked)
    left_s = (at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)
    return float(math.ceil(left_s.total_seconds()))


@cache
def _tls() -> ssl.SSLContext:
    # Made once: it reads all the certificates of authorities that are trusted.
    return httpx2.create_ssl_context(trust_env=False)
