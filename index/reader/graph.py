"""The reader as an ONNX graph, written by hand like the encoder's and out of the same parts."""

from __future__ import annotations

import onnx
from onnx import TensorProto, helper

from index.encoder.graph import GraphBuilder, layer, linear_at_once, normed
from index.reader.weights import ReaderWeights


def build_reader_graph(weights: ReaderWeights) -> onnx.ModelProto:
    """From one row to ``logits``, float32 passage tokens x 2, whose means over tokens are the judgements (see `ReaderNetwork.forward`).

    The tokens of the question, whose logits count for nothing, do not go through the last layer. A row is alone in its run, so that
    most products can do with one scale for all of its tokens: a passage's logit is then 0.07 off the float network's on average
    instead of 0.04, of a spread of 2.1 (behind the Gelu, too, it would be 0.12), and reading takes a tenth less time.

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
    *lower, last = range(weights.shape.layers)
    for number in lower:
        x = layer(g, weights, f"l{number}.", x, dense=linear_at_once)
    passage = g.add("Sub", [length, g.add("ReduceSum", ["kinds", g.ints("tokens", 1)], keepdims=0)])
    x = layer(g, weights, f"l{last}.", x, dense=linear_at_once, begin=passage)
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
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["passage", 2])],
    )
