"""A reply as a terminal shows it: pure, from values to what rich prints. No meaning is in a colour alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from bot.doctor import Check, State
from bot.phrases import Lang
from bot.replies import Clarify, NotStated, Reply, Verdict
from bot.sentences import VERDICTS, sentence
from bot.wrapping import Hanging
from corpus.model import Citation

_STYLES: Final[dict[Verdict, str]] = {
    "answered": "bold green",
    "not_stated": "bold yellow",
    "out_of_scope": "bold yellow",
    "action": "bold cyan",
    "clarify": "bold magenta",
}
_CHECK_STYLES: Final[dict[State, str]] = {"ok": "green", "note": "yellow", "wrong": "bold red"}
_CHECK_INDENT: Final = " " * 6
_QUOTED: Final = "│ "
_BELOW: Final = "  "
_QUOTE_MARK: Final = "> "
"""What the engine sets before the lines of a quote."""


def reply_view(reply: Reply, lang: Lang) -> RenderableType:
    """The verdict by its word, the text, the quotes with where they stand, and what is only near."""
    return Group(*_parts(reply, lang))


def _parts(reply: Reply, lang: Lang) -> Iterator[RenderableType]:
    word = VERDICTS[reply.verdict][lang]
    yield Text(f"【{word}】" if lang == "ja" else f"[{word}]", style=_STYLES[reply.verdict])
    choices = reply.choices if isinstance(reply, Clarify) else ()
    for line in reply.text.split("\n"):
        if line.startswith(_QUOTE_MARK):
            yield Hanging(_QUOTED, line.removeprefix(_QUOTE_MARK), "bold")
        elif line.lstrip("・") not in choices:
            yield Hanging("", line)
    for number, choice in enumerate(choices, 1):
        yield Hanging(_BELOW, f"{number}. {choice}")
    yield from _citations(reply, lang)
    if isinstance(reply, NotStated) and reply.near:
        yield Text()
        yield Hanging("", sentence("near", lang), "italic")
        for citations in _by_section(reply.near):
            yield from _source(citations[0], lang)


def _citations(reply: Reply, lang: Lang) -> Iterator[RenderableType]:
    """For each section the quotes that the text does not hold, then where they stand."""
    said = _letters(reply.text)
    for number, citations in enumerate(_by_section(getattr(reply, "citations", ()))):
        left = [citation.quote for citation in citations if _letters(citation.quote) not in said]
        if left or not number:
            yield Text()
        for quote in left:
            yield Hanging(_QUOTED, quote, "bold")
        yield from _source(citations[0], lang)


def _by_section(citations: Iterable[Citation]) -> Iterable[list[Citation]]:
    """In the order in which each section comes first."""
    sections: dict[str, list[Citation]] = {}
    for citation in citations:
        sections.setdefault(f"{citation.policy} {citation.version} {citation.section}", []).append(citation)
    return sections.values()


def _letters(text: str) -> str:
    """What two ways of writing a quote have in common: with the marks of Markdown, and as a reader sees it."""
    return re.sub(r"\W", "", text)


def _source(citation: Citation, lang: Lang) -> Iterator[RenderableType]:
    version = sentence("version", lang, policy=citation.policy, version=citation.version.isoformat())
    # A title that begins with the number, 「7.2 …」, is enough by itself.
    place = citation.title if citation.title.startswith(citation.section) else f"{citation.section} {citation.title}".strip()
    yield Hanging(_BELOW, f"{place} — {version}")
    if citation.url:
        yield Hanging(_BELOW * 2, citation.url, "dim")


def checks_view(checks: Iterable[Check]) -> RenderableType:
    """What `bot.doctor` found: a line or more for each check, and what to do about it."""
    return Group(*_check_parts(checks))


def _check_parts(checks: Iterable[Check]) -> Iterator[RenderableType]:
    for check in checks:
        yield Text.assemble((f"{check.state:<6}", _CHECK_STYLES[check.state]), check.name)
        yield Hanging(_CHECK_INDENT, check.says)
        if check.do:
            yield Hanging(f"{_CHECK_INDENT}→ ", check.do)
