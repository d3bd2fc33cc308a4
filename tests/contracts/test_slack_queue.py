"""What the queue of what was accepted from Slack promises, on each database that it runs on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.slack.queue import Taken, Task
from bot.slack.sealing import Sealer
from bot.slack.store import DatabaseQueue
from bot.state.database import open_database

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def queue(url: str) -> Iterator[DatabaseQueue]:
    engine = open_database(url)
    yield DatabaseQueue(engine, Sealer(b"k" * 32))
    engine.dispose()


def task(number: int, place: str = "") -> Task:
    return Task(f"Ev{number}", "question", "T1", place or f"T1/C1/{number}", {"text": f"質問{number}"})


def taken(queue: DatabaseQueue, at: datetime = NOW) -> Taken:
    found = queue.take(at, 60)
    assert found is not None
    return found


def test_an_event_is_claimed_once_however_many_deliver_it(queue: DatabaseQueue) -> None:
    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(lambda n: queue.claim(task(n % 5), NOW), range(20)))

    assert sum(claimed) == 5
    assert queue.unfinished() == 5


def test_several_are_claimed_together_and_keep_their_order(queue: DatabaseQueue) -> None:
    assert queue.claim_all([], NOW) == ()
    assert queue.claim(task(2), NOW)

    assert queue.claim_all([task(3), task(2), task(1), task(3)], NOW) == (True, False, True, False)

    assert [taken(queue).task for _ in range(3)] == [task(2), task(3), task(1)]


def test_a_task_is_taken_by_one_and_comes_back_as_it_was(queue: DatabaseQueue) -> None:
    for number in range(12):
        queue.claim(task(number), NOW)

    with ThreadPoolExecutor(6) as pool:
        found = [one for one in pool.map(lambda _: queue.take(NOW, 60), range(24)) if one is not None]

    assert sorted(one.task.id for one in found) == sorted(f"Ev{number}" for number in range(12))
    assert {one.task.id: one.task for one in found} == {f"Ev{number}": task(number) for number in range(12)}
    assert all(queue.finish(one) for one in found)
    assert (queue.unfinished(), queue.take(NOW, 60)) == (0, None)


def test_what_somebody_dropped_is_taken_again_and_they_change_nothing_any_more(queue: DatabaseQueue) -> None:
    queue.claim(task(1), NOW)
    first = taken(queue)
    assert queue.sending(first)
    assert queue.renew(first, NOW + timedelta(seconds=30), 60)
    assert queue.take(NOW + timedelta(seconds=80), 60) is None

    second = taken(queue, NOW + timedelta(seconds=100))

    assert (second.attempts, second.sending, second.message) == (2, True, None)
    for late in (queue.renew(first, NOW, 60), queue.sent(first, "1.2"), queue.finish(first), queue.put_off(first, NOW)):
        assert late is False
    assert queue.replied(second, "r1")
    assert queue.sent(second, "1.2")
    assert queue.put_off(second, NOW + timedelta(seconds=200))
    third = taken(queue, NOW + timedelta(seconds=200))
    assert (third.attempts, third.message, third.reply) == (3, "1.2", "r1")
    assert queue.messages("T1/C1/1") == {"1.2"}


def test_in_one_place_the_earlier_is_done_first(queue: DatabaseQueue) -> None:
    for number in (1, 2):
        queue.claim(task(number, "T1/C1/7"), NOW)
    queue.claim(task(3, "T1/C1/8"), NOW)

    first, other = taken(queue), taken(queue)

    assert (first.task.id, other.task.id) == ("Ev1", "Ev3")
    assert queue.take(NOW, 60) is None
    queue.finish(first)
    assert taken(queue).task.id == "Ev2"


def test_stopping_reaches_what_is_under_way_and_not_what_comes_later(queue: DatabaseQueue) -> None:
    queue.claim(task(1, "T1/D1/7"), NOW)
    first = taken(queue)

    assert queue.stop("EvStop", "T1/D1/7", NOW + timedelta(seconds=1)) == 1
    assert queue.is_stopped(first)
    queue.finish(first)
    queue.claim(task(2, "T1/D1/7"), NOW + timedelta(seconds=2))
    assert queue.stop("EvStop", "T1/D1/7", NOW + timedelta(seconds=3)) == 0
    assert not queue.is_stopped(taken(queue, NOW + timedelta(seconds=3)))


def test_words_are_encrypted_and_forgotten_at_the_end(queue: DatabaseQueue, url: str) -> None:
    queue.claim(task(1), NOW)
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        with sqlite3.connect(file) as connection:
            sealed = connection.execute("select sealed from slack_tasks").fetchone()[0]
        connection.close()
        assert sealed
        assert "質問" not in sealed

    queue.finish(taken(queue))

    assert queue.claim(task(1), NOW) is False
    assert queue.purge(NOW) == 0
    assert queue.purge(NOW + timedelta(seconds=1)) == 1


def test_what_was_sealed_with_another_key_is_empty(queue: DatabaseQueue) -> None:
    queue.claim(task(1), NOW)
    other = DatabaseQueue(queue._engine, Sealer(b"o" * 32))

    assert taken(other).task.payload == {}
