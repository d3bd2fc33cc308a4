"""Fitting the verdict: a rule that is there is found, and what is kept for reporting is never touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.replies import Answered, NotStated, Question, Reply, Trace, Verdict
from corpus.model import Citation
from evaluation import verdict_file
from evaluation.cases import TUNING, Case, read_cases, shipped_files
from evaluation.cross_validation import validated
from evaluation.errors import FitRefused
from evaluation.fit_report import ablation, as_json, by_group
from evaluation.fitting import THRESHOLDS, HeldOut, Table, _thresholds, cross_validate, decide, fit
from evaluation.halves import half
from evaluation.samples import WEIGHED, Sample, Source, collect, sources, weighed

GROUPS = ("甲", "乙", "丙", "丁")


def _sample(number: int, group: str, wanted: Any, features: dict[str, float], given: Verdict = "answered") -> Sample:
    case = Case(id=f"{group}{number}", question="？", verdict=wanted, place=f"{group}.jsonl, line {number}")
    return Sample(case, group, wanted, given, features)


@pytest.fixture
def separable() -> tuple[Sample, ...]:
    """On the subject where `near` is above 0, answered where `said` is too; `noise` says nothing, `same` is always 3."""
    rng = np.random.default_rng(11)
    samples = []
    for group in GROUPS:
        for number in range(40):
            near, said, noise = rng.uniform(-1, 1, 3)
            near, said = near + np.sign(near) * 0.3, said + np.sign(said) * 0.3
            wanted = "out_of_scope" if near < 0 else "answered" if said > 0 else "not_stated"
            samples.append(_sample(number, group, wanted, {"near": near, "said": said, "noise": noise, "same": 3.0}))
    return tuple(samples)


def test_a_separable_rule_is_found(separable: tuple[Sample, ...]) -> None:
    table = Table.of(separable)
    held_out = cross_validate(table)
    assert (held_out.verdicts == table.y).mean() > 0.97
    fitted = fit(table)
    assert fitted.features == ("near", "said", "noise", "same")
    assert fitted.subject.coef[0] > 5 * np.abs(fitted.subject.coef[1:]).max()
    assert fitted.answered.coef[1] > 5 * np.abs(fitted.answered.coef[[0, 2, 3]]).max()
    assert fitted.answered.scale[3] == 1
    rows = np.array([[0.8, 0.8, 0, 3], [0.8, -0.8, 0, 3], [-0.8, 0.8, 0, 3]])
    assert [WEIGHED[at] for at in decide(fitted.probabilities(rows), fitted.choice.thresholds)] == [
        "answered",
        "not_stated",
        "out_of_scope",
    ]


def test_a_policy_is_judged_by_models_that_have_not_seen_it(separable: tuple[Sample, ...]) -> None:
    # One policy has all its labels turned round: models of the others must fail on it, whatever they could learn from it.
    turned = [
        Sample(one.case, one.group, "not_stated" if one.wanted == "answered" else "answered", one.given, one.features)
        if one.group == "丁" and one.wanted != "out_of_scope"
        else one
        for one in separable
    ]
    table = Table.of(turned)
    held_out = cross_validate(table)
    hard = (table.groups == "丁") & (table.y > 0)
    assert (held_out.verdicts == table.y)[hard].mean() < 0.1


def test_thresholds_lie_in_the_middle_of_what_is_equally_good() -> None:
    y = np.array([0, 1, 2])
    table = Table(("f",), np.ones((3, 1)), y, np.array(["甲", "乙", "丙"]), np.ones(3))
    accuracy, (subject, answered) = _thresholds(table, np.array([0.1, 0.9, 0.9]), np.array([0.5, 0.3, 0.7]))
    assert accuracy == 1
    assert subject == pytest.approx(0.5, abs=0.02)
    assert answered == pytest.approx(0.5, abs=0.02)
    assert subject in THRESHOLDS


def test_decide_takes_the_threshold_itself_as_yes() -> None:
    probabilities = np.array([[0.5, 0.6], [0.5, 0.59], [0.49, 0.9]])
    assert decide(probabilities, (0.5, 0.6)).tolist() == [2, 1, 0]


def test_figures_of_each_policy_and_of_all(separable: tuple[Sample, ...]) -> None:
    table = Table.of(separable)
    ticks: list[int] = []
    figures = by_group(separable, table, lambda: ticks.append(1))
    assert list(figures) == ["", *sorted(GROUPS)]
    assert len(ticks) == len(GROUPS)
    report = as_json(figures)
    assert report["cases"] == 160
    assert report["auroc"] > 0.99
    assert set(report["policies"]) == set(GROUPS)
    assert report["policies"]["甲"]["cases"] == 40


def test_ablation_shows_what_a_feature_is_worth(separable: tuple[Sample, ...]) -> None:
    table = Table.of(separable)
    without = ablation(separable, table)
    assert list(without) == list(table.features)
    assert without["said"].accuracy.value < without["noise"].accuracy.value - 0.1  # type: ignore[operator]


def test_what_the_model_does_not_decide_counts_as_it_was_replied() -> None:
    features = {"f": 1.0}
    samples = (
        _sample(1, "甲", "answered", features),
        _sample(2, "甲", "out_of_scope", {}, given="out_of_scope"),
        _sample(3, "甲", "answered", features, given="action"),
        _sample(4, "乙", "not_stated", features),
    )
    assert [one.is_weighed for one in samples] == [True, False, False, True]
    table = Table(("f",), np.ones((2, 1)), np.array([2, 1]), np.array(["甲", "乙"]), np.ones(2))
    held_out = HeldOut(np.array([2, 2]), np.array([[0.9, 0.9], [0.9, 0.8]]))
    assert validated(samples, table, held_out).accuracy.value == 0.5
    assert validated(samples, table, held_out, ["甲"]).accuracy.value == pytest.approx(2 / 3)
    assert validated(samples, table, held_out).brier.value == pytest.approx(((1 - 0.81) ** 2 + 0.72**2) / 2)


def test_too_little_to_fit_is_refused(separable: tuple[Sample, ...]) -> None:
    with pytest.raises(FitRefused, match="2 of the policies have a case that is out_of_scope"):
        Table.of([one for one in separable if one.group in GROUPS[:2]])
    with pytest.raises(FitRefused, match="no feature for any case"):
        Table.of([_sample(1, "甲", "answered", {})])


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ({"near": 1.0}, r"丁\.jsonl, line 99: has other features than .* \(noise, said, same\)"),
        ({"near": float("nan"), "said": 0.0, "noise": 0.0, "same": 3.0}, "no finite number"),
    ],
)
def test_features_must_be_the_same_numbers(separable: tuple[Sample, ...], features: dict[str, float], message: str) -> None:
    with pytest.raises(FitRefused, match=message):
        Table.of([*separable, _sample(99, "丁", "answered", features)])


class NotingEngine:
    """Replies to anything, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def reply(self, question: Question) -> Reply:
        self.asked.append(question.text)
        trace = Trace(features={"length": float(len(question.text))})
        citation = Citation("p", _DAY, "1", "題", (0, 1), "引用", "/p#1", 1.0)
        return Answered("。", (citation,), trace) if len(question.text) > 15 else NotStated("。", (), trace)


_DAY = read_cases(shipped_files())[0].as_of


def test_what_is_kept_for_reporting_is_never_asked() -> None:
    engine = NotingEngine()
    folders: list[Path] = []

    def engine_for(policies: Path) -> NotingEngine:
        folders.append(policies)
        return engine

    samples = collect(sources([]), engine_for)
    shipped = read_cases(shipped_files())
    ids = {sample.case.id for sample in samples}
    assert not ids & {case.id for case in shipped if half(case) == "reporting"}
    assert ids >= {case.id for case, _ in weighed(shipped) if half(case) == "tuning"}
    tuned = read_cases(one / "cases.jsonl" for one in TUNING.iterdir() if one.is_dir())
    assert {case.id for case, _ in weighed(tuned)} <= ids
    # The words themselves, too: none is asked that stands in the other half alone.
    mine = {case.question for case in (*tuned, *(case for case in shipped if half(case) == "tuning"))}
    assert set(engine.asked) <= mine
    assert len(engine.asked) == len(samples)
    assert len(folders) == len(set(folders)) == len({sample.group for sample in samples}) - 1  # the shipped two share a library


def test_a_case_kept_for_reporting_is_refused_wherever_it_stands(tmp_path: Path, write_rows: Any) -> None:
    kept = next(case for case in read_cases(shipped_files()) if half(case) == "reporting")
    (tmp_path / "policies").mkdir()
    write_rows(tmp_path / "cases.jsonl", [{"id": kept.id, "question": kept.question, "verdict": kept.verdict}])
    with pytest.raises(FitRefused, match=f"line 1: {kept.id} is kept for reporting"):
        sources([tmp_path])


def test_a_folder_without_policies_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FitRefused, match="holds no policies/"):
        sources([tmp_path])


@pytest.fixture
def source(tmp_path: Path, write_rows: Any) -> Source:
    file = write_rows(tmp_path / "cases.jsonl", [{"id": "c", "question": "？", "verdict": "answered"}])
    return Source("甲", tmp_path, read_cases([file]), file)


def test_the_file(separable: tuple[Sample, ...], source: Source, tmp_path: Path) -> None:
    fitted = fit(Table.of(separable))
    model = verdict_file.contents(fitted, [source], separable, {"accuracy": 0.9})
    path = tmp_path / "verdict.json"
    verdict_file.write(model, path)
    assert json.loads(path.read_text(encoding="utf-8")) == model == verdict_file.read(path)
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("verdict")] == ["verdict.json"]
    assert set(model) == {"version", "stages", "fitted_on", "cv"}
    assert model["version"] == 1
    for name, stage in (("subject", fitted.subject), ("answered", fitted.answered)):
        assert set(model["stages"][name]) == {"features", "mean", "scale", "coef", "intercept", "threshold"}
        assert model["stages"][name]["features"] == list(fitted.features)
        assert model["stages"][name]["coef"] == pytest.approx(stage.coef.tolist(), rel=1e-5)
    assert model["fitted_on"]["cases"] == 160
    assert model["fitted_on"]["files"][0]["sha256"] == source.digest
    assert len(source.digest) == 64


def test_what_changes_is_named(separable: tuple[Sample, ...], source: Source) -> None:
    before = verdict_file.contents(fit(Table.of(separable)), [source], separable, {"accuracy": 0.9})
    assert list(verdict_file.changes(before, before)) == []
    after = json.loads(json.dumps(before))
    after["cv"]["accuracy"] = 0.95
    after["stages"]["subject"]["coef"][0] = 7.0
    after["fitted_on"]["files"] = []
    changes = {name: (was, now) for name, was, now in verdict_file.changes(before, after)}
    assert changes["cross-validated: accuracy"] == ("0.9", "0.95")
    assert changes["subject: coef of near"][1] == "7"
    assert changes["cases of 甲"] == (f"1 ({source.digest[:8]})", "–")
    assert len(changes) == 3
    assert all(was == "–" for _, was, _ in verdict_file.changes(None, after))


@pytest.mark.parametrize("text", [None, "{", "[]", '{"version": 9}', '{"version": 1}'])
def test_a_file_that_is_not_ours_is_none(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "verdict.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert verdict_file.read(path) is None


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "verdict.json"
    verdict_file.write({"version": 1}, path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="not JSON compliant"):
        verdict_file.write({"version": float("nan")}, path)
    assert path.read_bytes() == before


def test_each_verdict_weighs_as_much_as_it_is_asked_for(separable: tuple[Sample, ...]) -> None:
    table = Table.of(separable, (10, 30, 60))
    shares = [table.weights[table.y == place].sum() / table.weights.sum() for place in range(3)]
    assert shares == pytest.approx([0.1, 0.3, 0.6])
    assert table.weights.mean() == pytest.approx(1)
    assert Table.of(separable).weights.tolist() == [1.0] * len(table.y)
