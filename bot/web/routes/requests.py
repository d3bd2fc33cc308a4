"""``/requests/new`` files a request, from the form through the text to be confirmed to the receipt; ``/requests`` tells how one stands.

All of it works without scripts, and nothing is in an address but the right and the language.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, Literal, TypeAlias, cast, get_args

import structlog
from anyio import to_thread
from fastapi import APIRouter, Depends, Form, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from bot.errors import RequestUnknown
from bot.phrases import Lang, right_name
from bot.replies import Right
from bot.requests.assemble import Requests
from bot.requests.codes import VALID_FOR
from bot.requests.deadlines import JAPAN
from bot.requests.forms import FIELDS, MAX_CHARS, MAX_DETAILS, Filled
from bot.requests.port import Entry
from bot.requests.preview import Draft, Grounds
from bot.requests.record import ENDED, FILED_RIGHTS, Relation
from bot.requests.words import RELATIONS, STATUSES
from bot.web.grounds import Demands, demands_of
from bot.web.pages import page
from bot.web.refusals import Refused, language_of, of_error, request_id_of
from bot.web.site import Here, Site, address_of, own_origin
from corpus.errors import JobunError

log = structlog.get_logger()

Step: TypeAlias = Callable[[Request, Site, "FilingForm"], Awaitable[Response]]


class FilingForm(BaseModel):
    """What the form sends: the fields, and whether they are to be looked at, changed, or sent.

    ``confirm`` sends them or, where e-mail addresses are confirmed, a code first, and ``again`` another code; ``file`` sends them
    with that code. The fields themselves are those of `Filled`.
    """

    model_config = ConfigDict(extra="allow")

    do: Literal["preview", "edit", "confirm", "again", "file"] = "preview"
    lang: Lang = "ja"
    token: str = ""
    session: str = ""
    code: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """What was filled in, by the name of the field."""
        given = self.model_extra or {}
        found = {name: given.get(name, "") for name in FIELDS}
        texts = {name: value if isinstance(value, str) else "" for name, value in found.items()}
        return texts | {"relation": texts["relation"] if texts["relation"] in RELATIONS else "self"}

    def filled(self) -> Filled:
        """The same, as it is read."""
        texts = self.fields
        chosen, relation = texts.pop("right"), cast("Relation", texts.pop("relation"))
        right = next((each for each in FILED_RIGHTS if each == chosen), None)
        return Filled(right, relation, **texts)


class ReceiptForm(BaseModel):
    """What the form for the state sends."""

    do: Literal["state", "withdraw", "verify", "code"] = "state"
    lang: Lang = "ja"
    number: str = ""
    secret: str = ""
    code: str = ""


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
    form = FilingForm.model_validate({"right": right if right in FILED_RIGHTS else "", "lang": language_of(request)})
    return await _form(request, site, form)


@router.post("/requests/new")
async def filed(request: Request, site: Here, form: Annotated[FilingForm, Form()]) -> Response:
    """The text to confirm, the page for the code, the receipt, or the form with what is wrong."""
    do = {"preview": _previewed, "confirm": _confirmed, "again": _sent_again, "file": _filed_by_code, "edit": _form}[form.do]
    try:
        return await do(request, site, form)
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
    receipt = (form.number[:MAX_CHARS], form.secret[:MAX_CHARS])
    try:
        if form.do == "verify":
            entry = await to_thread.run_sync(requesting.verify, *receipt, form.code, form.lang, limiter=site.threads)
        else:
            asks = {"state": requesting.state, "withdraw": requesting.withdraw, "code": requesting.send_another}
            entry = await to_thread.run_sync(asks[form.do], *receipt, form.lang, limiter=site.threads)
    except RequestUnknown as error:
        refused = of_error(error)
        return _state(request, site, form, error=refused.told(form.lang), status=refused.status)
    except JobunError as error:
        refused = of_error(error)
        # Whoever has mistyped a code need not type the secret again.
        entry = await to_thread.run_sync(requesting.state, *receipt, form.lang, limiter=site.threads)
        return _state(request, site, form, entry=entry, error=refused.told(form.lang), status=refused.status)
    if form.do == "withdraw":
        log.info("withdrawn", request_id=request_id_of(request))
    return _state(request, site, form, entry=entry)


async def _previewed(request: Request, site: Site, form: FilingForm) -> Response:
    filled = form.filled()
    session = site.tokens.read(form.session) or site.tokens.issue(site.settings.audience)[1]
    await site.limiter.count(address_of(request), session.id)
    demands = await _demands(site, filled.right, form.lang)
    prepared = await to_thread.run_sync(
        _filing(site).requesting.prepare, filled, demands.grounds, form.lang, "web", session.id, limiter=site.threads
    )
    context = {**_shown(form), "draft": prepared.draft, "token": prepared.token, "demands": demands}
    return page(request, site, "request_preview.html", form.lang, context)


async def _confirmed(request: Request, site: Site, form: FilingForm) -> Response:
    asks_first = _filing(site).requesting.asks_first
    return await (_sent if asks_first else _filed)(request, site, form)


async def _sent_again(request: Request, site: Site, form: FilingForm) -> Response:
    return await _at_code(request, site, form, _sent)


async def _filed_by_code(request: Request, site: Site, form: FilingForm) -> Response:
    return await _at_code(request, site, form, _filed)


async def _at_code(request: Request, site: Site, form: FilingForm, step: Step) -> Response:
    """What a step leads to, or the page for the code with what is wrong: a code that is at hand may well hold still.

    Raises `RequestRefused` where the text cannot be confirmed any more.
    """
    try:
        return await step(request, site, form)
    except JobunError as error:
        refused = of_error(error)
    except Refused as error:
        refused = error
    shown = (form.filled(), form.token, form.lang)
    draft = await to_thread.run_sync(_filing(site).requesting.shown, *shown, limiter=site.threads)
    response = _code(request, site, form, draft, error=refused.told(form.lang), status=refused.status)
    response.headers.update(refused.headers)
    return response


async def _sent(request: Request, site: Site, form: FilingForm) -> Response:
    requesting = _filing(site).requesting
    await site.limiter.count_code(address_of(request), requesting.session_of(form.token))
    draft = await to_thread.run_sync(requesting.send_code, form.filled(), form.token, form.lang, limiter=site.threads)
    log.info("code_sent", request_id=request_id_of(request))
    return _code(request, site, form, draft, sent="code_sent_again" if form.do == "again" else "code_sent_to")


async def _filed(request: Request, site: Site, form: FilingForm) -> Response:
    requesting, filled = _filing(site).requesting, form.filled()
    # What was never shown counts against nobody whose contact it names.
    shown = await to_thread.run_sync(requesting.shown, filled, form.token, form.lang, limiter=site.threads)
    subject = shown.wanted.subject
    contact = f"{subject.email} {subject.phone_e164}".casefold()
    await site.limiter.count_filing(address_of(request), requesting.session_of(form.token), contact)
    confirm = partial(requesting.confirm, filled, form.token, form.lang, code=form.code)
    confirmed = await to_thread.run_sync(confirm, limiter=site.threads)
    log.info("confirmed", request_id=request_id_of(request), status="new" if confirmed.receipt else "open_already")
    site.metrics.confirmed.labels("new" if confirmed.receipt else "open_already").inc()
    return page(request, site, "request_receipt.html", form.lang, {"receipt": confirmed.receipt})


def _code(
    request: Request, site: Site, form: FilingForm, draft: Draft, *, sent: str = "", error: str = "", status: int = 200
) -> Response:
    """``sent`` names what is said of a code that was sent just now."""
    context = {
        **_shown(form),
        "draft": draft,
        "token": form.token,
        "sent": sent,
        "error": error,
        "code_minutes": VALID_FOR // timedelta(minutes=1),
    }
    return page(request, site, "request_code.html", form.lang, context, status=status)


async def _form(request: Request, site: Site, form: FilingForm, *, error: str = "", status: int = 200) -> Response:
    right = form.filled().right
    session = form.session if site.tokens.read(form.session) else site.tokens.issue(site.settings.audience)[0]
    context = {
        **_shown(form),
        "session": session,
        "error": error,
        "demands": await _demands(site, right, form.lang) if right else None,
        "rights": [(each, right_name(each, form.lang)) for each in FILED_RIGHTS],
        "relations": [(each, RELATIONS[each][form.lang]) for each in get_args(Relation)],
        "max_chars": MAX_CHARS,
        "max_details": MAX_DETAILS,
    }
    return page(request, site, "request_new.html", form.lang, context, status=status)


def _shown(form: FilingForm) -> dict[str, Any]:
    return {"fields": form.fields, "session": form.session}


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
    done = form.do if entry is not None and not error else "state"
    taking = entry is not None and entry.pending is not None and entry.pending.action == "withdraw"
    context: dict[str, Any] = {
        "form": form,
        "error": error,
        "entry": entry,
        "right": right_name(entry.record.right, lang) if entry else "",
        "state_name": lambda status: STATUSES[status][lang],
        "withdrawing": taking,
        "verifying": done == "verify",
        "asks_for_code": entry is not None and done != "verify" and _filing(site).requesting.asks_for_code(entry),
        "sends_codes": entry is not None and done != "code" and _filing(site).requesting.sends_codes(entry),
        "sent_code": done == "code",
        "zone": JAPAN,
        "withdrawable": entry is not None and entry.status not in ENDED | {"in_progress"} and not taking,
    }
    return page(request, site, "request_state.html", lang, context, status=status)


def _filing(site: Site) -> Requests:
    if site.filing is None:
        raise Refused(404, "not_found")
    return site.filing
