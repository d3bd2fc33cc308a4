"""Writing a file whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

_MODE: Final = 0o644


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text in place of what is at ``path``, keeping its permissions. Raises `OSError`."""
    mode = path.stat().st_mode & 0o777 if path.exists() else _MODE
    with NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}", delete=False) as beside:
        beside.write(text)
    try:
        Path(beside.name).chmod(mode)
        Path(beside.name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(beside.name).unlink()
        raise
