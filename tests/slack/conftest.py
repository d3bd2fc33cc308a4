"""Our Slack and the app beside it: by HTTP as part of the site, and over a socket. One of each for a module's tests."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from bot.answering import Answering, Keys
from bot.keys import key_for
from bot.requests.assemble import open_requests
from bot.settings import Settings
from bot.slack.manifest import manifest
from bot.slack.service import open_slack
from bot.state.database import database_url
from bot.state.store import DatabaseStore
from bot.web.app import build_app
from bot.web.current import Current
from bot.web.metrics import Metrics
from bot.web.serving import bind
from tests.slack.fake.engine import Canned
from tests.slack.fake.sender import SIGNING_SECRET, Sender
from tests.slack.fake.server import APP_TOKEN, BOT_TOKEN, TEAM, FakeSlack


@dataclass
class World:
    """Slack, the app in it, and what delivers to it."""

    slack: FakeSlack
    sender: Sender
    engine: Canned
    settings: Settings

    def ask(self, channel: str, user: str, text: str, thread: str | None = None, **more: Any) -> dict[str, Any]:
        """Ask where the app is mentioned, or directly; the answer."""
        asked = (
            self.sender.dm(user, text, thread)
            if channel.startswith("D")
            else self.sender.mention(channel, user, text, thread, **more)
        )
        root = thread or asked["event"]["ts"]
        there = len(self.slack.in_thread(channel, root))
        assert self.sender.deliver(asked)[0] == 200
        answers = self.slack.wait(lambda: self.finished(channel, root, there))
        assert len(answers) == there + 1
        return answers[-1]

    def finished(self, channel: str, root: str, before: int) -> list[dict[str, Any]]:
        """The messages of the bot in a thread, once there is a new one that is not written any more."""
        found = self.slack.in_thread(channel, root)
        return found if len(found) > before and not found[-1].get("streaming") else []


def settings_of(home: Path, slack: FakeSlack, **more: str) -> Settings:
    given = {
        "home": str(home),
        "site_url": "https://jobun.example.org",
        "slack_bot_token": BOT_TOKEN,
        "slack_app_token": APP_TOKEN,
        "slack_signing_secret": SIGNING_SECRET,
        "slack_staff_teams": TEAM,
        "slack_owner_channel": "COWNERS",
        "slack_api_url": slack.api_url,
        "rate_address": "100000/minute",
        **more,
    }
    return Settings.read({f"JOBUN_{name.upper()}": value for name, value in given.items() if value})


@contextmanager
def by_http(settings: Settings, engine: Canned) -> Iterator[str]:
    """The site in a thread; its address."""
    listening = bind("127.0.0.1", 0)
    store = DatabaseStore.open(database_url(settings))
    app = build_app(engine, settings=settings, store=store, filing=open_requests(settings))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started or not app.state.site.slack.is_ready:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()


@contextmanager
def over_a_socket(settings: Settings, engine: Canned, slack: FakeSlack) -> Iterator[None]:
    """The app in a thread, connected."""
    metrics = Metrics()
    current, store = Current(engine, metrics), DatabaseStore.open(database_url(settings))
    answering = Answering(current.served, store, Keys(key_for("trail", settings), key_for("questions", settings)))
    parts: dict[str, Any] = {"served": current.served, "suggestions": current.suggestions, "store": store, "metrics": metrics}
    app = open_slack(settings, answering=answering, **parts)
    loop, connected = asyncio.new_event_loop(), threading.Event()
    task: list[asyncio.Task[None]] = []

    async def listen() -> None:
        task.append(asyncio.create_task(app.listen(APP_TOKEN, connected.set)))
        await asyncio.gather(*task, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(listen(),), daemon=True)
    thread.start()
    assert connected.wait(30)
    slack.wait(lambda: slack.sockets)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(task[0].cancel)
        thread.join(30)
        loop.close()
        app.close()
        store.close()


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(manifest("ja", site_url="https://jobun.example.org")) as found:
        found.add_user("UEMP")
        found.add_user("UENG", locale="en-US")
        found.add_user("UGUEST", is_restricted=True)
        found.add_user("USTRANGER", team_id="T9OTHER", is_stranger=True)
        yield found


@pytest.fixture(scope="module")
def http(slack: FakeSlack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The app as part of the site."""
    engine, settings = Canned(), settings_of(tmp_path_factory.mktemp("http"), slack)
    with by_http(settings, engine) as address:
        yield World(slack, Sender(slack, address), engine, settings)


@pytest.fixture(scope="module")
def socket(slack: FakeSlack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The app over a socket."""
    engine, settings = Canned(), settings_of(tmp_path_factory.mktemp("socket"), slack)
    with over_a_socket(settings, engine, slack):
        yield World(slack, Sender(slack, None), engine, settings)


@pytest.fixture(params=["http", "socket"])
def world(request: pytest.FixtureRequest) -> World:
    found: World = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def number() -> Callable[[], int]:
    """A number that no other test has."""
    return lambda: next(_NUMBERS)


_NUMBERS = iter(range(1, 1_000_000))
