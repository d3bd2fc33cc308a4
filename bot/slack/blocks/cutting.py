"""Long texts in pieces that end where a sentence ends; a sentence that is too long by itself, where a word ends. Nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from corpus.sentences import split
from index.tokens import morphemes

Cost = Callable[[str], int]
"""What a text takes of a limit."""


def pieces(text: str, limit: int, cost: Cost = len) -> list[str]:
    """Pieces that take at most ``limit`` each; together they are the text, but for the blanks between them."""
    packed = _packed(
        _sentences(text), limit, cost, lambda sentence: _packed(_words(sentence), limit, cost, _letters(limit, cost))
    )
    return [piece for piece in (one.strip() for one in packed) if piece]


def beginning(text: str, limit: int) -> str:
    """The whole sentences at the beginning that take at most ``limit`` characters; the first words where not even one does."""
    found = pieces(text, limit)
    return found[0] if found else ""


def _packed(parts: Iterable[str], limit: int, cost: Cost, smaller: Callable[[str], Iterable[str]]) -> Iterator[str]:
    held = ""
    for part in parts:
        if cost((held + part).strip()) <= limit:
            held += part
            continue
        if held:
            yield held
        if cost(part.strip()) <= limit:
            held = part
        else:
            *whole, held = smaller(part)
            yield from whole
    if held:
        yield held


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        starts = [start for start, _ in split(line, 0, len(line))][1:]
        yield from (line[start:end] for start, end in pairwise([0, *starts, len(line)]))


def _words(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        # Of a longer text, only the beginning is taken apart at once.
        found = morphemes(text[at:])
        taken = sum(len(one.surface()) for one in found) or len(text) - at
        yield from (one.surface() for one in found)
        at += taken


def _letters(limit: int, cost: Cost) -> Callable[[str], Iterable[str]]:
    """For a "word" that is none: characters by themselves."""

    def cut(word: str) -> Iterable[str]:
        return _packed(word, limit, cost, lambda letter: [letter])

    return cut
