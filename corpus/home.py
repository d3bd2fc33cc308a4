"""Where Jobun keeps what it makes: the encoder and the indexes. Everything in it can be deleted and made again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def default_home(environ: Mapping[str, str]) -> Path:
    """``$XDG_DATA_HOME/jobun``, or ``~/.local/share/jobun`` where that is not set to an absolute path.

    Raises:
        RuntimeError: the person has no home folder.
    """
    data = environ.get("XDG_DATA_HOME", "")
    # The XDG base directory specification has relative paths ignored.
    base = Path(data) if data.startswith("/") else Path("~/.local/share").expanduser()
    return base / "jobun"
