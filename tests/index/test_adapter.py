"""The query adapter: which encoder it is for, what it does to a question, and what happens where its file is damaged."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import JobunError
from corpus.library import Library
from index import search
from index.adapter import FILE, QueryAdapter, adapter_for, read_card, save
from index.encoder.hashing import HashingEncoder
from index.encoder.making import NAME as BUNDLED
from index.encoder.port import States
from index.search import Searcher

SIZE = 4


def states(tokens: int = 3) -> States:
    rows = np.random.default_rng(tokens).normal(size=(tokens + 1, SIZE)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return States(rows[0], rows[1:], np.arange(2 * tokens).reshape(tokens, 2))


def turning(seed: int = 0) -> QueryAdapter:
    return QueryAdapter(*np.random.default_rng(seed).normal(size=(2, SIZE, SIZE)).astype(np.float32))


def test_the_one_that_is_shipped_is_for_the_bundled_encoder() -> None:
    adapter = adapter_for(BUNDLED)

    assert adapter is not None
    assert adapter.tokens.shape == adapter.vector.shape == (384, 384)
    assert np.isfinite([adapter.tokens, adapter.vector]).all()
    assert adapter_for(HashingEncoder.name) is None
    assert FILE.stat().st_size < 1_000_000


@given(st.integers(1, 9), st.integers(0, 99))
def test_what_is_turned_has_norm_1_and_stands_where_it_stood(tokens: int, seed: int) -> None:
    before = states(tokens)
    after = turning(seed).adapt(before)

    assert np.linalg.norm(after.tokens, axis=1) == pytest.approx(np.ones(tokens), abs=1e-5)
    assert np.linalg.norm(after.vector) == pytest.approx(1, abs=1e-5)
    assert (after.spans == before.spans).all()


def test_maps_of_nothing_turn_nothing() -> None:
    before = states()
    after = QueryAdapter(np.zeros((SIZE, SIZE), np.float32), np.zeros((SIZE, SIZE), np.float32)).adapt(before)

    assert after.tokens == pytest.approx(before.tokens, abs=1e-6)
    assert after.vector == pytest.approx(before.vector, abs=1e-6)


def test_tokens_and_the_whole_are_turned_each_by_its_own_map() -> None:
    adapter, before = turning(), states()
    after = adapter.adapt(before)

    for one, row, by in ((after.tokens[1], before.tokens[1], adapter.tokens), (after.vector, before.vector, adapter.vector)):
        turned = row + row @ by
        assert one == pytest.approx(turned / np.linalg.norm(turned), abs=1e-6)


def test_what_is_saved_is_loaded_in_half_precision(tmp_path: Path) -> None:
    file = tmp_path / "adapter.npy"
    save(turning(), {"encoder": "some encoder"}, file)
    loaded = adapter_for("some encoder", file)

    assert loaded is not None
    assert loaded.tokens == pytest.approx(turning().tokens, rel=1e-3)
    assert loaded.vector == pytest.approx(turning().vector, rel=1e-3)
    assert adapter_for("another", file) is None
    assert adapter_for("some encoder", tmp_path / "none.npy") is None


def test_what_is_saved_again_is_what_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "adapter.npy"
    for seed in (1, 2):
        save(turning(seed), {"encoder": "one"}, file)
        loaded = adapter_for("one", file)
        assert loaded is not None
        assert loaded.tokens == pytest.approx(turning(seed).tokens, rel=1e-3)


@pytest.mark.parametrize("damage", ["gone", "cut", "another", "no array"])
def test_a_damaged_adapter_is_said_so(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "adapter.npy"
    save(turning(), {"encoder": "one"}, file)
    packed = file.read_bytes()
    file.unlink() if damage == "gone" else file.write_bytes(
        {"cut": packed[:-1], "another": packed[:-1] + b"x"}.get(damage, b"x")
    )

    with pytest.raises(JobunError, match=r"adapter\.npy is missing or damaged; reinstall Jobun"):
        adapter_for("one", file)


@pytest.mark.parametrize("card", [b"", b"[", b"\xff", b"3"])
def test_a_card_that_cannot_be_read_is_said_so(tmp_path: Path, card: bytes) -> None:
    file = tmp_path / "adapter.npy"
    file.with_suffix(".json").write_bytes(card)

    with pytest.raises(JobunError, match=r"adapter\.json is missing or damaged"):
        read_card(file)


def test_a_search_compares_the_question_as_it_was_turned(
    library: Library, opened: Callable[[Library], Searcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    size = HashingEncoder.dimensions
    monkeypatch.setattr(search, "adapter_for", lambda _: None)
    before = opened(library).candidates("手数料はいくらですか", list(library))
    # A map that turns everything to one side leaves nothing of the question.
    one_side = np.zeros((size, size), np.float32)
    one_side[:, 0] = 1e6
    monkeypatch.setattr(search, "adapter_for", lambda _: QueryAdapter(one_side, one_side))
    after = opened(library).candidates("手数料はいくらですか", list(library))

    assert set(before[0]) == set(after[0])
    assert not np.allclose(np.sort(before[1][:, 0]), np.sort(after[1][:, 0]))
