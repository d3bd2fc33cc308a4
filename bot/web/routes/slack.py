"""``/slack/…``: what Slack delivers by HTTP, and the pages of an installation. Not there where Slack is not set up."""

from __future__ import annotations

import re
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler, to_async_bolt_request, to_starlette_response

from bot.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH
from bot.web.refusals import Refused
from bot.web.site import Here, Site, address_of

router = APIRouter(include_in_schema=False)

_SECONDS: Final = re.compile(r"[0-9]{1,12}")


@router.post(EVENTS_PATH)
async def events(request: Request, site: Here) -> Response:
    """An event, a command or an interaction, signed by Slack."""
    if site.slack is None or site.settings.slack_signing_secret is None:
        raise Refused(404, "not_found")
    # Bolt fails at a time that is no number.
    if not _SECONDS.fullmatch(request.headers.get("x-slack-request-timestamp", "")):
        raise Refused(401, "no_token")
    if not site.slack.is_ready:
        raise Refused(503, "unavailable", headers={"Retry-After": "5"})
    try:
        return await AsyncSlackRequestHandler(site.slack.bolt).handle(request)
    except ValueError:
        # No text, or no JSON; the signature is looked at later.
        raise Refused(400, "bad_request") from None


@router.get(INSTALL_PATH)
async def install(request: Request, site: Here) -> Response:
    """To Slack's page where an admin agrees."""
    flow = _flow(site)
    await site.limiter.count(address_of(request))
    return to_starlette_response(await flow.handle_installation(to_async_bolt_request(request, b"")))


@router.get(REDIRECT_PATH)
async def installed(request: Request, site: Here) -> Response:
    """Back from there."""
    flow = _flow(site)
    await site.limiter.count(address_of(request))
    return to_starlette_response(await flow.handle_callback(to_async_bolt_request(request, b"")))


def _flow(site: Site) -> Any:
    if site.slack is None or site.slack.install is None:
        raise Refused(404, "not_found")
    return site.slack.install
