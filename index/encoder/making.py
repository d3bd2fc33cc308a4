"""The bundled encoder on disk: made on first use, once, whole or not at all."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from index.encoder import manifest
from index.encoder.port import Progress, Stage
from index.errors import EncoderUnavailable

# The number goes up with every change that alters the vectors.
NAME: Final = "multilingual-e5-small-int8-2"
TOKENIZER_FILE: Final = "tokenizer.json"
GRAPH_FILE: Final = "encoder.onnx"
CONSTANTS_FILE: Final = "encoder.bin"
SERVED: Final = (TOKENIZER_FILE, GRAPH_FILE, CONSTANTS_FILE)

_STAGES: Final[tuple[Stage, ...]] = ("sources", "weights", "vocabulary", "model", "graph", "digests")
_NEEDED_MB: Final = 350
_LOCK_TIMEOUT_S: Final = 600


def bundled_folder(home: Path, progress: Progress | None = None, *, read: Collection[str] = SERVED) -> Path:
    """The folder of the bundled encoder, made if it is not there or no longer what was made.

    It is a sentence-transformers model directory, with ``encoder.onnx`` for serving in it. Making it takes some seconds and
    350 MB; of several processes that want it at once, one makes it and the others wait.

    Args:
        home: the folder of all that Jobun keeps; it is made if need be.
        progress: told what is being done.
        read: the files the caller is about to read; their digests are compared, of the others only the sizes.

    Raises:
        EncoderUnavailable: it cannot be made or written here; the message says why.
        EncoderDamaged: a file of the packages it is made from is not what it should be.
    """
    folder = home / "encoder" / NAME
    if manifest.is_intact(folder, NAME, read):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{NAME}.lock"), timeout=_LOCK_TIMEOUT_S):
            if not manifest.is_intact(folder, NAME, read):
                _replace(folder, progress or _silent)
    except Timeout as error:
        raise EncoderUnavailable(f"another process has been making the encoder for {_LOCK_TIMEOUT_S} s") from error
    except OSError as error:
        raise EncoderUnavailable(_advice(folder.parent, error)) from error
    return folder


def _replace(folder: Path, progress: Progress) -> None:
    """Make the folder beside its place and move it there; what a killed process left is cleared away first."""
    partial, old = folder.with_name(f"{NAME}.partial"), folder.with_name(f"{NAME}.old")
    for leftover in (partial, old):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        partial.mkdir()
        _make(partial, progress)
        if folder.exists():
            folder.rename(old)
        partial.rename(folder)
    finally:
        for leftover in (partial, old):
            shutil.rmtree(leftover, ignore_errors=True)


def _advice(folder: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"no room for the encoder in {folder}: free {_NEEDED_MB} MB there, or set JOBUN_HOME to another folder"
    return f"the encoder cannot be written to {folder} ({error.strerror}): set JOBUN_HOME to a folder that can be written"


def _silent(stage: Stage, done: int, stages: int) -> None:
    """Tell nobody."""


def _make(folder: Path, progress: Progress) -> None:
    # Only making needs these, and onnx alone takes 0.2 s to import.
    from index.encoder import bundle, graph, model_directory, sources, vocabulary

    stages = iter(enumerate(_STAGES))

    def begin() -> None:
        number, stage = next(stages)
        progress(stage, number, len(_STAGES))

    begin()
    weights_path, tokenizer_path = sources.WEIGHTS.path(), sources.TOKENIZER.path()
    begin()
    weights = bundle.read_bundle(weights_path)
    begin()
    kept = vocabulary.pruned(json.loads(tokenizer_path.read_text("utf-8")))
    (folder / TOKENIZER_FILE).write_text(json.dumps(kept.tokenizer, ensure_ascii=False), "utf-8")
    words = weights.matrices["emb.word"].rows(kept.rows)
    begin()
    model_directory.write_model_directory(folder, weights, words)
    begin()
    graph.write_graph(graph.build_graph(weights, words), folder / GRAPH_FILE, folder / CONSTANTS_FILE)
    begin()
    manifest.Manifest.of(NAME, folder).write(folder)
    progress(_STAGES[-1], len(_STAGES), len(_STAGES))
