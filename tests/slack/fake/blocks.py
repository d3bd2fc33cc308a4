"""What Slack refuses of blocks: its limits, however deep they are nested."""

from __future__ import annotations

from typing import Any

_TYPES = {"section", "context", "actions", "header", "divider", "context_actions", "input"}


def wrong(blocks: list[dict[str, Any]], most: int = 50) -> str:
    """Why the blocks would be refused, "" where they would not."""
    if len(blocks) > most:
        return f"{len(blocks)} blocks"
    if sum(map(len, _texts(blocks))) > 13_200:
        return "msg_blocks_too_long"
    for block in blocks:
        if block["type"] not in _TYPES:
            return f"a block {block['type']}"
        if (found := _wrong(block)) != "":
            return f"{block['type']}: {found}"
    return ""


def _wrong(block: dict[str, Any]) -> str:
    text = block.get("text", {}).get("text", "") if isinstance(block.get("text"), dict) else ""
    if block["type"] == "section" and not 0 < len(text) <= 3_000:
        return f"{len(text)} characters"
    if block["type"] == "header" and not 0 < len(text) <= 150:
        return f"{len(text)} characters"
    elements = block.get("elements", [])
    most = {"actions": 25, "context": 10, "context_actions": 5}.get(block["type"], 0)
    if block["type"] in ("actions", "context", "context_actions") and not 0 < len(elements) <= most:
        return f"{len(elements)} elements"
    names = [element["action_id"] for element in elements if "action_id" in element]
    if len(names) != len(set(names)):
        return "two elements of one action_id"
    for element in elements:
        if element["type"] == "button" and (len(element["text"]["text"]) > 75 or len(element.get("value", "")) > 2_000):
            return "a button"
    return ""


def wrong_view(view: dict[str, Any]) -> str:
    """Why a view would be refused."""
    for name in ("title", "submit", "close"):
        if name in view and not 0 < len(view[name]["text"]) <= 24:
            return f"{name}: {view[name]['text']}"
    if len(view.get("private_metadata", "")) > 3_000:
        return "private_metadata"
    return wrong(view["blocks"], 100)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [
            text
            for key, held in value.items()
            for text in ([held] if key == "text" and isinstance(held, str) else _texts(held))
        ]
    return [text for held in value for text in _texts(held)] if isinstance(value, list) else []
