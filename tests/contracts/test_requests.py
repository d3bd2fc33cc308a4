"""What every store of requests promises, on each database that it runs on."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from bot.errors import RequestFixed, SettingsWrong
from bot.requests.counting import Outstanding
from bot.requests.port import Lease, RequestStore
from bot.requests.receipts import Receipt, Receipts
from bot.requests.record import Record, Subject
from bot.requests.sealing import Sealer
from bot.requests.store import DatabaseRequests
from bot.requests.targets import Filed
from bot.state.database import open_database
from tests.requests.records import a_record

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
SEALER = Sealer(b"c" * 32, b"a" * 32)
RECEIPTS = Receipts(b"r" * 32)


@pytest.fixture
def store(url: str) -> Iterator[RequestStore]:
    opened = DatabaseRequests.open(url, SEALER)
    yield opened
    opened.close()


def record(**values: Any) -> Record:
    private = Subject("山田花子", "hanako@example.org", "+819012345678", "C-77")
    given = {"subject": private, "on_behalf_of": "agent", "for_whom": "山田太郎", "details": "会員登録の情報をすべて"}
    return a_record(**{**given, "confirmed_at": NOW, **values})


def receipt(one: Record) -> Receipt:
    return RECEIPTS.of(one.id, one.confirmation_sha256)


def add(store: RequestStore, alike: str = "", **values: object) -> Record:
    one = record(**values)
    assert store.add(one, receipt(one), target="desk", alike=alike or one.id)
    return one


def leased(store: RequestStore, at: datetime = NOW, for_s: float = 60) -> Lease:
    lease = store.lease(at, for_s)
    assert lease is not None
    return lease


def test_a_request_comes_back_as_it_was_confirmed(store: RequestStore) -> None:
    one = add(store, "same")

    kept = store.get(one.id)

    assert kept is not None
    assert kept.record == one
    assert (kept.number, kept.status, kept.target, kept.reference) == (receipt(one).number, "queued", "desk", "")
    assert [event.status for event in kept.history] == ["queued"]
    assert kept.pending is not None
    assert (kept.pending.action, kept.pending.attempts, kept.pending.dead) == ("file", 0, False)
    assert store.numbered(kept.number) == kept
    assert store.open_like("same") == kept
    assert store.entries() == store.entries("queued") == (kept,)
    assert store.entries("failed") == ()


def test_adding_it_again_changes_nothing_however_many_do(store: RequestStore) -> None:
    one = record()
    with ThreadPoolExecutor(6) as pool:
        added = list(pool.map(lambda _: store.add(one, receipt(one), target="desk", alike="same"), range(6)))

    assert sorted(added) == [False] * 5 + [True]
    assert len(store.entries()) == 1


def test_of_those_that_are_alike_one_alone_is_open_however_many_are_added_at_once(store: RequestStore) -> None:
    several = [record() for _ in range(12)]
    begin = Barrier(len(several))

    def file(one: Record) -> bool:
        begin.wait()
        return store.add(one, receipt(one), target="desk", alike="same")

    with ThreadPoolExecutor(len(several)) as pool:
        added = list(pool.map(file, several))

    assert sorted(added) == [False] * 11 + [True]
    (kept,) = store.entries()
    assert store.open_like("same") == kept
    assert store.lease(NOW, 60)
    assert store.lease(NOW, 60) is None
    # Once it has ended, the next may come.
    store.park(leased(store, LATER), "", "", LATER)
    assert store.cancel(kept.record.id, LATER, "")
    add(store, "same")


def test_what_is_left_to_be_done_is_counted(store: DatabaseRequests) -> None:
    assert store.outstanding(NOW) == Outstanding(0, 0, 0)
    add(store, confirmed_at=NOW - timedelta(minutes=16))
    store.park(leased(store), "400", "", NOW)
    add(store, confirmed_at=NOW - timedelta(minutes=16))
    add(store)

    assert store.outstanding(NOW) == Outstanding(waiting=2, overdue=1, dead=1)


def test_a_request_and_its_work_are_kept_together_or_not_at_all(store: RequestStore, url: str) -> None:
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(text("alter table outbox rename to hidden"))

    one = record()
    with pytest.raises(Exception, match="cannot be used"):
        store.add(one, receipt(one), target="desk", alike="same")

    with engine.begin() as connection:
        connection.execute(text("alter table hidden rename to outbox"))
    engine.dispose()
    assert store.get(one.id) is None
    assert store.add(one, receipt(one), target="desk", alike="same")


def test_nothing_that_tells_who_somebody_is_can_be_read_in_the_database(store: RequestStore, url: str) -> None:
    one = add(store)
    engine = open_database(url)
    with engine.connect() as connection:
        rows = [
            str({key: bytes(value) if isinstance(value, memoryview) else value for key, value in row.items()})
            for table in ("requests", "request_events", "outbox")
            for row in connection.execute(text(f"select * from {table}")).mappings()  # noqa: S608 - names of ours
        ]
    engine.dispose()

    said = "".join(rows)
    assert one.id in said
    private = ("hanako", "example.org", "9012345678", "C-77", "花子", "太郎", "会員登録", receipt(one).secret)
    assert [word for word in private if word in said or word.encode().hex() in said] == []


def test_another_key_reads_nothing(store: RequestStore, url: str) -> None:
    one = add(store)
    other = DatabaseRequests.open(url, Sealer(b"x" * 32, b"a" * 32))

    with pytest.raises(SettingsWrong, match="JOBUN_REQUESTS_KEY"):
        other.get(one.id)
    other.close()


def test_what_is_sealed_belongs_to_one_request() -> None:
    sealed = SEALER.seal({"name": "花子"}, "one")

    assert SEALER.open(sealed, "one") == {"name": "花子"}
    assert sealed != SEALER.seal({"name": "花子"}, "one")
    with pytest.raises(SettingsWrong):
        SEALER.open(sealed, "another")


def test_work_is_leased_to_one_at_a_time_the_longest_due_first(store: RequestStore) -> None:
    ids = {add(store, confirmed_at=NOW - timedelta(minutes=number)).id: number for number in range(12)}

    assert ids[leased(store).entry.record.id] == 11
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: store.lease(NOW, 60), range(16)))

    got = [lease.entry.record.id for lease in taken if lease]
    assert len(got) == len(set(got)) == 11
    assert store.lease(NOW, 60) is None


def test_dropped_work_is_leased_again_with_one_attempt_more(store: RequestStore) -> None:
    add(store)
    first = leased(store, for_s=60)
    assert first.attempts == 1
    assert store.lease(NOW + timedelta(seconds=59), 60) is None

    second = leased(store, NOW + timedelta(seconds=61))

    assert second.attempts == 2
    assert not store.renew(first, NOW, 60)
    assert not store.settle(first, Filed("r", "submitted"), now=NOW, again_at=LATER)
    assert not store.put_off(first, LATER, "late")
    assert not store.park(first, "late", "late", NOW)
    assert store.renew(second, NOW, 600)
    assert store.lease(NOW + timedelta(seconds=500), 60) is None


def test_what_was_filed_is_asked_for_again_until_it_has_ended(store: RequestStore) -> None:
    one = add(store)
    assert store.settle(leased(store), Filed("ref-1", "submitted"), now=NOW, again_at=LATER)
    assert store.lease(NOW, 60) is None

    follow = leased(store, LATER)
    assert (follow.action, follow.attempts, follow.entry.reference) == ("follow", 1, "ref-1")
    assert store.settle(follow, Filed("ref-1", "submitted"), now=LATER, again_at=LATER)
    assert store.settle(leased(store, LATER), Filed("ref-1", "fulfilled", "送りました"), now=LATER, again_at=LATER)

    kept = store.get(one.id)
    assert kept is not None
    assert [(event.status, event.reason) for event in kept.history] == [
        ("queued", ""),
        ("submitted", ""),
        ("fulfilled", "送りました"),
    ]
    assert kept.pending is None
    assert store.open_like("same") is None
    with pytest.raises(RequestFixed):
        store.withdraw(one.id, LATER, "")


def test_what_is_put_off_comes_when_it_is_due(store: RequestStore) -> None:
    add(store)
    assert store.put_off(leased(store), LATER, "503")

    assert store.lease(LATER - timedelta(seconds=1), 60) is None
    again = leased(store, LATER)
    assert (again.action, again.attempts) == ("file", 2)
    assert again.entry.pending is not None
    assert again.entry.pending.reason == "503"


def test_what_is_left_to_people_waits_for_them(store: RequestStore) -> None:
    one = add(store)
    assert store.park(leased(store), "400", "担当者が確認します。", NOW)
    assert store.lease(LATER, 60) is None
    assert [(entry.status, entry.pending and entry.pending.reason) for entry in store.entries("failed")] == [("failed", "400")]

    assert store.retry(one.id, LATER)
    assert not store.retry(one.id, LATER)
    again = leased(store, LATER)
    assert again.attempts == 2, "one that may have been sent is looked for first"
    assert not store.cancel(one.id, LATER, "")
    assert store.park(again, "400", "", LATER)
    assert store.cancel(one.id, LATER, "取り消しました。")
    kept = store.get(one.id)
    assert kept is not None
    assert (kept.status, kept.pending) == ("cancelled", None)


def test_one_that_nobody_has_tried_to_file_is_withdrawn_at_once(store: RequestStore) -> None:
    one = add(store)

    kept = store.withdraw(one.id, NOW, "取り下げました。")

    assert kept is not None
    assert (kept.status, kept.pending) == ("cancelled", None)
    assert store.lease(LATER, 60) is None
    assert store.withdraw(str(uuid.uuid4()), NOW, "") is None


def test_one_that_may_have_arrived_is_taken_back_there(store: RequestStore) -> None:
    one = add(store)
    filing = leased(store)
    kept = store.withdraw(one.id, NOW, "")
    assert kept is not None
    assert kept.pending is not None
    assert (kept.status, kept.pending.action) == ("queued", "withdraw")
    assert store.lease(NOW, 60) is None, "what is being done is finished first"

    assert store.settle(filing, Filed("ref-1", "submitted"), now=NOW, again_at=LATER)
    taking = leased(store)

    assert (taking.action, taking.entry.reference) == ("withdraw", "ref-1")
    assert store.settle(taking, Filed("ref-1", "cancelled", "取り下げました。"), now=NOW, again_at=LATER)
    done = store.get(one.id)
    assert done is not None
    assert [event.status for event in done.history] == ["queued", "submitted", "cancelled"]


def test_one_that_was_withdrawn_while_it_could_not_be_filed_is_looked_for(store: RequestStore) -> None:
    one = add(store)
    filing = leased(store)
    store.withdraw(one.id, NOW, "")
    assert store.put_off(filing, LATER, "timed out")

    assert leased(store).action == "withdraw"


def test_one_that_is_not_given_back_is_followed_on(store: RequestStore) -> None:
    one = add(store)
    store.settle(leased(store), Filed("ref-1", "in_progress"), now=NOW, again_at=LATER)
    store.withdraw(one.id, NOW, "")

    taking = leased(store)
    assert store.cannot_withdraw(taking, "受け付けられませんでした。", reference="ref-1", now=NOW, again_at=LATER)

    kept = store.get(one.id)
    assert kept is not None
    assert kept.pending is not None
    assert (kept.status, kept.pending.action, kept.history[-1].reason) == (
        "in_progress",
        "follow",
        "受け付けられませんでした。",
    )
    assert store.hasten(one.id, NOW)
    assert leased(store).action == "follow"


def test_who_filed_is_forgotten_once_the_time_is_over(store: RequestStore) -> None:
    ended, still = add(store), add(store)
    store.withdraw(ended.id, NOW, "花子さんが取り下げました。")

    assert store.purge(NOW) == 0
    assert store.purge(NOW + timedelta(seconds=1)) == 1
    assert store.purge(NOW + timedelta(seconds=1)) == 0

    kept = store.get(ended.id)
    assert kept is not None
    assert (kept.record.subject, kept.record.for_whom, kept.record.details) == (Subject(), "", "")
    assert kept.record.confirmation_sha256 == ended.confirmation_sha256
    assert [(event.status, event.reason) for event in kept.history] == [("queued", ""), ("cancelled", "")]
    left = store.get(still.id)
    assert left is not None
    assert left.record == still
