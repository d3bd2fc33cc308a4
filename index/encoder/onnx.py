"""The bundled encoder at work: onnxruntime and tokenizers, and neither torch nor transformers."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.encoder.making import GRAPH_FILE, TOKENIZER_FILE
from index.encoder.port import Role, States, Vectors, in_context, own_tokens, readable
from index.errors import EncoderDamaged

MAX_TOKENS: Final = 512
# Texts of one length share a run up to this many tokens; more than that gains nothing and needs memory.
_BATCH_TOKENS: Final = 256
# A turn is looked at for what it wishes and then searched for, in the same words as a rule.
_QUESTIONS: Final = 8


class OnnxEncoder:
    """Runs ``encoder.onnx`` of a folder: one thread for a question, one for each core for many texts.

    Texts are cut at 512 tokens, the prompt and the two special ones counted.
    """

    dimensions = 384

    def __init__(self, folder: Path, *, name: str, threads: int | None = None) -> None:
        """Load the folder's tokenizer and graph.

        Args:
            folder: as ``making.bundled_folder`` gives it.
            name: written into the index.
            threads: how many texts are encoded at once; as many as there are cores if not given.

        Raises:
            EncoderDamaged: the folder's files cannot be loaded.
        """
        self.name = name
        self._threads = threads or os.cpu_count() or 1
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
            self._session = onnxruntime.InferenceSession(folder / GRAPH_FILE, session_options(), ["CPUExecutionProvider"])
        except Exception as error:  # both libraries raise what their native code gives them, of no common kind
            raise EncoderDamaged(f"the encoder in {folder} cannot be loaded: delete that folder") from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._question = lru_cache(_QUESTIONS)(lambda text: self._states([text], "query", [""])[0])

    def encode(self, texts: Sequence[str], *, role: Role) -> Vectors:
        """See ``Encoder.encode``."""
        if role == "query" and len(texts) == 1:
            return self._question(texts[0]).vector[None].copy()
        rows = np.empty((len(texts), self.dimensions), np.float32)

        def fill(batch: Sequence[int], ids: NDArray[np.int64]) -> None:
            rows[batch] = self._session.run(["vectors"], {"ids": ids})[0]

        self._run([self._tokenizer.encode(f"{role}: {readable(text)}").ids for text in texts], fill)
        return rows

    def states(self, texts: Sequence[str], *, role: Role, contexts: Sequence[str] | None = None) -> list[States]:
        """See ``Encoder.states``."""
        if role == "query" and len(texts) == 1 and not (contexts and contexts[0]):
            return [self._question(texts[0])]
        return self._states(texts, role, contexts or [""] * len(texts))

    def _states(self, texts: Sequence[str], role: Role, contexts: Sequence[str]) -> list[States]:
        prompt = f"{role}: "
        full = [prompt + in_context(readable(t), readable(c)) for t, c in zip(texts, contexts, strict=True)]
        encodings = [self._tokenizer.encode(text) for text in full]
        found: list[States | None] = [None] * len(texts)

        def fill(batch: Sequence[int], ids: NDArray[np.int64]) -> None:
            vectors, states = self._session.run(["vectors", "states"], {"ids": ids})
            for row, position in enumerate(batch):
                own, spans = own_tokens(encodings[position].offsets, len(full[position]), len(readable(texts[position])))
                found[position] = States(vectors[row], states[row][own] if own else vectors[row][None], spans)

        self._run([encoding.ids for encoding in encodings], fill)
        return [each for each in found if each is not None]

    def _run(self, ids: Sequence[Sequence[int]], fill: Callable[[Sequence[int], NDArray[np.int64]], None]) -> None:
        """Call ``fill`` with the positions and the ids of each batch."""
        batches = list(_batches([len(each) for each in ids]))

        def one(batch: Sequence[int]) -> None:
            fill(batch, np.array([ids[i] for i in batch], np.int64))

        if len(batches) == 1 or self._threads == 1:
            for batch in batches:
                one(batch)
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(one, batches))


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions of texts of the same number of tokens, longest first, so that no thread is left with a long one at the end."""
    same: dict[int, list[int]] = defaultdict(list)
    for position, length in enumerate(lengths):
        same[length].append(position)
    for length in sorted(same, reverse=True):
        size = max(1, _BATCH_TOKENS // length)
        positions = same[length]
        yield from (positions[start : start + size] for start in range(0, len(positions), size))


def session_options() -> onnxruntime.SessionOptions:
    """How every graph of this project is run."""
    options = onnxruntime.SessionOptions()
    # On a busy machine two threads multiply the latency of one question, and spinning ones take time from everybody else.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The graph is fused by hand where that helps; the extended level would put a norm there that is seven times slower.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return options
