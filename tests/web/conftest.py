"""A site on an engine of canned replies: quick, the same each time, and over the shipped policies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bot.replies import ActionOffer, Answered, Clarify, NotStated, OutOfScope, Question, Reply, Right, Trace
from bot.requests.assemble import open_requests
from bot.settings import Settings
from bot.state.store import DatabaseStore
from bot.web.app import build_app
from corpus.library import SHIPPED, Library
from corpus.model import Citation, PolicyVersion
from index.encoder.hashing import HashingEncoder

ORIGIN = "http://127.0.0.1:8000"


def cite(version: PolicyVersion, section: str, first: int, last: int) -> Citation:
    """The sentences ``[first, last)`` of a section."""
    found = version.by_number[section]
    return Citation(
        version.policy,
        version.effective_on,
        section,
        found.title,
        (first, last),
        found.quote(first, last - 1),
        version.link(section),
        1.5,
    )


class CannedEngine:
    """Replies by what the question begins with; notes what it was asked."""

    def __init__(self, library: Library, name: str = "one") -> None:
        """``name`` is that of its index."""
        self.searcher = SimpleNamespace(library=library, encoder=HashingEncoder())
        self.identity: dict[str, str | None] = {"index": name, "encoder": "hashing", "reader": None, "thresholds": "t"}
        self.asked: list[Question] = []
        self._ja = library.get("site-privacy", lang="ja")
        self._en = library.get("site-privacy", lang="en")

    def reply(self, question: Question) -> Reply:
        self.asked.append(question)
        trace = Trace((), {"f": 0.1 + 0.2}, 0.75, stages_ms={"read": 1.0, "total": 2.0})
        match question.text:
            case "boom":
                raise RuntimeError("what somebody wrote")
            case "晴れますか":
                return OutOfScope("規程についてのご質問ではないようです。", trace)
            case "書いてないこと":
                return NotStated("記載がありません。", (cite(self._ja, "7.3", 0, 1),), trace)
            case "消してほしい" | "さっきの依頼どうなった":
                right: Right = "deletion" if question.text == "消してほしい" else "status"
                return ActionOffer("ご依頼と理解しました。", right, (cite(self._ja, "7.1", 0, 1),), trace)
            case "書類は":
                return Clarify("どちらの場合ですか。", ("ご本人様の場合", "代理人の場合"), (), trace)
            case "Is there a fee?":
                return Answered("Section 7.3 says:\n> none", (cite(self._en, "7.3", 0, 1),), trace)
        echo = " ".join((*question.history, question.text))
        return Answered(f"{len(question.history)}:{echo}\n> 引用", (cite(self._ja, "7.3", 0, 2),), trace)

    def offer(self, right: Right, question: Question) -> ActionOffer:
        version = self._en if question.lang == "en" else self._ja
        silent = right == "purpose_notice"
        return ActionOffer("", right, () if silent else (cite(version, "7.1", 0, 1), cite(version, "7.3", 0, 2)))


@dataclass
class Clock:
    """The present, as a test sets it."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load(SHIPPED)


@pytest.fixture
def engine(library: Library) -> CannedEngine:
    return CannedEngine(library)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_app(engine: CannedEngine, clock: Clock, tmp_path: Path) -> Callable[..., FastAPI]:
    def made(**environ: str) -> FastAPI:
        settings = Settings.read(
            {"JOBUN_HOME": str(tmp_path), **{f"JOBUN_{key.upper()}": value for key, value in environ.items()}}
        )
        store = DatabaseStore.open(f"sqlite:///{tmp_path / 'state.db'}")
        filing = open_requests(settings, now=clock) if settings.requests == "on" else None
        return build_app(engine, settings=settings, store=store, filing=filing, now=clock)

    return made


@pytest.fixture
def make_client(make_app: Callable[..., FastAPI]) -> Iterator[Callable[..., TestClient]]:
    clients: list[TestClient] = []

    def made(**environ: str) -> TestClient:
        client = TestClient(make_app(**environ), base_url=ORIGIN, headers={"Origin": ORIGIN}, client=("127.0.0.1", 50_000))
        client.__enter__()
        clients.append(client)
        return client

    yield made
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def client(make_client: Callable[..., TestClient]) -> TestClient:
    """A client of the same origin, that may ask often."""
    return make_client(rate_address="100000/minute", rate_session="100000/minute")


@pytest.fixture
def begin(client: TestClient) -> Callable[[], tuple[dict[str, str], str]]:
    """Begins a session: the header to send with what follows, and the conversation's id."""

    def begun() -> tuple[dict[str, str], str]:
        session: dict[str, Any] = client.post("/v1/sessions", json={"lang": "ja"}).json()
        return {"Authorization": f"Bearer {session['token']}"}, session["conversation"]

    return begun
