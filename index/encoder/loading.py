"""The encoder a setting asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from index.encoder.hashing import HashingEncoder
from index.encoder.making import NAME, bundled_folder
from index.encoder.port import Encoder, Progress

BUNDLED: Final = "bundled"
HASHING: Final = "hashing"


def load_encoder(setting: str, home: Path, progress: Progress | None = None) -> Encoder:
    """Load an encoder; nothing is ever fetched from the network.

    Args:
        setting: ``bundled``, ``hashing``, or the name or the path of a sentence-transformers model.
        home: the folder of all that Jobun keeps; the bundled encoder is made below it on first use.
        progress: told what is being done while it is made.

    Raises:
        EncoderUnavailable: it cannot be loaded or made on this machine.
        EncoderDamaged: a file it is made from is not what it should be.
    """
    if setting == HASHING:
        return HashingEncoder()
    if setting == BUNDLED:
        from index.encoder.onnx import OnnxEncoder

        return OnnxEncoder(bundled_folder(home, progress), name=NAME)
    from index.encoder.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder(setting)
