"""A draft: front matter and the parts of a text as Markdown, written whole or not at all."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from corpus.errors import ImportRefused
from corpus.importing.guesses import Guess
from corpus.importing.links import LAW
from corpus.importing.parts import Part
from corpus.model import PolicyVersion
from corpus.wholly import write_text

_MAX_LEVEL: Final = 6
_READ_AS: Final = "read as"
_SIGN: Final = re.compile(r"^[■◆●□◇▼▶►★◎]\s*(?=\S)")
_SPACED: Final = ("article", "part", "chapter", "division", "paren", "circled")
"""Numbers that stand apart from their titles by themselves."""
_ORDERED: Final = re.compile(r"\d{1,9}[.)]")
_TIGHT: Final = ("item", "clause", "note")


@dataclass(frozen=True, slots=True)
class Draft:
    """A policy to be reviewed: ``version`` as the reader understands it, ``text`` the file, and what was guessed."""

    version: PolicyVersion
    text: str
    guesses: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A body and where things stand in it: ``places`` holds, for each part, the character it begins at in the source and its line.

    ``headings`` are the lines that make sections: headings, and numbered sentences. Lines count from 1.
    """

    text: str
    places: tuple[tuple[int, int], ...]
    headings: frozenset[int]


def body_of(parts: Sequence[Part]) -> Body:
    """The Markdown of ``parts``."""
    lines: list[str] = []
    places: list[tuple[int, int]] = []
    headings: set[int] = set()
    above: Part | None = None
    for part in parts:
        if above is not None and not _is_tight(above, part):
            lines.append("")
        places.append((part.piece.at, len(lines) + 1))
        if part.kind in ("heading", "clause", "caption"):
            headings.add(len(lines) + 1)
        lines += _lines(part)
        above = part
    return Body("\n".join(lines) + "\n", tuple(places), frozenset(headings))


def locate(
    guesses: Iterable[Guess], places: Iterable[tuple[int, int]], first_line: int, in_source: Callable[[int], str]
) -> tuple[Guess, ...]:
    """``guesses`` with their places: the line of the draft, or a place in the source for what is not in the draft.

    The file and the front matter come first, then what was left out, then the draft from top to bottom.
    """
    lines: dict[int, int] = {}
    for at, line in places:
        lines.setdefault(at, line + first_line)
    located: list[tuple[tuple[int, int], Guess]] = []
    for guess in guesses:
        if guess.at is None:
            located.append(((2 if guess.what.startswith(_READ_AS) else 0, 0), guess))
        elif guess.at in lines and not guess.what.startswith("dropped"):
            line = lines[guess.at]
            located.append(((1, line), replace(guess, where=f"draft line {line}")))
        else:
            located.append(((0, guess.at), replace(guess, where=in_source(guess.at))))
    return tuple(guess for _, guess in sorted(located, key=lambda pair: pair[0]))


def write(text: str, path: Path, *, force: bool) -> None:
    """Write ``text`` to ``path``, whole or not at all. Raises `ImportRefused` where that cannot be done."""
    if path.is_dir():
        raise ImportRefused(f"{path} is a folder; name a file with --out.")
    if path.exists() and not force:
        raise ImportRefused(
            f"{path} is there already and may have been reviewed; give --force to write over it, or another --out."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)
    except OSError as error:
        raise ImportRefused(_unwritten(path, error)) from error


def _unwritten(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full, so {path} was not written; make room, or name another place with --out."
    return f"{path} cannot be written ({error.strerror or type(error).__name__}); name another place with --out."


def _is_tight(above: Part, part: Part) -> bool:
    """Whether ``part`` stands right below ``above``: lines of one list, and what is nested in them."""
    if above.kind == "caption":
        return True
    if part.kind in _TIGHT and above.kind in _TIGHT:
        # A clause whose number Markdown does not know stands as a paragraph of its own.
        return not (part.kind == "clause" and part.depth == 1 and not _ORDERED.match(part.piece.text))
    return part.kind == "paragraph" and part.depth > 0 and above.kind in _TIGHT


def _lines(part: Part) -> list[str]:
    text = part.piece.text.strip()
    if part.kind == "table":
        return text.split("\n")
    line = " ".join(text.split("\n"))
    if part.kind in ("paragraph", "item", "note") and part.depth <= 1 and (part.kind == "note" or _looks_lawful(part)):
        line = _unnumbered(part)
    indent = " " * (3 * max(0, part.depth - 1))
    if part.kind == "title":
        line = f"# {line}"
    elif part.kind == "heading":
        line = f"{'#' * min(_MAX_LEVEL, part.depth + 2)} {_spaced(part)}"
    elif part.kind in ("caption", "article"):
        pass
    elif part.kind == "paragraph":
        line = " " * (3 * part.depth) + line
    elif part.kind == "clause" or (part.kind == "item" and _is_ordered(part)):
        line = indent + _spaced(part)
    else:
        line = f"{indent}- {line}"
    return [line]


def _is_ordered(part: Part) -> bool:
    marker = part.piece.marker
    return (
        marker is not None and marker.style == "decimal" and len(marker.parts) == 1 and part.piece.text.lstrip()[:1].isascii()
    )


def _looks_lawful(part: Part) -> bool:
    """Whether a line would be read as the heading of an article though it only names one."""
    marker = part.piece.marker
    return marker is not None and marker.style in LAW


def _unnumbered(part: Part) -> str:
    """The text with its number in bold, so that it does not number a section here."""
    marker, text = part.piece.marker, " ".join(part.piece.text.split("\n"))
    length = marker.length if marker else 0
    number, rest = text[:length].rstrip(), text[length:].lstrip()
    return f"**{number}** {rest}".rstrip() if number else text


def _spaced(part: Part) -> str:
    """The text with one blank between its number and the rest, so that Markdown sees the number; a heading without its sign."""
    marker, text = part.piece.marker, " ".join(part.piece.text.strip().split("\n"))
    if part.kind == "heading" and part.piece.role != "heading":
        text = _SIGN.sub("", text)
    if marker is None or marker.style in _SPACED or text[: marker.length] != part.piece.plain[: marker.length]:
        return text
    number, rest = text[: marker.length].rstrip(), text[marker.length :].lstrip()
    return f"{number} {rest}" if rest else number
