"""Requests on SQLite, with a desk in the same process, and a clock that a test sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.requests.adapters.choosing import Targets
from bot.requests.desk import Desk
from bot.requests.desk_target import DeskTarget
from bot.requests.drafts import Drafts
from bot.requests.receipts import Receipts
from bot.requests.requesting import Requesting
from bot.requests.sealing import Sealer
from bot.requests.store import DatabaseRequests
from bot.requests.worker import Worker
from bot.state.database import open_database


@dataclass
class Parts:
    """All that filing takes. ``now`` is the present; ``forward`` moves it."""

    url: str
    now: datetime = datetime(2026, 11, 26, 12, tzinfo=UTC)
    woken: list[None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sealer = Sealer(b"c" * 32, b"a" * 32)
        self.store = DatabaseRequests.open(self.url, self.sealer)
        self.desk = Desk(open_database(self.url), self.sealer, now=self.clock)
        self.targets = Targets(DeskTarget(self.desk))
        self.requesting = Requesting(
            self.store,
            self.targets,
            receipts=Receipts(b"r" * 32),
            drafts=Drafts(b"d" * 32, clock=self.seconds),
            sealer=self.sealer,
            now=self.clock,
            filed=lambda: self.woken.append(None),
        )
        self.worker = Worker(self.store, self.targets, now=self.clock)

    def clock(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    made = Parts(f"sqlite:///{tmp_path / 'state.db'}")
    yield made
    made.store.close()
    made.desk.close()
