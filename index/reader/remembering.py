"""A reader that reads nothing twice: most passages of two versions of a text are the same."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Final, TypeAlias

from index.reader.passages import Passage
from index.reader.port import Read, Reader

_Key: TypeAlias = tuple[str, str, tuple[str, ...]]

KEPT: Final = 16_384
"""Some hundred questions' worth, at about 300 bytes each."""


class RememberingReader:
    """Reads with another reader, and keeps its latest judgements in memory. Safe to call from several threads.

    A passage gets the same judgement again bit for bit: two texts that both hold it differ by nothing there.
    """

    def __init__(self, reader: Reader, *, kept: int = KEPT) -> None:
        """``reader`` is asked about what was not read before; of its judgements the latest ``kept`` are remembered."""
        self._reader = reader
        self._kept = kept
        self._read: dict[_Key, Read] = {}
        self._lock = Lock()

    @property
    def name(self) -> str:
        """That of the reader."""
        return self._reader.name

    def read(self, question: str, passages: Sequence[Passage]) -> list[Read]:
        """See `index.reader.port.Reader.read`."""
        keys = [(question, one.heading, one.sentences) for one in passages]
        with self._lock:
            known = {key: self._read[key] for key in keys if key in self._read}
        new = {key: one for key, one in zip(keys, passages, strict=True) if key not in known}
        if new:
            # Others read meanwhile: one question is seldom asked twice at a time.
            read = dict(zip(new, self._reader.read(question, list(new.values())), strict=True))
            known |= read
            self._keep(read)
        return [known[key] for key in keys]

    def _keep(self, read: dict[_Key, Read]) -> None:
        with self._lock:
            self._read |= read
            for key in list(self._read)[: max(len(self._read) - self._kept, 0)]:
                del self._read[key]
