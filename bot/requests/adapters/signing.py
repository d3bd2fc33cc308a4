"""What the Data Rights Protocol signs with Ed25519, and the token that it gives for a signature."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from filelock import FileLock
from pydantic import SecretStr

from bot.errors import TargetUnavailable
from corpus.wholly import write_text

SEED_BYTES: Final = 32

_WAIT_S: Final = 10.0


def is_seed(key: str) -> bool:
    """Whether a text is the base64 of an Ed25519 seed, as libsodium's signing keys are written."""
    try:
        return len(b64decode(key, validate=True)) == SEED_BYTES
    except (NotBase64, ValueError):
        return False


def signed(message: Mapping[str, Any], key: SecretStr) -> bytes:
    """The message as it is sent: base64 of the signature (64 bytes) followed by the JSON that it signs, as libsodium combines them."""
    body = json.dumps(message, ensure_ascii=False).encode()
    seed = b64decode(key.get_secret_value(), validate=True)
    return b64encode(Ed25519PrivateKey.from_private_bytes(seed).sign(body) + body)


class TokenFile:
    """The token of an agent, shared by the processes of a machine: a new one may end the one before."""

    def __init__(self, path: Path) -> None:
        """``path`` is readable by its owner alone once it is there."""
        self._path = path

    def get(self) -> str:
        """The token; "" where there is none."""
        try:
            return self._path.read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return ""

    def renew(self, spent: str, ask: Callable[[], str]) -> str:
        """A token other than ``spent``: that of whoever was quicker, else what ``ask`` gives, which is kept.

        Raises `TargetUnavailable` where the others take too long, or it cannot be kept.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self._path}.lock", timeout=_WAIT_S):
                there = self.get()
                if there and there != spent:
                    return there
                token = ask()
                write_text(self._path, token, private=True)
        except OSError as error:
            # filelock's own time-out is one too.
            raise TargetUnavailable(f"{self._path} cannot be used ({type(error).__name__}).") from None
        return token
