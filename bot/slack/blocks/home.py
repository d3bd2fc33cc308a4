"""App Home: what it can do, the policies with what changed last, and one's own requests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.phrases import Lang
from bot.slack.blocks import limits
from bot.slack.blocks.mrkdwn import escape, link
from bot.slack.blocks.parts import context, divider, header, section, within
from bot.slack.blocks.request import OwnRequest, own_blocks
from bot.slack.words import words
from corpus.model import Audience


@dataclass(frozen=True, slots=True)
class PolicyCard:
    """A policy: its title, the version in force, how many sections that added, changed and removed (None for the first), and addresses."""

    title: str
    version: str
    counts: tuple[int, int, int] | None
    url: str = ""
    compare_url: str = ""


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
        *(section(_policy(card, lang)) for card in policies),
    ]
    if requests is not None:
        blocks += [divider(), header(words("home_requests", lang)), *own_blocks(requests, lang)]
    return {"type": "home", "blocks": within(blocks, limits.VIEW_BLOCKS, limits.ALL)[0]}


def _policy(card: PolicyCard, lang: Lang) -> str:
    if card.counts is None:
        changed = escape(words("home_first", lang, version=card.version))
    else:
        added, changed_count, removed = card.counts
        counts = {"added": added, "changed": changed_count, "removed": removed}
        changed = escape(words("home_changed", lang, version=card.version, **counts))
    compare = f" — {link(words('home_compare', lang), card.compare_url)}" if card.compare_url else ""
    return f"*{link(card.title, card.url)}*\n{changed}{compare}"
