"""What is signed and encrypted with: set from outside, or made once and kept in the home folder."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from pathlib import Path
from typing import Final, Literal, TypeAlias

from filelock import FileLock
from pydantic import SecretStr

from bot.errors import SettingsWrong
from bot.settings import Settings
from corpus.wholly import write_text

Use: TypeAlias = Literal["tokens", "trail", "questions", "drafts", "slack"]
RequestsUse: TypeAlias = Literal["contacts", "receipts", "alike", "codes"]

_FILE: Final = "secret"
_REQUESTS_FILE: Final = "requests-key"
_BYTES: Final = 32
_LEAST_CHARS: Final = 32


def key_for(use: Use, settings: Settings) -> bytes:
    """A key of 32 bytes that serves one use alone (HKDF's expand step, RFC 5869, for one block).

    Raises:
        SettingsWrong: there is no secret, and none can be made.
    """
    secret = _set(settings.secret) or _made(
        settings.home / _FILE, "JOBUN_SECRET", "What it has signed can then not be checked."
    )
    return _expanded(secret, use)


def requests_key_for(use: RequestsUse, settings: Settings) -> bytes:
    """A key of 32 bytes for what is kept of requests, likewise; another secret than the one that tokens are signed with.

    Raises:
        SettingsWrong: there is no secret, and none can be made, or none may: the site can be reached from other machines.
    """
    secret = _set(settings.requests_key)
    if secret is None:
        if not is_loopback(settings.host):
            raise SettingsWrong(
                "Requests are encrypted with JOBUN_REQUESTS_KEY, which must be set where other machines can reach the site; "
                "or set JOBUN_REQUESTS=off."
            )
        secret = _made(settings.home / _REQUESTS_FILE, "JOBUN_REQUESTS_KEY", "What it has encrypted can then not be read.")
    return _expanded(secret, use)


def requests_key_state(settings: Settings) -> Literal["set", "made", "to be made", "missing"]:
    """Where the secret for requests comes from, without making it."""
    if settings.requests_key is not None:
        return "set"
    if not is_loopback(settings.host):
        return "missing"
    return "made" if (settings.home / _REQUESTS_FILE).exists() else "to be made"


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can call an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _expanded(secret: bytes, use: str) -> bytes:
    return hmac.new(secret, use.encode() + b"\x01", hashlib.sha256).digest()


def _set(secret: SecretStr | None) -> bytes | None:
    return None if secret is None else hashlib.sha256(secret.get_secret_value().encode()).digest()


def _made(path: Path, variable: str, lost: str) -> bytes:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock"):
            if not path.exists():
                write_text(path, secrets.token_hex(_BYTES), private=True)
            text = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        raise SettingsWrong(f"{path} cannot be read or made; set {variable}, or mend the folder.") from None
    if len(text) < _LEAST_CHARS:
        raise SettingsWrong(f"{path} is damaged; delete it, or set {variable}. {lost}")
    return hashlib.sha256(text.encode()).digest()
