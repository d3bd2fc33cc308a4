"""The pieces of a Markdown text, as it was written or as markitdown made it of HTML or Word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.importing.guesses import Guesses
from corpus.importing.joining import join_lines
from corpus.importing.pieces import Piece, rows_of, split_caption
from corpus.importing.run_on import is_run_on, split_run_on
from corpus.importing.wording import MAX_TITLE_CHARS, bare, holds_sentences
from corpus.numbers import read_marker

_MARKDOWN: Final = MarkdownIt("commonmark").enable("table")
_LISTS: Final = ("bullet_list", "ordered_list")
_BLOCKS: Final = ("paragraph_open", "heading_open", "html_block", "fence", "code_block")
_BOLD: Final = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)\1\s*[:：]?$")
_QUOTE: Final = re.compile(r"^(?:\s*>\s?)+")
_LIST_MARK: Final = re.compile(r"^(?:(?:[-*+]|\d+[.)])\s+)+(?:\[[ xX]\]\s+)?")
_HASHES: Final = re.compile(r"^\s*(?:[-*+]\s+|\d+[.)]\s+)*#{1,6}\s*|\s+#+\s*$")
_UNDERLINE: Final = re.compile(r"\s*(=+|-+)\s*")
_BREAKS: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_HTML_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_BULLET: Final = re.compile(r"[・•‣◦･]\s*")
_SUPPLEMENT: Final = re.compile(r"附\s*則(?:[（(][^（）()]{1,40}[）)])?$")
_MAX_TITLE_LINE: Final = 30
"""A line longer than this may have been cut for the editor's sake."""
_LINE_START: Final = re.compile(r"[・•‣◦･■◆●○□◇▼▶※＊【＜]")


def from_markdown(text: str, guesses: Guesses, *, breaks: bool) -> list[Piece]:
    """The pieces of ``text``. With ``breaks`` the lines of a paragraph were broken on purpose (`<br>`), else for the editor's sake."""
    reader = _Reader(text, guesses, breaks=breaks)
    return reader.read(_MARKDOWN.parse(text))


def holds_markdown(text: str) -> bool:
    """Whether a plain text is Markdown after all: it has headings of its kind."""
    return sum(bool(re.match(r"#{1,6} \S", row.text)) for row in rows_of(text)) > 1


@dataclass(frozen=True, slots=True)
class _Block:
    """A leaf of the text: ``item`` says that a list item begins with it, ``number`` is the number that Markdown shows for it."""

    lines: Sequence[str]
    at: int
    type: str
    level: int
    number: str
    item: bool


@dataclass(slots=True)
class _Reader:
    text: str
    guesses: Guesses
    breaks: bool
    lines: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    # For each open list whether it is ordered, and whether its items are the text's sections and no list at all.
    lists: list[tuple[bool, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines = self.text.split("\n")
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def read(self, tokens: Sequence[Token]) -> list[Piece]:
        """The pieces that ``tokens`` make."""
        sections = _lists_of_headings(tokens)
        pieces: list[Piece] = []
        table = 0
        for index, token in enumerate(tokens):
            kind = token.type.removesuffix("_open").removesuffix("_close")
            if kind in _LISTS:
                if token.nesting > 0:
                    self.lists.append((kind == "ordered_list", index in sections))
                else:
                    self.lists.pop()
            elif kind == "table":
                table += token.nesting
                if token.nesting > 0 and token.map:
                    rows = self.lines[token.map[0] : token.map[1]]
                    pieces.append(Piece(_table(rows), self.starts[token.map[0]], "table", apart=True, marked=True))
            elif token.type in _BLOCKS and token.map and not table:
                pieces += self._pieces(self._block(tokens, index))
        return pieces

    def _block(self, tokens: Sequence[Token], index: int) -> _Block:
        token, above = tokens[index], tokens[index - 1]
        first, last = token.map or (0, 0)
        depth = sum(not section for _, section in self.lists)
        item = depth > 0 and above.type == "list_item_open"
        number = f"{above.info}{above.markup} " if item and self.lists[-1][0] else ""
        level = int(token.tag[1]) if token.type == "heading_open" else depth
        return _Block(self.lines[first:last], self.starts[first], token.type, level, number, item)

    def _pieces(self, block: _Block) -> Iterator[Piece]:
        if block.type == "heading_open":
            yield Piece(_title(block.lines), block.at, "heading", block.level, apart=True, marked=True)
            return
        lines = _contents(block)
        texts = join_lines(lines) if self.breaks else _unwrapped(lines)
        at = block.at
        for position, text in enumerate(texts):
            yield from self._of_text(block, text, at, first=position == 0, alone=len(texts) == 1)
            at += len(text)

    def _of_text(self, block: _Block, text: str, at: int, *, first: bool, alone: bool) -> Iterator[Piece]:
        bold = _BOLD.match(text)
        if first and block.item:
            # An ordered item that begins with a bold title of its own, above its text, is a section.
            heads = bool(block.number and bold and len(bold[2]) <= MAX_TITLE_CHARS and not alone)
            role = "text" if heads else "item"
            yield Piece(block.number + text, at, role, block.level, marked=True, strong=bool(bold))  # type: ignore[arg-type]
        elif is_run_on(text):
            for chunk, offset in split_run_on(text, self.guesses, at):
                yield from split_caption(Piece(chunk, offset))
        elif bullet := _BULLET.match(text):
            yield Piece(text[bullet.end() :], at, "item", max(1, block.level), marked=True)
        else:
            shown = bold[2] if bold else text
            label = len(text) <= MAX_TITLE_CHARS and not holds_sentences(text)
            marked = alone or not label
            yield from split_caption(Piece(shown, at, level=block.level, apart=first, strong=bool(bold), marked=marked))


def _lists_of_headings(tokens: Sequence[Token]) -> set[int]:
    """The lists whose items hold headings: they are the text's sections."""
    found: set[int] = set()
    open_lists: list[int] = []
    for index, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            open_lists.append(index)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            open_lists.pop()
        elif token.type == "heading_open":
            found.update(open_lists)
    return found


def _title(lines: Sequence[str]) -> str:
    return bare(_HASHES.sub("", " ".join(line.strip() for line in lines if not _UNDERLINE.fullmatch(line))))


def _table(lines: Sequence[str]) -> str:
    """The rows of a table; Word's tables have an empty head, which their first row takes the place of."""
    rows = [line.strip() for line in lines]
    if len(rows) > 2 and not re.search(r"\w", rows[0]):  # noqa: PLR2004 - head, rule, row
        rows = [rows[2], rows[1], *rows[3:]]
    return "\n".join(rows)


def _contents(block: _Block) -> list[str]:
    """The lines of a block without the marks that make it one; those without a word are left out."""
    lines = []
    for index, line in enumerate(_BREAKS.sub("\n", "\n".join(block.lines)).split("\n")):
        text = _QUOTE.sub("", line).strip()
        if block.type == "html_block":
            text = _HTML_TAG.sub("", text).strip()
        if block.item and index == 0:
            text = _LIST_MARK.sub("", text)
        if re.search(r"\w", text) and not (block.type == "fence" and text.startswith(("```", "~~~"))):
            lines.append(text)
    return lines


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Lines of one paragraph as one text each, but for those that begin with a number or a sign of their own, and titles."""
    out: list[str] = []
    last = ""
    for line in lines:
        if out and not _is_title(last) and not _LINE_START.match(line) and read_marker(line) is None:
            latin = out[-1][-1].isascii() and line[0].isascii()
            out[-1] += f" {line}" if latin else line
        else:
            out.append(line)
        last = line
    return out


def _is_title(line: str) -> bool:
    """Whether a line can only be the title of what the next line says: short, and it begins with a number or a sign."""
    if _SUPPLEMENT.match(line):
        return True
    begins = _LINE_START.match(line) or read_marker(line) is not None
    return bool(begins) and len(line) <= _MAX_TITLE_LINE and not holds_sentences(line) and not line.endswith(("、", "，"))
