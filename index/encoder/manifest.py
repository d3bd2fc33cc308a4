"""Which files a made encoder consists of, and how to tell that they are still what was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FILE_NAME: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Made:
    """A file's size and its SHA-256 in hexadecimal digits."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a directory by their path in it; the manifest itself is not among them."""

    name: str
    files: Mapping[str, Made]

    @staticmethod
    def of(name: str, folder: Path) -> Manifest:
        """What lies in the folder now."""
        paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != FILE_NAME)
        return Manifest(name, {path.relative_to(folder).as_posix(): Made(path.stat().st_size, _sha256(path)) for path in paths})

    def write(self, folder: Path) -> None:
        """Write ``manifest.json``."""
        files = {path: {"size_bytes": made.size_bytes, "sha256": made.sha256} for path, made in self.files.items()}
        text = json.dumps({"name": self.name, "files": files}, indent=2)
        (folder / FILE_NAME).write_text(text + "\n", "utf-8")


def is_intact(folder: Path, name: str, read: Collection[str]) -> bool:
    """Whether the folder holds what its manifest says: every file by its size, those of ``read`` by their digest too.

    A missing or unreadable manifest counts as not intact, so does one of another name.
    """
    try:
        manifest = _parsed(json.loads((folder / FILE_NAME).read_text("utf-8")))
        return (
            manifest.name == name
            and set(read) <= set(manifest.files)
            and all((folder / path).stat().st_size == made.size_bytes for path, made in manifest.files.items())
            and all(_sha256(folder / path) == manifest.files[path].sha256 for path in read)
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return False


def _parsed(value: Any) -> Manifest:
    return Manifest(value["name"], {path: Made(**made) for path, made in value["files"].items()})


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
