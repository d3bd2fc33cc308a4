"""Of one wish, one request: however many drafts are confirmed in the same instant, and whatever an earlier version has left."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from alembic import command
from sqlalchemy import text

from bot.requests.adapters.choosing import Targets
from bot.requests.desk import Desk
from bot.requests.desk_target import DeskTarget
from bot.requests.drafts import Drafts
from bot.requests.forms import Filled
from bot.requests.preview import Grounds
from bot.requests.receipts import Receipts
from bot.requests.requesting import Confirmed, Requesting
from bot.requests.sealing import Sealer
from bot.requests.store import DatabaseRequests
from bot.state import database
from bot.state.database import open_database
from tests.requests.records import a_record

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SEALER = Sealer(b"c" * 32, b"a" * 32)
RECEIPTS = Receipts(b"r" * 32)
SERVICES = 4
FILLED = Filled("deletion", email="hanako@example.jp")
GROUNDS = Grounds("site-privacy", date(2022, 4, 1), ("7.1",))


@pytest.fixture
def services(url: str) -> Iterator[list[Requesting]]:
    """Several on one database, each with connections of its own, as in processes of their own."""
    stores = [DatabaseRequests.open(url, SEALER) for _ in range(SERVICES)]
    desk = Desk(open_database(url), SEALER)
    drafts = Drafts(b"d" * 32, clock=NOW.timestamp)
    yield [
        Requesting(store, Targets(DeskTarget(desk)), receipts=RECEIPTS, drafts=drafts, sealer=SEALER, now=lambda: NOW)
        for store in stores
    ]
    for store in stores:
        store.close()
    desk.close()


def test_several_drafts_of_one_wish_that_are_confirmed_in_the_same_instant_are_one_request(
    services: list[Requesting], url: str
) -> None:
    for wish in range(3):
        filled = Filled("deletion", email=f"a{wish}@example.jp")
        tokens = [service.prepare(filled, GROUNDS, "ja").token for service in services * 2]
        begin = Barrier(len(tokens))

        def confirm(number: int, filled: Filled = filled, tokens: list[str] = tokens, begin: Barrier = begin) -> Confirmed:
            begin.wait()
            return services[number % SERVICES].confirm(filled, tokens[number], "ja")

        with ThreadPoolExecutor(len(tokens)) as pool:
            done = list(pool.map(confirm, range(len(tokens))))

        assert sum(one.receipt is not None for one in done) == 1
        assert len({one.entry.record.id for one in done}) == 1
    with closing(DatabaseRequests.open(url, SEALER)) as store:
        assert len(store.entries()) == 3


def test_one_draft_that_is_confirmed_several_times_at_once_gives_one_receipt(services: list[Requesting]) -> None:
    token = services[0].prepare(FILLED, GROUNDS, "ja").token
    begin = Barrier(SERVICES)

    def confirm(service: Requesting) -> Confirmed:
        begin.wait()
        return service.confirm(FILLED, token, "ja")

    with ThreadPoolExecutor(SERVICES) as pool:
        receipts = {one.receipt for one in pool.map(confirm, services)}

    assert len(receipts) == 1
    assert None not in receipts


def test_what_an_earlier_version_has_filed_twice_is_kept(url: str) -> None:
    engine = open_database(url)
    with closing(DatabaseRequests(engine, SEALER)) as store:
        with engine.begin() as connection:
            connection.execute(text("drop index uq_requests_open"))
            connection.execute(text("drop table email_codes"))
            connection.execute(text("update alembic_version set version_num = '0003'"))
        records = [a_record() for _ in range(3)]
        for record in records:
            store.add(record, RECEIPTS.of(record.id, ""), target="desk", alike="same")
        first = min(record.id for record in records)

        database.migrate(engine)

        assert len(store.entries()) == 3
        kept = store.open_like("same")
        assert kept is not None
        assert kept.record.id == first
        another = a_record()
        assert not store.add(another, RECEIPTS.of(another.id, ""), target="desk", alike="same")
        with engine.connect() as connection:
            config = database._config()
            config.attributes["connection"] = connection
            command.check(config)
