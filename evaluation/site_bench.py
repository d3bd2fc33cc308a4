"""How quick the site is over HTTP on loopback, and what it holds when it is asked for long. It measures, and asserts nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from threading import Event
from time import monotonic, perf_counter
from typing import Final, Self

import httpx2
import numpy as np

from evaluation.bench import WARM_UP
from evaluation.errors import BenchFailed
from evaluation.site_process import Process

CLIENTS: Final = 16
TURNS: Final = 3
"""How many questions of a load share a session."""
LABELS: Final = {
    "answers_per_s": f"Answers a second, asked by {CLIENTS} at once",
    "answers": "… answers",
    "refused": "… refused or failed",
    "soak_minutes": "… minutes",
    "alone_p50_ms": "Answer, asked by one alone, median (ms)",
    "alone_p95_ms": "Answer, asked by one alone, 95 % (ms)",
    "alone_questions": "… questions",
    "first_byte_p50_ms": "First byte of a stream, median (ms)",
    "first_byte_p95_ms": "First byte of a stream, 95 % (ms)",
    "memory_started_mb": "Memory of the site, started (MiB)",
    "memory_before_mb": "… when the load begins (MiB)",
    "memory_after_mb": "… when it ends (MiB)",
    "memory_growth_mb": "… grown meanwhile (MiB)",
    "memory_growth_late_mb": "… of it in the second half (MiB)",
}

_TIMEOUT_S: Final = 60.0
_WARM_MOST_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: each part ends with its count of questions or its time, whichever comes first.

    ``minutes`` is for the load that is measured; one of ``warm_s`` seconds goes before it, and goes on until it had ``warm`` answers,
    so that what grows only once has grown: each thread's analyser, the pages of the models that are mapped, what is remembered of the
    questions.
    """

    minutes: float = 1.0
    clients: int = CLIENTS
    most: int = 1_000_000
    warm_s: float = 30.0
    warm: int = 5_000
    alone: int = 200
    alone_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a load: replies given, requests refused or failed, and the seconds it took."""

    answers: int
    refused: int
    took_s: float

    def __add__(self, other: Load) -> Load:
        """This and another one after it."""
        return Load(self.answers + other.answers, self.refused + other.refused, self.took_s + other.took_s)


class Visitor:
    """One person at a site."""

    def __init__(self, address: str) -> None:
        """``address`` is the site's, without a slash at its end."""
        self._http = httpx2.Client(base_url=address, headers={"Origin": address}, timeout=_TIMEOUT_S, trust_env=False)
        self._bearer: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Connections are kept while the block runs."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave."""
        self._http.close()

    def begin(self) -> None:
        """Begin a session, and a conversation with it."""
        token = self._http.post("/v1/sessions").raise_for_status().json()["token"]
        self._bearer = {"Authorization": f"Bearer {token}"}

    def ask(self, question: str) -> float:
        """Ask, and say after how many seconds the whole reply was there."""
        began = perf_counter()
        self._http.post("/v1/chat", json={"question": question}, headers=self._bearer).raise_for_status()
        return perf_counter() - began

    def first_byte(self, question: str) -> float:
        """Ask for a stream, read all of it, and say after how many seconds its first byte was there."""
        began = perf_counter()
        headers = {**self._bearer, "Accept": "text/event-stream"}
        with self._http.stream("POST", "/v1/chat", json={"question": question}, headers=headers) as answer:
            parts = answer.raise_for_status().iter_raw()
            next(parts, b"")
            took_s = perf_counter() - began
            for _ in parts:
                pass
        return took_s


def measure(
    site: Process, questions: Sequence[str], plan: Plan, advance: Callable[[], object] = lambda: None
) -> dict[str, float]:
    """All figures, by the keys of `LABELS`; those of memory are left out where the system does not tell.

    ``advance`` is called four times. Raises `BenchFailed` where the site gives up.
    """
    try:
        return dict(_measured(site, questions, plan, advance))
    except httpx2.HTTPError as error:
        raise BenchFailed(
            f"The site did not answer ({type(error).__name__}); run `jobun serve` by itself to see why."
        ) from error


def _measured(
    site: Process, questions: Sequence[str], plan: Plan, advance: Callable[[], object]
) -> Iterator[tuple[str, float]]:
    started = site.memory_mb()
    took_s = alone(site.address, questions, Visitor.ask, plan)
    yield from _quantiles("alone", took_s)
    yield "alone_questions", len(took_s)
    advance()
    yield from _quantiles("first_byte", alone(site.address, questions, Visitor.first_byte, plan))
    advance()
    answers, ends = 0, monotonic() + _WARM_MOST_S
    while answers < min(plan.warm, plan.most) and monotonic() < ends:
        answers += load(site.address, questions, plan.clients, plan.warm_s, plan.most).answers
    advance()
    before = site.memory_mb()
    # In two halves: what still grows in the second one has no end in sight.
    early = load(site.address, questions, plan.clients, plan.minutes * 30, plan.most // 2)
    middle = site.memory_mb()
    late = load(site.address, questions, plan.clients, plan.minutes * 30, plan.most - plan.most // 2)
    after = site.memory_mb()
    soak = early + late
    yield "answers_per_s", soak.answers / soak.took_s
    yield "answers", soak.answers
    yield "refused", soak.refused
    yield "soak_minutes", soak.took_s / 60
    if started is not None and before is not None and middle is not None and after is not None:
        yield "memory_started_mb", started
        yield "memory_before_mb", before
        yield "memory_after_mb", after
        yield "memory_growth_mb", after - before
        yield "memory_growth_late_mb", after - middle
    advance()


def alone(address: str, questions: Sequence[str], ask: Callable[[Visitor, str], float], plan: Plan) -> list[float]:
    """How many seconds each of some questions took, evenly spaced and each in a session of its own, when nobody else asks."""
    chosen = [questions[at * len(questions) // plan.alone] for at in range(plan.alone)]
    took_s: list[float] = []
    with Visitor(address) as visitor:
        visitor.begin()
        for question in chosen[:WARM_UP]:
            ask(visitor, question)
        ends = monotonic() + plan.alone_s
        for question in chosen:
            visitor.begin()
            took_s.append(ask(visitor, question))
            if monotonic() > ends:
                break
    return took_s


def load(address: str, questions: Sequence[str], clients: int, seconds: float, most: int) -> Load:
    """Ask the questions again and again, ``clients`` at once, until the seconds are over or ``most`` were asked."""
    numbers, over, ends = count(), Event(), monotonic() + seconds

    def visit() -> tuple[int, int]:
        asked = refused = 0
        with Visitor(address) as visitor:
            while not over.is_set() and monotonic() < ends and (number := next(numbers)) < most:
                try:
                    if asked % TURNS == 0:
                        visitor.begin()
                    visitor.ask(questions[number % len(questions)])
                except httpx2.ConnectError:
                    # There is no site any more, and nothing to measure.
                    raise
                except httpx2.HTTPError:
                    refused += 1
                asked += 1
        return asked - refused, refused

    began = perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        try:
            counts = [each.result() for each in [pool.submit(visit) for _ in range(clients)]]
        finally:
            # What ends one, or this, ends all.
            over.set()
    took_s = perf_counter() - began
    return Load(sum(answers for answers, _ in counts), sum(refused for _, refused in counts), took_s)


def _quantiles(name: str, took_s: Sequence[float]) -> Iterator[tuple[str, float]]:
    low, high = np.quantile(took_s, [0.5, 0.95])
    yield f"{name}_p50_ms", float(low) * 1000
    yield f"{name}_p95_ms", float(high) * 1000
