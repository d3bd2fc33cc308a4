"""A trained reader as it is served: an ONNX graph in 8-bit integers, and a card that says what it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import onnx

from index.encoder.bundle import Shape
from index.reader.graph import build_reader_graph
from index.reader.network import ReaderNetwork
from index.reader.weights import ReaderWeights

NAME: Final = "reader-2"
"""The number goes up with every change of what a reader is given or gives."""


def export(network: ReaderNetwork, folder: Path, card: dict[str, Any]) -> Path:
    """Write ``reader.onnx`` and ``reader.json`` to ``folder``. Raises `OSError`."""
    config = network.encoder.config
    shape = Shape(
        config.hidden_size,
        len(network.encoder.encoder.layer),
        config.num_attention_heads,
        config.intermediate_size,
        0,
        config.max_position_embeddings,
        config.type_vocab_size,
        config.layer_norm_eps,
    )
    state = {name: value.detach().numpy() for name, value in network.weights().items()}
    graph = folder / "reader.onnx"
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save_model(build_reader_graph(ReaderWeights.of(state, shape)), graph)
    digest = hashlib.sha256(graph.read_bytes()).hexdigest()
    text = json.dumps({"name": NAME, "sha256": digest, "layers": shape.layers, **card}, ensure_ascii=False, indent=1)
    (folder / "reader.json").write_text(text + "\n", encoding="utf-8")
    return graph


def told(files: Sequence[Path]) -> list[dict[str, str]]:
    """The files that a reader was made of, for its card."""
    return [{"name": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()} for file in files]
