"""``/`` shows the widget; ``/ask`` does the same with a form, for those who run no scripts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Form, Query, Request, Response
from pydantic import BaseModel

from bot.answering import Wish
from bot.phrases import Lang
from bot.questions import MAX_CHARS
from bot.sentences import VERDICTS
from bot.web.assets import WIDGET
from bot.web.pages import page
from bot.web.refusals import Refused, language_of, of_error
from bot.web.routes.chat import answer
from bot.web.schemas import Id
from bot.web.site import Here, Site, address_of, marked_link, own_origin
from bot.web.tokens import new_id
from corpus.errors import JobunError

router = APIRouter(include_in_schema=False)


class Asked(BaseModel):
    """What the form sends: a question, an opinion on a reply, or the wish to have a conversation deleted."""

    do: Literal["ask", "feedback", "delete"] = "ask"
    lang: Lang = "ja"
    question: str = ""
    conversation: Id | Literal[""] = ""
    consent: str = ""
    reply: str = ""
    verdict: Literal["up", "down"] = "up"


@router.get("/")
async def demo(request: Request, site: Here) -> Response:
    """A page with the widget on it."""
    lang = language_of(request)
    context = {
        "integrity": site.assets[WIDGET].integrity,
        "origin": own_origin(request),
        "suggestions": await _suggestions(site, lang),
    }
    return page(request, site, "demo.html", lang, context)


@router.get("/ask")
async def ask_page(request: Request, site: Here, question: Annotated[str, Query(max_length=MAX_CHARS)] = "") -> Response:
    """The form."""
    return await _form(request, site, language_of(request), {"question": question})


@router.post("/ask")
async def asked(request: Request, site: Here, form: Annotated[Asked, Form()]) -> Response:
    """The form with the answer, or with why there is none."""
    try:
        await _let_in(request, site, form)
        return await _form(request, site, form.lang, await _done(request, site, form))
    except JobunError as error:
        return await _refused(request, site, form, of_error(error))
    except Refused as refused:
        return await _refused(request, site, form, refused)


async def _let_in(request: Request, site: Site, form: Asked) -> None:
    await site.limiter.count(address_of(request), form.conversation or None)
    # There is no cookie that another site's form could misuse; but nothing of ours sends such a form.
    if request.headers.get("origin", own_origin(request)).lower() != own_origin(request):
        raise Refused(403, "bad_origin")


async def _done(request: Request, site: Site, form: Asked) -> dict[str, Any]:
    if form.do == "delete":
        await to_thread.run_sync(site.answering.forget, form.conversation, form.lang)
        return {"said": "deleted"}
    if form.do == "feedback":
        await to_thread.run_sync(site.answering.opine, form.reply, form.verdict, "", form.lang)
        site.metrics.feedback.labels(form.verdict).inc()
        return {"said": "thanks", "conversation": form.conversation}
    if not form.consent:
        raise Refused(422, "no_consent")
    site.enter()
    conversation = form.conversation or new_id()
    wish = Wish(form.question, conversation, site.settings.audience, form.lang)
    given = await answer(request, site, wish, begins=not form.conversation)
    return {
        "question": form.question,
        "conversation": conversation,
        "reply": _linked(given.wire),
        "verdict_word": VERDICTS[given.reply.verdict][form.lang],
    }


async def _refused(request: Request, site: Site, form: Asked, refused: Refused) -> Response:
    # Where the conversation is gone, the next question begins another.
    conversation = "" if refused.code == "no_conversation" else form.conversation
    context = {"question": form.question, "conversation": conversation, "error": refused.told(form.lang)}
    response = await _form(request, site, form.lang, context, status=refused.status)
    response.headers.update(refused.headers)
    return response


async def _form(request: Request, site: Site, lang: Lang, context: dict[str, Any], *, status: int = 200) -> Response:
    whole = {
        "question": "",
        "conversation": "",
        "reply": None,
        "verdict_word": "",
        "error": None,
        "said": None,
        "suggestions": await _suggestions(site, lang),
        "max_chars": MAX_CHARS,
        **context,
    }
    return page(request, site, "ask.html", lang, whole, status=status)


async def _suggestions(site: Site, lang: Lang) -> tuple[str, ...]:
    return await to_thread.run_sync(site.current.suggestions, lang, site.settings.audience, limiter=site.threads)


def _linked(wire: Any) -> dict[str, Any]:
    """A reply's JSON, each citation with ``href``: its section with the sentences marked."""
    linked = dict(wire)
    for key in ("citations", "near"):
        if key in linked:
            linked[key] = [one | {"href": marked_link(one["url"], one["section"], one["sentences"])} for one in linked[key]]
    return linked
