"""Readings by rule: the mood of each clause, the rights they speak of, and which of the clauses has the last word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from bot.intents import english
from bot.intents.clauses import Clause, clauses
from bot.intents.filed import filed
from bot.intents.mood import Spoken, mood
from bot.intents.reading import Form, Reading
from bot.intents.rights import spoken_of, wished
from bot.intents.scene import Scene
from bot.intents.small_talk import is_chat, is_injection
from bot.intents.spelling import respelled
from bot.replies import Right

_AROUND: Final = 6
"""How many clauses before and after one tell what it leaves out."""


class _Said(NamedTuple):
    """A clause, what it does, and the right it wishes for."""

    clause: Clause
    spoken: Spoken
    scene: Scene
    right: Right | None

    @property
    def wishes(self) -> bool:
        return self.right is not None or self.spoken.mood == "wish"

    @property
    def asks(self) -> bool:
        return self.right is None and self.spoken.mood in {"question", "told"}


class RuleReader:
    """Reads Japanese by the grammar of its clauses and English by the shape of its sentences. Holds no state."""

    digest = ""

    def read(self, text: str) -> Reading:
        """See `IntentReader`."""
        typed, whole = respelled(text), text.strip()
        if is_injection(typed):
            return Reading("other", question=whole, injection=True)
        if is_chat(typed):
            return Reading("other", question=whole, chat=True)
        if english.is_english(typed):
            return _english(typed, whole)
        return _japanese(typed, whole)


def _japanese(typed: str, whole: str) -> Reading:
    found = [clause for clause in clauses(typed) if not is_chat(clause.text.strip("、。, "))]
    said = _said(found)
    about = next((right for each in said if (right := each.right or spoken_of(each.scene))), None)
    wishes = [each for each in _without_preambles(said) if each.wishes]
    asking = [each for each in said if each.asks]
    asked = "".join(each.clause.text for each in said if each.asks).strip("、 ,")
    right = next((each.right for each in wishes if each.right), None)
    if right or (wishes and not asking):
        form: Form = "wish"
        return Reading(form, right, right or about, asks=bool(asking), question=asked or whole)
    if wishes and not any(each.spoken.own or each.spoken.quoted for each in wishes):
        return Reading("wish", None, about, asks=True, question=_without_greeting(found, typed, whole))
    return Reading(_form(said), None, about, question=_without_greeting(found, typed, whole))


def _said(found: Sequence[Clause]) -> list[_Said]:
    said: list[_Said] = []
    spoken = [mood(clause) for clause in found]
    for at, clause in enumerate(found):
        others = [other.text for other in (*reversed(found[max(0, at - _AROUND) : at]), *found[at + 1 : at + 1 + _AROUND])]
        scene = Scene.of(clause, spoken[at], others)
        right = filed(scene) or wished(scene)
        if right is None and spoken[at].mood == "wish" and scene.is_vague():
            told = (each for each in reversed(said) if not each.asks)
            right = next((right for each in told if (right := each.right or spoken_of(each.scene))), None)
        said.append(_Said(clause, spoken[at], scene, right))
    return said


def _without_preambles(said: Sequence[_Said]) -> list[_Said]:
    """The clauses without the wishes that only lead up to a question (「消したいのですが、どうすればいいですか」)."""
    return [each for at, each in enumerate(said) if each.right == "status" or not _leads_up(each, said[at + 1 :])]


def _leads_up(each: _Said, rest: Sequence[_Said]) -> bool:
    asking = [other for other in rest if other.asks]
    if each.spoken.quoted == "past":
        return not any(other.wishes for other in rest)
    if not asking:
        return False
    if each.spoken.quoted == "now":
        return not any(other.wishes for other in rest)
    same = [other for other in asking if other.clause.sentence == each.clause.sentence]
    if each.spoken.own:
        return bool(same) or each.spoken.mood == "unwished" or any(other.spoken.how for other in asking)
    return each.clause.joined and any(other.spoken.how for other in same)


def _form(said: Sequence[_Said]) -> Form:
    moods = {each.spoken.mood for each in said}
    if moods & {"question", "told"}:
        return "question"
    if moods & {"negation", "unwished", "unneeded"}:
        return "negation"
    return "report" if said and (said[-1].spoken.mood == "report" or said[-1].spoken.quoted == "past") else "other"


def _without_greeting(found: Sequence[Clause], typed: str, whole: str) -> str:
    """The turn from its first clause that is no greeting, where one stood before it."""
    start = found[0].start if found else 0
    return typed[start:].strip("、 ") if start and is_chat(typed[:start]) else whole


def _english(typed: str, whole: str) -> Reading:
    parts = [sentence for sentence in english.sentences(typed) if not is_chat(sentence)]
    forms = {sentence: english.form_of(sentence) for sentence in parts}
    about = next((right for sentence in parts if (right := english.about(sentence) or english.wished(sentence))), None)
    if any(english.of_filed(sentence) == "status" for sentence in parts):
        return Reading("wish", "status", "status", question=whole)
    asked = " ".join(sentence for sentence, form in forms.items() if form == "question")
    if "wish" in forms.values():
        right = next(
            (right for sentence, form in forms.items() if form == "wish" and (right := english.wished(sentence))), None
        )
        if right is None and not asked and any(english.is_vague(sentence) for sentence in parts):
            right = about
        return Reading("wish", right, right or about, asks=bool(asked), question=asked or whole)
    for form in ("question", "negation", "report"):
        if form in forms.values():
            return Reading(form, None, about, question=whole)
    return Reading("other", None, about, question=whole)
