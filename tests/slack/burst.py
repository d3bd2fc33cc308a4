"""How long acknowledgements take while the engine is busy, and what each costs: ``python -m tests.slack.burst``.

Slack, whoever delivers and the app are three processes. The engine computes in Python all the while, so that it holds the interpreter as
nothing real does; ``--busy-ms`` says for how long each answer does.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import structlog

from bot.slack.installations import Installation
from bot.slack.manifest import manifest
from bot.state.database import database_url
from bot.state.store import DatabaseStore
from bot.web.app import build_app
from tests.slack.conftest import settings_of
from tests.slack.fake.engine import Canned
from tests.slack.fake.sender import SIGNING_SECRET, Sender
from tests.slack.fake.server import BOT, BOT_TOKEN, BOT_USER, TEAM, FakeSlack
from tests.slack.storm import free_port

MANIFEST = manifest("ja", site_url="https://jobun.example.org")
_WARM = 20


def signed(sender: Sender, number: int) -> tuple[bytes, dict[str, str]]:
    """An event as Slack sends it: the body, and the headers."""
    body = json.dumps(sender.mention("C1", "UEMP", f"質問{number}")).encode()
    at = str(int(time.time()))
    tag = "v0=" + hmac.new(SIGNING_SECRET.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {"host": "127.0.0.1", "content-type": "application/json", "content-length": str(len(body))}
    return body, {**headers, "x-slack-request-timestamp": at, "x-slack-signature": tag}


def cost_ms(count: int, parallel: int, home: Path) -> float:
    """CPU time of an acknowledgement, all threads together, where nothing is answered: the app alone, called without a server."""
    fake = FakeSlack(MANIFEST)
    fake.port = 9
    settings = settings_of(home, fake)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(Path(os.devnull).open("w")))  # noqa: SIM115 - until the end
    app = build_app(Canned(), settings=settings, store=DatabaseStore.open(database_url(settings)))
    app.state.site.slack.kit.installations.only = Installation(TEAM, BOT_TOKEN, BOT_USER, BOT)
    events = [signed(Sender(fake, None), number) for number in range(count + _WARM)]

    async def one(body: bytes, headers: dict[str, str]) -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            assert message.get("status", 200) == 200

        kind: dict[str, Any] = {"type": "http", "method": "POST", "scheme": "http", "http_version": "1.1", "query_string": b""}
        place = {"path": "/slack/events", "raw_path": b"/slack/events", "root_path": "", "client": ("127.0.0.1", 1)}
        named = [(name.encode(), value.encode()) for name, value in headers.items()]
        await app({**kind, **place, "server": ("127.0.0.1", 80), "headers": named}, receive, send)

    async def all_of_them() -> float:
        for each in events[:_WARM]:
            await one(*each)
        started = time.process_time()
        for at in range(_WARM, len(events), parallel):
            await asyncio.gather(*(one(*each) for each in events[at : at + parallel]))
        return (time.process_time() - started) * 1000 / count

    try:
        return asyncio.run(all_of_them())
    finally:
        app.state.site.slack.close()
        app.state.site.store.close()


def _slack(told: Any) -> None:
    """Slack, in a process of its own, until it is told to end."""
    with FakeSlack(MANIFEST) as slack:
        slack.add_user("UEMP")
        told.send(slack.port)
        told.recv()


def took_ms(count: int, parallel: int, home: Path, busy_ms: int) -> list[float]:
    """How long each acknowledgement took, with so many always under way, from when the engine is busy."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    slack = context.Process(target=_slack, args=(theirs,), daemon=True)
    slack.start()
    fake = FakeSlack(MANIFEST)
    fake.port, port = ours.recv(), free_port()
    names = {"home": home, "slack_bot_token": BOT_TOKEN, "slack_signing_secret": SIGNING_SECRET, "slack_api_url": fake.api_url}
    environ = {**os.environ, **{f"JOBUN_{name.upper()}": str(value) for name, value in names.items()}}
    code = [sys.executable, "-m", "tests.slack.fake.process", str(port), str(busy_ms)]
    app = subprocess.Popen(code, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        events = [signed(Sender(fake, None), number) for number in range(count + _WARM)]
        here = threading.local()

        def send(event: tuple[bytes, dict[str, str]]) -> float:
            body, headers = event
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            request = f"POST /slack/events HTTP/1.1\r\n{lines}\r\n".encode() + body
            if not hasattr(here, "socket"):
                here.socket = socket.create_connection(("127.0.0.1", port))
            started = time.perf_counter()
            here.socket.sendall(request)
            answer = here.socket.recv(65_536)
            took = (time.perf_counter() - started) * 1000
            assert answer.startswith(b"HTTP/1.1 200"), answer[:80]
            return took

        _until_up(port, app)
        with ThreadPoolExecutor(parallel) as pool:
            # There is more to answer than can be answered meanwhile.
            list(pool.map(send, events[:_WARM]))
            time.sleep(0.5)
            return list(pool.map(send, events[_WARM:]))
    finally:
        app.kill()
        app.wait()
        ours.send("end")
        slack.join(10)


def _until_up(port: int, app: subprocess.Popen[bytes]) -> None:
    while app.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(
                    b"POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 0\r\nx-slack-request-timestamp: 1\r\n\r\n"
                )
                # It has no token yet where it says 503.
                if connection.recv(65_536).startswith(b"HTTP/1.1 401"):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("the app has ended")


def main() -> None:
    """For the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=400)
    parser.add_argument("--parallel", type=int, default=20)
    parser.add_argument("--busy-ms", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        took = took_ms(given.events, given.parallel, Path(home), given.busy_ms)
    with tempfile.TemporaryDirectory() as home:
        cost = cost_ms(given.events, given.parallel, Path(home))
    cuts = statistics.quantiles(took, n=100)
    sys.stdout.write(
        f"acknowledged {len(took)}, {given.parallel} at a time, while answers compute for {given.busy_ms} ms each\n"
    )
    sys.stdout.write(f"p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, longest {max(took):.0f} ms\n")
    sys.stdout.write(f"CPU of an acknowledgement {cost:.2f} ms\n")


if __name__ == "__main__":
    main()
