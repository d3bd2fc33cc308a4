"""A call to a target: bounded, and judged the same way for all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.errors import TargetRefused, TargetUnavailable
from bot.requests.adapters.http import Answer, Caller, in_path, known_as
from tests.requests.servers.base import Call, ProtocolServer, Reply


class Echo(ProtocolServer):
    def answer(self, call: Call) -> Reply:
        return Reply(200, {"path": list(call.parts), "query": dict(call.query), "accepts": call.headers["accept-encoding"]})


class Told(BaseModel):
    path: list[str]


@pytest.fixture
def server() -> Iterator[Echo]:
    started = Echo()
    yield started
    started.close()


def answered(status: int, body: bytes = b"", **headers: str) -> Answer:
    return Answer("x", status, headers, body)


def test_nothing_compressed_is_asked_for(server: Echo) -> None:
    answer = Caller("x", f"{server.url}/base/").call("GET", "/a", query={"b": 1})

    assert answer.read(Told).path == ["base", "a"]
    assert b'"accepts": "identity"' in answer.body
    assert b'"query": {"b": "1"}' in answer.body


def test_the_surroundings_name_no_proxy_and_no_password(server: Echo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine localhost login somebody password word", encoding="ascii")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert Caller("x", server.url).call("GET", "/").is_ok
    assert "authorization" not in server.calls[0].headers


@pytest.mark.parametrize(("method", "only_asks"), [("GET", False), ("POST", True)])
def test_what_only_asks_is_asked_again_where_the_connection_broke(server: Echo, method: str, *, only_asks: bool) -> None:
    for _ in range(2):
        server.fail_next("refuse", method)

    assert Caller("x", server.url).call(method, "/", only_asks=only_asks).is_ok
    assert len(server.calls) == 3

    for _ in range(3):
        server.fail_next("refuse", method)
    with pytest.raises(TargetUnavailable, match=r"^The target x gave no whole answer \(RemoteProtocolError\)\.$"):
        Caller("x", server.url).call(method, "/", only_asks=only_asks)


@pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH"])
def test_what_changes_something_is_never_sent_twice_in_one_go(server: Echo, method: str) -> None:
    server.fail_next("refuse", method)

    with pytest.raises(TargetUnavailable):
        Caller("x", server.url).call(method, "/")
    assert len(server.calls) == 1


def test_an_answer_that_is_too_long_is_not_read_to_its_end(server: Echo) -> None:
    with pytest.raises(TargetUnavailable, match=r"^The target x gave no whole answer \(too much or too slow\)\.$"):
        Caller("x", server.url, max_bytes=10).call("GET", "/")
    assert Caller("x", server.url, max_bytes=1000).call("GET", "/").is_ok


def test_an_answer_that_comes_too_slowly_is_not_awaited(server: Echo) -> None:
    # A clock that is far on whenever it is looked at stands for a target that gives a byte now and then.
    clock = (60.0 * minute for minute in count())

    with pytest.raises(TargetUnavailable, match="too slow"):
        Caller("x", server.url, clock=lambda: next(clock)).call("GET", "/")


def test_the_calls_of_an_operation_share_the_time_of_one(server: Echo) -> None:
    now = [0.0]
    caller = Caller("x", server.url, timeout_s=20, clock=lambda: now[0])

    with caller.operation():
        assert caller.call("GET", "/").is_ok
        now[0] = 19.0
        with caller.operation():
            assert caller.call("GET", "/").is_ok
        now[0] = 20.0
        with pytest.raises(TargetUnavailable, match=r"^The target x took too long over the calls before\.$"):
            caller.call("GET", "/")

    assert caller.call("GET", "/").is_ok
    assert len(server.calls) == 3


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_work_later_is_unavailable(status: int) -> None:
    with pytest.raises(TargetUnavailable, match=rf"^The target x answered {status}\.$"):
        answered(status, b"secret").judged()


@pytest.mark.parametrize("status", [301, 307, 400, 401, 403, 404, 409, 410, 413, 422])
def test_what_will_not_work_is_refused(status: int) -> None:
    with pytest.raises(TargetRefused, match=rf"^The target x refused with {status}\.$"):
        answered(status, b"secret").judged()


@pytest.mark.parametrize(
    ("asked", "wait_s"),
    [("", None), ("7", 7.0), ("0", 0.0), ("99999999", 86_400.0), ("-5", None), ("soon", None), ("1.5", None), ("７", None)],
)
def test_how_long_to_wait_is_read(asked: str, wait_s: float | None) -> None:
    assert answered(429, **{"retry-after": asked}).retry_after_s == wait_s


def test_how_long_to_wait_may_be_a_date() -> None:
    now = datetime.now(UTC)

    later = answered(503, **{"retry-after": format_datetime(now + timedelta(hours=1), usegmt=True)}).retry_after_s
    past = answered(503, **{"retry-after": format_datetime(now - timedelta(hours=1), usegmt=True)}).retry_after_s

    assert later is not None
    assert 0 < later <= 3600
    assert past == 0.0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"path": 1}', b"\xff", b"[" * 100_000])
def test_half_an_answer_is_none(body: bytes) -> None:
    with pytest.raises(TargetUnavailable, match="not as its protocol says") as failed:
        answered(200, body).read(Told)

    assert failed.value.__context__ is None


def test_what_was_answered_is_not_shown() -> None:
    assert "secret" not in repr(answered(200, b"secret", authorization="secret"))


def test_a_reference_is_one_segment_of_a_path(server: Echo) -> None:
    reference = "a/../b?c#d 条"

    assert Caller("x", server.url).call("GET", f"/r/{in_path(known_as(reference, 'x'))}").read(Told).path == ["r", reference]
