"""Which encoder a setting gives."""

import socket
from pathlib import Path

import numpy as np
import pytest

from index.encoder import hashing
from index.encoder.hashing import HashingEncoder
from index.encoder.loading import load_encoder
from index.errors import EncoderUnavailable


def test_hashing_needs_no_home(tmp_path: Path) -> None:
    assert isinstance(load_encoder("hashing", tmp_path / "nowhere"), HashingEncoder)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("setting", ["no-such-organisation/no-such-model", "./no/such/folder", ""])
def test_a_model_that_is_not_here_is_not_fetched(setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*address: object) -> None:
        raise AssertionError(f"asked for {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    with pytest.raises(EncoderUnavailable, match="give a folder that holds a sentence-transformers model, or 'bundled'"):
        load_encoder(setting, tmp_path)


def test_hashing_folds_what_looks_alike() -> None:
    rows = HashingEncoder().encode(["ＰＤＦファイル", "pdfﾌｧｲﾙ"], role="query")

    np.testing.assert_array_equal(rows[0], rows[1])


def test_hashing_is_the_same_in_every_process() -> None:
    row = HashingEncoder().encode(["有給休暇"], role="query")[0]

    assert [int(place) for place in np.flatnonzero(row)] == [8, 19, 62, 90, 109, 126, 146, 153, 161, 182, 205, 226]


def test_hashing_gives_a_row_even_where_everything_cancels_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "_SIZES", ())

    assert np.linalg.norm(HashingEncoder().encode(["削除"], role="query")) == 1
