"""``DELETE /v1/conversations/{id}`` and ``POST /v1/feedback``: what people do about what is kept."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Request, Response

from bot.web.refusals import language_of
from bot.web.schemas import FeedbackIn, errors
from bot.web.site import Asker, Here

router = APIRouter()


@router.post("/v1/feedback", status_code=204, responses=errors(400, 401, 403, 404, 413, 422, 429, 503))
async def give_feedback(request: Request, body: FeedbackIn, site: Here, session: Asker) -> Response:  # noqa: ARG001 - who has a token may
    """Say whether a reply was of use. The last opinion on a reply counts."""
    await to_thread.run_sync(site.answering.opine, body.reply, body.verdict, body.reason, language_of(request))
    site.metrics.feedback.labels(body.verdict).inc()
    return Response(status_code=204)


@router.delete("/v1/conversations/{conversation}", status_code=204, responses=errors(401, 403, 404, 422, 429, 503))
async def delete_conversation(
    request: Request,
    conversation: Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{8,64}$")],
    site: Here,
    session: Asker,  # noqa: ARG001 - who has a token and knows the conversation's id may
) -> Response:
    """Delete a conversation, with its questions, replies and feedback."""
    await to_thread.run_sync(site.answering.forget, conversation, language_of(request))
    return Response(status_code=204)
