"""A clause with what it says is done, and to what: the nearest thing named before the verb, in the clause or around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bot.intents import words as known
from bot.intents.clauses import Clause
from bot.intents.grammar import Word
from bot.intents.mood import Spoken

Thing: TypeAlias = Literal["data", "other", "unknown"]

_NONE: Final[frozenset[known.Sense]] = frozenset()
_HELPING: Final = frozenset({"貰う", "頂く", "下さる", "見る", "来る"})
_PASSED_UP: Final = known.LIGHT | known.NEUTRAL
_PASSED_OVER: Final = frozenset({"副詞", "連体詞", "形状詞", "感動詞", "接続詞", "代名詞"})
_MINE: Final = re.compile(f"{known.WHOSE.pattern}[^で、]{{0,24}}$")


@dataclass(frozen=True, slots=True)
class Act:
    """A word that says what is done, and what it may mean; ``start`` is its place in the clause's text."""

    word: str
    senses: frozenset[known.Sense]
    start: int


@dataclass(frozen=True, slots=True)
class Scene:
    """A clause among others: ``acts`` are those of its body, ``others`` the text of the other clauses, nearest first."""

    clause: Clause
    spoken: Spoken
    acts: tuple[Act, ...]
    others: tuple[str, ...]

    @classmethod
    def of(cls, clause: Clause, spoken: Spoken, others: Sequence[str]) -> Scene:
        """The scene of a clause among others."""
        body = clause.counted[: spoken.body.count(" ")]
        acts = tuple(
            Act(word.base, known.SENSES[word.base], word.start - clause.words[0].start)
            for at, word in enumerate(body)
            if word.base in known.SENSES and not (at and body[at - 1].key in {"て", "で"} and word.base in _HELPING)
        )
        return cls(clause, spoken, acts, tuple(others))

    @property
    def text(self) -> str:
        """The clause as typed."""
        return self.clause.text

    @property
    def body(self) -> list[Word]:
        """The words before the ending."""
        return self.clause.counted[: self.spoken.body.count(" ")]

    @property
    def last(self) -> frozenset[known.Sense]:
        """What the last act may mean."""
        return self.acts[-1].senses if self.acts else _NONE

    def before(self, act: Act) -> str:
        """The clause as typed up to ``act``."""
        return self.text[: act.start]

    def is_vague(self) -> bool:
        """Whether it only asks that something be done (「手続きをお願いします」)."""
        return all(
            known.SENSES.get(word.base, _NONE) == {"proceed"}
            or word.base in known.NEUTRAL
            or word.kind not in {"名詞", "動詞", "形容詞"}
            for word in self.body
        )

    def is_beside_the_point(self) -> bool:
        """Whether what is wished done is no act known here, whatever else is spoken of (「消したデータを戻して」)."""
        rest = self.body
        while rest and (rest[-1].kind in {"助詞", "助動詞", "副詞"} or rest[-1].base in _PASSED_UP):
            rest.pop()
        while rest and rest[-1].detail.endswith(("数詞", "助数詞可能")):
            rest.pop()
        if not rest or rest[-1].base in known.SENSES:
            return False
        if self.spoken.given:
            found = nearest(self.text[: rest[-1].end - self.clause.words[0].start])
            return found is None or found[1] < rest[-1].end - self.clause.words[0].start
        return rest[-1].kind == "動詞" or (rest[-1].kind == "名詞" and rest[-1].detail.endswith("サ変可能"))

    def thing(self, act: Act | None = None) -> Thing | None:
        """What the clause speaks of, or what ``act`` is done to; None where nothing is named, in the clause or around it."""
        until = act.start if act else len(self.text)
        found = nearest(self.text[:until])
        end = found[1] if found else 0
        if act and "add" not in act.senses and end < until and self._has_unknown_object(act, end):
            return "data" if self.is_mine(act) else "unknown"
        if found:
            return found[0]
        around = (self.text[until:], *self.others)
        return next((_data_first(other) for other in around if nearest(other)), None)

    def is_mine(self, act: Act) -> bool:
        """Whether the object of ``act`` is said to be the person's own."""
        return bool(_MINE.search(self.before(act)))

    def _has_unknown_object(self, act: Act, known_until: int) -> bool:
        """Whether the verb's object is a noun that no list has (「くしを消して」)."""
        first, marked = self.clause.words[0].start, False
        for word in reversed([word for word in self.clause.counted if word.start - first < act.start]):
            if word.start - first < known_until:
                return False
            if word.key in {"を", "は", "も"} and not marked:
                marked = True
            elif word.kind == "名詞" and word.detail.startswith(("普通名詞.一般", "普通名詞.サ変可能", "固有名詞")):
                return (marked or not known_until) and word.key not in known.NEUTRAL and word.key not in known.SENSES
            elif word.kind not in _PASSED_OVER and not word.detail.endswith("副詞可能"):
                return False
        return False


def nearest(text: str) -> tuple[Thing, int] | None:
    """The last thing that ``text`` names, and where it ends."""
    data = max((match.end() for match in known.DATA.finditer(text)), default=0)
    other = max((match.end() for match in known.OTHER.finditer(text)), default=0)
    if not data and not other:
        return None
    return ("data", data) if data >= other else ("other", other)


def _data_first(text: str) -> Thing:
    """What a sentence nearby names: the data of a person, if it does (「私の写真がサイトに残っています」)."""
    found = nearest(text)
    is_theirs = known.WHOSE.search(text) and known.DATA.search(text)
    return "data" if is_theirs or not found else found[0]
