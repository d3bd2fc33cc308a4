"""The reader at work: onnxruntime and tokenizers, without torch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from index.encoder.making import TOKENIZER_FILE
from index.encoder.onnx import session_options
from index.errors import ReaderUnavailable
from index.reader.inputs import Row, Rows, padded
from index.reader.passages import Passage
from index.reader.port import Read
from index.reader.words import word_table

_CACHED_PASSAGES = 8_192


class OnnxReader:
    """Runs a reader's graph, one row at a time, so that no row's padding or neighbours change it; rows share the cores."""

    def __init__(self, graph: Path, encoder: Path, *, name: str, threads: int | None = None) -> None:
        """Load a graph.

        Args:
            graph: as ``index.reader.graph`` writes it.
            encoder: the folder of the bundled encoder, whose tokenizer and words the reader shares.
            name: says which reader it is.
            threads: how many passages are read at once; as many as there are cores, and two at most, if not given.

        Raises:
            ReaderUnavailable: the graph cannot be loaded.
            EncoderDamaged: the encoder's folder does not hold what it should.
        """
        self.name = name
        self._words = word_table(encoder)
        self._rows = Rows(Tokenizer.from_file(str(encoder / TOKENIZER_FILE)))
        self._passage_tokens = lru_cache(_CACHED_PASSAGES)(self._rows.passage)
        try:
            self._session = onnxruntime.InferenceSession(graph, session_options(), ["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises what its native code gives it
            raise ReaderUnavailable(
                f"the reader in {graph} cannot be loaded; reinstall Jobun, or set JOBUN_READER=none"
            ) from error
        self._threads = threads or min(2, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="reader")

    def read(self, question: str, passages: Sequence[Passage]) -> list[Read]:
        """See `Reader.read`."""
        asked = self._rows.tokens([question])[0]
        rows = [self._rows.row(asked, self._passage_tokens(passage)) for passage in passages]
        run = map if self._threads == 1 or len(rows) == 1 else self._pool.map
        return [self._judged(logits, row, p) for logits, row, p in zip(run(self._logits, rows), rows, passages, strict=True)]

    def _logits(self, row: Row) -> np.ndarray:
        ids, kinds, _ = padded([row])
        logits: np.ndarray = self._session.run(["logits"], {"words": self._words[ids], "kinds": kinds})[0]
        return logits

    def _judged(self, logits: np.ndarray, row: Row, passage: Passage) -> Read:
        places = [(first - row.passage, last - row.passage) for first, last in row.sentences]
        evidence = [float(logits[first:last, 1].mean()) for first, last in places]
        answers = float(logits[:, 0].mean() + np.logaddexp.reduce(evidence))
        return Read(answers, tuple(evidence + [min(evidence)] * (len(passage.sentences) - len(evidence))))
