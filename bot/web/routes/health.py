"""``/healthz``, ``/readyz``, ``/metrics`` and ``/v1/suggestions``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.phrases import Lang
from bot.web.metrics import CONTENT_TYPE
from bot.web.refusals import language_of
from bot.web.schemas import ReadyOut, SuggestionsOut
from bot.web.site import Here, Site, Viewer

router = APIRouter()


@router.get("/healthz", response_class=PlainTextResponse)
async def healthz() -> str:
    """Whether the process runs."""
    return "ok\n"


@router.get("/readyz", response_model=ReadyOut, responses={503: {"model": ReadyOut}})
async def readyz(site: Here) -> Response:
    """Whether questions can be answered: index, encoder and database."""
    checks = await to_thread.run_sync(_checks, site)
    ready = all(checks.values())
    return JSONResponse({"ready": ready, "checks": checks}, 200 if ready else 503)


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(site: Here) -> Response:
    """What was counted, for Prometheus."""
    # Some of it is looked up in the database.
    return Response(await to_thread.run_sync(site.metrics.text), headers={"Content-Type": CONTENT_TYPE})


@router.get("/v1/suggestions")
async def suggestions(
    request: Request, site: Here, viewer: Viewer, lang: Annotated[Lang | None, Query(description="ja or en")] = None
) -> SuggestionsOut:
    """Questions to begin with, that the policies answer."""
    chosen = lang or language_of(request)
    questions = await to_thread.run_sync(site.current.suggestions, chosen, viewer, limiter=site.threads)
    return SuggestionsOut(questions=list(questions))


def _checks(site: Site) -> dict[str, bool]:
    return {
        "index": _works(lambda: site.current.served().library.versions[0]),
        "encoder": _works(lambda: site.current.encoder().encode(["確認"], role="query")),
        "database": _works(site.store.check),
    }


def _works(check: Callable[[], object]) -> bool:
    try:
        check()
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is that it does not work
        return False
    return True
