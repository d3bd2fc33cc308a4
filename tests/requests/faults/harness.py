"""Kills the service at random points, breaks the target, and counts what became of every request.

``python -m tests.requests.faults --requests 300`` does so on SQLite and on PostgreSQL, with a target that takes a request once for
each key and with one that files whatever it is given. All of it is on loopback, and it ends by itself.

What is tried is the service's own code in processes of their own: they confirm what people have looked at, as a site does, and work
the outbox. They are killed (SIGKILL) after random times, and right when a request has arrived at the target. A person whose
confirmation was not answered sends it again. Some texts are never confirmed, or are changed after they were looked at; some requests
are refused by the target.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from bot.errors import JobunError, RequestRefused
from bot.requests.adapters.choosing import Targets
from bot.requests.adapters.fides import Fides
from bot.requests.adapters.http import Caller
from bot.requests.adapters.ours import OwnIntake
from bot.requests.desk import Desk
from bot.requests.desk_target import DeskTarget
from bot.requests.drafts import Drafts
from bot.requests.forms import Filled
from bot.requests.preview import Grounds
from bot.requests.receipts import Receipts
from bot.requests.requesting import Requesting
from bot.requests.sealing import Sealer
from bot.requests.store import DatabaseRequests
from bot.requests.worker import Worker
from bot.state.database import open_database
from tests.requests.servers import fides as fides_server
from tests.requests.servers import ours as own_server
from tests.requests.servers.base import Call, Fault, ProtocolServer, Reply

SERVICES: Final = 2
WORKERS: Final = 2
LEASE_S: Final = 8.0
TIMEOUT_S: Final = 3.0
FAULTS: Final[tuple[Fault, ...]] = ("refuse", "unavailable", "busy", "hang_after", "fail_after", "half_after", "garbled_after")
GROUNDS: Final = Grounds("site-privacy", date(2022, 4, 1), ("7.1",))


@dataclass(frozen=True)
class Setup:
    """What a service is told: where the database and the target are, what to confirm, and where to say that it was confirmed."""

    url: str
    target: str
    target_url: str
    texts: str
    answered: str


@dataclass(frozen=True)
class Counts:
    """What became of the requests. All below ``refused`` must be none."""

    confirmed: int
    arrived_once: int
    dead_letters: int
    kills: int
    faults: int
    arrived_twice: int
    lost: int
    arrived_and_dead: int
    unconfirmed_arrived: int
    unfinished: int

    @property
    def is_right(self) -> bool:
        """Whether every confirmed request is at the target exactly once or with the dead letters, and no other one is."""
        wrong = self.arrived_twice + self.lost + self.arrived_and_dead + self.unconfirmed_arrived + self.unfinished
        return wrong == 0 and self.arrived_once + self.dead_letters == self.confirmed


class Faulty(ProtocolServer):
    """Fails at random, refuses some requests for good, and has the service killed when one has arrived."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - no secret
        self.refused: set[str] = set()
        self.met: Counter[str] = Counter()
        self.kill: Any = None
        super().__init__()
        # Whoever asked may have been killed: that is what is tried.
        self._http.handle_error = lambda *_: None  # type: ignore[method-assign]

    def took(self, call: Call) -> tuple[Reply | None, Fault | None]:
        roll, fault = self.chance.random(), self.chance.choice(FAULTS)
        files = call.method == "POST" and call.parts[-1] in ("requests", "privacy-request")
        if roll < (0.35 if files else 0.1) and call.parts[-1] != "token":
            self.met[fault] += 1
            self._faults.append((fault, lambda met: met is call))
        result = super().took(call)
        if files and roll > 0.93 and self.kill:
            self.kill()
        return result

    def answer(self, call: Call) -> Reply:
        if call.method == "POST" and any(request.encode() in call.body for request in self.refused):
            return Reply(200, {"items": []}) if call.parts[-1] == "search" else Reply(422, {"detail": "no"})
        return super().answer(call)


class FaultyOwn(Faulty, own_server.OwnServer):
    """One that knows a request again."""


class FaultyFides(Faulty, fides_server.FidesServer):
    """One that does not."""

    def answer(self, call: Call) -> Reply:
        if call.parts[-1] == "search" and any(request.encode() in call.body for request in self.refused):
            return fides_server.FidesServer.answer(self, call)
        return super().answer(call)


def requesting(store: DatabaseRequests, targets: Targets) -> Requesting:
    drafts = Drafts(b"d" * 32, clock=time.time)
    return Requesting(store, targets, receipts=Receipts(b"r" * 32), drafts=drafts, sealer=Sealer(b"c" * 32, b"a" * 32))


@contextmanager
def opened(setup: Setup) -> Iterator[tuple[DatabaseRequests, Targets]]:
    """The store, and the targets as they are set up."""
    sealer = Sealer(b"c" * 32, b"a" * 32)
    store, desk = DatabaseRequests.open(setup.url, sealer), Desk(open_database(setup.url), sealer)
    http = Caller(setup.target, setup.target_url, timeout_s=TIMEOUT_S)
    with closing(store), closing(desk):
        match setup.target:
            case "jobun":
                yield store, Targets(DeskTarget(desk), OwnIntake(http, key=SecretStr(own_server.KEY)))
            case "fides":
                policies = {"deletion": "default_erasure_policy"}
                secret = SecretStr(fides_server.SECRET)
                fides = Fides(http, client_id=fides_server.CLIENT, client_secret=secret, policies=policies)
                yield store, Targets(DeskTarget(desk), fides)
            case _:
                yield store, Targets(DeskTarget(desk))


def serve(setup: Setup) -> None:
    """A service: confirms what is to be confirmed, and works the outbox, until it is killed."""
    import structlog

    structlog.configure(processors=[lambda *_: (_ for _ in ()).throw(structlog.DropEvent)])
    with opened(setup) as (store, targets):
        for _ in range(WORKERS):
            worker = Worker(store, targets, lease_s=LEASE_S, first_wait_s=0.5)
            threading.Thread(target=worker.run, args=(0.2,), daemon=True).start()
        ours = requesting(store, targets)
        texts = [json.loads(line) for line in Path(setup.texts).read_text("utf-8").splitlines()]
        while True:
            answered = set(Path(setup.answered).read_text("utf-8").split())
            waiting = [text for text in texts if text["id"] not in answered]
            random.shuffle(waiting)
            for text in waiting[:10]:
                confirm(ours, text, setup.answered)
            time.sleep(0.2)


def confirm(ours: Requesting, text: dict[str, Any], answered: str) -> None:
    """What a person does who has looked at a text; one that was changed since is refused, which is an answer, too."""
    try:
        ours.confirm(Filled(**text["filled"]), text["token"], "ja")
    except RequestRefused:
        pass
    except JobunError:
        return
    # One write, so that a killed process leaves a whole line or none.
    with os.fdopen(os.open(answered, os.O_WRONLY | os.O_APPEND), "w") as file:
        file.write(f"{text['id']}\n")


def run(url: str, target: str, requests: int, *, seed: int = 1, max_s: float = 900.0) -> Counts:
    """File so many requests while everything fails; what became of them."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    server: Faulty = FaultyFides(seed) if target == "fides" else FaultyOwn(seed)
    with tempfile.TemporaryDirectory() as folder, closing(server):
        setup = Setup(url, target, server.url, f"{folder}/texts", f"{folder}/answered")
        with opened(setup) as (store, targets):
            ours = requesting(store, targets)
            looked_at = [
                Filled("deletion", email=f"person{number}@example.org", details="消して")
                for number in range(requests + requests // 5)
            ]
            prepared = [(filled, ours.prepare(filled, GROUNDS, "ja")) for filled in looked_at]
            to_confirm, rest = prepared[:requests], prepared[requests:]
            confirmed = {one.draft.id for _, one in to_confirm}
            unconfirmed = {one.draft.id for _, one in rest}
            server.refused = (
                {one.draft.id for _, one in chance.sample(to_confirm, requests // 20)} if target != "desk" else set()
            )
            # Half of the rest are changed after they were looked at, the others left alone.
            changed = [(replace(filled, details="別の内容"), one) for filled, one in rest[::2]]
            texts = [
                {
                    "id": one.draft.id,
                    "token": one.token,
                    "filled": {"right": filled.right, "email": filled.email, "details": filled.details},
                }
                for filled, one in (*to_confirm, *changed)
            ]
            Path(setup.texts).write_text("".join(json.dumps(text, ensure_ascii=False) + "\n" for text in texts), "utf-8")
            Path(setup.answered).touch()
            kills = _suffer(setup, server, store, chance, ends_at=time.monotonic() + max_s, wanted=len(texts))
            entries = {entry.record.id: entry for entry in store.entries(last=10 * requests)}
            arrived = _arrived(server, target, setup)
        dead = {number for number, entry in entries.items() if entry.pending and entry.pending.dead}
        return Counts(
            confirmed=len(confirmed),
            arrived_once=sum(arrived[number] == 1 for number in confirmed - dead),
            dead_letters=len(dead),
            kills=kills,
            faults=sum(server.met.values()),
            arrived_twice=sum(count > 1 for count in arrived.values()),
            lost=sum(not arrived[number] and number not in dead for number in confirmed),
            arrived_and_dead=sum(bool(arrived[number]) for number in dead),
            unconfirmed_arrived=sum(arrived[number] for number in unconfirmed) + len(set(arrived) - confirmed - unconfirmed),
            unfinished=sum(
                bool(entry.pending and entry.pending.action == "file" and not entry.pending.dead) for entry in entries.values()
            ),
        )


class Services:
    """The service in processes of its own; ``killed`` counts those that were killed."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._context = multiprocessing.get_context("forkserver")
        # Loaded once, so that a service is there at once.
        self._context.set_forkserver_preload([__name__])
        self._lock = threading.Lock()
        self._running = [self._started() for _ in range(SERVICES)]
        self.killed = 0

    def kill(self, *which: int) -> None:
        """Kill some of them, or all."""
        with self._lock:
            for process in [self._running[at] for at in which] or self._running:
                if process.is_alive():
                    os.kill(process.pid or 0, signal.SIGKILL)
                    self.killed += 1

    def revive(self) -> None:
        """Start those again that were killed."""
        with self._lock:
            for at, process in enumerate(self._running):
                if not process.is_alive():
                    process.join()
                    self._running[at] = self._started()

    def end(self) -> None:
        """Kill them for good; these are not counted."""
        for process in self._running:
            process.kill()
            process.join()

    def _started(self) -> Any:
        process = self._context.Process(target=serve, args=(self._setup,), daemon=True)
        process.start()
        return process


def _suffer(
    setup: Setup, server: Faulty, store: DatabaseRequests, chance: random.Random, *, ends_at: float, wanted: int
) -> int:
    """Run services and kill them until all is confirmed and filed; how many were killed."""
    services = Services(setup)
    server.kill = services.kill
    try:
        while time.monotonic() < ends_at and not _is_done(setup, store, wanted):
            # The first goes down while there is certainly work left, however quick the machine.
            time.sleep(chance.uniform(0.3, 2.5) if services.killed else 0.1)
            if services.killed >= wanted // 4:
                # In the end they are left to finish.
                server.kill = None
            elif not services.killed or chance.random() < 0.5:
                services.kill(chance.randrange(SERVICES))
            services.revive()
    finally:
        server.kill = None
        services.end()
    return services.killed


def _is_done(setup: Setup, store: DatabaseRequests, wanted: int) -> bool:
    if len(set(Path(setup.answered).read_text("utf-8").split())) < wanted:
        return False
    waiting = (entry.pending for entry in store.entries(last=10 * wanted))
    return not any(pending and pending.action == "file" and not pending.dead for pending in waiting)


def _arrived(server: Faulty, target: str, setup: Setup) -> Counter[str]:
    """How often each request is at the target."""
    if isinstance(server, FaultyFides):
        return Counter(row["external_id"] for row in server.rows)
    if target == "desk":
        with closing(Desk(open_database(setup.url), Sealer(b"c" * 32, b"a" * 32))) as desk:
            return Counter(ticket.record.id for ticket in desk.tickets(last=100_000))
    assert isinstance(server, own_server.OwnServer)
    return Counter(server.requests.keys())
