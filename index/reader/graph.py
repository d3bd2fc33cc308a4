"""The reader as an ONNX graph, written by hand like the encoder's and out of the same parts."""

from __future__ import annotations

import onnx
from onnx import TensorProto, helper

from index.encoder.graph import GraphBuilder, layer, normed
from index.reader.weights import ReaderWeights


def build_reader_graph(weights: ReaderWeights) -> onnx.ModelProto:
    """From one row to ``logits``, float32 tokens x 2, whose means over tokens are the judgements (see `ReaderNetwork.forward`).

    ``words`` are the embeddings of the row's tokens, float32 1 x tokens x hidden, which the encoder's table gives; ``kinds``, int64
    1 x tokens, is 1 where the passage stands.
    """
    g = GraphBuilder()
    hidden = weights.shape.hidden
    length = g.add("Shape", ["kinds"], start=1, end=2)
    places = g.constant("places", weights.vector("emb.pos").reshape(-1, hidden))
    used = g.add("Slice", [places, g.ints("first", 0), length, g.ints("axis", 0)])
    kinds = g.add("Gather", [g.constant("kinds.table", weights.vector("emb.type").reshape(-1, hidden)), "kinds"], axis=0)
    x = normed(g, weights, "emb.ln", g.add("Add", [g.add("Add", ["words", used]), kinds]))
    for number in range(weights.shape.layers):
        x = layer(g, weights, f"l{number}.", x)
    scored = g.add(
        "Add",
        [g.add("MatMul", [x, g.constant("head.w", weights.vector("head.w"))]), g.constant("head.b", weights.vector("head.b"))],
    )
    g.add("Squeeze", [scored, g.ints("row", 0)], output="logits")
    return g.model(
        "reader",
        [
            helper.make_tensor_value_info("words", TensorProto.FLOAT, [1, "tokens", hidden]),
            helper.make_tensor_value_info("kinds", TensorProto.INT64, [1, "tokens"]),
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["tokens", 2])],
    )
