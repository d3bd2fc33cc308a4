"""Fitting what turns mean: on the utterances shipped, with the encoder that needs no model."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from bot.intents.learned import MEANINGS, RULES_ALONE, IntentModel
from evaluation import verdict_file
from evaluation.errors import FitRefused, RowsUnreadable
from evaluation.intent_fit import SYSTEMS, Seen, contents, figures, fit, read_beside, read_utterances, see
from index.encoder.hashing import HashingEncoder

_EVERY: Final = 8


@pytest.fixture(scope="module")
def seen() -> Seen:
    """Some of each meaning."""
    utterances = sorted(read_utterances(), key=lambda each: each.meaning)
    return see(utterances[::_EVERY], HashingEncoder())


def test_a_fit_is_the_same_again_and_loads_as_it_was_written(
    seen: Seen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evaluation.intent_fit._FOLDS", 2)
    once, again = (fit(seen.of("fit"), "hashing-1") for _ in range(2))
    measured = figures(seen.of("held"), once.model.probabilities(seen.of("held").features), once.model.thresholds)
    verdict_file.write(contents(once, seen.of("fit"), {}, measured), tmp_path / "intents.json")
    loaded = IntentModel.load(tmp_path / "intents.json")

    assert np.array_equal(once.model.coef, again.model.coef)
    assert once.model.thresholds == again.model.thresholds
    assert loaded is not None
    assert (loaded.encoder, loaded.thresholds) == ("hashing-1", once.model.thresholds)
    assert np.allclose(loaded.probabilities(seen.features), once.model.probabilities(seen.features), atol=1e-3)
    assert np.allclose(once.held_out.sum(axis=1), 1)


def test_a_meaning_that_nobody_utters_is_refused(seen: Seen) -> None:
    without = seen.where(np.array([each.meaning != "withdraw" for each in seen.utterances]))

    with pytest.raises(FitRefused, match="withdraw"):
        fit(without, "hashing-1")


def test_figures_are_those_of_the_readings(seen: Seen) -> None:
    sure = np.eye(len(MEANINGS))[seen.wanted]

    by_model, by_rules = (figures(seen, sure, thresholds) for thresholds in (SYSTEMS["model"], RULES_ALONE))

    assert by_model["Rights and none, macro F1"].value == 1
    assert by_model["Questions taken for a wish of a right"].value == 0
    told = [reading.right == each.right for each, reading in zip(seen.utterances, seen.readings, strict=True) if each.right]
    assert by_rules["… and their right told"].value == pytest.approx(np.mean(told))


@pytest.mark.parametrize(
    "row",
    [
        {"text": "消して", "form": "wish", "right": "deletion", "group": "甲", "half": "tuned"},
        {"text": "消して", "form": "question", "right": "deletion", "group": "甲", "half": "fit"},
        {"text": "消して", "form": "wish", "right": "removal", "group": "甲", "half": "fit"},
        {"form": "wish", "group": "甲", "half": "fit"},
    ],
)
def test_a_line_that_is_no_utterance_is_named(
    row: dict[str, Any], tmp_path: Path, write_rows: Callable[[Path, Iterable[dict[str, Any]]], Path]
) -> None:
    with pytest.raises(RowsUnreadable, match="line 1"):
        read_utterances(write_rows(tmp_path / "u.jsonl", [row]))


def test_turns_of_others_wish_for_no_right(tmp_path: Path) -> None:
    rows = [
        {"text": "アラームを消して", "label": "other_command"},
        {"text": "登録した住所を消してください", "label": "other_command"},
        {"text": "昨日は雨でした", "label": "chitchat"},
        {"text": "アカウント情報の変更方法は？", "label": "dsr_request"},
    ]
    path = tmp_path / "items.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")

    assert [each.meaning for each in read_beside(path)] == ["wish", "wish", "report"]
    path.write_text(json.dumps(rows[-1]), encoding="utf-8")
    with pytest.raises(RowsUnreadable, match="other_command"):
        read_beside(path)
