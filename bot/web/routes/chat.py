"""``POST /v1/chat``: a question, answered as one JSON object or as a stream of events."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Final

import structlog
from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from fastapi.sse import EventSourceResponse, format_sse_event

from bot.answering import Given, Wish
from bot.questions import clean, spoken
from bot.web.refusals import Refused, language_of, of_error, of_status, request_id_of
from bot.web.schemas import ChatIn, ReplyOut, errors
from bot.web.site import Asker, Here, Site
from corpus.errors import JobunError

log = structlog.get_logger()
router = APIRouter()

_DELTA: Final = re.compile(r".{0,40}?[。、.,\n]|.{1,40}", re.DOTALL)
_STREAM: Final = "text/event-stream"
_EXAMPLE: Final = (
    'event: status\ndata: {"stage": "searching"}\n\nevent: delta\ndata: {"text": "手数料などは"}\n\nevent: reply\ndata: {…}\n\n'
)


@router.post(
    "/v1/chat",
    response_model=ReplyOut,
    responses={
        200: {"content": {_STREAM: {"schema": {"type": "string"}, "example": _EXAMPLE}}},
        **errors(400, 401, 403, 404, 413, 422, 429, 500, 503),
    },
)
async def chat(request: Request, body: ChatIn, site: Here, session: Asker) -> Response:
    """Answer a question. With ``Accept: text/event-stream`` come the events ``status``, ``delta``, ``reply`` and ``error``."""
    site.enter()
    clean(body.question, spoken(body.question, body.lang))
    conversation = body.conversation or session.conversation
    wish = Wish(body.question, conversation, session.audience, body.lang)
    begins = conversation == session.conversation
    if _STREAM in request.headers.get("accept", ""):
        # A conversation that is no longer there is told by status, before anything is streamed.
        await to_thread.run_sync(site.answering.admit, wish, begins)
        return EventSourceResponse(_events(request, site, wish), headers={"X-Accel-Buffering": "no"})
    return JSONResponse(dict((await answer(request, site, wish, begins=begins)).wire))


async def answer(request: Request, site: Site, wish: Wish, *, begins: bool | None = None) -> Given:
    """Ask in a thread; counted and logged, without a word of it. The wish was admitted, unless it is said what `Answering.admit` takes."""

    def asked() -> Given:
        if begins is not None:
            site.answering.admit(wish, begins)
        return site.answering.ask(wish)

    with site.metrics.running.track_inprogress():
        given = await to_thread.run_sync(asked, limiter=site.threads)
    site.metrics.count_reply(given.reply, given.took_ms)
    log.info(
        "answered",
        request_id=request_id_of(request),
        reply=given.id,
        verdict=given.reply.verdict,
        took_ms=round(given.took_ms, 1),
    )
    # A wish can be filed here; the page for it knows the right by the intent.
    filable = site.filing is not None and given.reply.verdict == "action"
    return replace(given, wire={**given.wire, "filing": True}) if filable else given


async def _events(request: Request, site: Site, wish: Wish) -> AsyncIterator[bytes]:
    yield _event("status", {"stage": "searching"})
    try:
        given = await answer(request, site, wish)
    except JobunError as error:
        yield _error(request, of_error(error))
        return
    except Exception as error:  # noqa: BLE001 - the status is sent: the stream has to say it
        log.error("failed", request_id=request_id_of(request), error=type(error).__name__)  # noqa: TRY400 - without its message
        yield _error(request, of_status(500))
        return
    yield _event("status", {"stage": "answering"})
    for text in parts(given.reply.text):
        yield _event("delta", {"text": text})
    yield _event("reply", given.wire)


def parts(text: str) -> list[str]:
    """A text in pieces of at most 41 characters that end with a clause where one ends; together they are the text."""
    return _DELTA.findall(text)


def _error(request: Request, refused: Refused) -> bytes:
    return _event("error", refused.as_json(language_of(request), request_id_of(request))["error"])


def _event(name: str, data: Any) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))
