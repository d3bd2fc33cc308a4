"""``POST /v1/sessions``: a token for a page that may ask."""

from __future__ import annotations

from fastapi import APIRouter, Request

from bot.web.refusals import Refused
from bot.web.schemas import SessionIn, SessionOut, errors
from bot.web.site import Here, address_of

router = APIRouter()


@router.post("/v1/sessions", status_code=201, responses=errors(400, 403, 413, 422, 429))
async def begin_session(request: Request, site: Here, body: SessionIn | None = None) -> SessionOut:  # noqa: ARG001 - what is sent is checked
    """Begin a session. The request's Origin must be the service's own or an allowed one."""
    await site.limiter.count(address_of(request))
    if not site.allows(request):
        raise Refused(403, "bad_origin")
    token, session = site.tokens.issue(site.settings.audience)
    return SessionOut(token=token, expires_at=session.expires_at, conversation=session.conversation)
