"""Asking an engine every question of a set of cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Protocol, TypeVar

from bot.replies import Question, Reply
from corpus.model import Audience
from evaluation.cases import Case
from evaluation.judging import Outcome, judge

Item = TypeVar("Item")
Result = TypeVar("Result")


class Engine(Protocol):
    """What answers: a question in, one reply out; the same question, the same reply. Safe to call from several threads."""

    def reply(self, question: Question, /) -> Reply: ...


def run_cases(
    engine: Engine,
    cases: Sequence[Case],
    *,
    audience: Audience,
    advance: Callable[[], object] = lambda: None,
    jobs: int = 1,
    keep: Callable[[Outcome], object] = lambda _: None,
) -> tuple[Outcome, ...]:
    """Ask each case once and judge the reply; the outcomes are in the order of the cases.

    Args:
        engine: what is asked.
        cases: the questions.
        audience: who asks where a case does not say.
        advance: called after each.
        jobs: how many are asked at once; with more than one each takes longer.
        keep: given each outcome as soon as it and those before it are there.
    """

    def one(case: Case) -> Outcome:
        reply, took_ms = timed(engine, case.ask(audience))
        return judge(case, reply, took_ms)

    def done(outcome: Outcome) -> None:
        keep(outcome)
        advance()

    return in_order(one, cases, jobs, done)


def in_order(
    work: Callable[[Item], Result], items: Sequence[Item], jobs: int, done: Callable[[Result], object] = lambda _: None
) -> tuple[Result, ...]:
    """What comes of each item, in order; ``jobs`` are worked on at once. ``done`` is called in this thread, in order, too."""
    results = []
    if jobs == 1:
        for item in items:
            results.append(work(item))
            done(results[-1])
        return tuple(results)
    pool = ThreadPoolExecutor(jobs)
    try:
        for result in pool.map(work, items):
            results.append(result)
            done(result)
    finally:
        # Whoever interrupts it does not wait for what has not begun.
        pool.shutdown(cancel_futures=True)
    return tuple(results)


def timed(engine: Engine, question: Question) -> tuple[Reply, float]:
    """The reply, and how long it took in milliseconds of wall-clock time."""
    began = perf_counter()
    reply = engine.reply(question)
    return reply, (perf_counter() - began) * 1000
