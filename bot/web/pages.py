"""Pages from templates: escaped, in one of two languages, with their words at hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bot.phrases import Lang
from bot.sentences import sentence
from bot.web.answers import answer_view
from bot.web.refusals import Refused, language_of, request_id_of
from bot.web.request_words import request_words
from bot.web.words import page_words

FOLDER: Final = Path(__file__).parent / "templates"


def load_templates() -> Jinja2Templates:
    """The templates of this package; what is undefined is an error, and everything is escaped."""
    environment = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["page_words"] = page_words
    environment.globals["request_words"] = request_words
    environment.filters["answer_view"] = answer_view
    return Jinja2Templates(env=environment)


class Paged(Protocol):
    """What a page is made by."""

    @property
    def templates(self) -> Jinja2Templates:
        """As `load_templates` gives them."""


def page(request: Request, site: Paged, name: str, lang: Lang, context: Mapping[str, Any], *, status: int = 200) -> Response:
    """A page; ``say`` in its template gives a fixed sentence."""
    whole = {"lang": lang, "say": partial(_say, lang=lang), **context}
    return site.templates.TemplateResponse(request, name, whole, status, {"Vary": "Accept-Language"})


def error_page(request: Request, site: Paged, refused: Refused) -> Response:
    """What is said to a person where a page cannot be shown."""
    lang = language_of(request)
    context = {"message": refused.told(lang), "number": request_id_of(request)}
    response = page(request, site, "error.html", lang, context, status=refused.status)
    response.headers.update(refused.headers)
    return response


def _say(key: str, *, lang: Lang, **values: object) -> str:
    return sentence(key, lang, **values)
