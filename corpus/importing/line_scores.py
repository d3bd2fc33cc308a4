"""What one short line says for being a heading, a list item or a line of an address, by itself and beside its neighbours.

The weights are judgements: 1 is a hint, 3 is hard to overrule. They were set on policies of many kinds flattened to one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.importing.wording import (
    CLOSING_ITEM,
    CONTACT,
    DATE,
    ITEM_END,
    MAX_TITLE_CHARS,
    OFFICE,
    core,
    ending,
    is_case,
    titled,
)

NEVER: Final = -99.0
_SHORT: Final = 12
_LONG: Final = 30
_AMOUNT: Final = re.compile(r"[約¥￥]?[\d０-９][\d０-９,，.．]*\S{0,6}$")
_SIGN: Final = re.compile(r"[■◆●□◇▼▶【＜〈《]")
_STATED: Final = re.compile(r"[。！]")
_ASKING: Final = re.compile(r"(について|とは[？?]?|[？?]|窓口|連絡先)$")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one run, and what is known of them: ``after`` is the text behind the run, ``title`` the heading above it.

    ``known`` says whether the text names a line elsewhere as a section, ``repeated`` whether the line stands in the text twice.
    """

    texts: Sequence[str]
    after: str
    title: str
    known: Callable[[str], bool]
    repeated: Callable[[str], bool]

    def as_heading(self, index: int) -> float:
        """What speaks for line ``index`` being a heading."""
        text = self.texts[index]
        if len(text) > MAX_TITLE_CHARS or _STATED.search(text) or _AMOUNT.match(text):
            return NEVER
        if is_dated(text):
            return -4.0
        known, words = self.known(text), titled(text)
        followed = index + 1 < len(self.texts) or bool(self.after)
        case = text.endswith(("の場合", "のとき")) and len(text) <= _SHORT + 3
        on_title = len(text) <= _SHORT + 3 and _names(self.title, text)
        return _sum(
            (known, 6.0),
            (True, 0.8 * words),
            (len(text) <= _SHORT, 0.5),
            (len(text) > _LONG, -1.0),
            (bool(_SIGN.match(text)) and followed, 2.0),
            (any(_names(text, other) and len(other) > len(text) for other in self.texts[index + 1 : index + 3]), 1.0),
            (on_title, 1.5),
            (case, 1.0),
            ("、" in text, -1.5),
            (is_case(text), -2.0),
            (bool(ITEM_END.search(text)) and words <= 1 and not is_case(text) and not case, -1.0),
            (self.repeated(text) and not known, -2.0),
            (bool(CLOSING_ITEM.match(text)), -1.0),
            (bool(CONTACT.search(text)) and not known, -4.0),
        )

    def as_item(self, index: int) -> float:
        """What speaks for line ``index`` being an item of a list."""
        text = self.texts[index]
        return _sum(
            (self.parallel(index), 1.5),
            (bool(CLOSING_ITEM.match(text)), 1.5),
            (bool(ITEM_END.search(text)) or is_case(text), 1.0),
            (self.repeated(text), 2.0),
            (self.known(text), -6.0),
            (bool(_ASKING.search(text)), -1.5),
            (bool(CONTACT.search(text)), -1.0),
        )

    def as_line(self, index: int, *, pointed: bool) -> float:
        """What speaks for line ``index`` being neither; ``pointed`` says that the sentence above announces an address."""
        text = self.texts[index]
        if CONTACT.search(text) or is_dated(text) or text in ("以上", "以 上"):
            return 2.5
        if pointed and index + 1 < len(self.texts) and CONTACT.search(self.texts[index + 1]):
            return 2.0
        return 0.5 if OFFICE.search(text) else -1.0

    def parallel(self, index: int) -> bool:
        """Whether line ``index`` ends like one of its neighbours."""
        mine = ending(self.texts[index])
        beside = [*self.texts[max(0, index - 2) : index], *self.texts[index + 1 : index + 3]]
        return any(ending(text) == mine for text in beside)

    def is_plain(self, index: int) -> bool:
        """Whether nothing in line ``index`` itself makes it a title."""
        text = self.texts[index]
        return not titled(text) and not self.known(text) and not self.taken_up(index)

    def taken_up(self, index: int) -> bool:
        """Whether the sentence behind the run begins by naming what line ``index`` is about."""
        subject = core(self.texts[index])
        return len(subject) > 1 and subject in self.after[: len(subject) + 16]


def is_dated(text: str) -> bool:
    """「2024年4月1日 改定」, 「最終更新日：2024年1月15日」."""
    found = DATE.search(text)
    return found is not None and len(text) - len(found[0]) <= _SHORT


def _names(title: str, text: str) -> bool:
    """Whether ``text`` names what ``title`` is about."""
    subject = core(title)
    return len(subject) > 1 and subject in text


def _sum(*hints: tuple[bool, float]) -> float:
    return sum(weight for holds, weight in hints if holds)
