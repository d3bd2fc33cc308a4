"""A reply's JSON as a page without scripts shows it: paragraphs, quotes with where they stand, and what is only near.

The widget does the same for itself (``replyView`` in ``static/widget.js``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Wire: TypeAlias = Mapping[str, Any]

_QUOTE_MARK: Final = "> "
_ITEM_MARK: Final = "・"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: what the section is called, the version's date, and the address ("" where there is none)."""

    name: str
    version: str
    href: str


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, or the lines of a quote with the places that it stands in."""

    lines: tuple[str, ...]
    quoted: bool = False
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What is shown of a reply, in order; ``places`` are those of the ``choices``, ``near`` those that are no answer."""

    parts: tuple[Part, ...]
    choices: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    near: tuple[Place, ...] = ()


def answer_view(reply: Wire) -> AnswerView:
    """The view of a reply as `bot.wire` makes it; the address of a citation is its ``href``, else its ``url``."""
    choices = tuple(reply.get("choices", ()))
    citations = list(reply.get("citations", ()))
    parts = []
    for part in _parts(reply["text"], choices):
        held = [one for one in citations if part.quoted and _letters(one["quote"]) in _letters("".join(part.lines))]
        citations = [one for one in citations if one not in held]
        parts.append(Part(part.lines, part.quoted, _places(held)))
    if not choices:
        # Quotes that the text does not hold.
        parts += [Part(tuple(one["quote"] for one in each), True, _places(each)) for each in _by_section(citations)]
    near = _places(reply.get("near", ()))
    return AnswerView(tuple(parts), choices, _places(citations) if choices else (), near)


def _parts(text: str, choices: Sequence[str]) -> list[Part]:
    parts: list[Part] = []
    for line in text.split("\n"):
        if not line.strip() or line.removeprefix(_ITEM_MARK) in choices:
            continue
        if not line.startswith(_QUOTE_MARK):
            parts.append(Part((line,)))
        elif parts and parts[-1].quoted:
            parts[-1] = Part((*parts[-1].lines, line.removeprefix(_QUOTE_MARK)), True)
        else:
            parts.append(Part((line.removeprefix(_QUOTE_MARK),), True))
    return parts


def _by_section(citations: Iterable[Wire]) -> Iterable[list[Wire]]:
    """In the order in which each section comes first."""
    sections: dict[tuple[str, str, str], list[Wire]] = {}
    for citation in citations:
        sections.setdefault((citation["policy"], citation["version"], citation["section"]), []).append(citation)
    return sections.values()


def _places(citations: Iterable[Wire]) -> tuple[Place, ...]:
    return tuple(_place(each[0]) for each in _by_section(citations))


def _place(citation: Wire) -> Place:
    section, title = citation["section"], citation["title"]
    # A title that begins with the number, 「7.2 …」, is enough by itself.
    name = title if title.startswith(section) else f"{section} {title}".strip()
    href = citation.get("href") or citation.get("url", "")
    # An address that a policy's front matter gives is no script.
    return Place(name, citation["version"], href if re.match(r"https?://|/(?!/)", href) else "")


def _letters(text: str) -> str:
    """What two ways of writing a quote have in common: with the marks of Markdown, and as a reader sees it."""
    return re.sub(r"\W", "", text)
