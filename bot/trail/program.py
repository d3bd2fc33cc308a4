"""A digest of the program itself: two answers made by different programs may differ for that reason alone."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
_PACKAGES: Final = ("corpus", "index", "bot")
_KINDS: Final = frozenset({".py", ".json", ".txt"})


@cache
def program_digest() -> str:
    """The first 12 digits of the SHA-256 of all files that answers are made with."""
    whole = hashlib.sha256()
    for path in sorted(path for package in _PACKAGES for path in (_ROOT / package).rglob("*") if path.suffix in _KINDS):
        whole.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:12]
