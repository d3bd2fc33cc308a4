"""What a page that asks for a confirmation brings back: whose text was shown, signed. Nothing of the text is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from itsdangerous import BadData, URLSafeSerializer

from bot.requests.preview import Grounds

MINUTES: Final = 60
"""How long a text may be looked at before it is confirmed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text that was shown: the request's id, the digest of the text, what the request rests on, and in which session ("" for none)."""

    id: str
    text_sha256: str
    grounds: Grounds
    session: str = ""


class Drafts:
    """Signs what was shown, and reads it again."""

    def __init__(self, key: bytes, *, clock: Callable[[], float]) -> None:
        """``key`` signs; ``clock`` gives the seconds since 1970."""
        self._signer = URLSafeSerializer(
            key, salt="jobun.draft", signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        )
        self._clock = clock

    def sign(self, shown: Shown) -> str:
        """The token of what was shown; it holds for an hour."""
        grounds = shown.grounds
        values = [
            shown.id,
            shown.text_sha256,
            grounds.policy,
            grounds.version.isoformat(),
            list(grounds.sections),
            shown.session,
        ]
        text = self._signer.dumps([*values, int(self._clock()) + MINUTES * 60])
        return text if isinstance(text, str) else text.decode()

    def read(self, token: str) -> Shown | None:
        """What was shown; None where the token is not one of ours, or is too old."""
        try:
            number, sha256, policy, version, sections, session, until = self._signer.loads(token)
            grounds = Grounds(policy, date.fromisoformat(version), tuple(sections))
        except (BadData, ValueError, TypeError):
            return None
        return Shown(number, sha256, grounds, session) if until > self._clock() else None
