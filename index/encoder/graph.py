"""The network as an ONNX graph, written by hand: from token ids straight to the finished vector."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.encoder.bundle import BLOCK, Bundle, FourBit

OPSET: Final = 21
IR_VERSION: Final = 10
_MICROSOFT: Final = "com.microsoft"
# MatMulNBits: weights stay as they are, activations become 8-bit integers with one scale for every 32 numbers of a token.
# A scale for each tensor (as in dynamic quantisation) would let a text's neighbours in the batch change its vector.
_INT8_ACTIVATIONS: Final = 4


def build_graph(bundle: Bundle, words: FourBit, *, accuracy_level: int = _INT8_ACTIVATIONS) -> onnx.ModelProto:
    """The encoder: ``ids`` and ``mask`` (int64 and int32, batch x tokens) to ``vectors`` (float32, batch x hidden, norm 1).

    Args:
        bundle: the weights.
        words: the rows of the word embeddings that the tokenizer's ids mean.
        accuracy_level: how MatMulNBits computes: 4 in 8-bit integers, 1 in floats.
    """
    g = _Graph(accuracy_level)
    shape = bundle.shape
    f = bundle.floats
    norm = {"epsilon": shape.eps, "axis": -1}

    x = g.add("GatherBlockQuantized", [g.packed("emb.word", words, flat=True), "ids", g.last], domain=_MICROSOFT, bits=4,
              block_size=BLOCK, gather_axis=0, quantize_axis=1)
    places = f["emb.pos"].reshape(shape.positions, shape.hidden) + f["emb.type"][: shape.hidden]
    length = g.add("Shape", ["ids"], start=1, end=2)
    x = g.add("Add", [x, g.add("Slice", [g.constant("places", places), g.ints("zero", 0), length, g.ints("axis", 0)])])
    x = g.add("LayerNormalization", [x, g.constant("emb.ln.w", f["emb.ln.w"]), g.constant("emb.ln.b", f["emb.ln.b"])], **norm)
    for layer in range(shape.layers):
        x = _layer(g, bundle, f"l{layer}.", x)
    g.add("Identity", [_pooled(g, x)], output="vectors")
    return g.model(shape.hidden)


def _layer(g: _Graph, bundle: Bundle, at: str, x: str) -> str:
    f, m = bundle.floats, bundle.matrices
    size = bundle.shape.hidden
    skip_norm = {"domain": _MICROSOFT, "epsilon": bundle.shape.eps}
    qkv = g.linear(f"{at}qkv", x, FourBit.stacked((m[f"{at}q.w"], m[f"{at}k.w"], m[f"{at}v.w"])),
                   np.concatenate([f[f"{at}q.b"], f[f"{at}k.b"], f[f"{at}v.b"]]))
    query, key, value = g.split(qkv, g.ints("thirds", size, size, size), 3)
    attended = g.add("MultiHeadAttention", [query, key, value, "", "mask"], domain=_MICROSOFT, num_heads=bundle.shape.heads)
    out = g.linear(f"{at}ao", attended, m[f"{at}ao.w"], f[f"{at}ao.b"])
    x = g.add("SkipLayerNormalization", [out, x, *(g.constant(f"{at}aln.{p}", f[f"{at}aln.{p}"]) for p in "wb")], **skip_norm)
    inner = g.add("Gelu", [g.linear(f"{at}fi", x, m[f"{at}fi.w"], f[f"{at}fi.b"])], domain=_MICROSOFT)
    out = g.linear(f"{at}fo", inner, m[f"{at}fo.w"], f[f"{at}fo.b"])
    return g.add("SkipLayerNormalization", [out, x, *(g.constant(f"{at}oln.{p}", f[f"{at}oln.{p}"]) for p in "wb")], **skip_norm)


def _pooled(g: _Graph, x: str) -> str:
    """The mean over a text's own tokens, scaled to norm 1; the count of tokens cancels out, so a sum will do."""
    mask = g.add("Unsqueeze", [g.add("Cast", ["mask"], to=TensorProto.FLOAT), g.ints("last", -1)])
    total = g.add("ReduceSum", [g.add("Mul", [x, mask]), g.ints("tokens", 1)], keepdims=0)
    return g.add("LpNormalization", [total], axis=-1, p=2)


@dataclass(slots=True)
class _Graph:
    """Nodes and constants while they are being collected."""

    accuracy_level: int
    last: str = ""
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, onnx.TensorProto] = field(default_factory=dict)

    def add(self, kind: str, inputs: list[str], *, domain: str = "", output: str = "", **attributes: Any) -> str:
        output = output or f"x{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def split(self, x: str, sizes: str, parts: int) -> list[str]:
        outputs = [f"x{len(self.nodes)}.{part}" for part in range(parts)]
        self.nodes.append(helper.make_node("Split", [x, sizes], outputs, axis=-1))
        return outputs

    def linear(self, name: str, x: str, weights: FourBit, bias: NDArray[np.float32]) -> str:
        rows, blocks = weights.scales.shape
        packed = self.packed(f"{name}.w", weights)
        inputs = [x, packed, self.last, "", "", self.constant(f"{name}.b", bias)]
        return self.add("MatMulNBits", inputs, domain=_MICROSOFT, K=blocks * BLOCK, N=rows, bits=4, block_size=BLOCK,
                        accuracy_level=self.accuracy_level)

    def packed(self, name: str, weights: FourBit, *, flat: bool = False) -> str:
        """Add weights and their scales; ``last`` then names the scales."""
        packed = weights.packed()
        self.last = self.constant(f"{name}.scales", weights.scales)
        return self.constant(name, packed.reshape(len(packed), -1) if flat else packed)

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def ints(self, name: str, *values: int) -> str:
        return self.constant(name, np.array(values, np.int64))

    def model(self, hidden: int) -> onnx.ModelProto:
        graph = helper.make_graph(
            self.nodes,
            "encoder",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "tokens"]),
             helper.make_tensor_value_info("mask", TensorProto.INT32, ["batch", "tokens"])],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", hidden])],
            list(self.constants.values()),
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
