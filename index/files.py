"""The files of an index: written so that a full disk is noticed, and known again when they are read.

A mapped file that has become too short ends the process at the first search; so sizes and checksums are compared before any
file is mapped.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import faiss
import numpy as np
from numpy.typing import NDArray

_LIST: Final = "files.json"
_SUMMED_BYTES: Final = 1 << 26
"""A file's first 64 MiB are summed: all of most files, and of the largest no more than a start can wait for."""


def save_array(path: Path, array: NDArray[Any]) -> None:
    """What ``np.save`` writes, by way of Python's own file: NumPy's does not notice that the last part found no room.

    Raises `OSError` with its number.
    """
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        file.write(np.ascontiguousarray(array).data)


def save_vectors(path: Path, vectors: faiss.Index) -> None:
    """What ``faiss.write_index`` writes, likewise. Raises `OSError` with its number."""
    with path.open("wb") as file:
        faiss.write_index(vectors, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined] # in its bindings


def load_mapped(path: Path) -> NDArray[Any]:
    """The array in a file, mapped into memory. Raises `OSError` or `ValueError`."""
    return bare(np.load(path, mmap_mode="r"))


def bare(mapped: NDArray[Any]) -> NDArray[Any]:
    """A mapped array as a plain one over the same memory.

    ``numpy.memmap`` hands its kind on to each part that is taken of it, which takes longer than taking the part.
    """
    return np.asarray(mapped)


def seal(folder: Path) -> None:
    """Note the size and the checksum of every file in ``folder``. Raises `OSError`."""
    files = {path.relative_to(folder).as_posix(): _known_by(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    (folder / _LIST).write_text(json.dumps(files), encoding="utf-8")


def is_intact(folder: Path) -> bool:
    """Whether ``folder`` still holds every file that it held when it was sealed."""
    try:
        files = json.loads((folder / _LIST).read_text(encoding="utf-8"))
        return bool(files) and all(_known_by(folder / path) == noted for path, noted in files.items())
    except (OSError, ValueError, AttributeError, RecursionError):
        return False


def _known_by(path: Path) -> list[int]:
    with path.open("rb") as file:
        return [path.stat().st_size, crc32(file.read(_SUMMED_BYTES))]
