"""``jobun requests`` from the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.requests.assemble import sealer_of
from bot.requests.receipts import Receipts
from bot.requests.store import DatabaseRequests
from bot.requests.targets import Filed
from bot.settings import Settings
from bot.state.database import database_url
from corpus.command_line import main
from tests.requests.records import PERSONAL, a_record

Run = Callable[..., tuple[int, str, str]]
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command: its exit status, what it printed, and what it said on stderr."""

    def ran(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jobun", "requests", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return ran


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseRequests]:
    monkeypatch.setenv("JOBUN_HOME", str(tmp_path))
    settings = Settings.read({"JOBUN_HOME": str(tmp_path)})
    opened = DatabaseRequests.open(database_url(settings), sealer_of(settings))
    yield opened
    opened.close()


@pytest.fixture
def number(store: DatabaseRequests) -> str:
    record = a_record(confirmed_at=NOW)
    receipt = Receipts(b"r" * 32).of(record.id, "")
    store.add(record, receipt, target="fides", alike="")
    return receipt.number


def leased(store: DatabaseRequests) -> Any:
    return store.lease(datetime.now(UTC), 60)


def test_requests_are_listed_without_who_filed_them(run: Run, number: str) -> None:
    status, said, _ = run("list")

    assert status == 0
    assert said.startswith(f"{number}  queued  deletion  fides  2026-11-26T12:00+00:00")
    assert [word for word in PERSONAL if word in said + run("list", "--json")[1] + run("show", number)[1]] == []
    assert run("list", "--status", "failed")[1] == ""


def test_who_filed_one_is_shown_when_it_is_asked_for(run: Run, number: str) -> None:
    shown = json.loads(run("show", number.lower(), "--contact", "--json")[1])

    assert shown["number"] == number
    assert (shown["subject"]["email"], shown["details"]) == (PERSONAL[1], PERSONAL[4])
    assert run("show", shown["id"])[0] == 0


def test_a_dead_letter_is_tried_again_or_ended(run: Run, store: DatabaseRequests, number: str) -> None:
    assert "no dead letter" in run("retry", number)[2]
    store.park(leased(store), "It refused with 400.", "担当者が確認します。", NOW)
    assert run("list", "--status", "failed")[1].endswith("It refused with 400.\n")

    assert run("retry", number) == (0, f"Request {number} will be tried again.\n", "")
    lease = leased(store)
    assert lease.attempts == 2
    store.park(lease, "It refused with 400.", "", NOW)
    assert run("cancel", number) == (0, f"Request {number} is cancelled.\n", "")
    assert "has ended" in run("cancel", number)[2]


def test_one_that_was_sent_is_taken_back_there(run: Run, store: DatabaseRequests, number: str) -> None:
    store.settle(leased(store), Filed("r", "submitted"), now=NOW, again_at=NOW)

    assert run("cancel", number)[1] == f"Request {number} will be taken back at fides.\n"
    assert leased(store).action == "withdraw"


def test_one_that_is_not_there_is_told(run: Run, store: DatabaseRequests) -> None:
    for command in ("show", "retry", "cancel"):
        assert run(command, "0000-0000")[0] == 1
