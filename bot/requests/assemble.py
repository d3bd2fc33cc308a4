"""The one place where filing is put together from the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.keys import key_for, requests_key_for
from bot.requests.adapters.callbacks import Callbacks
from bot.requests.adapters.choosing import Targets, adapter_of, callbacks_of
from bot.requests.desk import Desk
from bot.requests.desk_target import DeskTarget
from bot.requests.drafts import Drafts
from bot.requests.receipts import Receipts
from bot.requests.requesting import Requesting
from bot.requests.sealing import Sealer
from bot.requests.store import DatabaseRequests
from bot.requests.worker import Worker
from bot.settings import Settings
from bot.state.database import database_url, open_database


@dataclass(frozen=True, slots=True)
class Requests:
    """All that filing takes. ``callbacks`` checks what the target calls back, None where it is not told where to."""

    store: DatabaseRequests
    desk: Desk
    targets: Targets
    requesting: Requesting
    worker: Worker
    callbacks: Callbacks | None

    def purge(self, before: datetime) -> int:
        """Forget who filed requests that have ended before an instant, here and at the desk; how many those were."""
        return self.store.purge(before) + self.desk.purge(before)

    def close(self) -> None:
        """Let go of the database."""
        self.worker.end()
        self.store.close()
        self.desk.close()


def open_requests(settings: Settings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Requests:
    """Filing on the database that is set.

    Raises:
        SettingsWrong: there is no key to encrypt with, or a variable that the target needs is missing.
        StateUnavailable: the database cannot be used.
    """
    sealer = sealer_of(settings)
    drafts = Drafts(key_for("drafts", settings), clock=lambda: now().timestamp())
    receipts = Receipts(requests_key_for("receipts", settings))
    store = DatabaseRequests(open_database(database_url(settings)), sealer)
    try:
        desk = desk_on(settings, sealer, now=now, changed=lambda request: _changed(store, worker, request, now()))
        adapter = adapter_of(settings)
        targets, callbacks = Targets(DeskTarget(desk), adapter), callbacks_of(settings, adapter)
        worker = Worker(store, targets, now=now)
    except BaseException:
        store.close()
        raise
    requesting = Requesting(store, targets, receipts=receipts, drafts=drafts, sealer=sealer, now=now, filed=worker.wake)
    return Requests(store, desk, targets, requesting, worker, callbacks)


def sealer_of(settings: Settings) -> Sealer:
    """What contacts are encrypted with. Raises `SettingsWrong`."""
    return Sealer(requests_key_for("contacts", settings), requests_key_for("alike", settings))


def desk_on(
    settings: Settings,
    sealer: Sealer,
    *,
    calls_back: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    changed: Callable[[str], object] = lambda _: None,
) -> Desk:
    """Our own desk. Where it ``calls_back``, each step is to be told to whoever filed."""
    engine = open_database(database_url(settings))
    return Desk(engine, sealer, due_days=settings.due_days, calls_back=calls_back, now=now, changed=changed)


def retention_of(settings: Settings) -> timedelta:
    """How long contacts are kept once a request has ended."""
    return timedelta(days=settings.requests_retention_days)


def _changed(store: DatabaseRequests, worker: Worker, request: str, now: datetime) -> None:
    if store.hasten(request, now):
        worker.wake()
