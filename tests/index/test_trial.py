"""Ranking loose documents by each of the systems."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from index.features import FEATURES
from index.search import MAX_CANDIDATES
from index.trial import Document, System, Trial, build_trial

SYSTEMS = get_args(System)
DOCUMENTS: tuple[Document, ...] = (
    ("a-1", "開示", "開示の請求は書面で行う。結果は郵送で届ける。", "law"),
    ("a-2", "手数料", "開示の手数料は1件につき1,000円とする。", "law"),
    ("a-3", "委託", "業務を外部に委託するときは監督する。", "law"),
    ("b-1", "鍵", "書庫の鍵は管理責任者が保管する。", "rules"),
    ("b-2", "持出し", "USBメモリを社外に持ち出してはならない。", "rules"),
    ("b-3", "持出しの手数料", "", "rules"),
)


@pytest.fixture(scope="module")
def trial() -> Trial:
    return build_trial(DOCUMENTS, None)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize(
    ("query", "planted"),
    [
        ("開示の手数料は1件につきいくらか", "a-2"),
        ("外部に委託する業務の監督", "a-3"),
        ("書庫の鍵の保管", "b-1"),
        ("USBメモリの社外への持ち出し", "b-2"),
    ],
)
def test_a_planted_document_comes_first(trial: Trial, query: str, planted: str, system: System) -> None:
    ranked = trial.rank(query, system, 10)

    assert ranked[0][0] == planted
    scores = [score for _, score in ranked]
    assert scores == sorted(scores, reverse=True)
    assert sorted(name for name, _ in ranked) == sorted(document[0] for document in DOCUMENTS)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_search_is_kept_within_its_group(trial: Trial, system: System) -> None:
    for group in ("law", "rules"):
        ranked = trial.rank("開示の手数料", system, 10, within=group)
        assert {name for name, _ in ranked} == {document[0] for document in DOCUMENTS if document[3] == group}
    assert trial.rank("開示の手数料は1,000円", system, 1, within="rules")[0][0] == "b-3"


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_more_are_ranked_than_asked_for(trial: Trial, system: System) -> None:
    every = trial.rank("開示", system, 10)

    assert [trial.rank("開示", system, top) for top in (0, 1, 3)] == [every[:0], every[:1], every[:3]]


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_document_without_text_is_found_by_its_title(trial: Trial, system: System) -> None:
    assert trial.rank("持出しの手数料", system, 1)[0][0] == "b-3"


def test_documents_are_compared_by_all_their_features(trial: Trial) -> None:
    names, matrix = trial.compare("開示の手数料")

    assert sorted(names) == sorted(document[0] for document in DOCUMENTS)
    assert matrix.shape == (len(DOCUMENTS), len(FEATURES))
    assert np.isfinite(matrix).all()


@pytest.mark.parametrize("system", SYSTEMS)
def test_of_many_documents_the_planted_one_comes_first(system: System) -> None:
    others = [(f"d-{n}", "備品", f"机{n}と椅子{n}を会議室{n}に置く。", f"group-{n % 20}") for n in range(MAX_CANDIDATES * 3)]
    trial = build_trial([*others, ("planted", "鍵", "書庫の鍵は管理責任者が保管する。", "group-11")], None)

    assert trial.rank("書庫の鍵は誰が保管するか", system, 5)[0][0] == "planted"
    assert trial.rank("書庫の鍵は誰が保管するか", system, 5, within="group-11")[0][0] == "planted"
    assert "planted" not in [name for name, _ in trial.rank("書庫の鍵は誰が保管するか", system, 100, within="group-12")]


@pytest.mark.parametrize("system", SYSTEMS)
def test_odd_collections_can_be_searched(system: System) -> None:
    assert build_trial([], None).rank("鍵", system, 5) == []
    assert build_trial([("x", "", "", "g")], None).rank("鍵", system, 5) == []
    assert [
        name for name, _ in build_trial([("a/b.c 1", "", "鍵", "g"), ("..", "x", "机", "g")], None).rank("鍵", system, 5)
    ] == ["a/b.c 1", ".."]


def test_nothing_is_left_in_the_folder_for_temporary_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    told: list[tuple[int, int]] = []

    trial = build_trial(DOCUMENTS, None, lambda done, total: told.append((done, total)))

    assert list(tmp_path.iterdir()) == []
    assert told[-1][0] == told[-1][1] > len(DOCUMENTS)
    assert trial.rank("書庫の鍵", "full", 1)[0][0] == "b-1"
