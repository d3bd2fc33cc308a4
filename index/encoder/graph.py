"""The network as an ONNX graph, written by hand: from token ids straight to the finished vector, in 8-bit integers.

Each token's activations get a scale of their own. The usual dynamic quantisation has one for the whole batch, so that a
text's neighbours and its padding would change its vector (by 0.02 a number, where ±1e-4 is promised), and it is less exact:
mean cosine to the float network 0.996, here 0.999. Nothing is padded either: a batch holds texts of one length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.encoder.bundle import BLOCK, Bundle, Floats, FourBit, Shape

OPSET: Final = 21
IR_VERSION: Final = 10
_MICROSOFT: Final = "com.microsoft"

# Smaller constants stay in the graph: onnxruntime wants the values of some of them while it loads it.
_MAPPED_BYTES: Final = 4096

_ACTIVATION_STEPS: Final = 127
_ACTIVATION_ZERO: Final = 128
# Not 127: processors without VNNI add pairs of products in 16 bits, 2 * 255 * 63 is the most that fits, and what does not is
# silently cut off. So the vectors are the same on every machine; it costs 0.0004 of cosine.
_WEIGHT_STEPS: Final = 63
_LAST_PLACE: Final = np.iinfo(np.int64).max


class Weights(Protocol):
    """Where a graph's numbers come from, by the names of `index.encoder.bundle`."""

    @property
    def shape(self) -> Shape:
        """The sizes of the network."""

    def vector(self, name: str) -> Floats:
        """The tensor of this name, which is kept in floats."""

    def matrix(self, name: str) -> Floats:
        """The weights of a dense layer, out x in."""


Dense: TypeAlias = "Callable[[GraphBuilder, Weights, Sequence[str], str], str]"
"""Adds the dense layers of some names, side by side, behind an output."""


def build_graph(bundle: Bundle, words: FourBit) -> onnx.ModelProto:
    """The encoder: from ``ids`` (int64, texts x tokens, special ones included) to ``vectors`` and ``states``.

    ``vectors`` is float32, texts x hidden, norm 1; ``states``, those of the tokens, texts x tokens x hidden, norm 1. Only what is
    asked for is computed.

    Args:
        bundle: the weights.
        words: the rows of the word embeddings that the tokenizer's ids mean; they stay in 4 bits, as exact as they came.
    """
    g = GraphBuilder()
    x = _embedded(g, bundle, words)
    for number in range(bundle.shape.layers):
        x = layer(g, bundle, f"l{number}.", x)
    mean = g.add("ReduceMean", [x, g.ints("tokens", 1)], keepdims=0)
    g.add("LpNormalization", [mean], output="vectors", axis=-1, p=2)
    g.add("LpNormalization", [x], output="states", axis=-1, p=2)
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "tokens"])
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", bundle.shape.hidden])
    states = helper.make_tensor_value_info("states", TensorProto.FLOAT, ["texts", "tokens", bundle.shape.hidden])
    return g.model("encoder", [ids], [vectors, states])


def write_graph(model: onnx.ModelProto, path: Path, constants: Path) -> None:
    """Write the graph, and beside it its constants, which onnxruntime then maps into memory instead of copying them.

    Raises:
        OSError: they cannot be written.
    """
    onnx.save_model(model, path, save_as_external_data=True, location=constants.name, size_threshold=_MAPPED_BYTES)
    # onnx lets nobody but the owner read the constants; a service that runs as another user has to.
    constants.chmod(path.stat().st_mode)


def _embedded(g: GraphBuilder, bundle: Bundle, words: FourBit) -> str:
    packed = words.packed()
    table = [g.constant("words", packed.reshape(len(packed), -1)), "ids", g.constant("words.scales", words.scales)]
    x = g.add("GatherBlockQuantized", table, domain=_MICROSOFT, bits=4, block_size=BLOCK, gather_axis=0, quantize_axis=1)
    hidden = bundle.shape.hidden
    places = bundle.vector("emb.pos").reshape(-1, hidden) + bundle.vector("emb.type")[:hidden]
    length = g.add("Shape", ["ids"], start=1, end=2)
    used = g.add("Slice", [g.constant("places", places), g.ints("first", 0), length, g.ints("axis", 0)])
    return normed(g, bundle, "emb.ln", g.add("Add", [x, used]))


def layer(g: GraphBuilder, weights: Weights, at: str, x: str, *, dense: Dense | None = None, begin: str | None = None) -> str:
    """One layer of the network, whose tensors begin with ``at`` ("l0."): attention, then two dense layers.

    ``dense`` makes the products but the last one, by default `linear`. Behind a Gelu the numbers of one token are many times those of
    another, so that there each has a scale of its own in any case. With ``begin``, the name of a place, only the tokens from there on
    are carried through; they attend to all.
    """
    size = weights.shape.hidden
    dense = dense or linear
    if begin is None:
        parts = g.split(dense(g, weights, (f"{at}q", f"{at}k", f"{at}v"), x), g.ints("thirds", size, size, size), 3)
    else:
        parts = g.split(dense(g, weights, (f"{at}k", f"{at}v"), x), g.ints("halves", size, size), 2)
        x = g.add("Slice", [x, begin, g.ints("last_place", _LAST_PLACE), g.ints("tokens", 1)])
        parts = [dense(g, weights, (f"{at}q",), x), *parts]
    attended = g.add("MultiHeadAttention", parts, domain=_MICROSOFT, num_heads=weights.shape.heads)
    x = normed(g, weights, f"{at}aln", g.add("Add", [dense(g, weights, (f"{at}ao",), attended), x]))
    inner = g.add("Gelu", [dense(g, weights, (f"{at}fi",), x)], domain=_MICROSOFT)
    return normed(g, weights, f"{at}oln", g.add("Add", [linear(g, weights, (f"{at}fo",), inner), x]))


def normed(g: GraphBuilder, weights: Weights, name: str, x: str) -> str:
    """The layer norm of this name."""
    scale, shift = (g.constant(f"{name}.{part}", weights.vector(f"{name}.{part}")) for part in "wb")
    return g.add("LayerNormalization", [x, scale, shift], axis=-1, epsilon=weights.shape.eps)


def linear(g: GraphBuilder, weights: Weights, names: Sequence[str], x: str) -> str:
    """The dense layers of these names, side by side: x is quantised once for all of them, each token with a scale of its own."""
    integers, scales, bias = _constants(g, weights, names)
    step = g.constant("activation_step", np.float32(1 / _ACTIVATION_STEPS))
    zero = g.constant("activation_zero", np.uint8(_ACTIVATION_ZERO))
    largest = g.add("ReduceMax", [g.add("Abs", [x]), g.ints("last", -1)], keepdims=1)
    activations = g.add("QuantizeLinear", [g.add("Div", [x, largest]), step, zero])
    product = g.add("MatMulIntegerToFloat", [activations, integers, step, scales, zero], domain=_MICROSOFT)
    return g.add("Add", [g.add("Mul", [product, largest]), bias])


def linear_at_once(g: GraphBuilder, weights: Weights, names: Sequence[str], x: str) -> str:
    """The same with one scale for all of x: for a row that is alone in its run, and numbers of one size. A sixth quicker."""
    integers, scales, bias = _constants(g, weights, names)
    return g.add("DynamicQuantizeMatMul", [x, integers, scales, "", bias], domain=_MICROSOFT)


def _constants(g: GraphBuilder, weights: Weights, names: Sequence[str]) -> tuple[str, str, str]:
    bias = np.concatenate([weights.vector(f"{name}.b") for name in names])
    integers, scales = _quantised(np.concatenate([weights.matrix(f"{name}.w") for name in names]))
    first = names[0]
    return g.constant(f"{first}.w", integers), g.constant(f"{first}.scales", scales), g.constant(f"{first}.b", bias)


def _quantised(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Weights, out x in, as int8, in x out, and the scale of each output."""
    scales = np.abs(weights).max(axis=1) / _WEIGHT_STEPS
    return np.round(weights / scales[:, None]).astype(np.int8).T, scales.astype(np.float32)


@dataclass(slots=True)
class GraphBuilder:
    """Nodes and constants while they are being collected; each method gives the name of what it added."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, onnx.TensorProto] = field(default_factory=dict)

    def add(self, kind: str, inputs: Sequence[str], *, output: str = "", **attributes: Any) -> str:
        output = output or f"x{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def split(self, x: str, sizes: str, parts: int) -> list[str]:
        outputs = [f"x{len(self.nodes)}.{part}" for part in range(parts)]
        self.nodes.append(helper.make_node("Split", [x, sizes], outputs, axis=-1))
        return outputs

    def constant(self, name: str, values: NDArray[Any] | np.generic) -> str:
        self.constants[name] = numpy_helper.from_array(np.asarray(values, order="C"), name)
        return name

    def ints(self, name: str, *values: int) -> str:
        return self.constant(name, np.array(values, np.int64))

    def model(
        self, name: str, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        """The whole, with its inputs and outputs."""
        graph = helper.make_graph(self.nodes, name, inputs, outputs, list(self.constants.values()))
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
