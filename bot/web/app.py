"""The site as an ASGI app."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import structlog
from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI

from bot.answering import Answering, Keys
from bot.errors import StateUnavailable
from bot.keys import key_for
from bot.requests.assemble import Requests, retention_of
from bot.settings import Settings
from bot.slack.service import open_slack
from bot.state.port import Store
from bot.web.assets import read_assets
from bot.web.current import Current, PolicyEngine, Renewal
from bot.web.frame import framed
from bot.web.intake import intake_of
from bot.web.limiting import Limiter, Rates
from bot.web.metrics import Metrics
from bot.web.outbox_metrics import OutboxMetrics
from bot.web.pages import load_templates
from bot.web.routes import chat, conversations, desk, front, health, intake, policies, requests, sessions, slack, static
from bot.web.site import Site
from bot.web.tokens import Tokens

log = structlog.get_logger()

_PURGE_EVERY_S: Final = 3600.0
_FINISH_S: Final = 10.0
# More threads than cores wait for one another: with one more there were 72 answers a second and not 89.
_THREADS: Final = os.cpu_count() or 1


def _utc_now() -> datetime:
    return datetime.now(UTC)


def build_app(
    engine: PolicyEngine,
    *,
    settings: Settings,
    store: Store,
    renewal: Renewal | None = None,
    filing: Requests | None = None,
    now: Callable[[], datetime] = _utc_now,
) -> FastAPI:
    """The whole site on one engine.

    Args:
        engine: what answers, until ``renewal`` finds a new index.
        settings: read once, see `bot.settings.Settings`.
        store: where conversations, feedback and the trail are kept; it is closed when the app ends.
        filing: what wishes are filed with as requests; None where they are not. It is closed when the app ends.
        renewal: how another engine is made; None where this one stays.
        now: the present instant (aware).

    Raises:
        SettingsWrong: there is no secret to sign with, and none can be made.
    """
    metrics = Metrics()
    current = Current(engine, metrics, renewal)
    keys = Keys(key_for("trail", settings), key_for("questions", settings))
    answering, threads = Answering(current.served, store, keys, now=now), CapacityLimiter(_THREADS)
    in_slack = None
    if settings.slack_signing_secret is not None:
        in_slack = open_slack(
            settings,
            answering=answering,
            served=current.served,
            suggestions=current.suggestions,
            store=store,
            metrics=metrics,
            filing=filing,
            now=now,
        )
    site = Site(
        settings=settings,
        current=current,
        answering=answering,
        store=store,
        tokens=Tokens(key_for("tokens", settings), minutes=settings.session_minutes, clock=lambda: now().timestamp()),
        limiter=Limiter(Rates(settings.rate_address, settings.rate_session, settings.rate_requests)),
        metrics=metrics,
        assets=read_assets(),
        templates=load_templates(),
        threads=threads,
        now=now,
        filing=filing,
        slack=in_slack,
    )
    app = framed(site, "Answers about an organisation's policies, with the section and the sentence.", _lifespan(site))
    app.state.site, app.state.assets = site, site.assets
    for routes in (sessions, chat, conversations, health, static, policies, front, slack):
        app.include_router(routes.router)
    if filing is not None:
        app.state.intake = intake_of(site, filing.desk, filing)
        metrics.add(OutboxMetrics(filing, now))
        for routes in (requests, intake, desk):
            app.include_router(routes.router)
    return app


def _lifespan(site: Site) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(site.current.watch()), asyncio.create_task(_purge_for_ever(site))]
        if site.slack is not None:
            tasks.append(asyncio.create_task(site.slack.run()))
        worker = site.filing.worker if site.filing else None
        thread = threading.Thread(target=worker.run, name="outbox", daemon=True) if worker else None
        if thread:
            thread.start()
        log.info("started", index=site.current.served().engine.identity.get("index"))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            if worker and thread:
                worker.end()
                # What it is at may take as long as its target; whoever comes next goes on with it.
                await to_thread.run_sync(thread.join, _FINISH_S)
            if site.slack is not None:
                site.slack.close()
            if site.filing:
                site.filing.close()
            site.store.close()
            log.info("stopped")

    return lifespan


async def _purge_for_ever(site: Site) -> None:
    while True:
        before = site.now() - timedelta(days=site.settings.retention_days)
        try:
            turns = await to_thread.run_sync(site.store.purge, before)
            if site.filing:
                await to_thread.run_sync(site.filing.purge, site.now() - retention_of(site.settings))
        except StateUnavailable:
            log.warning("purge_failed")
        else:
            site.metrics.purged.inc(turns)
            log.info("purged", turns=turns, retention_days=site.settings.retention_days)
        await asyncio.sleep(_PURGE_EVERY_S)
