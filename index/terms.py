"""Terms that a policy defines as covering several things: 「請求等」, once said to be 開示、訂正、削除その他の求め and from then on used alone.

Names for one thing (「株式会社つくし（以下「当社」という）」) are none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from corpus.model import PolicyVersion, Section
from corpus.numbers import read_marker
from index.plain import plain

_NAME: Final = r"[^「」『』（）()、。：:\s]{2,16}"
_MAX_COVERED_CHARS: Final = 60
"""A longer piece of a definition is a clause, not a thing it lists."""
_HEREAFTER: Final = re.compile(
    rf"[（(][^（）()「」]{{0,12}}以下[^（）()「」]{{0,20}}[「『]({_NAME})[」』]と?(?:いう|いい|呼|総称|し|する|略)"
)
"""「…の求め（以下「請求等」という。）」."""
_DEFINITION: Final = re.compile(
    rf"^(?:[^「」。]{{0,24}}において、?)?(?:[「『]({_NAME})[」』]|({_NAME}))(?:とは|の範囲は|：|:|\s)[、,]?\s*(.+)$", re.DOTALL
)
"""「請求等とは、…の求めをいう。」, or 「請求等：…の求め」 where terms are listed."""
_SAY: Final = "を(?:いう|いいます|さす|指す|指します)"
_SAYS: Final = re.compile(rf"{_SAY}(?:ものとする)?[。．.]?$|のことです。?$")
_DEFINITIONS: Final = re.compile("定義|用語|意義")
_BELOW: Final = re.compile("次の|次に|以下の|下記|各号")
_ENDING: Final = re.compile(rf"(?:{_SAY}|とする|とします|です|である|のことです)?(?:ものとする)?[。．.]?$")
_LIMITS: Final = re.compile(
    r"[（(][^（）()]*(?:除[くき]|含まない|含みません)[^（）()]*[）)]|(?:をいい|を指し|をさし|のことで)、.*", re.DOTALL
)
"""What a definition takes out again, or adds behind its list, is no thing it lists."""
_BETWEEN: Final = re.compile("、|，|・|または|又は|および|及び|ならびに|並びに|もしくは|若しくは|その他の?|のほか")
_CLAUSE: Final = re.compile(r"(?:は|には|では|とは|に対し|により|に基づき|のため)[、,]|[。\n]")
_BULLET: Final = re.compile(r"^\s*(?:[-*+]\s+|[・＊]\s*)?")
_IN_A_WORD: Final = re.compile(r"[\u4e00-\u9fff々ァ-ヴーA-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Term:
    """``covers`` are the things that the section with this number says the term covers, at least two."""

    name: str
    covers: tuple[str, ...]
    section: str

    def end_in(self, text: str) -> int | None:
        """The place behind the term, where it first stands in a text as a word of its own; None where it does not."""
        at = text.find(self.name)
        while at >= 0:
            end = at + len(self.name)
            if not (_inside(text, at) or _inside(text, end)):
                return end
            at = text.find(self.name, end)
        return None


def terms_of(version: PolicyVersion) -> tuple[Term, ...]:
    """The terms of a version that cover several things, each as it is defined first."""
    found: dict[str, Term] = {}
    for section in version.sections:
        for name, meaning in _defined(section):
            covers = _listed(meaning)
            if len(covers) > 1 and name not in found:
                found[name] = Term(name, covers, section.number)
    return tuple(found.values())


def _defined(section: Section) -> Iterator[tuple[str, str]]:
    """Names with the words that say what they mean."""
    among_definitions = bool(_DEFINITIONS.search(" ".join((*section.path, section.title))))
    texts = [_bare(section.quote(at)) for at in range(len(section.sentences))]
    for at, text in enumerate(texts):
        for said in _HEREAFTER.finditer(text):
            before = text[: said.start()]
            yield said[1], before[max((end.end() for end in _CLAUSE.finditer(before)), default=0) :]
        if found := _DEFINITION.match(text):
            name, meaning = found[1] or found[2], found[3]
            if _IN_A_WORD.match(name[-1]) and (among_definitions or _SAYS.search(meaning)):
                if _BELOW.search(meaning):
                    meaning = "、".join(texts[below] for below, each in enumerate(section.sentences) if each.lead == at)
                yield name, meaning


def _bare(text: str) -> str:
    text = plain(_BULLET.sub("", text))
    marker = read_marker(text)
    return text[marker.length :].strip() if marker else text


def _listed(meaning: str) -> tuple[str, ...]:
    pieces = (piece.strip() for piece in _BETWEEN.split(_ENDING.sub("", _LIMITS.sub("", meaning))))
    return tuple(dict.fromkeys(piece for piece in pieces if 0 < len(piece) <= _MAX_COVERED_CHARS))


def _inside(text: str, at: int) -> bool:
    """Whether this place is inside a word: 「請求等」 is no word of its own in 「請求等受付票」."""
    return 0 < at < len(text) and bool(_IN_A_WORD.match(text[at - 1]) and _IN_A_WORD.match(text[at]))
