"""Codes that show that an e-mail address is the person's own: six digits, sent there, for a quarter of an hour.

Of a code and of the address, keyed digests alone are kept. Both the sendings and the tries are counted before they are made, so that
several at once cannot get past the limits.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update

from bot.errors import CodeNotSent, CodeRefused, RequestRefused
from bot.phrases import Lang
from bot.requests.mailing import Mailer
from bot.requests.words import words
from bot.state.database import persistent, reading, writing
from bot.state.request_models import CodeRow

VALID_FOR: Final = timedelta(minutes=15)
"""How long one holds, from when it was sent."""
MAX_TRIES: Final = 5
"""Of one code."""
MAX_SENDINGS: Final = 3
"""For one request."""
MAX_AN_HOUR: Final = 5
"""To one address, for whatever requests."""

_DIGITS: Final = 6
_HOUR: Final = timedelta(hours=1)
_KEPT: Final = timedelta(days=1)


class Codes:
    """Sends codes and checks them. Safe to call from several threads and processes."""

    def __init__(
        self, engine: Engine, key: bytes, mailer: Mailer, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """``key`` is one of 32 bytes, as `bot.keys.requests_key_for` gives it."""
        self._engine = engine
        self._key = key
        self._mailer = mailer
        self._now = now

    def send(self, request: str, email: str, lang: Lang) -> None:
        """Send a new code about a request; the one before holds no longer.

        Raises:
            RequestRefused: there were too many, for this request or to this address.
            CodeNotSent: the mail server did not take it.
        """
        code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        self._count_sending(request, email, code, lang)
        said = words("code_text", lang, code=code, minutes=VALID_FOR // timedelta(minutes=1))
        try:
            self._mailer.send(email, words("code_subject", lang), said)
        except CodeNotSent:
            self._end(request)
            raise

    def is_waited_for(self, request: str) -> bool:
        """Whether a code was sent that still holds."""
        with reading(self._engine) as connection:
            until = connection.scalar(select(CodeRow.expires_at).where(CodeRow.request == request))
        return until is not None and until > self._now()

    def check(self, request: str, email: str, code: str, lang: Lang) -> None:
        """Raises `CodeRefused` where it is not the code that was sent there, or is too old, or was tried too often.

        The right one may be given again until it is too old: an answer can be lost.
        """
        given = unicodedata.normalize("NFKC", "".join(code.split()))
        if not self._is_right(request, self._digest("address", email), self._digest("code", request, email, given)):
            raise CodeRefused(words("bad_code", lang))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def purge(self) -> int:
        """Forget codes that have long been too old; how many those were."""
        return self._purge(self._now() - _KEPT)

    @persistent
    def _count_sending(self, request: str, email: str, code: str, lang: Lang) -> None:
        now, address = self._now(), self._digest("address", email)
        kept: dict[str, Any] = {
            "address": address,
            "digest": self._digest("code", request, email, code),
            "sent_at": now,
            "expires_at": now + VALID_FOR,
            "tries": 0,
            "verified": False,
        }
        with writing(self._engine) as connection:
            _alone(connection, address, request)
            before = connection.scalar(select(CodeRow.sendings).where(CodeRow.request == request)) or 0
            lately = select(func.sum(CodeRow.sendings)).where(CodeRow.address == address, CodeRow.sent_at > now - _HOUR)
            if before >= MAX_SENDINGS or (connection.scalar(lately) or 0) >= MAX_AN_HOUR:
                raise RequestRefused(words("too_many_codes", lang))
            if before:
                connection.execute(update(CodeRow).where(CodeRow.request == request).values(**kept, sendings=before + 1))
            else:
                connection.execute(insert(CodeRow).values(**kept, request=request, sendings=1))

    @persistent
    def _is_right(self, request: str, address: str, digest: str) -> bool:
        with writing(self._engine) as connection:
            row = connection.execute(
                select(CodeRow.address, CodeRow.digest, CodeRow.expires_at, CodeRow.tries, CodeRow.verified)
                .where(CodeRow.request == request)
                .with_for_update()
            ).one_or_none()
            if row is None or row.expires_at <= self._now() or (row.tries >= MAX_TRIES and not row.verified):
                return False
            is_right = hmac.compare_digest(row.digest, digest) and hmac.compare_digest(row.address, address)
            tried = {"tries": row.tries + 1, "verified": row.verified or is_right}
            connection.execute(update(CodeRow).where(CodeRow.request == request).values(tried))
        return is_right

    @persistent
    def _end(self, request: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(CodeRow).where(CodeRow.request == request).values(expires_at=self._now()))

    @persistent
    def _purge(self, before: datetime) -> int:
        with writing(self._engine) as connection:
            return connection.execute(delete(CodeRow).where(CodeRow.expires_at < before)).rowcount

    def _digest(self, what: str, *parts: str) -> str:
        said = "\0".join((what, *(part.casefold() for part in parts)))
        return hmac.new(self._key, said.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _alone(connection: Connection, *names: str) -> None:
    """Have others that count for the same wait until the transaction ends. SQLite lets one write at a time as it is."""
    if connection.dialect.name == "postgresql":
        for name in sorted(names):
            key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": key})
