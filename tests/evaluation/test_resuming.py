"""A run that is kept, broken off and gone on with; several questions at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.replies import Question, Reply
from evaluation import parts
from evaluation.cases import read_cases
from evaluation.errors import RunUnusable
from evaluation.run_file import read_run
from evaluation.running import run_cases


@pytest.fixture
def jobun(monkeypatch: pytest.MonkeyPatch, engines: Any, eval_command: Any) -> Any:
    monkeypatch.setattr(parts, "engine_for", engines)
    return eval_command


def test_what_is_kept_is_not_asked_again(jobun: Any, engines: Any, acme_cases: Path, policies: Path, tmp_path: Path) -> None:
    save = tmp_path / "run.jsonl"
    line = ("run", "--cases", acme_cases, "--policies", policies, "--json", "--save", save)
    first = json.loads(jobun(*line)[1])
    whole = save.read_text(encoding="utf-8")
    lines = whole.splitlines(keepends=True)
    assert len(lines) == 6
    # Broken off in the middle of the fourth reply.
    save.write_text("".join(lines[:4]) + lines[4][:50], encoding="utf-8")
    again = json.loads(jobun(*line)[1])
    assert [len(engine.asked) for engine in engines.made] == [5, 2]
    for report in (first, again):
        for case in report["cases"]:
            case.pop("took_ms")
    assert again["cases"] == first["cases"]
    assert len(save.read_text(encoding="utf-8").splitlines()) == 6


def test_a_run_reads_back_as_it_was(jobun: Any, engine: Any, acme_cases: Path, policies: Path, tmp_path: Path) -> None:
    save = tmp_path / "run.jsonl"
    jobun("run", "--cases", acme_cases, "--policies", policies, "--json", "--save", save)
    outcomes = run_cases(engine, read_cases([acme_cases]), audience="staff")
    assert [replace(one, took_ms=0) for one in read_run(save).outcomes] == [replace(one, took_ms=0) for one in outcomes]
    assert read_run(save).header.texts.keys() == {"acme/2024-04-01"}


def test_a_case_that_was_changed_is_asked_again(
    jobun: Any, engines: Any, acme_cases: Path, policies: Path, tmp_path: Path
) -> None:
    line = ("run", "--cases", acme_cases, "--policies", policies, "--json", "--save", tmp_path / "run.jsonl")
    jobun(*line)
    acme_cases.write_text(acme_cases.read_text(encoding="utf-8").replace("ラーメン", "うどん"), encoding="utf-8")
    jobun(*line)
    assert [question.text for question in engines.made[1].asked] == ["うどん"]
    jobun(*line, "--again")
    assert len(engines.made[2].asked) == 5


def test_a_run_of_another_text_is_refused(jobun: Any, acme_cases: Path, policies: Path, tmp_path: Path) -> None:
    line = ("run", "--cases", acme_cases, "--policies", policies, "--json", "--save", tmp_path / "run.jsonl")
    jobun(*line)
    text = policies / "acme.md"
    text.write_text(text.read_text(encoding="utf-8").replace("6か月", "7か月"), encoding="utf-8")
    status, _, err = jobun(*line)
    assert status == 1
    assert "is a run of other texts; give another file, or begin it afresh with --again." in err
    assert jobun(*line[:-1], tmp_path / "other.jsonl", "--audience", "public")[0] == 0


def test_other_wordings_are_kept_too(
    jobun: Any, engines: Any, tmp_path: Path, policies: Path, write_rows: Callable[..., Path]
) -> None:
    row = {
        "id": "c",
        "question": "開示の手数料",
        "verdict": "answered",
        "sections": ["2.1"],
        "x_paraphrases": ["ラーメン", "手数料"],
    }
    path = write_rows(tmp_path / "one.jsonl", [row])
    line = ("run", "--cases", path, "--policies", policies, "--json", "--paraphrases", "--save", tmp_path / "run.jsonl")
    reports = [json.loads(jobun(*line)[1]) for _ in range(2)]
    assert [len(engine.asked) for engine in engines.made] == [3, 0]
    assert reports[0] == reports[1]
    [wordings] = read_run(tmp_path / "run.jsonl").wordings
    assert [one.case.question for one in wordings.outcomes] == ["開示の手数料", "ラーメン", "手数料"]


@pytest.mark.parametrize("text", ["", "[1]\n", '{"id": "c"}\n', '{"jobun_run": 9}\n', "no\n{}\n"])
def test_what_is_no_run_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RunUnusable):
        read_run(path)


class Meeting:
    """Replies only once two are asked at the same time."""

    def __init__(self, engine: Any) -> None:
        self.engine, self.barrier = engine, threading.Barrier(2)

    def reply(self, question: Question) -> Reply:
        self.barrier.wait(60)
        reply: Reply = self.engine.reply(question)
        return reply


def test_several_are_asked_at_once_and_stay_in_order(engine: Any, acme_cases: Path) -> None:
    cases = read_cases([acme_cases])[:4]
    kept: list[str] = []
    outcomes = run_cases(Meeting(engine), cases, audience="staff", jobs=2, keep=lambda one: kept.append(one.case.id))
    assert [one.case.id for one in outcomes] == kept == ["a1", "a2", "a3", "a4"]
    assert [one.verdict for one in outcomes] == [one.verdict for one in run_cases(engine, cases, audience="staff")]
