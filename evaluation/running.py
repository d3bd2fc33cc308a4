"""Asking an engine every question of a set of cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Protocol

from bot.replies import Question, Reply
from corpus.model import Audience
from evaluation.cases import Case
from evaluation.judging import Outcome, judge


class Engine(Protocol):
    """What answers: a question in, one reply out; the same question, the same reply."""

    def reply(self, question: Question, /) -> Reply: ...


def run_cases(
    engine: Engine,
    cases: Sequence[Case],
    *,
    audience: Audience,
    advance: Callable[[], object] = lambda: None,
) -> tuple[Outcome, ...]:
    """Ask each case once, in order, and judge the reply. ``advance`` is called after each."""
    outcomes = []
    for case in cases:
        reply, took_ms = timed(engine, case.ask(audience))
        outcomes.append(judge(case, reply, took_ms))
        advance()
    return tuple(outcomes)


def timed(engine: Engine, question: Question) -> tuple[Reply, float]:
    """The reply, and how long it took in milliseconds of wall-clock time."""
    began = perf_counter()
    reply = engine.reply(question)
    return reply, (perf_counter() - began) * 1000
