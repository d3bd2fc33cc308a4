"""The promises of ``index.reader.port.Reader``, for every implementation."""

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.reader.loading import load_reader
from index.reader.overlap import OverlapReader
from index.reader.passages import Passage
from index.reader.port import Read, Reader
from index.reader.remembering import RememberingReader

HOME = Path(os.environ.get("JOBUN_TEST_HOME") or Path(__file__).parents[2] / ".cache" / "jobun")
READERS: dict[str, Callable[[], Reader]] = {
    "shipped": lambda: load_reader(HOME),
    "overlap": OverlapReader,
    "remembering": lambda: RememberingReader(OverlapReader(), kept=3),
}

FEE = Passage("開示 手数料", ("開示の手数料は1件につき1,000円です。", "手数料は返金しません。"))
KEPT = Passage("保存期間", ("お問い合わせの内容は6か月保存します。",))
ODD = (
    Passage("", ("。",)),
    Passage("x" * 400, ("個人情報の取扱いについて。" * 300, "次の文。")),
    Passage("半\ud83d", ("</s><pad>", "\x00\x1b", "🙏👨‍👩‍👧")),
)


@pytest.fixture(scope="module", params=READERS)
def reader(request: pytest.FixtureRequest) -> Reader:
    return READERS[request.param]()


def is_near(one: Read, other: Read) -> bool:
    return one.answers == pytest.approx(other.answers, abs=1e-4) and one.evidence == pytest.approx(other.evidence, abs=1e-4)


def test_what_answers_is_told_from_what_does_not(reader: Reader) -> None:
    right, wrong = reader.read("開示の手数料はいくらですか", [FEE, KEPT])

    assert right.answers > wrong.answers
    assert right.evidence[0] > right.evidence[1]
    assert right.evidence[0] > wrong.evidence[0]


def test_a_passage_is_judged_alike_whatever_stands_beside_it(reader: Reader) -> None:
    alone = [reader.read("手数料は？", [one])[0] for one in (FEE, KEPT, *ODD)]
    together = reader.read("手数料は？", [FEE, KEPT, *ODD])

    assert all(is_near(one, other) for one, other in zip(alone, together, strict=True))


def test_several_threads_get_what_one_gets(reader: Reader) -> None:
    questions = ["手数料は？", "いつまで保存しますか", "返金されますか"] * 4
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda question: reader.read(question, [FEE, KEPT]), questions))

    for question, reads in zip(questions, found, strict=True):
        assert all(is_near(*pair) for pair in zip(reads, reader.read(question, [FEE, KEPT]), strict=True))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=300))
def test_any_question_is_taken_and_every_number_is_finite(reader: Reader, question: str) -> None:
    reads = reader.read(question, [FEE, *ODD])

    assert [len(read.evidence) for read in reads] == [2, 1, 2, 3]
    assert all(math.isfinite(number) for read in reads for number in (read.answers, *read.evidence))


def test_no_passages_no_judgements(reader: Reader) -> None:
    assert reader.read("手数料は？", []) == []


def test_has_a_name(reader: Reader) -> None:
    assert reader.name
