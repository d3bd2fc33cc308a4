"""What every app of ours stands in: the middleware around it, and what goes wrong as a page or as JSON."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final, Protocol

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.settings import Settings
from bot.slack.manifest import EVENTS_PATH
from bot.web.bodies import SLACK_BYTES, Bodies
from bot.web.guard import Guard
from bot.web.metrics import Metrics
from bot.web.pages import Paged, error_page
from bot.web.refusals import Refused, json_refusal, of_error, of_status
from corpus.errors import JobunError

_FOR_PROGRAMS: Final = ("/v1/", "/intake/")


class Framed(Paged, Protocol):
    """What an app is made of, as far as it concerns what stands around it."""

    @property
    def settings(self) -> Settings:
        """Read once."""

    @property
    def metrics(self) -> Metrics:
        """What is counted."""


def framed(site: Framed, summary: str, lifespan: Callable[[FastAPI], Any]) -> FastAPI:
    """An app without routes."""
    return FastAPI(
        title="Jobun",
        summary=summary,
        version=version("jobun"),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=_middleware(site),
        exception_handlers={
            Refused: _handler(site, lambda error: error),
            JobunError: _handler(site, of_error),
            HTTPException: _handler(site, lambda error: of_status(error.status_code, error.headers)),
            RequestValidationError: _handler(site, _of_validation),
        },
    )


def _middleware(site: Framed) -> list[Middleware]:
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


def _handler(site: Framed, refused_of: Callable[[Any], Refused]) -> Callable[[Request, Any], Any]:
    async def handle(request: Request, error: Any) -> Response:
        return _answer(site, request, refused_of(error))

    return handle


def _answer(site: Framed, request: Request, refused: Refused) -> Response:
    """As a page where a person looks at one, else as JSON."""
    wants_page = "text/html" in request.headers.get("accept", "") and not request.scope["path"].startswith(_FOR_PROGRAMS)
    return error_page(request, site, refused) if wants_page else json_refusal(request, refused)


def _of_validation(error: RequestValidationError) -> Refused:
    # What does not even parse is told apart from what is not as it should be.
    unread = any(each["type"] == "json_invalid" for each in error.errors())
    return of_status(400 if unread else 422)
