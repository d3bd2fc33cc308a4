"""What a setting's value may be: the kinds of it that pydantic does not know by itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, StringConstraints

from bot.replies import Right
from bot.requests.record import FILED_RIGHTS


def _expanded(value: object) -> object:
    try:
        return Path(value).expanduser() if isinstance(value, str) else value
    except RuntimeError as error:
        # pydantic makes its own error of a ValueError.
        raise ValueError("nobody has that name") from error


def _listed(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _origin(value: str) -> str:
    if not re.fullmatch(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?", value):
        raise ValueError("no origin")
    return value


def _database(value: SecretStr) -> SecretStr:
    if not re.match(r"(?:sqlite|postgresql)(?:\+\w+)?://", value.get_secret_value()):
        raise ValueError("no database that is known")
    return value


def _address(value: str) -> str:
    """What people write goes there, so that it may be read on the way on this machine alone."""
    host = r"(?P<host>[A-Za-z0-9.-]+|\[[0-9a-f:]+\])"
    found = re.fullmatch(rf"(?P<scheme>https?)://{host}(?::\d{{1,5}})?(?:/[A-Za-z0-9._~/-]*)?", value)
    if not found or (found["scheme"] == "http" and found["host"] not in {"localhost", "127.0.0.1", "[::1]"}):
        raise ValueError("no address to be trusted")
    return value.rstrip("/")


def _paired(value: object) -> object:
    """「disclosure=access_policy, deletion=erasure_policy」."""
    if not isinstance(value, str):
        return value
    pairs = {right.strip(): key.strip() for right, _, key in (part.partition("=") for part in value.split(",") if part.strip())}
    if any(right not in FILED_RIGHTS or not re.fullmatch(r"[\w.<>-]+", key) for right, key in pairs.items()):
        raise ValueError("no right, or no key")
    return pairs


def _in_header(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[\x21-\x7e]{1,4096}", value.get_secret_value()):
        raise ValueError("nothing that a header can hold")
    return value


def token(prefix: str) -> AfterValidator:
    """A token of Slack's that begins so."""

    def checked(value: SecretStr) -> SecretStr:
        if not re.fullmatch(rf"{prefix}[A-Za-z0-9-]{{8,300}}", value.get_secret_value()):
            raise ValueError("no token of that kind")
        return value

    return AfterValidator(checked)


Folder = Annotated[Path, BeforeValidator(_expanded)]
Listed = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Origin = Annotated[str, AfterValidator(_origin)]
Origins = Annotated[tuple[Origin, ...], BeforeValidator(_listed)]
Address = Annotated[str, AfterValidator(_address)]
Mailbox = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,190}$")]
Rate = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,6}/(?:second|minute|hour|day)$")]
Policies = Annotated[dict[Right, str], BeforeValidator(_paired)]
SlackId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,30}$")]
SlackIds = Annotated[tuple[SlackId, ...], BeforeValidator(_listed)]
Whole = Annotated[int, Field(ge=1)]
Secret = Annotated[SecretStr, Field(min_length=32)]
Database = Annotated[SecretStr, AfterValidator(_database)]
Shown = Annotated[SecretStr, AfterValidator(_in_header)]
