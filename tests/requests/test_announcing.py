"""Whoever filed with our desk is told, signed, until they have heard it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.requests.adapters.callbacks import Callbacks
from bot.requests.announcing import Announcer
from bot.requests.desk import Desk
from bot.requests.sealing import Sealer
from bot.state.database import open_database
from tests.requests.records import a_record
from tests.requests.servers.base import Call, ProtocolServer, Reply

KEY = SecretStr("c" * 32)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Filer(ProtocolServer):
    """Whoever filed: hears what is signed for it."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        super().__init__()
        self.callbacks = Callbacks(f"{self.url}/called", KEY, "jobun", now=lambda: NOW)

    def answer(self, call: Call) -> Reply:
        _, target, request, tag = call.parts
        assert target == "jobun"
        self.heard.append(self.callbacks.heard(request, tag, call.headers, call.body))
        return Reply(204)


@pytest.fixture
def filer() -> Iterator[Filer]:
    with closing(Filer()) as filer:
        yield filer


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    engine = open_database(f"sqlite:///{tmp_path / 'state.db'}")
    with closing(Desk(engine, Sealer(b"c" * 32, b"a" * 32), calls_back=True, now=lambda: NOW)) as desk:
        yield desk


@pytest.fixture
def clock() -> list[datetime]:
    return [NOW]


@pytest.fixture
def announcer(filer: Filer, desk: Desk, clock: list[datetime]) -> Iterator[Announcer]:
    made = Announcer(open_database(str(desk._engine.url)), f"{filer.url}/called", KEY, timeout_s=5, now=lambda: clock[0])
    with closing(made):
        yield made


def advanced(desk: Desk, **values: Any) -> str:
    record = a_record(**values)
    desk.take(record)
    desk.advance(record.id, "in_progress", "", "ja")
    return record.id


def test_a_step_is_told_once_and_signed(filer: Filer, desk: Desk, announcer: Announcer) -> None:
    assert not announcer.step()
    one = advanced(desk)

    assert announcer.step()
    assert not announcer.step()

    assert filer.heard == [one]
    assert json.loads(filer.calls[0].body) == {"request_id": one, "status": "in_progress"}


def test_what_was_not_heard_is_told_again_when_it_is_time(
    filer: Filer, desk: Desk, announcer: Announcer, clock: list[datetime]
) -> None:
    one = advanced(desk)
    filer.fail_next("unavailable")

    assert announcer.step()
    assert not announcer.step()
    clock[0] += timedelta(seconds=10)
    assert announcer.step()

    assert filer.heard == [one]


def test_what_is_refused_is_not_told_again(filer: Filer, desk: Desk, announcer: Announcer, clock: list[datetime]) -> None:
    advanced(desk)
    filer.fail_next("unauthorised")

    assert announcer.step()
    clock[0] += timedelta(days=1)
    assert not announcer.step()
