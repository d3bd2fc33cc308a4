"""``/requests/new`` files a request, from the form through the text to be confirmed to the receipt; ``/requests`` tells how one stands.

All of it works without scripts, and nothing is in an address but the right and the language.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, get_args

import structlog
from anyio import to_thread
from fastapi import APIRouter, Depends, Form, Query, Request, Response
from pydantic import BaseModel

from bot.phrases import Lang, right_name
from bot.replies import Right
from bot.requests.assemble import Requests
from bot.requests.forms import MAX_CHARS, MAX_DETAILS, Filled
from bot.requests.port import Entry
from bot.requests.preview import Grounds
from bot.requests.record import ENDED, FILED_RIGHTS, Relation
from bot.requests.words import RELATIONS, STATUSES
from bot.web.grounds import Demands, demands_of
from bot.web.pages import page
from bot.web.refusals import Refused, language_of, of_error, request_id_of
from bot.web.site import Here, Site, address_of, own_origin
from corpus.errors import JobunError

log = structlog.get_logger()

_FIELDS: Final = ("relation", "name", "email", "phone", "customer_id", "for_whom", "details")


class FilingForm(BaseModel):
    """What the form sends: the fields, and whether they are to be looked at, changed, or sent."""

    do: Literal["preview", "edit", "confirm"] = "preview"
    lang: Lang = "ja"
    right: str = ""
    relation: Relation = "self"
    name: str = ""
    email: str = ""
    phone: str = ""
    customer_id: str = ""
    for_whom: str = ""
    details: str = ""
    token: str = ""

    def filled(self) -> Filled:
        """The fields."""
        chosen = self.right if self.right in FILED_RIGHTS else None
        values = {name: getattr(self, name) for name in _FIELDS}
        return Filled(right=chosen, **values)


class ReceiptForm(BaseModel):
    """What the form for the state sends."""

    do: Literal["state", "withdraw"] = "state"
    lang: Lang = "ja"
    number: str = ""
    secret: str = ""


async def _let_in(request: Request, site: Here) -> None:
    await site.limiter.count(address_of(request))
    if request.method == "GET":
        return
    if request.headers.get("content-type", "").startswith("multipart/"):
        raise Refused(415, "no_files")
    # There is no cookie that another site's form could misuse; but nothing of ours sends such a form.
    if request.headers.get("origin", own_origin(request)).lower() != own_origin(request):
        raise Refused(403, "bad_origin")


router = APIRouter(include_in_schema=False, dependencies=[Depends(_let_in)])


@router.get("/requests/new")
async def new(request: Request, site: Here, right: Annotated[str, Query(max_length=40)] = "") -> Response:
    """The form, with the right chosen that the wish stands for."""
    form = FilingForm(right=right if right in FILED_RIGHTS else "", lang=language_of(request))
    return await _form(request, site, form)


@router.post("/requests/new")
async def filed(request: Request, site: Here, form: Annotated[FilingForm, Form()]) -> Response:
    """The text to confirm, the receipt, or the form with what is wrong."""
    if form.do == "edit":
        return await _form(request, site, form)
    try:
        return await (_confirmed if form.do == "confirm" else _previewed)(request, site, form)
    except JobunError as error:
        refused = of_error(error)
    except Refused as error:
        refused = error
    response = await _form(request, site, form, error=refused.told(form.lang), status=refused.status)
    response.headers.update(refused.headers)
    return response


@router.get("/requests")
async def standing(request: Request, site: Here) -> Response:
    """The form for number and secret."""
    return _state(request, site, ReceiptForm(lang=language_of(request)))


@router.post("/requests")
async def stands(request: Request, site: Here, form: Annotated[ReceiptForm, Form()]) -> Response:
    """How a request stands, or that it is withdrawn."""
    requesting = _filing(site).requesting
    ask = requesting.withdraw if form.do == "withdraw" else requesting.state
    try:
        entry = await to_thread.run_sync(ask, form.number[:MAX_CHARS], form.secret[:MAX_CHARS], form.lang, limiter=site.threads)
    except JobunError as error:
        refused = of_error(error)
        return _state(request, site, form, error=refused.told(form.lang), status=refused.status)
    if form.do == "withdraw":
        log.info("withdrawn", request_id=request_id_of(request))
    return _state(request, site, form, entry=entry)


async def _previewed(request: Request, site: Site, form: FilingForm) -> Response:
    filled = form.filled()
    demands = await _demands(site, filled.right, form.lang)
    prepared = await to_thread.run_sync(
        _filing(site).requesting.prepare, filled, demands.grounds, form.lang, limiter=site.threads
    )
    context = {"form": form, "draft": prepared.draft, "token": prepared.token, "demands": demands, "fields": _FIELDS}
    return page(request, site, "request_preview.html", form.lang, context)


async def _confirmed(request: Request, site: Site, form: FilingForm) -> Response:
    filled = form.filled()
    await site.limiter.count_filing(address_of(request), f"{filled.email} {filled.phone}".casefold())
    confirmed = await to_thread.run_sync(_filing(site).requesting.confirm, filled, form.token, form.lang, limiter=site.threads)
    log.info("confirmed", request_id=request_id_of(request), status="new" if confirmed.receipt else "open_already")
    return page(request, site, "request_receipt.html", form.lang, {"receipt": confirmed.receipt})


async def _form(request: Request, site: Site, form: FilingForm, *, error: str = "", status: int = 200) -> Response:
    right = form.right if form.right in FILED_RIGHTS else None
    context = {
        "form": form,
        "error": error,
        "demands": await _demands(site, right, form.lang) if right else None,
        "rights": [(each, right_name(each, form.lang)) for each in FILED_RIGHTS],
        "relations": [(each, RELATIONS[each][form.lang]) for each in get_args(Relation)],
        "max_chars": MAX_CHARS,
        "max_details": MAX_DETAILS,
    }
    return page(request, site, "request_new.html", form.lang, context, status=status)


async def _demands(site: Site, right: Right | None, lang: Lang) -> Demands:
    if right is None:
        # Told by the form's own check, which looks at the rest, too.
        return Demands(Grounds("", site.now().date(), ()))
    served = site.current.served()
    return await to_thread.run_sync(demands_of, served, right, site.settings.audience, lang, limiter=site.threads)


def _state(
    request: Request, site: Site, form: ReceiptForm, *, entry: Entry | None = None, error: str = "", status: int = 200
) -> Response:
    lang = form.lang
    taking = entry is not None and entry.pending is not None and entry.pending.action == "withdraw"
    context: dict[str, Any] = {
        "form": form,
        "error": error,
        "entry": entry,
        "right": right_name(entry.record.right, lang) if entry else "",
        "state_name": lambda status: STATUSES[status][lang],
        "withdrawing": taking,
        "withdrawable": entry is not None and entry.status not in ENDED | {"in_progress"} and not taking,
    }
    return page(request, site, "request_state.html", lang, context, status=status)


def _filing(site: Site) -> Requests:
    if site.filing is None:
        raise Refused(404, "not_found")
    return site.filing
