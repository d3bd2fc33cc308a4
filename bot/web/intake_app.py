"""The intake of our own desk as an ASGI app of its own, for those who file from another process."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from bot.errors import SettingsWrong, StateUnavailable
from bot.requests.announcing import Announcer
from bot.requests.assemble import codes_on, desk_on, retention_of, sealer_of
from bot.requests.codes import Codes
from bot.settings import Settings
from bot.state.database import database_url, open_database
from bot.web.assets import read_assets
from bot.web.frame import framed
from bot.web.intake import Intake
from bot.web.limiting import Limiter, Rates
from bot.web.metrics import Metrics
from bot.web.pages import load_templates
from bot.web.routes import desk, health, intake, static

log = structlog.get_logger()

_PURGE_EVERY_S: Final = 3600.0
_FINISH_S: Final = 15.0


def build_intake(settings: Settings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> FastAPI:
    """The intake and its desk.

    Raises:
        SettingsWrong: there is no key to encrypt with, or none that anybody could file with.
        StateUnavailable: the database cannot be used.
    """
    if settings.intake_key is None and settings.desk_key is None:
        raise SettingsWrong("Nobody could file here: set JOBUN_INTAKE_KEY, and JOBUN_DESK_KEY for the desk.")
    announcer, codes = _announcer(settings), codes_on(settings, now=now)
    whole = Intake(
        settings=settings,
        desk=desk_on(settings, sealer_of(settings), codes, calls_back=announcer is not None, now=now),
        limiter=Limiter(Rates(settings.rate_address, settings.rate_session, settings.rate_requests)),
        metrics=Metrics(),
        templates=load_templates(),
        threads=CapacityLimiter(max(4, 2 * (os.cpu_count() or 1))),
        now=now,
    )
    app = framed(whole, "Takes requests about personal data.", _lifespan(whole, announcer, codes))
    app.state.intake = whole
    app.state.assets = read_assets()
    for routes in (intake, desk, static):
        app.include_router(routes.router)
    app.add_api_route("/healthz", health.healthz, response_class=PlainTextResponse)
    return app


def _announcer(settings: Settings) -> Announcer | None:
    if settings.callback_url is None or settings.callback_key is None:
        return None
    return Announcer(open_database(database_url(settings)), settings.callback_url, settings.callback_key)


def _lifespan(whole: Intake, announcer: Announcer | None, codes: Codes | None) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(_purge_for_ever(whole, codes))
        thread = threading.Thread(target=announcer.run, name="callbacks", daemon=True) if announcer else None
        if thread:
            thread.start()
        log.info("started")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            if announcer and thread:
                announcer.end()
                await to_thread.run_sync(thread.join, _FINISH_S)
                announcer.close()
            whole.desk.close()
            if codes:
                codes.close()
            log.info("stopped")

    return lifespan


async def _purge_for_ever(whole: Intake, codes: Codes | None) -> None:
    while True:
        try:
            await to_thread.run_sync(whole.desk.expire)
            await to_thread.run_sync(whole.desk.purge, whole.now() - retention_of(whole.settings))
            if codes:
                await to_thread.run_sync(codes.purge)
        except StateUnavailable:
            log.warning("purge_failed")
        await asyncio.sleep(_PURGE_EVERY_S)
