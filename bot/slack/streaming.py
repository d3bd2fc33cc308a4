"""A text in the parts that it is streamed in."""

from __future__ import annotations

from typing import Final

from bot.slack.blocks.cutting import pieces

_CHARS: Final = 400
"""As many as make a step that a reader sees: each is a call."""


def chunks(markdown: str) -> list[str]:
    """Parts of at most 400 characters that end where a sentence ends; together they are the text."""
    parts: list[str] = []
    at = 0
    for piece in pieces(markdown, _CHARS):
        end = markdown.index(piece, at) + len(piece)
        parts.append(markdown[at:end])
        at = end
    return parts
