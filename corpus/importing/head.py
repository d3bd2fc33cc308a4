"""The site's head above a policy's text: its title, the menu, the way to the page. The policy's own title is found below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from corpus.importing.guesses import DROPPED, Guesses
from corpus.importing.pieces import Piece, text_of
from corpus.importing.wording import (
    CONTACT,
    DATE,
    MAX_TITLE_CHARS,
    NAVIGATION,
    POLICY_TITLE,
    SITE_TITLE,
    WEAK_NAVIGATION,
    holds_sentences,
    normal,
)

_MAX_LABEL_CHARS: Final = 40
_REACH: Final = 60
"""How many pieces from the top the policy's title may stand."""
_MENU: Final = 2
_MANY: Final = 4
"""So many short lines above a title are a menu."""
_MAX_LINK_CHARS: Final = 15
_BROWSER: Final = re.compile(
    r"JavaScript|ブラウザ.{0,20}(有効|設定)|Cookie.{0,20}(使用|同意)|クッキー.{0,20}同意", re.IGNORECASE
)
_CRUMB: Final = re.compile(r"(^|\s)[>＞»›/](\s|$)|^\S{1,12}\s*[>＞»›]\s*\S")


def cut_head(
    pieces: list[Piece], guesses: Guesses, *, named: str = "", foot: Sequence[Piece] = (), printed: bool = False
) -> tuple[list[Piece], str]:
    """``pieces`` without the site's head, and the policy's title, "" where none was found.

    ``named`` is the page's own title, ``foot`` what was cut away below the text: its links stand in the head, too. Where the text was
    ``printed``, short lines above the title are its cover.
    """
    limit = min(text_start(pieces), _REACH)
    top = _title_at(pieces, limit, named)
    if top < 0:
        first = next((i for i in range(limit) if not is_menu(pieces[i])), 0)
        _drop(pieces[:first], guesses)
        return pieces[first:], ""
    above = pieces[:top]
    below_too = {normal(piece.text) for piece in foot}
    menu = sum(is_menu(piece) or normal(piece.text) in below_too for piece in above)
    if not menu and (printed or sum(_is_label(piece) for piece in above) < _MANY):
        # The organisation's name, or a line about the document: not a site's.
        return pieces, pieces[top].plain
    _drop(above, guesses)
    below = [piece for piece in pieces[top + 1 : limit] if is_menu(piece)]
    _drop(below, guesses)
    rest = [piece for piece in pieces[top + 1 : limit] if not is_menu(piece)]
    return [pieces[top], *rest, *pieces[limit:]], pieces[top].plain


def is_menu(piece: Piece) -> bool:
    """Whether a piece can only be the site's: a menu's word, its title with a bar, the way to the page."""
    text = piece.plain
    if len(text) > 2 * MAX_TITLE_CHARS:
        return False
    return bool(NAVIGATION.search(text) or SITE_TITLE.search(text) or _CRUMB.search(text)) and piece.role != "table"


def part_of_page_title(title: str) -> str:
    """The policy's part of a page's title: 「プライバシーポリシー｜みなと屋」 → 「プライバシーポリシー」."""
    parts = [part.strip() for part in SITE_TITLE.split(title)]
    return next((part for part in parts if POLICY_TITLE.search(part)), parts[0] if len(parts) == 1 else "")


def text_start(pieces: Sequence[Piece]) -> int:
    """Where the policy's text begins: at its first sentence or number that no menu follows."""
    start = len(pieces)
    for index in range(min(len(pieces), _REACH) - 1, -1, -1):
        if not _begins_text(pieces[index]):
            continue
        if start < len(pieces) and sum(_is_strong(piece) for piece in pieces[index + 1 : start]) >= _MENU and index + 1 < start:
            break
        start = index
    return start


def _begins_text(piece: Piece) -> bool:
    text = piece.plain
    if piece.role == "table" or (piece.marker is not None and not WEAK_NAVIGATION.match(text)):
        return True
    return holds_sentences(text) and not _BROWSER.search(text) and (len(text) > _MAX_LABEL_CHARS or text.endswith("。"))


def _is_label(piece: Piece) -> bool:
    text = piece.plain
    return piece.role != "table" and len(text) <= _MAX_LINK_CHARS and not (DATE.search(text) or CONTACT.search(text))


def _is_strong(piece: Piece) -> bool:
    return piece.role != "heading" and bool(NAVIGATION.search(piece.plain))


def _title_at(pieces: Sequence[Piece], limit: int, named: str) -> int:
    """Which piece above ``limit``, where the text begins, is the policy's title; -1 where none is."""
    names = {normal(named)} if named else set()
    if pieces and SITE_TITLE.search(pieces[0].plain):
        # One side of the bar is the policy's title, and stands again above the text.
        names |= {normal(part) for part in SITE_TITLE.split(pieces[0].plain) if part.strip()}
    only = sum(piece.role == "heading" and piece.level == 1 for piece in pieces) == 1
    found = [
        i
        for i in range(limit)
        if _is_title(pieces[i], only=only) or (normal(pieces[i].text) in names and not is_menu(pieces[i]))
    ]
    headings = [i for i in found if pieces[i].role == "heading"]
    if headings or not found:
        return headings[0] if headings else -1
    top = found[-1]
    # The first section may be titled like a policy: 「プライバシーポリシー」 「個人情報の取扱いについて」. A menu above says it is one.
    while top - 1 in found and not any(_is_strong(piece) for piece in pieces[:top]):
        if normal(pieces[top - 1].text) == normal(pieces[top].text):
            break
        top -= 1
    return top


def _is_title(piece: Piece, *, only: bool) -> bool:
    """Whether a piece is worded like a policy's title, or is the ``only`` heading of the first level."""
    text = piece.plain
    if holds_sentences(text) or len(text) > 2 * MAX_TITLE_CHARS or SITE_TITLE.search(text):
        return False
    return bool(POLICY_TITLE.search(text)) or (only and piece.role == "heading" and piece.level == 1)


def _drop(pieces: Sequence[Piece], guesses: Guesses) -> None:
    if pieces:
        why = "it stands above the policy's text and is worded like a site's head or menu"
        guesses.add(DROPPED, why, text_of(pieces), at=pieces[0].at)
