"""Logs: one JSON object a line on stderr, of events in the past tense, numbers with their unit, and ids. No text that people wrote.

Keys are allowed, not forbidden: what is not named here is left out.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final

import structlog

ALLOWED: Final = frozenset(
    {
        "event", "level", "timestamp", "request_id", "reply", "method", "route", "status", "took_ms", "verdict", "code", "stage",
        "error", "where", "index", "turns", "signal", "logger", "address", "retention_days",
    }
)  # fmt: skip


def configure_logs(stream: Any = None) -> None:
    """Log to ``stream`` (stderr), the libraries' warnings included, by their logger and place alone."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Libraries()], level=logging.WARNING, force=True)


def only_allowed(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The keys that may be logged, with plain values."""
    return {key: value for key, value in event.items() if key in ALLOWED and isinstance(value, str | int | float | None)}


class _Libraries(logging.Handler):
    """What libraries log: where, and not what, since they may log what they were given."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        where = f"{Path(record.pathname).name}:{record.lineno}"
        structlog.get_logger().warning("library_warned", logger=record.name, where=where, error=kind)
