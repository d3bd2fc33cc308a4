"""What people ask and do not get."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.state.port import Feedback, Turn
from bot.state.store import DatabaseStore
from evaluation.cases import read_cases
from evaluation.insight_commands import insights as command
from evaluation.insights import candidates, insights

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


def place(section: str) -> dict[str, Any]:
    return {"policy": "acme", "section": section}


def asked(number: int, question: str, verdict: str = "not_stated", day: int = 0, **reply: Any) -> Turn:
    return Turn(f"r{number}", MONDAY + timedelta(days=day), question, {"verdict": verdict, **reply})


RECORDS: list[tuple[Turn, Feedback | None]] = [
    (asked(1, "在宅勤務の手当はいくらですか", near=[place("1"), place("2")]), None),
    (asked(2, "在宅勤務の手当はいくらですか", near=[place("1")]), None),
    (asked(3, "在宅勤務手当はいくら？", day=8, near=[place("1")]), None),
    (asked(4, "社員食堂の営業時間は"), None),
    (asked(5, "[電話番号]に電話してよいですか"), None),
    (asked(6, "手数料は", "answered", citations=[place("2.1"), place("2.1")]), Feedback("r6", "down", "古い", MONDAY)),
    (asked(7, "手数料", "answered", day=1, citations=[place("2.1")]), Feedback("r7", "up", "", MONDAY)),
    (asked(8, "届け方", "answered", day=7, citations=[place("2.2")]), None),
]


def test_questions_that_belong_together_are_counted_as_one() -> None:
    first, *others = insights(RECORDS).unanswered
    assert first.count == 3
    assert first.questions == (("在宅勤務の手当はいくらですか", 2), ("在宅勤務手当はいくら？", 1))
    assert first.near == (("acme/1", 3), ("acme/2", 1))
    assert first.last == MONDAY + timedelta(days=8)
    assert [one.count for one in others] == [1, 1]
    assert [one.count for one in insights(RECORDS, least=2).unanswered] == [3]


def test_verdicts_are_counted_by_week() -> None:
    weeks = insights(RECORDS).weeks
    assert list(weeks) == [date(2026, 11, 23), date(2026, 11, 30)]
    assert [(week["not_stated"], week["answered"], week["action"]) for week in weeks.values()] == [(4, 2, 0), (1, 1, 0)]


def test_sections_found_of_no_use_are_named() -> None:
    [one] = insights(RECORDS).disliked
    assert (one.section, one.cited, one.down, one.reasons) == ("acme/2.1", 2, 1, ("古い",))


def test_candidates_are_cases_and_hold_nothing_that_was_redacted(tmp_path: Path, write_rows: Callable[..., Path]) -> None:
    rows = candidates(insights(RECORDS))
    first, other = read_cases([write_rows(tmp_path / "asked.jsonl", rows)])
    assert (first.question, first.verdict, first.paraphrases) == (
        "在宅勤務の手当はいくらですか",
        "not_stated",
        ("在宅勤務手当はいくら？",),
    )
    assert [str(one) for one in first.near] == ["acme/1", "acme/2"]
    assert other.question == "社員食堂の営業時間は"


def test_nothing_was_asked() -> None:
    found = insights([])
    assert (found.turns, found.unanswered, candidates(found)) == (0, (), [])


@pytest.fixture
def jobun(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[str, str]]:
    store = DatabaseStore.open(f"sqlite:///{tmp_path / 'state.db'}")
    now = datetime.now(UTC)
    store.begin("c", "public", now)
    for turn, thought in RECORDS:
        at = now - timedelta(days=40 if turn.id == "r4" else 1)
        store.keep("c", Turn(turn.id, at, turn.question, turn.reply), "", lambda *_: "")
        if thought:
            store.give_feedback(thought)
    store.close()
    app = typer.main.get_command(command)

    def run(*arguments: str | Path) -> tuple[str, str]:
        monkeypatch.setenv("JOBUN_DATABASE", f"sqlite:///{tmp_path / 'state.db'}")
        monkeypatch.setattr(sys, "argv", ["insights", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "120")
        app(standalone_mode=False)
        captured = capsys.readouterr()
        return captured.out, captured.err

    return run


def test_the_command_reads_what_the_site_keeps(jobun: Any, tmp_path: Path) -> None:
    report = json.loads(jobun("--json", "--export", tmp_path / "asked.jsonl")[0])
    assert (report["turns"], report["unanswered"][0]["count"]) == (7, 3)
    assert [case.id[:6] for case in read_cases([tmp_path / "asked.jsonl"])] == ["asked-"]
    assert json.loads(jobun("--json", "--days", "60")[0])["turns"] == 8
    shown = jobun()[0]
    for part in ("7 questions.", "在宅勤務の手当はいくらですか (2)", "acme/2.1", "古い"):
        assert part in shown


def test_what_is_there_is_not_written_over(jobun: Any, tmp_path: Path) -> None:
    from evaluation.errors import RunUnusable

    (tmp_path / "mine.jsonl").write_text("mine", encoding="utf-8")
    with pytest.raises(RunUnusable, match="is there already"):
        jobun("--export", tmp_path / "mine.jsonl")
    assert (tmp_path / "mine.jsonl").read_text(encoding="utf-8") == "mine"
