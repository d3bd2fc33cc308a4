"""The two logistic models behind the verdict."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from bot.verdicts import FILE, PLAIN_FILE, Stage, VerdictModel
from corpus.errors import JobunError
from index.evidence import EVIDENCE
from index.reader.evidence import READ_EVIDENCE

STAGE = Stage(features=("a", "b"), mean=(1.0, 0.0), scale=(2.0, 1.0), coef=(0.5, -1.0), intercept=0.25, threshold=0.5)


def test_the_probability_is_the_logistic_of_the_weighted_standardised_features() -> None:
    logit = 0.25 + 0.5 * (3.0 - 1.0) / 2.0 - 1.0 * 0.75

    assert STAGE.probability({"a": 3.0, "b": 0.75}) == pytest.approx(1 / (1 + math.exp(-logit)))


def test_the_threshold_itself_says_yes() -> None:
    stage = Stage(("a",), (0.0,), (1.0,), (1.0,), 0.0, 0.5)

    assert stage.says_yes({"a": 0.0})
    assert not stage.says_yes({"a": -0.01})


def test_extreme_evidence_gives_a_probability_all_the_same() -> None:
    assert STAGE.probability({"a": 1e12, "b": 0.0}) == pytest.approx(1.0)
    assert STAGE.probability({"a": -1e12, "b": 0.0}) == pytest.approx(0.0, abs=1e-20)


def test_a_missing_feature_is_an_error_and_not_a_zero() -> None:
    with pytest.raises(KeyError):
        STAGE.probability({"a": 1.0})


def test_the_probability_of_an_answer_is_that_of_both_models() -> None:
    model = VerdictModel.load()
    evidence = dict.fromkeys((*EVIDENCE, *READ_EVIDENCE), 0.5)

    assert model.probability(evidence) == pytest.approx(
        model.subject.probability(evidence) * model.answered.probability(evidence)
    )


@pytest.mark.parametrize(("file", "given"), [(FILE, (*EVIDENCE, *READ_EVIDENCE)), (PLAIN_FILE, EVIDENCE)])
def test_the_shipped_models_weigh_what_a_search_gives(file: Path, given: tuple[str, ...]) -> None:
    model = VerdictModel.load(file)

    assert set(model.subject.features) <= set(given)
    assert set(model.answered.features) <= set(given)


@pytest.mark.parametrize("contents", ["", "{}", "[]", '{"stages": {}}', '{"stages": {"subject": {}, "answered": {}}}'])
def test_a_file_that_holds_no_model_is_refused_with_what_to_do(tmp_path: Path, contents: str) -> None:
    path = tmp_path / "verdict.json"
    path.write_text(contents)

    with pytest.raises(JobunError, match="jobun eval fit"):
        VerdictModel.load(path)


def test_the_digest_changes_with_the_file(tmp_path: Path) -> None:
    values = json.loads(FILE.read_text(encoding="utf-8"))
    path = tmp_path / "verdict.json"
    path.write_text(json.dumps(values))
    first = VerdictModel.load(path).digest
    values["stages"]["answered"]["threshold"] = 0.123
    path.write_text(json.dumps(values))

    assert VerdictModel.load(path).digest != first
