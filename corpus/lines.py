"""The lines of a Markdown body, each with what it is: heading, list item, table row, code, HTML or text.

The block structure comes from markdown-it; what it takes for plain text is looked at again by `corpus.outline`, since
Japanese texts number their sections in ways that Markdown does not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from markdown_it import MarkdownIt

LineKind: TypeAlias = Literal["blank", "text", "heading", "underline", "table_head", "table_rule", "table_row", "code", "html"]

# Blocks alone are wanted: what stands inside a line is left as it is written.
_MARKDOWN: Final = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])
# An asterisk is a bullet only before a blank: "**定義**" is bold.
_INDENT: Final = re.compile(r"[ \t\u3000]*(?:>[ \t]?)*(?:(?:[-•・‣◦][ \t\u3000]*|[*+][ \t\u3000]+)(?=\S))?(?:\[[ xX]\] )?")
_ATX: Final = re.compile(r" {0,3}#{1,6}[ \t\u3000]*")
_HTML_HEADING: Final = re.compile(r"\s*<h([1-6])\b[^>]*>(.*?)</h\1>\s*$", re.IGNORECASE)
_PSEUDO_ITEM: Final = re.compile(r"[ \t\u3000]*[・•‣◦]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``[start, end)`` in the body without its line feed; ``content`` is where it begins behind indentation, bullet and hashes.

    ``level`` is that of a heading (1 to 6), ``depth`` how many lists hold the line, ``item`` whether an item begins here,
    ``run`` tells the outermost list apart from the next one.
    """

    start: int
    end: int
    content: int
    kind: LineKind
    level: int = 0
    depth: int = 0
    item: bool = False
    run: int = 0


def read_lines(body: str) -> list[Line]:
    """The lines of ``body``; their ranges and the line feeds between them cover it without a gap."""
    lines: list[Line] = []
    at = 0
    for raw in body.split("\n"):
        kind: LineKind = "text" if raw.strip() else "blank"
        indent = _INDENT.match(raw)
        offset = indent.end() if indent else 0
        lines.append(Line(at, at + len(raw), at + offset, kind, item=bool(_PSEUDO_ITEM.match(raw))))
        at += len(raw) + 1
    _mark_blocks(body, lines)
    for index, line in enumerate(lines):
        if line.kind in ("html", "text") and (found := _HTML_HEADING.match(body, line.start, line.end)):
            lines[index] = replace(line, kind="heading", level=int(found[1]), content=found.start(2))
        elif line.kind == "text" and line.item and not line.depth:
            lines[index] = replace(line, depth=1)
    return lines


def _mark_blocks(body: str, lines: list[Line]) -> None:
    run = 0
    for token in _MARKDOWN.parse(body):
        if token.map is None:
            continue
        first, last = token.map[0], min(token.map[1], len(lines))
        if token.type in ("bullet_list_open", "ordered_list_open") and token.level == 0:
            run += 1
        if token.type == "heading_open":
            _mark_heading(body, lines, first, last, int(token.tag[1]), setext=token.markup in ("=", "-"))
        elif token.type == "list_item_open":
            depth = token.level // 2 + 1
            for index in range(first, last):
                lines[index] = replace(lines[index], depth=depth, run=run, item=lines[index].item and index != first)
            lines[first] = replace(lines[first], item=True)
        elif token.type in ("fence", "code_block"):
            # An indented block is text somebody indented, far more often than code: policies hold none.
            _mark(lines, first, last, "code" if token.type == "fence" else "text")
        elif token.type == "html_block":
            _mark(lines, first, last, "html")
        elif token.type == "table_open":
            _mark(lines, first, last, "table_row")
            lines[first] = replace(lines[first], kind="table_head")
            lines[first + 1] = replace(lines[first + 1], kind="table_rule")


def _mark(lines: list[Line], first: int, last: int, kind: LineKind) -> None:
    for index in range(first, last):
        if lines[index].kind != "blank":
            lines[index] = replace(lines[index], kind=kind, item=False)


def _mark_heading(body: str, lines: list[Line], first: int, last: int, level: int, *, setext: bool) -> None:
    if setext and last - first != 2:  # noqa: PLR2004 - a title and its underline
        # Several lines above a rule are a paragraph and a rule that lacks its blank line.
        return
    line = lines[first]
    hashes = _ATX.match(body, line.content, line.end)
    content = line.content if setext or hashes is None else hashes.end()
    lines[first] = replace(line, kind="heading", level=level, content=content, item=False)
    if setext:
        lines[last - 1] = replace(lines[last - 1], kind="underline")
