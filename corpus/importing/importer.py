"""One import from beginning to end: a source in, a draft with its guesses out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import yaml

from corpus.errors import ImportRefused, PolicyUnreadable
from corpus.importing.contents import cut_contents
from corpus.importing.drafts import Body, Draft, body_of, locate
from corpus.importing.foot import cut_foot
from corpus.importing.front import Wishes, front_matter
from corpus.importing.guesses import PUT_TOGETHER, Guesses
from corpus.importing.head import cut_head
from corpus.importing.history import find_history, history_parts
from corpus.importing.parts import Part
from corpus.importing.pieces import Piece
from corpus.importing.references import find_references
from corpus.importing.sources import Source
from corpus.importing.structure import find_parts
from corpus.importing.texts import Text, read_text
from corpus.importing.wording import MAX_TITLE_CHARS, ending, holds_sentences, titled
from corpus.model import Section
from corpus.reading import MAX_BYTES, parse, render


def make_draft(source: Source, wishes: Wishes) -> Draft:
    """The draft of the policy in ``source``. Raises `ImportRefused` where it holds no text that one could be made of."""
    guesses = Guesses()
    text = read_text(source, guesses, url=wishes.url)
    if sum(len(piece.text.encode()) for piece in text.pieces) > MAX_BYTES:
        raise ImportRefused(f"The file holds more than {MAX_BYTES // 1_000_000} MB of text; a policy is shorter, split it.")
    if not any(holds_sentences(piece.text) or piece.role == "table" for piece in text.pieces):
        raise ImportRefused("The file holds no sentence that a policy could be made of; check that it is the right one.")
    title, parts = _read(text, guesses)
    front = front_matter(wishes, text.front, title, text.pieces, guesses)
    body = body_of(parts)
    written = f"---\n{yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)}---\n\n{body.text}"
    try:
        version = parse(written, source="the draft")
    except PolicyUnreadable as error:
        raise ImportRefused(f"No draft can be made of it: {error}") from error
    _compare(version.sections, body, guesses)
    rendered = render(version)
    kept = {at for at, _ in body.places}
    told = [guess for guess in guesses if not guess.what.endswith(PUT_TOGETHER) or guess.at in kept]
    first_line = rendered[: len(rendered) - len(version.body)].count("\n") + 1
    return Draft(version, rendered, locate(told, body.places, first_line, text.place))


def _read(text: Text, guesses: Guesses) -> tuple[str, list[Part]]:
    """The title and the parts of a text."""
    pieces, foot = cut_foot(list(text.pieces), guesses, printed=text.printed)
    pieces, contents = cut_contents(pieces, guesses)
    pieces, title = cut_head(pieces, guesses, named=text.title, foot=foot, printed=text.printed)
    parts: list[Part] = []
    title = title or _first_line(pieces)
    top = next((i for i, piece in enumerate(pieces) if title and piece.plain == title), None)
    if top is not None:
        parts += [*(Part(piece, "paragraph") for piece in pieces[:top]), Part(pieces[top], "title")]
        pieces = pieces[top + 1 :]
    start, end = find_history(pieces)
    references = find_references(pieces[start:end], contents, pieces[:start])
    parts += find_parts(pieces[:start], references, guesses)
    if start < end:
        piece = pieces[start]
        guesses.add("the notes on revisions begin here", "the line is worded like their heading", piece.text, at=piece.at)
        parts += history_parts(pieces[start:end])
        parts += find_parts(pieces[end:], references, guesses)
    return title or text.title, parts


def _first_line(pieces: Sequence[Piece]) -> str:
    """The first line, where it reads like a title and not like that of a section among others; else ""."""
    if len(pieces) < 2 or pieces[0].role != "text" or pieces[0].marker is not None:  # noqa: PLR2004 - a title and a text
        return ""
    text = pieces[0].plain
    alike = sum(ending(piece.text) == ending(text) and len(piece.plain) <= MAX_TITLE_CHARS for piece in pieces[1:])
    section = titled(text) > 1 and alike > 1
    return "" if section or holds_sentences(text) or len(text) > MAX_TITLE_CHARS else text


def _compare(sections: Iterable[Section], body: Body, guesses: Guesses) -> None:
    """Tell of lines that are read as sections though they were written as something else."""
    ends = [found.start() for found in re.finditer("\n", body.text)]
    for section in sections:
        # The draft's body has one line feed more, below the front matter.
        line = bisect_left(ends, section.start - 1) + 1
        if section.number != "0" and line not in body.headings:
            why = "the number or the sign that it begins with makes it one when the draft is read"
            guesses.add(f"read as section {section.number}", why, section.heading, where=f"section {section.number}")
