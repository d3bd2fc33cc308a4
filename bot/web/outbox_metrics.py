"""The outbox for Prometheus: what is left is looked up when it is asked for, what was done is counted by the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.errors import StateUnavailable
from bot.requests.assemble import Requests


class OutboxMetrics(Collector):
    """Gauges of the whole outbox, which is shared by all processes, and counters of what this process has done."""

    def __init__(self, filing: Requests, now: Callable[[], datetime]) -> None:
        """``now`` is the present instant (aware)."""
        self._filing = filing
        self._now = now

    def describe(self) -> Iterator[Metric]:
        """None: what they are called is told where they are collected, and the database is left alone."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """All of them; without the gauges where the database cannot be used."""
        done = CounterMetricFamily(
            "jobun_outbox_done", "Work of the outbox, by what became of it.", labels=["action", "result"]
        )
        for (action, result), count in sorted(dict(self._filing.worker.outcomes).items()):
            done.add_metric([action, result], count)
        yield done
        try:
            left = self._filing.store.outstanding(self._now())
        except StateUnavailable:
            return
        gauge = GaugeMetricFamily("jobun_outbox", "Work of the outbox that is left, by state.", labels=["state"])
        for state, number in (("waiting", left.waiting), ("overdue", left.overdue), ("dead", left.dead)):
            gauge.add_metric([state], number)
        yield gauge
