"""From the outbox to a system at another address that fails as it likes: every request is there, once, or left to people."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.requests.adapters.choosing import Targets, adapter_of
from bot.requests.desk import Desk
from bot.requests.desk_target import DeskTarget
from bot.requests.receipts import Receipts
from bot.requests.record import Record, Subject
from bot.requests.sealing import Sealer
from bot.requests.store import DatabaseRequests
from bot.requests.worker import Worker
from bot.settings import Settings
from bot.state.database import open_database
from tests.requests.records import a_record
from tests.requests.servers import drp, fides, opendsr, ours
from tests.requests.servers.base import Fault

# Those that take no time; the first three do nothing, and the others all that was asked for.
FAULTS: list[Fault] = ["refuse", "unavailable", "busy", "fail_after", "half_after", "garbled_after"]
TARGETS: dict[str, tuple[Callable[[], Any], dict[str, str]]] = {
    "jobun": (ours.OwnServer, {"target_key": ours.KEY}),
    "opendsr": (opendsr.OpenDsrServer, {"target_key": opendsr.KEY}),
    "fides": (fides.FidesServer, {"target_user": fides.CLIENT, "target_key": fides.SECRET}),
    "drp": (drp.DrpServer, {"target_user": drp.AGENT, "target_business": drp.BUSINESS, "target_key": drp.KEY}),
}


class Filing:
    """An outbox, a worker and a target."""

    def __init__(self, name: str, folder: Path) -> None:
        make, given = TARGETS[name]
        self.name = name
        self.now = datetime(2026, 11, 26, 12, tzinfo=UTC)
        self.server = make()
        settings = Settings.read(
            {"JOBUN_HOME": str(folder), "JOBUN_TARGET": name, "JOBUN_TARGET_URL": self.server.url}
            | {f"JOBUN_{field.upper()}": value for field, value in given.items()}
        )
        url, sealer = f"sqlite:///{folder / 'state.db'}", Sealer(b"c" * 32, b"a" * 32)
        self.store = DatabaseRequests.open(url, sealer)
        self.desk = Desk(open_database(url), sealer)
        self.worker = Worker(self.store, Targets(DeskTarget(self.desk), adapter_of(settings)), now=lambda: self.now)

    def confirm(self, record: Record) -> None:
        receipt = Receipts(b"r" * 32).of(record.id, record.confirmation_sha256)
        assert self.store.add(record, receipt, target=self.name, alike=record.id)

    def work(self, steps: int) -> None:
        """So many pieces of work, and the time until each is due."""
        for _ in range(steps):
            if not self.worker.step():
                self.now += timedelta(minutes=30)

    def close(self) -> None:
        self.server.close()
        self.store.close()
        self.desk.close()


@pytest.fixture
def filing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Filing]:
    made = Filing(request.param, tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("filing", TARGETS, indirect=True)
def test_whatever_fails_every_request_arrives_once(filing: Filing) -> None:
    chance = random.Random(20261126)  # noqa: S311 - no secret
    # Several for the same person would be in one another's way with OpenDSR.
    records = [a_record(subject=Subject(email=f"hanako{number}@example.jp")) for number in range(6)]
    for record in records:
        filing.confirm(record)
    for _ in range(24):
        filing.server.fail_next(chance.choice(FAULTS), chance.choice(["POST", "POST", "GET"]))

    filing.work(60)
    filing.server.mend()
    filing.work(40)

    assert set(filing.server.requests) == {record.id for record in records}
    for record in records:
        entry = filing.store.get(record.id)
        assert entry is not None
        assert entry.pending is not None
        assert (entry.status, entry.pending.action, entry.pending.dead) == ("submitted", "follow", False)
        assert entry.reference


@pytest.mark.parametrize("filing", TARGETS, indirect=True)
def test_what_becomes_of_a_request_there_is_known_here(filing: Filing) -> None:
    record, withdrawn = a_record(), a_record(right="disclosure")
    filing.confirm(record)
    filing.confirm(withdrawn)
    filing.work(6)
    fulfilled = {"jobun": "fulfilled", "opendsr": "completed", "fides": "complete", "drp": "fulfilled"}[filing.name]
    filing.server.stands(record.id, fulfilled)
    filing.store.withdraw(withdrawn.id, filing.now, "")

    filing.work(12)

    statuses = {entry.record.id: entry.status for entry in filing.store.entries()}
    assert statuses == {record.id: "fulfilled", withdrawn.id: "cancelled"}
    assert filing.server.requests.keys() == statuses.keys()


@pytest.mark.parametrize("filing", TARGETS, indirect=True)
def test_what_is_refused_there_is_left_to_people(filing: Filing) -> None:
    agents = a_record(on_behalf_of="agent", for_whom="山田太郎")
    filing.confirm(agents)
    for _ in range(3):
        filing.server.fail_next("redirect", "POST")

    filing.work(4)

    entry = filing.store.get(agents.id)
    assert entry is not None
    assert entry.pending is not None
    assert (entry.status, entry.pending.dead) == ("failed", True)
    assert entry.pending.reason.startswith(f"The target {filing.name}")
    assert filing.server.requests == {}
