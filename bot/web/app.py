"""The site as an ASGI app."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any, Final

import structlog
from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.answering import Answering, Keys
from bot.errors import StateUnavailable
from bot.keys import key_for
from bot.settings import Settings
from bot.slack.manifest import EVENTS_PATH
from bot.slack.service import open_slack
from bot.state.port import Store
from bot.web.assets import read_assets
from bot.web.bodies import SLACK_BYTES, Bodies
from bot.web.current import Current, PolicyEngine, Renewal
from bot.web.guard import Guard
from bot.web.limiting import Limiter, Rates
from bot.web.metrics import Metrics
from bot.web.pages import error_page, load_templates
from bot.web.refusals import Refused, json_refusal, of_error, of_status
from bot.web.routes import chat, conversations, front, health, policies, sessions, slack, static
from bot.web.site import Site
from bot.web.tokens import Tokens
from corpus.errors import JobunError

log = structlog.get_logger()

_PURGE_EVERY_S: Final = 3600.0
# More threads than cores would only wait for one another; some wait for the database.
_THREADS: Final = max(4, 2 * (os.cpu_count() or 1))


def _utc_now() -> datetime:
    return datetime.now(UTC)


def build_app(
    engine: PolicyEngine,
    *,
    settings: Settings,
    store: Store,
    renewal: Renewal | None = None,
    now: Callable[[], datetime] = _utc_now,
) -> FastAPI:
    """The whole site on one engine.

    Args:
        engine: what answers, until ``renewal`` finds a new index.
        settings: read once, see `bot.settings.Settings`.
        store: where conversations, feedback and the trail are kept; it is closed when the app ends.
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
            threads=threads,
            now=now,
        )
    site = Site(
        settings=settings,
        current=current,
        answering=answering,
        store=store,
        tokens=Tokens(key_for("tokens", settings), minutes=settings.session_minutes, clock=lambda: now().timestamp()),
        limiter=Limiter(Rates(settings.rate_address, settings.rate_session)),
        metrics=metrics,
        assets=read_assets(),
        templates=load_templates(),
        threads=threads,
        now=now,
        slack=in_slack,
    )
    app = FastAPI(
        title="Jobun",
        summary="Answers about an organisation's policies, with the section and the sentence.",
        version=version("jobun"),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(site),
        middleware=_middleware(site),
        exception_handlers={
            Refused: _handler(site, lambda error: error),
            JobunError: _handler(site, of_error),
            HTTPException: _handler(site, lambda error: of_status(error.status_code, error.headers)),
            RequestValidationError: _handler(site, _of_validation),
        },
    )
    app.state.site = site
    for routes in (sessions, chat, conversations, health, static, policies, front, slack):
        app.include_router(routes.router)
    return app


def _middleware(site: Site) -> list[Middleware]:
    settings = site.settings

    def answer(request: Request, refused: Refused) -> Response:
        return _answer(site, request, refused)

    guard = Middleware(
        Guard,
        hosts=settings.trusted_hosts,
        frame_ancestors=settings.frame_ancestors,
        metrics=site.metrics,
        answer=answer,
    )
    # The one source of Access-Control-Allow-Origin for pages of other origins. No credentials: there are no cookies.
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type"],
        expose_headers=["Retry-After", "X-Request-Id"],
        max_age=600,
    )
    # Around all the rest, so that a page of another origin can read what went wrong, too.
    inner = [cors, guard, Middleware(Bodies, answer=answer, larger={EVENTS_PATH: SLACK_BYTES})]
    if settings.forwarded_from:
        return [Middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.forwarded_from)), *inner]
    return inner


def _lifespan(site: Site) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(site.current.watch()), asyncio.create_task(_purge_for_ever(site))]
        if site.slack is not None:
            tasks.append(asyncio.create_task(site.slack.run()))
        log.info("started", index=site.current.served().engine.identity.get("index"))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            if site.slack is not None:
                site.slack.close()
            site.store.close()
            log.info("stopped")

    return lifespan


async def _purge_for_ever(site: Site) -> None:
    while True:
        before = site.now() - timedelta(days=site.settings.retention_days)
        try:
            turns = await to_thread.run_sync(site.store.purge, before)
        except StateUnavailable:
            log.warning("purge_failed")
        else:
            site.metrics.purged.inc(turns)
            log.info("purged", turns=turns, retention_days=site.settings.retention_days)
        await asyncio.sleep(_PURGE_EVERY_S)


def _handler(site: Site, refused_of: Callable[[Any], Refused]) -> Callable[[Request, Any], Any]:
    async def handle(request: Request, error: Any) -> Response:
        return _answer(site, request, refused_of(error))

    return handle


def _answer(site: Site, request: Request, refused: Refused) -> Response:
    """As a page where a person looks at one, else as JSON."""
    wants_page = "text/html" in request.headers.get("accept", "") and not request.scope["path"].startswith("/v1/")
    return error_page(request, site, refused) if wants_page else json_refusal(request, refused)


def _of_validation(error: RequestValidationError) -> Refused:
    # What does not even parse is told apart from what is not as it should be.
    unread = any(each["type"] == "json_invalid" for each in error.errors())
    return of_status(400 if unread else 422)
