"""The fault harness with few requests; ``python -m tests.requests.faults --requests 300`` takes some minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.requests.faults.harness import run

# Each process ends by itself, however slow the machine is.
MAX_S = 600.0


@pytest.mark.parametrize("target", ["jobun", "fides", "desk"])
def test_every_confirmed_request_ends_once_whatever_fails(tmp_path: Path, target: str) -> None:
    counts = run(f"sqlite:///{tmp_path / 'state.db'}", target, 20, seed=3, max_s=MAX_S)

    assert counts.is_right, counts
    assert (counts.confirmed, counts.arrived_once + counts.dead_letters) == (20, 20)
    assert counts.dead_letters == (0 if target == "desk" else 1)
    assert counts.kills > 0
