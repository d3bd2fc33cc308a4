"""Lines of a certain width from Japanese and Latin text, as a terminal shows it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions
from rich.text import Text

# JIS X 4051: what may not begin a line, and what may not end one.
_NOT_FIRST: Final = frozenset(
    "、。，．・：；？！」』）］｝】〉》〕”’ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ…‥％,.:;?!)]}%"
)
_NOT_LAST: Final = frozenset("「『（［｛【〈《〔“‘([{")
_LEAST_CELLS: Final = 20


class Hanging:
    """A text that is wrapped with ``prefix`` before each line. Where a console does not wrap, its own lines stay as they are."""

    def __init__(self, prefix: str, text: str, style: str = "") -> None:
        """``style`` is that of the text, in rich's words."""
        self._prefix = prefix
        self._text = text
        self._style = style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """For rich."""
        for paragraph in printable(self._text).split("\n"):
            lines = [paragraph] if options.no_wrap else wrapped(paragraph, options.max_width - cell_len(self._prefix))
            for line in lines:
                yield Text.assemble(self._prefix, (line, self._style))


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` cells (never fewer than 20). Full-width characters take two; a line begins with no 「。」."""
    width = max(width, _LEAST_CELLS)
    lines, line, used = [], "", 0
    for atom in _atoms(text):
        if line and used + cell_len(atom.rstrip()) > width:
            lines.append(line.rstrip())
            line, used = "", 0
        *full, rest = chop_cells(atom, width)
        lines += full
        line += rest
        used += cell_len(rest)
    return [*lines, line.rstrip()]


def printable(text: str) -> str:
    """The text without what would steer a terminal."""
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) != "Cc")


def _atoms(text: str) -> Iterator[str]:
    """The parts between which a line may end."""
    start = 0
    for at in range(1, len(text)):
        if _may_part(text[at - 1], text[at]):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def _may_part(before: str, after: str) -> bool:
    if after.isspace() or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return before.isspace() or _is_wide(before) or _is_wide(after)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"
