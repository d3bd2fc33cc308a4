"""The site as it runs: many at once, one process, and an end that cuts nobody off."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI

from bot.errors import SiteFailed
from bot.settings import Settings
from bot.state.store import DatabaseStore
from bot.web.app import build_app
from bot.web.current import Renewal
from bot.web.serving import address_of, bind
from corpus.library import Library

SESSIONS = 200
OFTEN = "1000000/minute"


class Running:
    """A site on a free port of loopback, in a thread."""

    def __init__(self, app: FastAPI) -> None:
        """Started, and taking requests."""
        self._socket = bind("127.0.0.1", 0)
        self.address = address_of(self._socket)
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=30)
        self.server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self._socket]})
        self._thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def end(self) -> None:
        """As SIGTERM does."""
        self.server.should_exit = True

    def wait(self) -> None:
        self.end()
        self._thread.join()
        self._socket.close()


@pytest.fixture
def site(make_app: Callable[..., FastAPI]) -> Iterator[Running]:
    running = Running(make_app(rate_address=OFTEN, rate_session=OFTEN))
    yield running
    running.wait()


def test_many_conversations_at_once_are_kept_apart(site: Running) -> None:
    def converse(number: int) -> list[str]:
        with httpx2.Client(base_url=site.address, headers={"Origin": site.address}, timeout=120, trust_env=False) as client:
            token = client.post("/v1/sessions").raise_for_status().json()["token"]
            header = {"Authorization": f"Bearer {token}"}
            said = []
            for turn in range(3):
                answer = client.post("/v1/chat", json={"question": f"会話{number}の{turn}"}, headers=header)
                said.append(answer.raise_for_status().json()["text"].split("\n")[0])
            return said

    with ThreadPoolExecutor(SESSIONS) as pool:
        replies = list(pool.map(converse, range(SESSIONS)))

    for number, said in enumerate(replies):
        turns = [f"会話{number}の{turn}" for turn in range(3)]
        assert said == [f"{turn}:{' '.join(turns[: turn + 1])}" for turn in range(3)]


def test_an_answer_under_way_is_finished_when_the_site_ends(
    site: Running, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = threading.Event(), threading.Event()
    reply = engine.reply

    def slow(question: Any) -> Any:
        asked.set()
        assert go_on.wait(60)
        return reply(question)

    monkeypatch.setattr(engine, "reply", slow)
    with httpx2.Client(base_url=site.address, headers={"Origin": site.address}, timeout=120, trust_env=False) as client:
        header = {"Authorization": f"Bearer {client.post('/v1/sessions').json()['token']}", "Accept": "text/event-stream"}
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(client.post, "/v1/chat", json={"question": "手数料は"}, headers=header)
            assert asked.wait(60)
            site.end()
            go_on.set()
            text = answer.result().text

    assert json.loads(text.strip().split("data: ")[-1])["verdict"] == "answered"


def test_no_request_is_lost_while_one_index_follows_another(engine: Any, library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "index"

    def put(name: str) -> None:
        (folder / f"generation-{name * 12}").mkdir(parents=True)
        (folder / "CURRENT").write_text(f"generation-{name * 12}", encoding="ascii")

    def made() -> Any:
        return type(engine)(library, (folder / "CURRENT").read_text(encoding="ascii")[-1])

    put("a")
    settings = Settings.read({"JOBUN_HOME": str(tmp_path), "JOBUN_RATE_ADDRESS": OFTEN, "JOBUN_RATE_SESSION": OFTEN})
    store = DatabaseStore.open(f"sqlite:///{tmp_path / 'state.db'}")
    app = build_app(made(), settings=settings, store=store, renewal=Renewal(folder, made, every_s=0.01))
    running, over = Running(app), threading.Event()

    def ask(_: int) -> list[str]:
        with httpx2.Client(
            base_url=running.address, headers={"Origin": running.address}, timeout=120, trust_env=False
        ) as client:
            header = {"Authorization": f"Bearer {client.post('/v1/sessions').raise_for_status().json()['token']}"}
            names: list[str] = []
            while not over.is_set() or not names:
                answer = client.post("/v1/chat", json={"question": "手数料は"}, headers=header).raise_for_status()
                names.append(answer.json()["engine"]["index"])
            return names

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, number) for number in range(4)]
        try:
            for name in "bcd":
                put(name)
                while app.state.site.current.served().engine.identity["index"] != name:
                    assert not any(each.done() for each in asked), "one was refused"
                    time.sleep(0.01)
        finally:
            over.set()
            names = [each.result() for each in asked]
            running.wait()

    assert all(each == sorted(each) for each in names), "nobody goes back to an index that was replaced"


def test_a_place_that_is_taken_is_told() -> None:
    taken = bind("127.0.0.1", 0)
    taken.listen()
    try:
        with pytest.raises(SiteFailed, match="JOBUN_PORT"):
            bind("127.0.0.1", taken.getsockname()[1])
    finally:
        taken.close()


@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:")])  # noqa: S104 - bound for a moment
def test_the_address_is_one_to_call(host: str, address: str) -> None:
    listening = bind(host, 0)

    assert address_of(listening).startswith(address)
    listening.close()


def test_what_is_accepted_says_that_it_is_tcp() -> None:
    # asyncio turns Nagle's algorithm off for such sockets alone.
    listening = bind("127.0.0.1", 0)
    try:
        listening.listen()
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.proto == socket.IPPROTO_TCP
    finally:
        listening.close()
