"""Telling whoever filed with our desk that a request has changed: signed, again until they take it, and no more than that."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from pydantic import SecretStr
from sqlalchemy import Engine, delete, or_, select, update

from bot.errors import StateUnavailable, TargetRefused, TargetUnavailable
from bot.requests.adapters.callbacks import SIGNATURE, callback_urls, sign_own
from bot.requests.adapters.http import Caller
from bot.requests.waiting import wait_after
from bot.state.database import reading, writing
from bot.state.request_models import CallbackRow, DeskRow

log = structlog.get_logger()

_LEASE: Final = timedelta(seconds=60)
_MAX_ATTEMPTS: Final = 20
_POLL_S: Final = 2.0


class Announcer:
    """Sends callbacks. Any number of them may run, in any number of processes."""

    def __init__(
        self,
        engine: Engine,
        base_url: str,
        key: SecretStr,
        *,
        timeout_s: float = 10.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``base_url`` is where whoever files listens, as its JOBUN_CALLBACK_URL says; ``key`` its JOBUN_CALLBACK_KEY."""
        self._engine = engine
        self._http = Caller("jobun", base_url, timeout_s=timeout_s)
        self._url_of = callback_urls(base_url, key, "jobun")
        self._key = key
        self._now = now
        self._ended = threading.Event()

    def step(self) -> bool:
        """Send one that is due; False where none is. Raises `StateUnavailable`."""
        now = self._now()
        token = secrets.token_hex(16)
        found = self._take(now, token)
        if found is None:
            return False
        request, status, attempts = found
        body = json.dumps({"request_id": request, "status": status}).encode()
        headers = {"Content-Type": "application/json", SIGNATURE: sign_own(body, self._key, now=now)}
        try:
            path = self._url_of(request).removeprefix(self._http.base_url)
            self._http.call("POST", path, headers=headers, content=body).judged()
        except TargetUnavailable as error:
            wait = wait_after(attempts, error.retry_after_s)
            self._settle(request, token, None if attempts >= _MAX_ATTEMPTS else self._now() + wait)
        except TargetRefused:
            # They can still ask.
            log.warning("callback_refused")
            self._settle(request, token, None)
        else:
            self._settle(request, token, None)
        return True

    def run(self) -> None:
        """Work until `end` is called."""
        while not self._ended.is_set():
            try:
                worked = self.step()
            except StateUnavailable:
                log.warning("outbox_failed")
                worked = False
            if not worked:
                self._ended.wait(_POLL_S)

    def end(self) -> None:
        """Have `run` return."""
        self._ended.set()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _take(self, now: datetime, token: str) -> tuple[str, str, int] | None:
        free = or_(CallbackRow.leased_until.is_(None), CallbackRow.leased_until < now)
        due = select(CallbackRow.request, CallbackRow.attempts).where(CallbackRow.due_at <= now, free).limit(1)
        with reading(self._engine) as connection:
            if connection.execute(due).one_or_none() is None:
                return None
        with writing(self._engine) as connection:
            row = connection.execute(due.order_by(CallbackRow.due_at).with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            taken = {"lease": token, "leased_until": now + _LEASE, "attempts": row.attempts + 1}
            connection.execute(update(CallbackRow).where(CallbackRow.request == row.request).values(taken))
            status = connection.scalar(select(DeskRow.status).where(DeskRow.id == row.request))
            return row.request, str(status), row.attempts + 1

    def _settle(self, request: str, token: str, again_at: datetime | None) -> None:
        ours = (CallbackRow.request == request, CallbackRow.lease == token)
        with writing(self._engine) as connection:
            if again_at is None:
                connection.execute(delete(CallbackRow).where(*ours))
            else:
                again = {"due_at": again_at, "lease": "", "leased_until": None}
                connection.execute(update(CallbackRow).where(*ours).values(again))
