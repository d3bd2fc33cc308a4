"""A sentence as a reader sees it: Markdown and HTML marks taken away. For indexing and display; quotes stay as published."""

from __future__ import annotations

import html
import re
from typing import Final

_LINK: Final = re.compile(r"!?\[([^\[\]]{0,1000})\]\([^()]{0,2000}(?:\([^()]{0,1000}\)[^()]{0,1000})?\)")
_ADDRESS: Final = re.compile(r"<((?:https?|mailto|tel):[^\s<>]+|[^\s<>@]+@[^\s<>@]+)>")
_ATTRIBUTE: Final = r"""\s+[a-zA-Z_:@][^\s<>=/"']*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_TAG: Final = re.compile(rf"<!--.{{0,2000}}?-->|</?[a-zA-Z][a-zA-Z0-9-]*(?:{_ATTRIBUTE})*\s*/?>", re.DOTALL)
_REFERENCE: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_MARKS: Final = re.compile(r"\*\*|__|~~|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|\\(?=[*_`\[\]()#+.!|-])")
_BREAK: Final = re.compile(r"(?<![ \t\u3000])[ \t\u3000]*\n[ \t\u3000>\n]*")
_CJK: Final = r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_JOINT: Final = re.compile(rf"(?<={_CJK}) (?={_CJK})")
_CELL: Final = re.compile(r"(?<!\s)\s*\|\s*")


def plain(text: str, *, row: bool = False) -> str:
    """``text`` without marks, on one line; with ``row``, a table's cells are parted by 「／」."""
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub("", _ADDRESS.sub(r"\1", text))
    text = _REFERENCE.sub(lambda reference: html.unescape(reference[0]), text)
    text = _MARKS.sub("", text)
    text = _JOINT.sub("", _BREAK.sub(" ", text)) if "\n" in text else text
    return (_CELL.sub("／", text) if row else text).strip()
