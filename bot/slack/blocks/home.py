"""App Home: what it can do, the policies with what changed last, and one's own requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.phrases import Lang
from bot.slack.blocks import limits
from bot.slack.blocks.cutting import beginning
from bot.slack.blocks.mrkdwn import escape, link
from bot.slack.blocks.parts import Block, context, divider, header, section, size, within
from bot.slack.blocks.request import OwnRequest, own_blocks
from bot.slack.words import words
from corpus.diff import ChangeKind
from corpus.model import Audience

_KINDS: Final[Mapping[ChangeKind, str]] = {
    "added": "home_added",
    "removed": "home_removed",
    "changed": "home_rewritten",
    "moved": "home_moved",
    "retitled": "home_retitled",
}
_NAMED: Final = 5
_NAME: Final = 60
_TITLE: Final = 150


@dataclass(frozen=True, slots=True)
class PolicyCard:
    """A policy: its title, the version in force, how many sections that added, changed and removed (None for the first), and addresses.

    ``changed`` names those sections, each with what happened to it.
    """

    title: str
    version: str
    counts: tuple[int, int, int] | None
    url: str = ""
    compare_url: str = ""
    changed: tuple[tuple[ChangeKind, str], ...] = ()


def home_view(
    policies: Iterable[PolicyCard], requests: Iterable[OwnRequest] | None, audience: Audience, lang: Lang
) -> dict[str, Any]:
    """The view; ``requests`` is None where none can be filed."""
    blocks = [
        header(words("home_head", lang)),
        section(words("home_can", lang)),
        context(escape(words(f"home_{audience}", lang))),
        divider(),
        header(words("home_policies", lang)),
        *(block for card in policies for block in _card(card, lang)),
    ]
    below: list[Block] = []
    if requests is not None:
        # However many policies there are, one's own requests are still shown.
        own = [divider(), header(words("home_requests", lang)), *own_blocks(requests, lang)]
        below = within(own, limits.VIEW_BLOCKS // 2, limits.ALL // 2)[0]
    above = within(blocks, limits.VIEW_BLOCKS - len(below), limits.ALL - size(below))[0]
    return {"type": "home", "blocks": [*above, *below]}


def _card(card: PolicyCard, lang: Lang) -> Iterator[Block]:
    yield section(_policy(card, lang))
    names = [words(_KINDS[kind], lang, section=beginning(name, _NAME)) for kind, name in card.changed[:_NAMED]]
    if len(card.changed) > _NAMED:
        names.append(words("home_others", lang, count=len(card.changed) - _NAMED))
    if names:
        yield context("\n".join(f"• {escape(name)}" for name in names))


def _policy(card: PolicyCard, lang: Lang) -> str:
    if card.counts is None:
        changed = escape(words("home_first", lang, version=card.version))
    else:
        added, changed_count, removed = card.counts
        counts = {"added": added, "changed": changed_count, "removed": removed}
        changed = escape(words("home_changed", lang, version=card.version, **counts))
    compare = f" — {link(words('home_compare', lang), card.compare_url)}" if card.compare_url else ""
    return f"*{link(beginning(card.title, _TITLE), card.url)}*\n{changed}{compare}"
