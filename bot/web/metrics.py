"""What is counted, for Prometheus. Labels are from fixed sets; nothing of what people write is among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, start_http_server
from prometheus_client.registry import Collector

from bot.errors import SiteFailed
from bot.replies import VERDICTS, Reply

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The counters of one app, in a registry of their own."""

    def __init__(self) -> None:
        """All at zero."""
        self._registry = CollectorRegistry()
        self.replies = Counter("jobun_replies", "Replies, by verdict.", ["verdict"], registry=self._registry)
        self.stages = Histogram(
            "jobun_stage_seconds", "Time of a stage of answering.", ["stage"], buckets=_SECONDS, registry=self._registry
        )
        self.requests = Counter("jobun_http_requests", "HTTP requests.", ["method", "route", "status"], registry=self._registry)
        self.seconds = Histogram(
            "jobun_http_seconds", "Time to the end of an HTTP response.", ["route"], buckets=_SECONDS, registry=self._registry
        )
        self.running = Gauge("jobun_questions_running", "Questions that are being answered.", registry=self._registry)
        self.refused = Counter("jobun_refused", "Requests refused, by code.", ["code"], registry=self._registry)
        self.feedback = Counter("jobun_feedback", "Opinions on replies.", ["verdict"], registry=self._registry)
        self.reloads = Counter("jobun_index_reloads", "New indexes taken or refused.", ["result"], registry=self._registry)
        self.slack_events = Counter(
            "jobun_slack_events",
            "What Slack delivered, by kind; known is what came before.",
            ["kind", "result"],
            registry=self._registry,
        )
        self.slack_accept = Histogram(
            "jobun_slack_accept_seconds", "Time until what Slack delivered was kept.", buckets=_SECONDS, registry=self._registry
        )
        self.confirmed = Counter(
            "jobun_requests_confirmed", "Requests confirmed, new or open already.", ["result"], registry=self._registry
        )
        self.purged = Counter("jobun_turns_purged", "Turns whose time was over.", registry=self._registry)
        self._engine = Gauge(
            "jobun_engine_info",
            "1 for what answers at present.",
            ["index", "encoder", "reader", "thresholds"],
            registry=self._registry,
        )
        for verdict in VERDICTS:
            self.replies.labels(verdict)

    def add(self, collector: Collector) -> None:
        """Tell what another counts as well."""
        self._registry.register(collector)

    def show_engine(self, identity: Mapping[str, str | None]) -> None:
        """Name what answers from now on."""
        self._engine.clear()
        self._engine.labels(*(identity.get(part) or "" for part in ("index", "encoder", "reader", "thresholds"))).set(1)

    def count_reply(self, reply: Reply, took_ms: float) -> None:
        """Count a reply and the time of its stages."""
        self.replies.labels(reply.verdict).inc()
        for stage, ms in reply.trace.stages_ms.items():
            self.stages.labels(stage).observe(ms / 1000)
        self.stages.labels("all").observe(took_ms / 1000)

    def expose(self, port: int) -> Callable[[], None]:
        """Serve them to this machine alone, at a port of its loopback address, until what is returned is called. Raises `SiteFailed`."""
        try:
            server, thread = start_http_server(port, "127.0.0.1", self._registry)
        except OSError as error:
            raise SiteFailed(
                f"127.0.0.1:{port} cannot be listened on ({error.strerror}); set JOBUN_METRICS_PORT to what is free."
            ) from error

        def end() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return end

    def text(self) -> bytes:
        """All of them in Prometheus's text format."""
        return generate_latest(self._registry)
