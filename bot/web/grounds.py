"""What a policy demands for a request, quoted with its sections, and what of it goes into the request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.answering import Served, link
from bot.phrases import Lang
from bot.replies import Question, Right
from bot.requests.preview import Grounds
from bot.web.site import marked_link
from corpus.model import Audience, Citation
from index.plain import plain


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as a reader sees it, line by line, with the name of its section and the address of it, marked."""

    lines: tuple[str, ...]
    place: str
    href: str


@dataclass(frozen=True, slots=True)
class Demands:
    """What a request rests on, and the quotes that say what it takes; none where the policy is silent."""

    grounds: Grounds
    quotes: tuple[Quote, ...] = ()


def demands_of(served: Served, right: Right, audience: Audience, lang: Lang) -> Demands:
    """What the policy in force says about filing for a right."""
    offer = served.engine.offer(right, Question("", audience=audience, lang=lang))
    quotes = tuple(_quote(cited, served) for cited in offer.citations)
    return Demands(_grounds(offer.citations, served, audience), quotes)


def _grounds(citations: Sequence[Citation], served: Served, audience: Audience) -> Grounds:
    if citations:
        first = citations[0]
        mine = [one.section for one in citations if (one.policy, one.version) == (first.policy, first.version)]
        return Grounds(first.policy, first.version, tuple(dict.fromkeys(mine)))
    # A request can be made whether a policy mentions it or not.
    in_force = served.library.in_force(date.today(), audience)  # noqa: DTZ011 - the day at the place where the policies hold
    chosen = next(iter(in_force), None) or served.library.versions[0]
    return Grounds(chosen.policy, chosen.effective_on, ())


def _quote(cited: Citation, served: Served) -> Quote:
    lines = tuple(_line(line.strip()) for line in cited.quote.split("\n") if line.strip())
    place = cited.title if cited.title.startswith(cited.section) else f"{cited.section} {cited.title}".strip()
    return Quote(lines, place, marked_link(link(cited, served.library), cited.section, list(cited.sentences)))


def _line(text: str) -> str:
    is_item = text.startswith(("- ", "* ", "|"))
    said = plain(text.strip("|").lstrip("-* ").strip(), row=text.startswith("|"))
    return f"・{said}" if is_item else said
