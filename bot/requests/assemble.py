"""The one place where filing is put together from the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.errors import SettingsWrong
from bot.keys import is_loopback, key_for, requests_key_for
from bot.requests.adapters.callbacks import Callbacks
from bot.requests.adapters.choosing import Targets, adapter_of, callbacks_of
from bot.requests.codes import Codes
from bot.requests.desk import Desk
from bot.requests.desk_target import DeskTarget
from bot.requests.drafts import Drafts
from bot.requests.mailing import Mailer, Smtp
from bot.requests.receipts import Receipts
from bot.requests.record import Record
from bot.requests.requesting import Requesting
from bot.requests.sealing import Sealer
from bot.requests.store import DatabaseRequests
from bot.requests.worker import Worker
from bot.settings import Settings
from bot.state.database import database_url, open_database
from bot.state.port import Store
from bot.trail.confirmed import noter


@dataclass(frozen=True, slots=True)
class Requests:
    """All that filing takes. ``callbacks`` checks what the target calls back, None where it is not told where to.

    ``codes`` sends and checks what e-mail addresses are confirmed by, None where that is not asked for.
    """

    store: DatabaseRequests
    desk: Desk
    targets: Targets
    requesting: Requesting
    worker: Worker
    callbacks: Callbacks | None
    codes: Codes | None = None

    def purge(self, before: datetime) -> int:
        """Forget who filed requests that have ended before an instant, here and at the desk; how many those were."""
        self.desk.expire()
        if self.codes:
            self.codes.purge()
        return self.store.purge(before) + self.desk.purge(before)

    def close(self) -> None:
        """Let go of the database."""
        self.worker.end()
        self.store.close()
        self.desk.close()
        if self.codes:
            self.codes.close()


def open_requests(
    settings: Settings, trail: Store | None = None, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Requests:
    """Filing on the database that is set; confirmations are noted on ``trail``.

    Raises:
        SettingsWrong: there is no key to encrypt with, or a variable that the target needs is missing.
        StateUnavailable: the database cannot be used.
    """
    sealer = sealer_of(settings)
    drafts = Drafts(key_for("drafts", settings), clock=lambda: now().timestamp())
    receipts = Receipts(requests_key_for("receipts", settings))
    codes = codes_on(settings, now=now)
    store = DatabaseRequests(open_database(database_url(settings)), sealer)
    try:
        desk = desk_on(settings, sealer, codes, now=now, changed=lambda request: _changed(store, worker, request, now()))
        adapter = adapter_of(settings)
        targets, callbacks = Targets(DeskTarget(desk), adapter), callbacks_of(settings, adapter)
        worker = Worker(store, targets, now=now)
    except BaseException:
        store.close()
        raise
    noted = noter(trail, key_for("trail", settings)) if trail else _unnoted
    requesting = Requesting(
        store, targets, receipts=receipts, drafts=drafts, sealer=sealer, codes=codes, now=now, noted=noted, filed=worker.wake
    )
    return Requests(store, desk, targets, requesting, worker, callbacks, codes)


def sealer_of(settings: Settings) -> Sealer:
    """What contacts are encrypted with. Raises `SettingsWrong`."""
    return Sealer(requests_key_for("contacts", settings), requests_key_for("alike", settings))


def codes_on(settings: Settings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Codes | None:
    """What e-mail addresses are confirmed by; None where that is not asked for. Raises `SettingsWrong`, `StateUnavailable`."""
    if settings.verify_email == "off":
        return None
    mailer, key = mailer_of(settings), requests_key_for("codes", settings)
    return Codes(open_database(database_url(settings)), key, mailer, now=now)


def mailer_of(settings: Settings) -> Mailer:
    """The mail server that is set. Raises `SettingsWrong`."""
    if settings.smtp_host is None or settings.smtp_from is None:
        raise SettingsWrong(f"JOBUN_VERIFY_EMAIL=on needs JOBUN_SMTP_{'HOST' if settings.smtp_host is None else 'FROM'}.")
    if settings.smtp_tls == "none" and not is_loopback(settings.smtp_host):
        raise SettingsWrong("JOBUN_SMTP_TLS=none is for a mail server on this machine alone: codes could be read on their way.")
    if (settings.smtp_user is None) != (settings.smtp_password is None):
        raise SettingsWrong("JOBUN_SMTP_USER and JOBUN_SMTP_PASSWORD go together.")
    return Smtp(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_from,
        settings.smtp_tls,
        settings.smtp_user or "",
        settings.smtp_password,
    )


def desk_on(
    settings: Settings,
    sealer: Sealer,
    codes: Codes | None = None,
    *,
    calls_back: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    changed: Callable[[str], object] = lambda _: None,
) -> Desk:
    """Our own desk, which waits for ``codes`` where they are asked for. Where it ``calls_back``, whoever filed is told of each step."""
    engine = open_database(database_url(settings))
    return Desk(engine, sealer, codes=codes, due_days=settings.due_days, calls_back=calls_back, now=now, changed=changed)


def retention_of(settings: Settings) -> timedelta:
    """How long contacts are kept once a request has ended."""
    return timedelta(days=settings.requests_retention_days)


def _unnoted(_: Record, __: str) -> None:
    """Where there is no trail."""


def _changed(store: DatabaseRequests, worker: Worker, request: str, now: datetime) -> None:
    if store.hasten(request, now):
        worker.wake()
