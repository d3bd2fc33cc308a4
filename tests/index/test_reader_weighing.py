"""What was read, noted and weighed."""

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import JobunError
from index.reader.evidence import READ_EVIDENCE, Reading, read_evidence
from index.reader.passages import Passage
from index.reader.port import Read
from index.reader.weighing import FILE, Weighing


def test_a_section_answers_as_well_as_the_best_of_its_passages() -> None:
    reading = Reading.nothing([3, 1])
    reading.note(0, Passage("", ("a", "b"), 0), Read(-1.0, (0.5, -0.5)))
    reading.note(0, Passage("", ("c",), 2), Read(2.0, (3.0,)))

    assert reading.answers[0] == 2.0
    assert np.isnan(reading.answers[1])
    assert reading.evidence[0].tolist() == [0.5, -0.5, 3.0]
    assert np.isnan(reading.evidence[1]).all()


def test_what_was_not_read_counts_like_the_worst_that_was() -> None:
    weighing = Weighing((1.0, 0.5), (0.0, 1.0))

    assert weighing.section_scores(np.array([3.0, 2.0, 1.0]), np.array([-2.0, 4.0, np.nan])).tolist() == [2.0, 4.0, 0.0]
    assert weighing.sentence_scores(np.array([3.0, 2.0]), np.array([np.nan, 1.5])).tolist() == [1.5, 1.5]


def test_where_nothing_was_read_scores_stay_as_they_are() -> None:
    scores = np.array([3.0, 2.0])

    assert Weighing((2.0, 5.0), (2.0, 5.0)).section_scores(scores, np.array([np.nan, np.nan])) is scores


def test_features_tell_the_best_section_from_the_best_reading() -> None:
    reading = Reading(np.array([-1.0, 3.0, np.nan]), (np.array([0.5, 1.0]), np.array([2.5]), np.array([np.nan])))
    features = read_evidence(np.array([9.0, 1.0, 0.0]), reading)

    assert tuple(features) == READ_EVIDENCE
    assert features == {
        "read_best": -1.0,
        "read_most": 3.0,
        "read_next": -1.0,
        "read_sentence": 1.0,
        "read_sentence_most": 2.5,
    }


def test_features_of_nothing_are_those_of_no_answer() -> None:
    assert set(read_evidence(np.array([]), Reading.nothing([])).values()) == {-8.0}


def test_the_shipped_weights_load_and_are_known_by_their_digest() -> None:
    weighing = Weighing.load()

    assert len(weighing.digest) == 64
    assert weighing.sections[1] > 0
    assert weighing.sentences[1] > 0
    assert json.loads(FILE.read_text(encoding="utf-8"))["reader"]


@pytest.mark.parametrize(
    "text", ["", "{}", '{"sections": [1], "sentences": [1, 2], "second_section": 1, "second_sentence": 1}']
)
def test_other_weights_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "reading.json").write_text(text)

    with pytest.raises(JobunError, match="fit-reading"):
        Weighing.load(tmp_path / "reading.json")
