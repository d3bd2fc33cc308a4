"""``/intake/v1``: filing with our own desk over HTTP, and what it is told by the systems that requests were given to."""

from __future__ import annotations

from typing import Annotated

import structlog
from anyio import to_thread
from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from bot.errors import CallbackRefused, RequestRefused
from bot.requests.forms import refuse_identity
from bot.requests.record import Status
from bot.requests.tickets import Ticket
from bot.requests.words import words
from bot.web.intake import At, Filer, Staff
from bot.web.intake_schemas import (
    CodeIn,
    RecordIn,
    RequestId,
    RequestOut,
    StepIn,
    TicketOut,
    TicketsOut,
    request_out,
    ticket_out,
)
from bot.web.refusals import Refused, language_of
from bot.web.schemas import errors
from bot.web.site import address_of

log = structlog.get_logger()
router = APIRouter(prefix="/intake/v1")

_COMMON = (401, 403, 404, 422, 429, 503)
Named = Annotated[RequestId, Path()]


@router.post(
    "/requests",
    status_code=201,
    response_model=RequestOut,
    dependencies=[Filer],
    responses={200: {"model": RequestOut}, **errors(400, 401, 403, 409, 413, 422, 429, 503)},
)
async def create(
    request: Request,
    body: RecordIn,
    intake: At,
    idempotency_key: Annotated[str, Header(max_length=64, description="The request_id.")],
) -> Response:
    """File a request. Sent again, it is the same request still (200).

    Where e-mail addresses are confirmed here (`JOBUN_VERIFY_EMAIL`) and `subject.verified.email` is not true, a code is sent to the
    address, and the request stands at `awaiting_verification` with `awaits_code` until it is given: nobody works on it before.
    It expires after a day. 503 `code_not_sent` means that it is kept and the code could not be sent; file it again.
    """
    lang = language_of(request)
    if idempotency_key != body.request_id:
        raise Refused(422, "bad_key")
    record = body.record()
    subject = record.subject
    if not subject.email and not subject.phone_e164 and not subject.customer_id:
        raise RequestRefused(words("no_contact", lang))
    if record.on_behalf_of != "self" and not record.for_whom.strip():
        raise RequestRefused(words("no_whom", lang))
    cited = (record.policy, *record.cited_sections)
    refuse_identity((subject.name, subject.email, subject.customer_id, record.for_whom, record.details, *cited), lang)
    ticket, is_new = await to_thread.run_sync(intake.desk.take, record, limiter=intake.threads)
    return JSONResponse(request_out(ticket).model_dump(mode="json"), 201 if is_new else 200)


@router.get("/requests/{request_id}", dependencies=[Filer], responses=errors(*_COMMON))
async def read(request_id: Named, intake: At) -> RequestOut:
    """How a request stands."""
    return request_out(_there(await to_thread.run_sync(intake.desk.get, request_id, limiter=intake.threads)))


@router.delete("/requests/{request_id}", dependencies=[Filer], responses=errors(409, *_COMMON))
async def withdraw(request: Request, request_id: Named, intake: At) -> RequestOut:
    """Take a request back, as long as nobody works on it."""
    lang = language_of(request)
    return request_out(_there(await to_thread.run_sync(intake.desk.withdraw, request_id, lang, limiter=intake.threads)))


@router.post("/requests/{request_id}/verification", dependencies=[Filer], responses=errors(400, 409, 413, *_COMMON))
async def verify(request: Request, request_id: Named, body: CodeIn, intake: At) -> RequestOut:
    """Give the code that was sent to the request's e-mail address. From then on it counts, and its days begin.

    422 means a code that is not right, has expired (15 minutes) or was tried too often (5 times); 409 that none is waited for.
    """
    given = (request_id, body.code, language_of(request))
    return request_out(_there(await to_thread.run_sync(intake.desk.verify, *given, limiter=intake.threads)))


@router.post("/requests/{request_id}/code", status_code=202, dependencies=[Filer], responses=errors(409, *_COMMON))
async def send_code(request: Request, request_id: Named, intake: At) -> RequestOut:
    """Send another code: 3 at most for a request, 5 an hour to an address (422)."""
    lang = language_of(request)
    return request_out(_there(await to_thread.run_sync(intake.desk.send_code, request_id, lang, limiter=intake.threads)))


@router.get("/requests", dependencies=[Staff], responses=errors(401, 403, 422, 429, 503))
async def tickets(
    intake: At,
    *,
    status: Annotated[Status | None, Query(description="Only those that stand there.")] = None,
    only_open: Annotated[bool, Query(alias="open", description="Only those that have not ended.")] = False,
    last: Annotated[int, Query(ge=1, le=500)] = 100,
) -> TicketsOut:
    """Requests for the desk, the soonest due first."""
    found = await to_thread.run_sync(
        lambda: intake.desk.tickets(status, only_open=only_open, last=last), limiter=intake.threads
    )
    return TicketsOut(requests=[ticket_out(ticket) for ticket in found])


@router.post("/requests/{request_id}/status", dependencies=[Staff], responses=errors(400, 409, 413, *_COMMON))
async def advance(request: Request, request_id: Named, body: StepIn, intake: At) -> TicketOut:
    """Take a request to another state."""
    step = (request_id, body.status, body.reason, language_of(request))
    return ticket_out(_there(await to_thread.run_sync(intake.desk.advance, *step, limiter=intake.threads)))


@router.post("/callbacks/{target}/{request_id}/{tag}", status_code=204, responses=errors(403, 404, 413, 422, 429, 503))
async def called_back(request: Request, target: str, request_id: Named, tag: str, intake: At) -> Response:
    """What the system that a request was given to says about it. Whatever it says, the state is then asked for."""
    await intake.limiter.count(address_of(request))
    filing = intake.filing
    if filing is None or filing.callbacks is None or target != intake.settings.target:
        raise Refused(404, "not_found")
    body = await request.body()
    try:
        heard = await to_thread.run_sync(filing.callbacks.heard, request_id, tag, request.headers, body, limiter=intake.threads)
    except CallbackRefused:
        log.warning("callback_refused", code=intake.settings.target)
        raise Refused(403, "no_key") from None
    if await to_thread.run_sync(filing.store.hasten, heard, intake.now(), limiter=intake.threads):
        filing.worker.wake()
    return Response(status_code=204)


def _there(ticket: Ticket | None) -> Ticket:
    if ticket is None:
        raise Refused(404, "not_found")
    return ticket
