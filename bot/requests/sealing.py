"""What tells who somebody is, encrypted while it is kept: AES-256-GCM, a nonce of its own each time, bound to one request."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import SettingsWrong

_FORMAT: Final = b"\x01"
_NONCE_BYTES: Final = 12


class Sealer:
    """Encrypts and decrypts, and makes the digests by which two contacts are told to be the same."""

    def __init__(self, contacts: bytes, alike: bytes) -> None:
        """``contacts`` and ``alike`` are keys of 32 bytes, as `bot.keys.requests_key_for` gives them."""
        self._cipher = AESGCM(contacts)
        self._alike = alike

    def seal(self, values: Mapping[str, Any], request: str) -> bytes:
        """JSON values, encrypted; only the request with this id can be read with them."""
        nonce = os.urandom(_NONCE_BYTES)
        text = json.dumps(values, ensure_ascii=False).encode()
        return _FORMAT + nonce + self._cipher.encrypt(nonce, text, request.encode())

    def open(self, sealed: bytes, request: str) -> dict[str, Any]:
        """What was sealed. Raises `SettingsWrong` where it was with another key, or for another request."""
        nonce, rest = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            text = self._cipher.decrypt(nonce, rest, request.encode()) if sealed[:1] == _FORMAT else None
        except (InvalidTag, ValueError):
            text = None
        if text is None:
            raise SettingsWrong("A request was encrypted with another key; set JOBUN_REQUESTS_KEY to that one.")
        values: dict[str, Any] = json.loads(text)
        return values

    def alike(self, *parts: str) -> str:
        """A digest of parts that nobody can make without the key, so that contacts cannot be guessed from it."""
        return hmac.new(self._alike, "\0".join(parts).encode(), hashlib.sha256).hexdigest()
