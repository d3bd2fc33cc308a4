"""Logs: keys are allowed, not forbidden, and libraries tell where and not what."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure_logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    logged = io.StringIO()
    configure_logs(logged)
    yield logged
    structlog.reset_defaults()
    root.handlers[:], level = before
    root.setLevel(level)


def test_only_what_is_allowed_is_logged(stream: io.StringIO) -> None:
    structlog.get_logger().info("answered", took_ms=1.5, question="what somebody wrote", status={"a": "what somebody wrote"})

    logged = json.loads(stream.getvalue())
    assert {key: logged[key] for key in ("event", "level", "took_ms")} == {"event": "answered", "level": "info", "took_ms": 1.5}
    assert set(logged) == {"event", "level", "took_ms", "timestamp"}


def test_what_libraries_say_is_told_by_its_place(stream: io.StringIO) -> None:
    try:
        {}["what somebody wrote"]
    except KeyError:
        logging.getLogger("some.library").exception("failed at %s", "what somebody wrote")
    logging.getLogger("some.library").info("too much")

    (line,) = stream.getvalue().splitlines()
    logged = json.loads(line)
    assert (logged["event"], logged["logger"], logged["error"]) == ("library_warned", "some.library", "KeyError")
    assert logged["where"].startswith("test_logs.py:")
    assert "somebody" not in line
