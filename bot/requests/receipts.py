"""Receipts: a short number to name a request by, and a secret to ask about it with. Of the secret, only a digest is kept.

Both are made from the request's id and the text that was confirmed, with a key: whoever confirms the same text a second time, because
the first answer was lost on its way, gets the same receipt.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that looks like another."""

_NUMBER_CHARS: Final = 8
_SECRET_CHARS: Final = 16
_READ_AS: Final = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person keeps: 「7K3M-9QXD」 and 「A1B2-C3D4-E5F6-G7H8」 (80 bits)."""

    number: str
    secret: str

    @property
    def secret_sha256(self) -> str:
        """What is kept of the secret."""
        return secret_digest(self.secret)


class Receipts:
    """Makes receipts."""

    def __init__(self, key: bytes) -> None:
        """``key`` is one of 32 bytes, as `bot.keys.requests_key_for` gives it."""
        self._key = key

    def of(self, request: str, text_sha256: str) -> Receipt:
        """The receipt of a request, by its id and the digest of the text that was confirmed."""
        number = self._letters(f"number\n{request}", _NUMBER_CHARS)
        return Receipt(number, self._letters(f"secret\n{request}\n{text_sha256}", _SECRET_CHARS))

    def _letters(self, what: str, chars: int) -> str:
        digest = hmac.new(self._key, what.encode(), hashlib.sha256).digest()
        return grouped("".join(_ALPHABET[byte % 32] for byte in digest[:chars]))


def secret_digest(secret: str) -> str:
    """SHA-256 of a secret however it is typed: its 80 random bits need no slower one."""
    return hashlib.sha256(typed(secret).encode()).hexdigest()


def typed(text: str) -> str:
    """A number or a secret as it is kept, however it was typed: small letters, blanks, an O for a zero."""
    return grouped(re.sub(r"[^0-9A-Z]", "", text.upper()).translate(_READ_AS))


def grouped(letters: str) -> str:
    """In groups of four."""
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
