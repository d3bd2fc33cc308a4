"""Slack's own markup. Only ``&``, ``<`` and ``>`` are escaped, as Slack says; the SDK has nothing for it."""

from __future__ import annotations


def escape(text: str) -> str:
    """A text that mentions nobody and links nowhere."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(name: str, url: str) -> str:
    """A link, or the name alone where there is no address. ``|`` ends an address in Slack's markup."""
    return f"<{escape(url).replace('|', '%7C')}|{escape(name)}>" if url else escape(name)


def cost(text: str) -> int:
    """The characters that a text takes once it is escaped and each of its lines is marked as a quote."""
    return len(escape(text)) + 2 * (text.count("\n") + 1)


def quoted(text: str) -> str:
    """The lines of a quote, escaped and marked."""
    return "\n".join(f"> {escape(line)}" for line in text.split("\n"))
