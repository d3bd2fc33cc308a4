"""What the routes share, and who is asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias
from urllib.parse import urlencode

from anyio import CapacityLimiter
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.templating import Jinja2Templates

from bot.answering import Answering
from bot.requests.assemble import Requests
from bot.settings import Settings
from bot.state.port import Store
from bot.web.assets import Asset
from bot.web.current import Current
from bot.web.limiting import Limiter
from bot.web.metrics import Metrics
from bot.web.refusals import Refused
from bot.web.tokens import Session, Tokens
from corpus.model import Audience

if TYPE_CHECKING:
    # Which itself needs what stands here.
    from bot.slack.service import Slack

MAX_WAITING: Final = 512
"""Questions that may be under way at once; more are asked to come again."""


@dataclass(frozen=True, slots=True)
class Site:
    """The parts of one app. ``threads`` bounds how many questions are worked on at once; the others wait.

    ``filing`` is None where wishes cannot be filed as requests, ``slack`` where Slack is not set up.
    """

    settings: Settings
    current: Current
    answering: Answering
    store: Store
    tokens: Tokens
    limiter: Limiter
    metrics: Metrics
    assets: Mapping[str, Asset]
    templates: Jinja2Templates
    threads: CapacityLimiter
    now: Callable[[], datetime]
    filing: Requests | None = None
    slack: Slack | None = None

    def allows(self, request: Request) -> bool:
        """Whether the page that a request comes from may ask; one without an Origin comes from no page."""
        origin = request.headers.get("origin", "").lower()
        return origin == own_origin(request) or origin in self.settings.allowed_origins

    def enter(self) -> None:
        """Refuses (503) where too many wait already."""
        if self.threads.statistics().tasks_waiting >= MAX_WAITING:
            raise Refused(503, "unavailable", headers={"Retry-After": "2"})


def own_origin(request: Request) -> str:
    """The origin under which the request has called us."""
    return f"{request.url.scheme}://{request.url.netloc}".lower()


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""


def marked_link(url: str, section: str, sentences: tuple[int, int] | list[int]) -> str:
    """The address of a section with sentences of it marked."""
    if not url.startswith("/"):
        return url
    page, _, anchor = url.partition("#")
    query = urlencode({"mark": f"{sentences[0]}-{sentences[1]}", "section": section})
    return f"{page}{'&' if '?' in page else '?'}{query}#{anchor}"


async def _site(request: Request) -> Site:
    # Where it were no coroutine, each request would wait for a thread.
    site: Site = request.app.state.site
    return site


Here: TypeAlias = Annotated[Site, Depends(_site)]

_bearer = HTTPBearer(auto_error=False, description="A token from `POST /v1/sessions`.")
Credentials: TypeAlias = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def _session(request: Request, site: Here, credentials: Credentials) -> Session:
    # Counted first: a token that is tried out is a request, too.
    session = site.tokens.read(credentials.credentials) if credentials else None
    await site.limiter.count(address_of(request), session.id if session else None)
    if request.headers.get("origin") and not site.allows(request):
        raise Refused(403, "bad_origin")
    if session is None:
        raise Refused(401, "no_token", headers={"WWW-Authenticate": "Bearer"})
    return session


Asker: TypeAlias = Annotated[Session, Depends(_session)]


async def _viewer(site: Here, credentials: Credentials) -> Audience:
    """Whose policies a page may show: those of a token's holder, else those of everybody here."""
    session = site.tokens.read(credentials.credentials) if credentials else None
    return session.audience if session else site.settings.audience


Viewer: TypeAlias = Annotated[Audience, Depends(_viewer)]
