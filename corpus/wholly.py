"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

_PRIVATE: Final = 0o600
_ORDINARY: Final = 0o666


def write_text(path: Path, text: str, *, private: bool = False) -> None:
    """Write UTF-8 text in place of what is at ``path``, keeping its permissions; a ``private`` file nobody else may ever read.

    It is on the disk before it takes the old one's place, so that not even a loss of power leaves half of it. Raises `OSError`.
    """
    # It is made for its owner alone, whatever it is to be in the end.
    with NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        beside = Path(file.name)
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            beside.chmod(_PRIVATE if private else _mode(path))
            beside.replace(path)
        except (OSError, UnicodeError):
            with suppress(OSError):
                beside.unlink()
            raise


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return _ORDINARY & ~mask
