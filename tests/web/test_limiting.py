"""How often is too often."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.web.limiting import Window


@dataclass
class Seconds:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def test_as_many_as_the_rate_says_and_no_more() -> None:
    window = Window("3/minute", Seconds())

    assert [window.count("a") > 0 for _ in range(5)] == [False, False, False, True, True]
    assert window.count("b") == 0


@pytest.mark.parametrize("earlier", [0, 1, 3, 7])
@pytest.mark.parametrize("later", [0.0, 20.5, 59.0, 61.0, 95.0])
def test_who_waits_as_long_as_told_may_ask(earlier: int, later: float) -> None:
    clock = Seconds()
    window = Window("7/minute", clock)
    for _ in range(earlier):
        window.count("a")
    clock.now += later
    while not (wait_s := window.count("a")):
        pass

    clock.now += wait_s

    assert 1 <= wait_s <= 61
    assert window.count("a") == 0


def test_a_burst_on_both_sides_of_a_minute_is_one_burst() -> None:
    clock = Seconds(1_800_000_000.0 // 60 * 60 + 59)
    window = Window("10/minute", clock)
    assert [window.count("a") for _ in range(10)] == [0] * 10

    clock.now += 2

    assert [window.count("a") > 0 for _ in range(2)] == [False, True]


def test_names_are_forgotten() -> None:
    clock = Seconds()
    window = Window("3/minute", clock)
    for number in range(1000):
        window.count(str(number))
    assert len(window) == 1000

    clock.now += 120
    window.count("a")

    assert len(window) == 1
