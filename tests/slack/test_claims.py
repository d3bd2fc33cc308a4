"""Claims that come together are kept together, and each is told how it went."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.errors import StateUnavailable
from bot.slack.claims import Claims
from bot.slack.queue import Task

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Kept:
    """Keeps the batches; the one that holds ``broken`` cannot be kept."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.ids: set[str] = set()

    def claim_all(self, tasks: Sequence[Task], _: datetime) -> tuple[bool, ...]:
        self.batches.append([task.id for task in tasks])
        if "broken" in self.batches[-1]:
            raise StateUnavailable("no room")
        found = []
        for task in tasks:
            found.append(task.id not in self.ids)
            self.ids.add(task.id)
        return tuple(found)


def task(number: object) -> Task:
    return Task(str(number), "question", "T1", "", {})


def test_those_that_come_meanwhile_are_kept_in_one_go() -> None:
    kept: Any = Kept()

    async def run() -> list[bool]:
        claims = Claims(kept)
        first = [claims.claim(task(number % 30), NOW) for number in range(150)]
        found = await asyncio.gather(*first)
        return [*found, await claims.claim(task(1), NOW), await claims.claim(task(99), NOW)]

    found = asyncio.run(run())

    assert found == [True] * 30 + [False] * 121 + [True]
    assert [len(batch) for batch in kept.batches] == [100, 50, 1, 1]


def test_where_nothing_can_be_kept_each_is_told_and_the_next_is_tried() -> None:
    kept: Any = Kept()

    async def run() -> None:
        claims = Claims(kept)
        together = await asyncio.gather(*(claims.claim(task(name), NOW) for name in ("a", "broken")), return_exceptions=True)
        assert [type(each) for each in together] == [StateUnavailable] * 2
        assert await claims.claim(task("a"), NOW)

    asyncio.run(run())
    with pytest.raises(StateUnavailable):
        asyncio.run(Claims(kept).claim(task("broken"), NOW))
