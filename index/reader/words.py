"""The embeddings of words that the reader shares with the encoder, read from the encoder's folder without loading them."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderDamaged
from index.files import bare

FILE: Final = "model.safetensors"
_NAME: Final = "embeddings.word_embeddings.weight"


def word_table(folder: Path) -> NDArray[np.float32]:
    """The table, pieces x hidden, memory-mapped: only the rows that are used are ever read.

    Raises:
        EncoderDamaged: the folder's file does not hold it.
    """
    path = folder / FILE
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            entry = json.loads(file.read(length))[_NAME]
        # A file that has become too short is refused by the mapping itself.
        return bare(np.memmap(path, "<f4", "r", 8 + length + entry["data_offsets"][0], tuple(entry["shape"])))
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        raise EncoderDamaged(f"the encoder in {folder} cannot be loaded: delete that folder") from error
