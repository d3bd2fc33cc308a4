"""How many threads numbers are worked on by."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Final

_SINGLE: Final = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def one_each(environ: MutableMapping[str, str]) -> None:
    """Have each question worked on by the one thread that answers it; to be called before numpy is imported.

    The libraries below numpy and FAISS share every product out among the cores, small as it is, and their threads wait for one another
    by spinning: an answer took three times the processor's time, and many at once hindered each other. What trains or encodes much
    asks for its threads itself. What is set outside stays.
    """
    for name, value in _SINGLE.items():
        environ.setdefault(name, value)
