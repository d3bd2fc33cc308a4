"""The weights that rank sections and sentences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import JobunError
from index.features import FEATURES
from index.ranking import FILE, Ranking
from index.sentences import SENTENCE_FEATURES

SHIPPED = json.loads(FILE.read_text(encoding="utf-8"))


def write(path: Path, **changes: Any) -> Path:
    path.write_text(json.dumps(SHIPPED | changes), encoding="utf-8")
    return path


def test_the_shipped_weights_are_for_the_features_there_are() -> None:
    ranking = Ranking.load()

    assert set(SHIPPED["weights"]) == set(FEATURES)
    assert set(SHIPPED["sentence_weights"]) == set(SENTENCE_FEATURES)
    assert ranking.weights == tuple(SHIPPED["weights"][name] for name in FEATURES)
    assert ranking.sentence_weights == tuple(SHIPPED["sentence_weights"][name] for name in SENTENCE_FEATURES)
    assert np.isfinite([*ranking.weights, *ranking.sentence_weights, ranking.second_section, ranking.second_sentence]).all()
    assert len(ranking.digest) == 64


def test_a_score_is_the_weighted_sum_of_a_row() -> None:
    weights = tuple(float(at) for at in range(len(FEATURES)))
    ranking = Ranking(weights, tuple(1.0 for _ in SENTENCE_FEATURES))

    scores = ranking.scores(np.eye(len(FEATURES)))

    assert scores.tolist() == list(weights)
    assert scores.dtype == np.float64
    assert ranking.scores(np.zeros((0, len(FEATURES)))).tolist() == []
    assert ranking.sentence_scores(np.ones((2, len(SENTENCE_FEATURES)))).tolist() == [float(len(SENTENCE_FEATURES))] * 2


def test_the_order_in_the_file_makes_no_difference(tmp_path: Path) -> None:
    turned = write(tmp_path / "ranking.json", weights=dict(reversed(SHIPPED["weights"].items())))

    assert Ranking.load(turned).weights == Ranking.load().weights


def test_other_weights_have_another_digest(tmp_path: Path) -> None:
    one = Ranking.load(write(tmp_path / "one.json"))
    other = Ranking.load(write(tmp_path / "other.json", weights=SHIPPED["weights"] | {"late": 9.0}))

    assert one.digest != other.digest


@pytest.mark.parametrize(
    "changes",
    [
        {"weights": {}},
        {"weights": dict.fromkeys(FEATURES[1:], 1.0)},
        {"weights": list(range(len(FEATURES)))},
        {"weights": {**SHIPPED["weights"], "late": "much"}},
        {"weights": {**SHIPPED["weights"], "late": None}},
        {"sentence_weights": {}},
        {"second_section": None},
    ],
    ids=str,
)
def test_weights_for_other_features_are_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(
        JobunError, match=r"ranking\.json does not hold the weights of this version; run `jobun eval fit-ranking`"
    ):
        Ranking.load(write(tmp_path / "ranking.json", **changes))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"3", b"\xff", None], ids=str)
def test_a_file_that_holds_no_weights_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ranking.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(JobunError, match="run `jobun eval fit-ranking`"):
        Ranking.load(path)
