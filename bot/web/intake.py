"""What the routes of the intake and its desk share, and who may call them."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeAlias

from anyio import CapacityLimiter
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBasic, HTTPBasicCredentials, HTTPBearer
from fastapi.templating import Jinja2Templates
from pydantic import SecretStr

from bot.requests.assemble import Requests
from bot.requests.desk import Desk
from bot.settings import Settings
from bot.web.limiting import Limiter
from bot.web.metrics import Metrics
from bot.web.refusals import Refused
from bot.web.site import Site, address_of, own_origin


@dataclass(frozen=True, slots=True)
class Intake:
    """The parts of an intake. ``filing`` is None where nobody files from this process itself."""

    settings: Settings
    desk: Desk
    limiter: Limiter
    metrics: Metrics
    templates: Jinja2Templates
    threads: CapacityLimiter
    now: Callable[[], datetime]
    filing: Requests | None = None


def intake_of(site: Site, desk: Desk, filing: Requests) -> Intake:
    """The intake in the same process as the site."""
    return Intake(site.settings, desk, site.limiter, site.metrics, site.templates, site.threads, site.now, filing)


def _intake(request: Request) -> Intake:
    intake: Intake = request.app.state.intake
    return intake


At: TypeAlias = Annotated[Intake, Depends(_intake)]

_bearer = HTTPBearer(auto_error=False, description="JOBUN_INTAKE_KEY to file with; JOBUN_DESK_KEY for the desk.")
_basic = HTTPBasic(auto_error=False, realm="Jobun")
Bearer: TypeAlias = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
Basic: TypeAlias = Annotated[HTTPBasicCredentials | None, Depends(_basic)]


async def _filer(request: Request, intake: At, shown: Bearer) -> None:
    settings = intake.settings
    await _check(request, intake, shown.credentials if shown else "", (settings.intake_key, settings.desk_key), "Bearer")


async def _staff(request: Request, intake: At, shown: Bearer) -> None:
    await _check(request, intake, shown.credentials if shown else "", (intake.settings.desk_key,), "Bearer")


async def _at_desk(request: Request, intake: At, shown: Basic) -> None:
    challenge = 'Basic realm="Jobun", charset="UTF-8"'
    await _check(request, intake, shown.password if shown else "", (intake.settings.desk_key,), challenge)
    # A browser shows the key by itself, whoever's page it is that sends a form.
    if request.method != "GET" and request.headers.get("origin", "").lower() != own_origin(request):
        raise Refused(403, "bad_origin")


async def _check(request: Request, intake: Intake, shown: str, keys: tuple[SecretStr | None, ...], challenge: str) -> None:
    # Counted first: a key that is tried out is a request, too.
    await intake.limiter.count(address_of(request))
    known = [key.get_secret_value().encode() for key in keys if key is not None]
    if not known:
        raise Refused(403, "desk_closed")
    if not any(hmac.compare_digest(shown.encode("utf-8", "surrogatepass"), key) for key in known):
        raise Refused(401, "no_key", headers={"WWW-Authenticate": challenge})


Filer = Depends(_filer)
"""Who may file, ask and take back: other programs of the organisation."""
Staff = Depends(_staff)
"""Who may list and advance, as a program."""
AtDesk = Depends(_at_desk)
"""Who may do the same in a browser."""
