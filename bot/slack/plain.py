"""What somebody wrote in Slack, without Slack's markup."""

from __future__ import annotations

import re
from typing import Final

_LINK: Final = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def plain_text(text: str) -> str:
    """Channels and links by their names, nobody's id, and ``&``, ``<`` and ``>`` as they were typed."""
    text = _LINK.sub(_shown, text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _shown(found: re.Match[str]) -> str:
    kind, target, label = found[1], found[2], found[3] or ""
    if kind in ("@", "!"):
        return ""
    if kind == "#":
        return f"#{label}" if label else ""
    return label or target
