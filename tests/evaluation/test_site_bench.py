"""The benchmark of the site counts what it says, and leaves no process behind."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest

from bot.settings import Settings
from corpus.command_line import main
from evaluation import site_bench, site_process
from evaluation.errors import BenchFailed
from evaluation.site_bench import LABELS, Plan, Visitor, alone, load, measure
from evaluation.site_process import Process, environment, serving

QUESTIONS = [f"質問{number}" for number in range(5)]
LONG_S = 600.0
STATUS = Path("/proc/self/status")


class FakeSite(ThreadingHTTPServer):
    """Issues numbered tokens and counts what is asked; every ``refuses``-th question is refused."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.sessions = 0
        self.questions: list[str] = []
        self.bearers: Counter[str] = Counter()
        self.origins: set[str | None] = set()
        self.refuses = 0
        self.between: Callable[[], object] = lambda: None
        self.lock = threading.Lock()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeSite

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        site = self.server
        with site.lock:
            site.origins.add(self.headers["Origin"])
            if self.path == "/v1/sessions":
                site.sessions += 1
                self._send(201, {"token": f"token{site.sessions}"})
                return
            site.questions.append(json.loads(body)["question"])
            site.bearers[self.headers["Authorization"]] += 1
            refused = site.refuses and len(site.questions) % site.refuses == 0
        if refused:
            self._send(503, {})
        elif self.headers["Accept"] == "text/event-stream":
            self._stream()
        else:
            self._send(200, {"verdict": "answered"})

    def _send(self, status: int, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"7\r\nevent: \r\n")
        self.server.between()
        self.wfile.write(b"6\r\nreply\n\r\n0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def site() -> Iterator[FakeSite]:
    with FakeSite() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_load_asks_every_question_as_often_until_so_many_are_asked(site: FakeSite) -> None:
    found = load(site.address, QUESTIONS, clients=4, seconds=LONG_S, most=20)

    assert (found.answers, found.refused) == (20, 0)
    assert Counter(site.questions) == dict.fromkeys(QUESTIONS, 4)
    assert site.origins == {site.address}
    assert found.took_s > 0


def test_three_questions_share_a_session(site: FakeSite) -> None:
    load(site.address, QUESTIONS, clients=1, seconds=LONG_S, most=7)

    assert site.bearers == {"Bearer token1": 3, "Bearer token2": 3, "Bearer token3": 1}


def test_what_is_refused_is_no_answer(site: FakeSite) -> None:
    site.refuses = 4

    found = load(site.address, QUESTIONS, clients=3, seconds=LONG_S, most=20)

    assert (found.answers, found.refused) == (15, 5)


def test_a_load_ends_with_its_time(site: FakeSite) -> None:
    found = load(site.address, QUESTIONS, clients=2, seconds=0, most=20)

    assert (found.answers, found.refused, site.questions) == (0, 0, [])


def test_one_alone_is_warm_and_asks_evenly_spaced_questions_each_in_a_session_of_its_own(site: FakeSite) -> None:
    questions = [f"質問{number}" for number in range(90)]

    took_s = alone(site.address, questions, Visitor.ask, Plan(alone=30))

    assert len(took_s) == 30
    assert min(took_s) > 0
    evenly = questions[::3]
    assert site.questions == evenly[:20] + evenly
    assert site.bearers == {"Bearer token1": 20, **{f"Bearer token{number}": 1 for number in range(2, 32)}}


def test_one_alone_stops_when_the_time_is_over(site: FakeSite) -> None:
    assert len(alone(site.address, QUESTIONS, Visitor.ask, Plan(alone=5, alone_s=-1))) == 1


def test_the_first_byte_is_timed_before_the_rest_is_there(site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    moments, read = iter([10.0, 10.5]), threading.Event()

    def clock() -> float:
        now = next(moments)
        if now > 10:
            read.set()
        return now

    monkeypatch.setattr(site_bench, "perf_counter", clock)
    in_time: list[bool] = []
    site.between = lambda: in_time.append(read.wait(30))

    with Visitor(site.address) as visitor:
        assert visitor.first_byte("手数料は") == 0.5
    assert in_time == [True]


def test_all_figures_are_measured(site: FakeSite) -> None:
    advanced: list[int] = []
    plan = Plan(clients=2, most=10, minutes=10, alone=5)

    found = measure(Process(site.address, os.getpid()), QUESTIONS, plan, lambda: advanced.append(1))

    there = [label for label in LABELS if not label.startswith("memory") or STATUS.exists()]
    assert sorted(found) == sorted(there)
    assert (found["answers"], found["refused"], found["alone_questions"], len(advanced)) == (10, 0, 5, 4)
    # Warm and timed, waiting for the reply and for the first byte; then a load to be warm, and the one that counts.
    assert len(site.questions) == 2 * (5 + 5) + 2 * 10
    assert 0 < found["alone_p50_ms"] <= found["alone_p95_ms"]
    assert found.get("memory_growth_mb", 0) == found.get("memory_after_mb", 0) - found.get("memory_before_mb", 0)


def test_what_grows_in_the_second_half_of_a_load_is_told_apart(site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = iter([100.0, 150.0, 158.0, 161.0])
    monkeypatch.setattr(Process, "memory_mb", lambda _: next(memory))

    found = measure(Process(site.address, 0), QUESTIONS, Plan(clients=2, most=9, alone=1))

    assert (found["answers"], found["memory_growth_mb"], found["memory_growth_late_mb"]) == (9, 11.0, 3.0)


def test_memory_is_left_out_where_the_system_does_not_tell(site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Process, "memory_mb", lambda _: None)

    found = measure(Process(site.address, 0), QUESTIONS, Plan(clients=1, most=1, alone=1))

    assert not [name for name in found if name.startswith("memory")]


def test_a_site_that_is_gone_is_told() -> None:
    with FakeSite() as server:
        address = server.address

    with pytest.raises(BenchFailed, match="ConnectError"):
        measure(Process(address, 0), QUESTIONS, Plan(alone=1))
    with pytest.raises(httpx2.ConnectError):
        load(address, QUESTIONS, clients=2, seconds=LONG_S, most=1_000_000)


# The process


SITE = """
import json, os, signal, sys, time
signal.signal(signal.SIGTERM, {handler})
print(json.dumps({{name: value for name, value in os.environ.items() if name.startswith("JOBUN_")}}), flush=True)
print("Serving at http://127.0.0.1:1234 (Ctrl+C ends it).", flush=True)
time.sleep(600)
"""
WILLING, UNWILLING = (SITE.format(handler=handler) for handler in ("signal.SIG_DFL", "signal.SIG_IGN"))


def command(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", text)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("site", [WILLING, UNWILLING], ids=["willing", "unwilling"])
def test_the_site_is_ended_when_the_block_fails(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_process, "END_S", 0.2)
    processes = []

    def interrupted() -> None:
        with serving(os.environ, reader=True, command=command(site)) as process:
            processes.append(process)
            assert is_running(process.id)
            assert (process.memory_mb() is not None) == STATUS.exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert [process.address for process in processes] == ["http://127.0.0.1:1234"]
    assert not is_running(processes[0].id)
    assert processes[0].memory_mb() is None


def test_sigterm_ends_the_site_too() -> None:
    before, processes = signal.getsignal(signal.SIGTERM), []

    def terminated() -> None:
        with serving(os.environ, reader=True, command=command(WILLING)) as process:
            processes.append(process)
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(SystemExit) as ended:
        terminated()

    assert ended.value.code == 128 + signal.SIGTERM
    assert not is_running(processes[0].id)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_site_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BenchFailed, match=r"ended with 1: jobun: no index"):
        serving(os.environ, reader=True, command=command("import sys; sys.exit('one\\njobun: no index')")).__enter__()
    monkeypatch.setattr(site_process, "START_S", 0.0)
    with pytest.raises(BenchFailed, match="did not start"):
        serving(os.environ, reader=True, command=command(WILLING)).__enter__()


def test_the_site_has_the_settings_of_a_measured_one(tmp_path: Path) -> None:
    given = {"JOBUN_HOME": "/home/jobun", "JOBUN_READER": "bundled", "JOBUN_PORT": "8000", "JOBUN_RATE_SESSION": "1/day"}

    settings = Settings.read(environment(given, tmp_path, reader=True))

    assert (str(settings.home), settings.reader, settings.host, settings.port) == ("/home/jobun", "bundled", "127.0.0.1", 0)
    assert settings.rate_session == settings.rate_address != "1/day"
    assert settings.database is not None
    assert settings.database.get_secret_value() == f"sqlite:///{tmp_path}/state.db"
    assert settings.secret is not None
    assert Settings.read(environment(given, tmp_path, reader=False)).reader == "none"


# The command


@pytest.fixture
def jobun(site: FakeSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs the command on a process that says the fake site is its own: what is printed."""
    monkeypatch.setattr(site_bench, "Plan", partial(Plan, clients=2, most=10, alone=5))
    text = WILLING.replace("http://127.0.0.1:1234", site.address)
    monkeypatch.setattr(site_process, "serving", partial(serving, command=command(text)))
    monkeypatch.setenv("COLUMNS", "160")

    def run(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["jobun", "eval", "bench-site", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        assert (ended.value.code, captured.err) == (0, "")
        return captured.out

    return run


def test_the_command_prints_one_object(jobun: Callable[..., str], site: FakeSite) -> None:
    report: dict[str, Any] = json.loads(jobun("--json", "--without-reader", "--minutes", "2"))

    assert list(report) == [name for name in LABELS if name in report]
    assert (report["answers"], report["refused"], report["alone_questions"]) == (10, 0, 5)
    assert site.sessions > 0


def test_the_command_prints_a_table(jobun: Callable[..., str]) -> None:
    assert "Answers a second, asked by 16 at once" in jobun()
