"""The reader's weights under the names of the encoder's bundle, as they are trained and as a graph is written from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.encoder.bundle import Floats, Shape
from index.encoder.model_directory import NAMES


@dataclass(frozen=True, slots=True)
class ReaderWeights:
    """Tensors by name (``emb.pos``, ``l0.q.w``, ``head.w``, …); the words' embeddings are the encoder's and not among them."""

    shape: Shape
    tensors: Mapping[str, Floats]

    def vector(self, name: str) -> Floats:
        """A tensor that is kept in floats."""
        return self.tensors[name]

    def matrix(self, name: str) -> Floats:
        """The weights of a dense layer, out x in."""
        return self.tensors[name]

    @classmethod
    def of(cls, state: Mapping[str, Floats], shape: Shape) -> ReaderWeights:
        """From the names that `index.reader.network.ReaderNetwork` gives its weights."""
        tensors = {
            "emb.pos": state["encoder.embeddings.position_embeddings.weight"],
            "emb.type": state["encoder.embeddings.token_type_embeddings.weight"],
            "emb.ln.w": state["encoder.embeddings.LayerNorm.weight"],
            "emb.ln.b": state["encoder.embeddings.LayerNorm.bias"],
            "head.w": np.ascontiguousarray(state["head.1.weight"].T),
            "head.b": state["head.1.bias"],
        }
        for number in range(shape.layers):
            for part, name in NAMES.items():
                for kind, full in (("w", "weight"), ("b", "bias")):
                    tensors[f"l{number}.{part}.{kind}"] = state[f"encoder.encoder.layer.{number}.{name}.{full}"]
        return cls(shape, {name: np.asarray(values, np.float32) for name, values in tensors.items()})
