"""The files of an index: written beside the old ones, put in their place in one step, read memory-mapped.

A folder holds ``CURRENT``, which names the generation in force, and one folder a generation. A reader that has opened a
generation keeps it, whatever is built meanwhile; a build that dies leaves ``CURRENT`` as it was.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import faiss
import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index.encoder.port import Vectors
from index.errors import IndexFailed, IndexMissing, IndexStale
from index.files import is_intact, load_mapped, seal
from index.lexical import Lexical

FORMAT: Final = 2
_CURRENT: Final = "CURRENT"
_GENERATION: Final = re.compile(r"generation-[0-9a-f]{12}")
_FULL_BYTES: Final = 1 << 16
"""With no more than that left, a disk is as good as full."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A section in the index: its version (by position in the manifest), number, document and units (rows; the heading's first)."""

    version: int
    section: str
    document: int
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made from. ``digest`` is that of all of it: equal digests, equal answers."""

    format: int
    encoder: str
    dimensions: int
    tokenizer: str
    versions: tuple[dict[str, str], ...]
    documents: int
    units: int
    digest: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token vectors of all units: int8 rows ``(n, dimensions)`` with a scale each, and where each unit's rows begin."""

    rows: NDArray[np.int8]
    scales: NDArray[np.float32]
    starts: NDArray[np.int64]

    def gather(self, units: NDArray[np.int64]) -> tuple[Vectors, NDArray[np.int64]]:
        """The rows of the units, one after the other, as float32, and where each unit's begin among them."""
        starts = self.starts[units]
        lengths = self.starts[units + 1] - starts
        offsets = np.cumsum(lengths) - lengths
        picked = np.repeat(starts - offsets, lengths) + np.arange(lengths.sum())
        rows = self.rows[picked].astype(np.float32)
        rows *= self.scales[picked, None]
        return rows, offsets


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete index, open for reading."""

    folder: Path
    manifest: Manifest
    entries: tuple[Entry, ...]
    keys: NDArray[np.uint8]
    vectors: Any
    tokens: Tokens
    words: Lexical
    pairs: Lexical


def current(folder: Path) -> Path:
    """The folder of the generation in force. Raises `IndexMissing`."""
    name = _named(folder)
    while not (folder / name).is_dir():
        # A build that has just ended takes the folder before away.
        before, name = name, _named(folder)
        if name == before:
            raise IndexMissing("The index is incomplete; run `jobun index build`.")
    return folder / name


def read_manifest(generation: Path) -> Manifest:
    """The manifest of a generation. Raises `IndexStale` where it is damaged or of another format."""
    try:
        values = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
        values["versions"] = tuple(values["versions"])
        manifest = Manifest(**values)
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise IndexStale("The index cannot be read; run `jobun index build`.") from error
    if manifest.format != FORMAT:
        raise IndexStale(f"The index has format {manifest.format}, this program reads {FORMAT}; run `jobun index build`.")
    if not is_intact(generation):
        raise IndexStale("The index is damaged; run `jobun index build`.")
    return manifest


def open_generation(folder: Path) -> Generation:
    """The index in force in ``folder``. Raises `IndexMissing` or `IndexStale`."""
    while True:
        generation = current(folder)
        try:
            return _open(generation)
        except IndexStale:
            # A build that has just ended takes the files before away: only where it is still in force is it damaged.
            if current(folder) == generation:
                raise


def _open(generation: Path) -> Generation:
    manifest = read_manifest(generation)
    try:
        entries = tuple(
            Entry(version, section, document, tuple(units))
            for version, section, document, units in json.loads((generation / "sections.json").read_text(encoding="utf-8"))
        )
        return Generation(
            generation,
            manifest,
            entries,
            load_mapped(generation / "keys.npy"),
            faiss.read_index(str(generation / "vectors.faiss"), faiss.IO_FLAG_MMAP_IFC),
            Tokens(
                load_mapped(generation / "tokens.npy"),
                load_mapped(generation / "scales.npy"),
                np.load(generation / "starts.npy"),
            ),
            Lexical.load(generation / "words", manifest.documents),
            Lexical.load(generation / "pairs", manifest.documents),
        )
    except (OSError, EOFError, ValueError, TypeError, KeyError, RuntimeError) as error:
        raise IndexStale("The index is damaged; run `jobun index build`.") from error


@contextmanager
def locked(folder: Path, wait_s: float = 0) -> Iterator[None]:
    """Nobody else builds in ``folder`` meanwhile.

    Raises `IndexFailed` where somebody still does after ``wait_s`` seconds, or where it cannot be written to.
    """
    lock = FileLock(folder / ".lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=wait_s)
    except Timeout as error:
        raise IndexFailed(f"Another build is writing to {folder}; wait for it to end.") from error
    except OSError as error:
        raise IndexFailed(_reason(error, folder)) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """A fresh folder for a generation, in a `locked` folder; on leaving it becomes the one in force.

    Raises `IndexFailed` and leaves the old one.
    """
    # A build that was killed has left its own behind.
    _remove_others(folder, _in_force(folder))
    fresh = folder / f"generation-{uuid.uuid4().hex[:12]}"
    try:
        fresh.mkdir()
        yield fresh
        _switch(folder, fresh)
    except (OSError, RuntimeError) as error:
        raise IndexFailed(_reason(error, folder)) from error
    finally:
        # Once in force it stays, even where somebody has pressed Ctrl-C at that very moment.
        if _in_force(folder) != fresh.name:
            shutil.rmtree(fresh, ignore_errors=True)
    _remove_others(folder, fresh.name)


def write_manifest(generation: Path, manifest: Manifest) -> None:
    """The end of a generation: nothing is written to it afterwards."""
    (generation / "manifest.json").write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")
    seal(generation)


def _switch(folder: Path, fresh: Path) -> None:
    try:
        _open(fresh)
    except IndexStale as error:
        raise OSError("what was written cannot be read") from error
    pointer = fresh / _CURRENT
    pointer.write_text(fresh.name, encoding="ascii")
    for path in [*fresh.rglob("*"), fresh]:
        _sync(path)
    pointer.replace(folder / _CURRENT)
    with suppress(OSError):
        _sync(folder)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _named(folder: Path) -> str:
    try:
        name = (folder / _CURRENT).read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        raise IndexMissing("There is no index yet; run `jobun index build`.") from error
    if not _GENERATION.fullmatch(name):
        raise IndexMissing("The index is incomplete; run `jobun index build`.")
    return name


def _in_force(folder: Path) -> str:
    """The name of the generation in force, "" where there is none."""
    try:
        return _named(folder)
    except IndexMissing:
        return ""


def _remove_others(folder: Path, keep: str) -> None:
    # What a reader has mapped stays readable after its name is gone.
    for path in folder.glob("generation-*"):
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)


def _reason(error: OSError | RuntimeError, folder: Path) -> str:
    number = getattr(error, "errno", None)
    # Libraries that write through files of their own give no number.
    if number in (errno.ENOSPC, errno.EDQUOT) or (number is None and shutil.disk_usage(folder).free < _FULL_BYTES):
        return f"The disk is full, so the index could not be written to {folder}; the old one is untouched. Free some space and build again."
    cause = f" ({os.strerror(number)})" if number else ""
    return f"The index could not be written to {folder}{cause}; the old one is untouched."
