"""A reader that reads nothing twice: most passages of two versions of a text are the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from index.reader.passages import Passage
from index.reader.port import Read, Reader

_Key: TypeAlias = tuple[str, str, tuple[str, ...]]


class RememberingReader:
    """Reads with another reader, and keeps its judgements in memory: about 100 bytes for each passage and question."""

    def __init__(self, reader: Reader) -> None:
        """``reader`` is asked about what was not read before."""
        self._reader = reader
        self._read: dict[_Key, Read] = {}

    @property
    def name(self) -> str:
        """That of the reader."""
        return self._reader.name

    def read(self, question: str, passages: Sequence[Passage]) -> list[Read]:
        """See `index.reader.port.Reader.read`."""
        keys = [(question, one.heading, one.sentences) for one in passages]
        new = {key: one for key, one in zip(keys, passages, strict=True) if key not in self._read}
        if new:
            self._read.update(zip(new, self._reader.read(question, list(new.values())), strict=True))
        return [self._read[key] for key in keys]
