"""A reader that reads nothing twice: most passages of two versions of a text are the same, and so they are after the next change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

from corpus.wholly import write_text
from index.reader.passages import Passage
from index.reader.port import Read, Reader

KEPT: Final = 32_768
"""Some thousand questions' worth, at about 300 bytes each, and 150 in a file."""


class RememberingReader:
    """Reads with another reader, and keeps its latest judgements. Safe to call from several threads.

    A passage gets the same judgement again bit for bit: two texts that both hold it differ by nothing there. What was read is known by
    a digest, so that no file of judgements holds a word of what was asked.
    """

    def __init__(self, reader: Reader, *, kept: int = KEPT) -> None:
        """``reader`` is asked about what was not read before; of its judgements the latest ``kept`` are remembered."""
        self._reader = reader
        self._kept = kept
        self._read: dict[str, Read] = {}
        self._lock = Lock()

    @property
    def name(self) -> str:
        """That of the reader."""
        return self._reader.name

    def read(self, question: str, passages: Sequence[Passage]) -> list[Read]:
        """See `index.reader.port.Reader.read`."""
        keys = [self._key(question, one) for one in passages]
        with self._lock:
            known = {key: self._read[key] for key in keys if key in self._read}
        new = {key: one for key, one in zip(keys, passages, strict=True) if key not in known}
        if new:
            # Others read meanwhile: one question is seldom asked twice at a time.
            read = dict(zip(new, self._reader.read(question, list(new.values())), strict=True))
            known |= read
            self._keep(read)
        return [known[key] for key in keys]

    def recall(self, file: Path) -> None:
        """Remember what `note` left in a file; nothing where there is none, or none of this reader's."""
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            noted = json.loads(file.read_text(encoding="utf-8"))
            if noted["reader"] == self.name:
                self._keep({key: Read(float(answers), tuple(evidence)) for key, (answers, evidence) in noted["read"].items()})

    def note(self, file: Path) -> None:
        """Leave what is remembered in a file, whole or not at all. Raises `OSError`."""
        with self._lock:
            read = {key: (one.answers, one.evidence) for key, one in self._read.items()}
        write_text(file, json.dumps({"reader": self.name, "read": read}, separators=(",", ":")))

    def _keep(self, read: dict[str, Read]) -> None:
        with self._lock:
            self._read |= read
            for key in list(self._read)[: max(len(self._read) - self._kept, 0)]:
                del self._read[key]

    @staticmethod
    def _key(question: str, passage: Passage) -> str:
        # JSON keeps the parts apart whatever they hold.
        told = json.dumps((question, passage.heading, passage.sentences))
        return hashlib.blake2b(told.encode("ascii"), digest_size=16).hexdigest()
