"""Tokens: who holds one may ask for a while. Signed, not encrypted; what is in one is no secret from its holder."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from itsdangerous import BadData, URLSafeSerializer

from corpus.model import AUDIENCES, Audience


@dataclass(frozen=True, slots=True)
class Session:
    """What a token says: the session's id, the conversation that it began with, as whom its holder asks, and until when (aware)."""

    id: str
    conversation: str
    audience: Audience
    expires_at: datetime


def new_id() -> str:
    """An id that nobody can guess: 128 random bits."""
    # Hexadecimal: one that began with a hyphen would be an option on the command line.
    return secrets.token_hex(16)


class Tokens:
    """Issues tokens and reads them."""

    def __init__(self, key: bytes, *, minutes: int, clock: Callable[[], float] = time.time) -> None:
        """``key`` signs them, ``minutes`` is how long each holds, ``clock`` gives the seconds since 1970."""
        self._signer = URLSafeSerializer(
            key, salt="jobun.session", signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        )
        self._seconds = minutes * 60
        self._clock = clock

    def issue(self, audience: Audience) -> tuple[str, Session]:
        """A token for a new session, and what it says."""
        expires = int(self._clock()) + self._seconds
        session = Session(new_id(), new_id(), audience, datetime.fromtimestamp(expires, UTC))
        text = self._signer.dumps([session.id, session.conversation, session.audience, expires])
        return (text if isinstance(text, str) else text.decode()), session

    def read(self, token: str) -> Session | None:
        """What a token says; None where it is not one of ours, or has ended."""
        try:
            number, conversation, audience, expires = self._signer.loads(token)
        except (BadData, ValueError, TypeError):
            return None
        if audience not in AUDIENCES or expires <= self._clock():
            return None
        return Session(number, conversation, audience, datetime.fromtimestamp(expires, UTC))
