"""How many threads numbers are worked on by."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Final

_LIBRARIES: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def one_each(environ: MutableMapping[str, str]) -> None:
    """Have each question worked on by the one thread that answers it; to be called before numpy is imported.

    The libraries below numpy and FAISS share every product out among the cores, and their threads wait for one another by spinning:
    an answer took three times the processor's time, and many at once hinder each other. What is set outside stays.
    """
    for library in _LIBRARIES:
        environ.setdefault(library, "1")
