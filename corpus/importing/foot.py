"""The site's foot below a policy's text: links, labels, the copyright. It is cut away whole, and never into the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from corpus.importing.guesses import DROPPED, Guesses
from corpus.importing.head import text_start
from corpus.importing.pieces import Piece, text_of
from corpus.importing.wording import (
    CONTACT,
    DATE,
    MAX_TITLE_CHARS,
    NAVIGATION,
    REVISION,
    SECTION_WORD,
    SITE_TITLE,
    WEAK_NAVIGATION,
    holds_sentences,
    introduces,
    normal,
)

_MAX_LABEL_CHARS: Final = 40
_MIN_WEIGHT: Final = 2.0
_COPYRIGHT: Final = re.compile(r"©|copyright|\(c\)", re.IGNORECASE)
_LAST: Final = 100
_STRONG: Final = 2.0
_COMMON: Final = ("サイト", "ポリシー", "プライバシーポリシー", "サービス", "ガイドライン")


def cut_foot(pieces: list[Piece], guesses: Guesses, *, printed: bool = False) -> tuple[list[Piece], list[Piece]]:
    """``pieces`` without the site's foot, and the foot. What was ``printed`` has one only where it shows a copyright."""
    if printed and not any(_COPYRIGHT.search(piece.plain) for piece in pieces[-_LAST:]):
        return pieces, []
    names = _site_names(pieces)
    total, best, start = 0.0, 0.0, len(pieces)
    for index in range(len(pieces) - 1, -1, -1):
        weight = _weight(pieces[index], names)
        total += weight
        if total > best and weight == _STRONG:
            best, start = total, index
    if start == len(pieces) or (best < _MIN_WEIGHT and not _COPYRIGHT.search(pieces[start].plain)):
        return pieces, []
    start = _widen(pieces, start, names)
    why = "the text ends above it, and what follows is short and worded like a site's foot"
    guesses.add(DROPPED, why, text_of(pieces[start:]), at=pieces[start].at)
    return pieces[:start], pieces[start:]


def _weight(piece: Piece, names: Callable[[str], bool]) -> float:  # noqa: PLR0911 - one return a kind
    """How much a piece speaks for a foot (above 0) or for the text (below 0)."""
    text = piece.plain
    if piece.role == "table":
        return -20.0
    if NAVIGATION.search(text) and len(text) <= 2 * MAX_TITLE_CHARS:
        return _STRONG
    weak = bool(WEAK_NAVIGATION.match(text))
    if (piece.marker is not None and not weak) or piece.role == "heading":
        return -6.0
    if len(text) > MAX_TITLE_CHARS:
        return -4.0
    if REVISION.search(text) or DATE.search(text):
        return -6.0
    if weak:
        return 0.7
    if holds_sentences(text):
        return -4.0 if text.endswith(("。", "。）", "。」")) else -0.5
    if CONTACT.search(text):
        return -1.5
    if SECTION_WORD.search(text):
        return -3.0
    return 0.5 if names(text) else -0.05


def _widen(pieces: Sequence[Piece], start: int, names: Callable[[str], bool]) -> int:
    """Where a foot begins whose first sure word stands at ``start``: short lines right above it may be its first links."""
    index = start
    while index and _may_be_link(pieces[index - 1], names):
        index -= 1
    if index == start or not index:
        return start
    above = pieces[index - 1]
    signed = DATE.search(above.plain) or CONTACT.search(above.plain)
    if not signed and not (
        introduces(above.text) or above.role == "heading" or (above.marker is not None and not holds_sentences(above.text))
    ):
        return index
    # A list that a sentence or a heading leads to, or who signed below an address or a date; only what names the site, stands in
    # its head, too, or is labelled as a link is surely no part of it.
    index = start
    while _may_be_link(pieces[index - 1], names) and _is_known(pieces[index - 1], names):
        index -= 1
    return index


def _may_be_link(piece: Piece, names: Callable[[str], bool]) -> bool:
    text = piece.plain
    if (
        piece.role in ("table", "heading", "item")
        or piece.marker is not None
        or len(text) > _MAX_LABEL_CHARS
        or holds_sentences(text)
    ):
        return False
    if REVISION.search(text) or DATE.search(text) or CONTACT.search(text) or "、" in text or text in ("以上", "以 上"):
        return False
    return names(text) or bool(WEAK_NAVIGATION.match(text)) or not SECTION_WORD.search(text)


def _is_known(piece: Piece, names: Callable[[str], bool]) -> bool:
    return names(piece.plain) or bool(WEAK_NAVIGATION.match(piece.plain))


def _site_names(pieces: Sequence[Piece]) -> Callable[[str], bool]:
    """Tells whether a line is the site's: it stands in the menu above the text, or names the site as the site's title does."""
    menu = {normal(piece.text) for piece in pieces[: text_start(pieces)]}
    names: set[str] = set()
    for piece in pieces[:3]:
        if SITE_TITLE.search(piece.plain):
            names.update(word for word in re.findall(r"[A-Za-z][\w.-]{2,}|[ァ-ヶー]{3,}", piece.plain) if word not in _COMMON)
    pattern = re.compile("|".join(map(re.escape, names)), re.IGNORECASE) if names else None
    return lambda text: normal(text) in menu or (pattern is not None and bool(pattern.search(text)))
