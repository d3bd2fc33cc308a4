"""Fitting how sections and sentences are ranked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bot.replies import Question
from corpus.library import SHIPPED
from evaluation.cases import read_cases, shipped_files
from evaluation.collection import Collection, Query
from evaluation.halves import half
from evaluation.ranking_fit import (
    Example,
    contents,
    fit,
    from_cases,
    from_collection,
    from_sentences,
    hit_rates,
    second_share,
)
from evaluation.samples import Source, sources
from index.features import FEATURES, Matrix
from index.ranking import Ranking
from index.sentences import SENTENCE_FEATURES


def _examples(group: str, count: int, seed: int, width: int = 4) -> list[Example]:
    """Candidates of which the one with the largest second feature is wanted; the other features are noise."""
    rng = np.random.default_rng(seed)
    examples = []
    for _ in range(count):
        features = rng.normal(size=(6, width))
        wanted = np.zeros(6, bool)
        wanted[features[:, 1].argmax()] = True
        examples.append(Example(group, features, wanted, 1 / count))
    return examples


def test_the_feature_that_decides_gets_the_weight() -> None:
    examples = _examples("甲", 60, 1) + _examples("乙", 60, 2)
    fitted = fit(examples, ["甲", "乙"])

    assert fitted.weights.argmax() == 1
    assert fitted.weights[1] > 5 * np.abs(np.delete(fitted.weights, 1)).max()
    assert fitted.hits["甲"][0] > 0.9


def test_groups_are_judged_by_weights_that_never_saw_them() -> None:
    """What decides in one group misleads in the other: left out, each does badly."""
    one = _examples("甲", 80, 1)
    other = [Example("乙", -e.features, e.wanted, e.weight) for e in _examples("x", 80, 2)]
    fitted = fit(one + other, ["甲", "乙"])

    assert fitted.hits["甲"][0] < 0.3
    assert fitted.hits["乙"][0] < 0.3


def test_an_example_without_its_wanted_section_is_a_miss() -> None:
    lost = Example("甲", np.eye(3), np.zeros(3, bool), 1.0)
    found = Example("甲", np.eye(3), np.array([True, False, False]), 1.0)

    assert hit_rates([lost, found], np.array([1.0, 0.0, 0.0])) == (0.5, 0.5)
    assert hit_rates([found], np.array([0.0, 0.0, 1.0])) == (0.0, 1.0)


def test_the_second_is_taken_where_it_is_right_often_enough() -> None:
    weights = np.array([1.0])
    near = Example("甲", np.array([[1.0], [0.9], [-9.0]]), np.array([False, True, False]), 1.0)
    first = Example("甲", np.array([[1.0], [0.2], [-9.0]]), np.array([True, False, False]), 1.0)

    share = second_share([near, near, first], weights)

    assert np.exp(0.2 - 1.0) < share <= np.exp(0.9 - 1.0)
    assert second_share([first, first], weights) > np.exp(0.2 - 1.0)


class _Engine:
    """Knows two sections; the features say which is which."""

    def compare(self, question: Question) -> tuple[tuple[str, ...], Matrix]:
        return ("site-privacy/7.3", "site-privacy/1"), np.array([[1.0] * len(FEATURES), [0.0] * len(FEATURES)])

    def compare_sentences(self, question: Question, section: str) -> tuple[tuple[str, ...], Matrix]:
        return ("手数料はかかりません。", "１４営業日以内に対応します。"), np.zeros((2, len(SENTENCE_FEATURES)))


def _source(tmp_path: Path, **keys: object) -> Source:
    row = {"id": "a", "question": "何日？", "verdict": "answered", "sections": ["7.3"], "must_include": ["14営業日"], **keys}
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return Source("甲", SHIPPED, read_cases([file]), file)


def test_cases_become_examples_with_the_wanted_section_marked(tmp_path: Path) -> None:
    [example] = from_cases([_source(tmp_path)], lambda _: _Engine())

    assert example.wanted.tolist() == [True, False]
    assert example.group == "甲"


def test_the_sentence_that_holds_the_wanted_text_is_the_evidence(tmp_path: Path) -> None:
    [example] = from_sentences([_source(tmp_path)], lambda _: _Engine())

    assert example.wanted.tolist() == [False, True]


def test_a_case_whose_text_stands_nowhere_gives_no_example(tmp_path: Path) -> None:
    assert from_sentences([_source(tmp_path, must_include=["30日"])], lambda _: _Engine()) == []


def test_queries_of_a_collection_become_examples() -> None:
    class Candidates:
        def compare(self, query: str) -> tuple[tuple[str, ...], Matrix]:
            return ("d1", "d2"), np.zeros((2, len(FEATURES)))

    collection = Collection(
        "c", (), tuple(Query(f"q{n}", "x", None) for n in range(700)), {f"q{n}": {"d2": 1} for n in range(700)}
    )
    examples = from_collection(collection, Candidates())

    assert len(examples) == 300
    assert examples[0].wanted.tolist() == [False, True]
    assert sum(example.weight for example in examples) == pytest.approx(0.5)


def test_what_is_written_is_what_the_search_loads(tmp_path: Path) -> None:
    sections = fit(_examples("甲", 20, 1, len(FEATURES)) + _examples("乙", 20, 2, len(FEATURES)), ["甲", "乙"])
    sentences = fit(
        _examples("甲", 20, 3, len(SENTENCE_FEATURES)) + _examples("乙", 20, 4, len(SENTENCE_FEATURES)), ["甲", "乙"]
    )
    path = tmp_path / "ranking.json"
    path.write_text(json.dumps(contents(sections, sentences, (0.5, 0.25))), encoding="utf-8")
    ranking = Ranking.load(path)

    assert ranking.weights == pytest.approx(sections.weights.tolist(), abs=1e-4)
    assert ranking.sentence_weights == pytest.approx(sentences.weights.tolist(), abs=1e-4)
    assert (ranking.second_section, ranking.second_sentence) == (0.5, 0.25)


def test_the_reporting_half_is_never_fitted_on() -> None:
    kept = {case.id for case in read_cases(shipped_files()) if half(case) == "reporting"}

    assert kept
    assert not kept & {case.id for source in sources([]) for case in source.cases}
