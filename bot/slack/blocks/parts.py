"""The blocks and elements that messages and views are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from bot.slack.blocks import limits
from bot.slack.blocks.cutting import pieces
from bot.slack.blocks.mrkdwn import cost, escape

Block: TypeAlias = dict[str, Any]


def plain(text: str) -> Block:
    """A text without markup."""
    return {"type": "plain_text", "text": text, "emoji": False}


def section(markup: str) -> Block:
    """A paragraph in Slack's markup."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": markup, "verbatim": True}}


def sections(text: str) -> Iterator[Block]:
    """As many paragraphs as a text takes, cut where sentences end."""
    return (section(escape(piece)) for piece in pieces(text, limits.SECTION, cost))


def context(markup: str) -> Block:
    """A line in small print, in Slack's markup."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": markup, "verbatim": True}]}


def header(text: str) -> Block:
    """A heading; our own words, which are short."""
    return {"type": "header", "text": plain(text)}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def button(label: str, action: str, value: str, *, primary: bool = False) -> Block:
    """A button with our own words on it, which are short; ``value`` holds ids, never what people wrote."""
    return {"type": "button", "action_id": action, "text": plain(label), "value": value} | (
        {"style": "primary"} if primary else {}
    )


def actions(buttons: Iterable[Block]) -> Iterator[Block]:
    """A row of buttons, where there are any."""
    row = list(buttons)
    if row:
        yield {"type": "actions", "elements": row}


def texts(value: object) -> Iterator[str]:
    """All texts that are shown in a block or a list of them, or in an element."""
    if isinstance(value, dict):
        for key, held in value.items():
            if key == "text" and isinstance(held, str):
                yield held
            else:
                yield from texts(held)
    elif isinstance(value, list):
        for held in value:
            yield from texts(held)


def size(value: object) -> int:
    """The characters of all that is shown."""
    return sum(len(text) for text in texts(value))


def within(blocks: Iterable[Block], most: int, room: int) -> tuple[list[Block], bool]:
    """The first blocks, whole, of at most that many and within so many characters; and whether some were left out."""
    kept: list[Block] = []
    for block in blocks:
        room -= size(block)
        if len(kept) == most or room < 0:
            return kept, True
        kept.append(block)
    return kept, False
