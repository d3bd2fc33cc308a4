"""Encryption of what people wrote and of tokens, where the database keeps them."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.fernet import Fernet, InvalidToken


class Sealer:
    """Encrypts values that JSON can express (Fernet: AES-128 with HMAC-SHA256)."""

    def __init__(self, key: bytes) -> None:
        """``key`` has 32 bytes, as `bot.keys.key_for` gives it."""
        self._fernet = Fernet(urlsafe_b64encode(key))

    def seal(self, value: Any) -> str:
        """The value, encrypted."""
        return self._fernet.encrypt(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")).decode()

    def open(self, sealed: str) -> Any:
        """What was sealed. Raises `ValueError` where it was with another key."""
        try:
            return json.loads(self._fernet.decrypt(sealed).decode("utf-8", "surrogatepass"))
        except InvalidToken:
            raise ValueError("sealed with another key") from None
