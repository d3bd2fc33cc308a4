"""The reader a setting asks for, and what is known of the one that comes with the project."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from index.encoder.making import TOKENIZER_FILE, bundled_folder
from index.encoder.port import Progress
from index.errors import ReaderUnavailable
from index.reader.port import Reader

MODELS: Final = Path(__file__).parents[1] / "models"
GRAPH: Final = MODELS / "reader.onnx"
CARD: Final = MODELS / "reader.json"


def load_reader(home: Path, progress: Progress | None = None) -> Reader:
    """The reader that comes with the project; it shares the bundled encoder's words, which is made below ``home`` if need be.

    Raises:
        ReaderUnavailable: its files are missing, or are not what they should be.
        EncoderUnavailable: the bundled encoder cannot be made on this machine.
    """
    from index.reader.onnx import OnnxReader

    card = read_card()
    if not is_intact():
        raise ReaderUnavailable("The reader's file is missing or damaged; reinstall Jobun, or set JOBUN_READER=none.")
    # The encoder's graph is not read here; it is looked at where the encoder is loaded.
    folder = bundled_folder(home, progress, read=(TOKENIZER_FILE,))
    return OnnxReader(GRAPH, folder, name=f"{card['name']}@{card['sha256'][:12]}")


def is_intact(graph: Path = GRAPH, card: Path = CARD) -> bool:
    """Whether the graph is the one that its card describes."""
    try:
        return bool(hashlib.sha256(graph.read_bytes()).hexdigest() == read_card(card)["sha256"])
    except (OSError, ReaderUnavailable):
        return False


def read_card(path: Path = CARD) -> dict[str, Any]:
    """What is written down of the reader: its name, its graph's SHA-256, how it was trained. Raises `ReaderUnavailable`."""
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {**card, "name": str(card["name"]), "sha256": str(card["sha256"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReaderUnavailable("The reader's card is missing; reinstall Jobun, or set JOBUN_READER=none.") from error
