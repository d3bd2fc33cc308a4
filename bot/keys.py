"""The secret that tokens and the trail are signed with: set from outside, or made once and kept in the home folder."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final, Literal, TypeAlias

from filelock import FileLock

from bot.errors import SettingsWrong
from bot.settings import Settings

Use: TypeAlias = Literal["tokens", "trail", "questions"]

_FILE: Final = "secret"
_BYTES: Final = 32
_LEAST_CHARS: Final = 32


def key_for(use: Use, settings: Settings) -> bytes:
    """A key of 32 bytes that serves one use alone (HKDF's expand step, RFC 5869, for one block).

    Raises:
        SettingsWrong: there is no secret, and none can be made.
    """
    return hmac.new(_secret(settings), use.encode() + b"\x01", hashlib.sha256).digest()


def _secret(settings: Settings) -> bytes:
    if settings.secret is not None:
        return hashlib.sha256(settings.secret.get_secret_value().encode()).digest()
    path = settings.home / _FILE
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock"):
            if not path.exists():
                _write(path, secrets.token_hex(_BYTES))
            text = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        raise SettingsWrong(f"{path} cannot be read or made; set JOBUN_SECRET, or mend the folder.") from None
    if len(text) < _LEAST_CHARS:
        raise SettingsWrong(f"{path} is damaged; delete it, or set JOBUN_SECRET. What it has signed can then not be checked.")
    return hashlib.sha256(text.encode()).digest()


def _write(path: Path, text: str) -> None:
    # Nobody else may read it at any moment, and a half-written one is never seen.
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
    part.replace(path)
