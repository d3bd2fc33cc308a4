"""The notes on what was changed and when, and the supplementary rules, at the end of a policy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from corpus.importing.links import LAW
from corpus.importing.parts import Part
from corpus.importing.pieces import Piece
from corpus.importing.wording import CONTACT, DATE, DATED_NOTE, MAX_TITLE_CHARS, REVISION, holds_sentences

_SUPPLEMENT: Final = re.compile(r"附\s*則")
_SIGNED: Final = re.compile(r"[＜〈《【［\[<■◆●]")
_BRACKETED: Final = re.compile(r"[＜〈《【［\[<][^＞〉》】］\]>]{1,24}[＞〉》】］\]>]$")
_CHANGED: Final = re.compile(r"改[定訂正]|変更|制定|更新|施行|策定|revis|updat|amend", re.IGNORECASE)
_CONTACT_TITLE: Final = re.compile(r"^[^、。]{0,14}(お?問い?合わ?せ|窓口|連絡先|相談)[^、。]{0,6}$")


def find_history(pieces: Sequence[Piece]) -> tuple[int, int]:
    """Where the notes on revisions or the supplementary rules begin and end; at the end of ``pieces`` both where there are none.

    Where the source marks its headings, they tell by themselves.
    """
    seen = False
    for start, piece in enumerate(pieces):
        if seen and piece.role == "text" and _heads_history(piece) and not _is_numbered_note(pieces, start):
            end = next((i for i in range(start + 1, len(pieces) - 1) if _goes_on(pieces, i)), len(pieces))
            return start, end
        seen = seen or holds_sentences(piece.text)
    return len(pieces), len(pieces)


def _goes_on(pieces: Sequence[Piece], index: int) -> bool:
    """Whether the policy's text goes on behind its notes: with a heading that the source marks, or with whom to ask."""
    piece, following = pieces[index], pieces[index + 1].plain
    if piece.role == "heading":
        return not _heads_history(piece)
    if piece.marker is not None or not _CONTACT_TITLE.search(piece.plain) or holds_sentences(piece.text):
        return False
    return bool(CONTACT.search(following)) or (holds_sentences(following) and not _CHANGED.search(following))


def history_parts(pieces: Sequence[Piece]) -> list[Part]:
    """The parts of the notes: a heading for each dated note, and what was changed as a list below the section it was changed in."""
    parts: list[Part] = []
    listed = 0  # how deep the list is open that the next line stands in
    supplement = False
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.role == "table":
            parts.append(Part(piece, "table"))
        elif _heads_history(piece) and not _BRACKETED.match(piece.plain) and not DATE.search(piece.plain):
            parts.append(Part(piece, "heading", 0))
            listed, supplement = 0, bool(_SUPPLEMENT.match(piece.plain))
        elif index == 0:
            parts.append(Part(piece, "heading", 0))
        elif _is_dated(piece):
            heads = following is not None and not _is_dated(following) and not _heads_history(following)
            parts.append(Part(piece, "heading", 1) if heads and not supplement else Part(piece, "paragraph"))
            listed = 0
        elif _BRACKETED.match(piece.plain):
            parts.append(Part(piece, "item", 1))
            listed = 2
        elif _is_reference(piece) and not supplement:
            depth = 2 if listed else 1
            parts.append(Part(piece, "note", depth))
            listed = depth + 1
        elif piece.marker is not None and holds_sentences(piece.text):
            parts.append(Part(piece, "clause", 1))
        elif listed or piece.role == "item" or _SIGNED.match(piece.plain):
            parts.append(Part(piece, "item", max(1, listed)))
        else:
            parts.append(Part(piece, "paragraph"))
    return parts


def _heads_history(piece: Piece) -> bool:
    text = piece.plain
    return piece.marker is None and len(text) <= MAX_TITLE_CHARS and not holds_sentences(text) and bool(REVISION.search(text))


def _is_dated(piece: Piece) -> bool:
    text = piece.plain
    if len(text) > MAX_TITLE_CHARS or holds_sentences(text):
        return False
    return bool(DATED_NOTE.match(text)) or bool(_CHANGED.search(text) and DATE.search(text))


def _is_reference(piece: Piece) -> bool:
    """Whether a line names a section of the policy: 「第4条 個人情報の第三者提供について」."""
    return piece.marker is not None and not holds_sentences(piece.text) and len(piece.plain) <= 2 * MAX_TITLE_CHARS


def _is_numbered_note(pieces: Sequence[Piece], index: int) -> bool:
    """Whether numbered sections go on below: a title like 「変更内容」 in the middle of a text is one of its own."""
    styles = (*LAW, "decimal")
    later = next((p.marker for p in pieces[index + 1 :] if p.marker is not None and p.marker.style in styles), None)
    earlier = next((p.marker for p in reversed(pieces[:index]) if p.marker is not None and p.marker.style in styles), None)
    if later is None or earlier is None or later.style != earlier.style or len(later.parts) != len(earlier.parts):
        return False
    numbers = (earlier.parts[-1], later.parts[-1])
    return all(number.isdecimal() for number in numbers) and int(numbers[1]) == int(numbers[0]) + 1
