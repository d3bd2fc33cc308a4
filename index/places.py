"""Where an index lies."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def index_folder(home: Path, policies: Path) -> Path:
    """The folder below ``home`` for the index of a folder of policies: one for each, whatever way its path is written."""
    return home / "index" / hashlib.sha256(os.fsencode(policies.resolve())).hexdigest()[:12]
