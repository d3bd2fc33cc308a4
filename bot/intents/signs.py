"""What tells how a turn is meant, as numbers: the rules' reading, the mood of its clauses, what is done in them, what is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from bot.intents import english, filed
from bot.intents import words as known
from bot.intents.clauses import Clause, clauses
from bot.intents.mood import Mood, Spoken, mood
from bot.intents.reading import Form, Reading
from bot.intents.scene import Scene
from bot.intents.spelling import respelled
from bot.replies import RIGHTS

FORMS: Final[tuple[Form, ...]] = get_args(Form)
_MOODS: Final[tuple[Mood, ...]] = get_args(Mood)
_SENSES: Final[tuple[known.Sense, ...]] = get_args(known.Sense)
_WISHING: Final = frozenset({"wish", "told", "unwished"})
_NAMED: Final = {
    "data": known.DATA,
    "other": known.OTHER,
    "mail": known.MAIL,
    "private": known.PRIVATE,
    "record": known.RECORD,
    "third": known.THIRD,
    "filed": known.FILED,
    "misfiled": known.MISFILED,
    "owner": known.OWNER,
    "whose": known.WHOSE,
    "rights": known.RIGHTS_NAMED,
    **filed.PATTERNS,
}
_LONG: Final = 100


def signs(text: str, reading: Reading) -> dict[str, float]:
    """The signs of a turn and of the rules' ``reading`` of it, 0 to 1; those that are 0 are left out."""
    typed = respelled(text)
    found = dict.fromkeys(_of_reading(reading), 1.0)
    found["length"] = min(len(typed), _LONG) / _LONG
    found |= dict.fromkeys((f"names {name}" for name, pattern in _NAMED.items() if pattern.search(typed)), 1.0)
    found |= {"asked": 1.0} if "?" in typed else {}
    found |= {"asked last": 1.0} if typed.rstrip().endswith("?") else {}
    if english.is_english(typed):
        forms = {english.form_of(sentence) for sentence in english.sentences(typed)}
        return found | {"english": 1.0} | dict.fromkeys((f"sentence {form}" for form in forms), 1.0)
    said = clauses(typed)
    return found | dict.fromkeys(_of_clauses(said, [mood(clause) for clause in said]), 1.0)


def names() -> tuple[str, ...]:
    """Every sign there is, in the order of `row`."""
    kinds = ("last", "any")
    return (
        *(f"form {form}" for form in FORMS),
        *(f"{kind} {right}" for kind in ("right", "about") for right in RIGHTS),
        "asks",
        *("length", "asked", "asked last", "english", "several"),
        *(f"names {name}" for name in _NAMED),
        *(f"sentence {form}" for form in FORMS),
        *(f"{kind} {mood}" for kind in kinds for mood in _MOODS),
        *(f"{kind} {manner}" for kind in kinds for manner in ("own", "now", "past", "how", "given")),
        *(f"{kind} {sense}" for kind in ("does", "wished", "finally", *_MOODS) for sense in _SENSES),
    )


def row(found: dict[str, float], order: Sequence[str]) -> NDArray[np.float64]:
    """The signs as a row of numbers, ``(len(order),)``."""
    return np.array([found.get(name, 0.0) for name in order])


def _of_reading(reading: Reading) -> Iterator[str]:
    yield f"form {reading.form}"
    if reading.right:
        yield f"right {reading.right}"
    if reading.about:
        yield f"about {reading.about}"
    if reading.asks:
        yield "asks"


def _of_clauses(said: Sequence[Clause], spoken: Sequence[Spoken]) -> Iterator[str]:
    if len(said) > 1:
        yield "several"
    wishing = max((at for at, each in enumerate(spoken) if each.mood in _WISHING), default=-1)
    for at, (clause, each) in enumerate(zip(said, spoken, strict=True)):
        acts = Scene.of(clause, each, ()).acts
        is_last = at == len(said) - 1
        for kind in ("any", "last") if is_last else ("any",):
            yield f"{kind} {each.mood}"
            yield from (f"{kind} {manner}" for manner in _manners(each))
        for act in acts:
            yield from (f"does {sense}" for sense in act.senses)
            yield from (f"wished {sense}" for sense in act.senses if at == wishing)
        if is_last and acts:
            # Words alone (「住所変更」) wish or ask by what they end in: the mood and the act together say which.
            yield from (f"{kind} {sense}" for kind in ("finally", each.mood) for sense in acts[-1].senses)


def _manners(spoken: Spoken) -> Iterator[str]:
    yield from (name for name in ("own", "how", "given") if getattr(spoken, name))
    if spoken.quoted:
        yield spoken.quoted
