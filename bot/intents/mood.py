"""What a clause does, told by how it ends: it wishes, forbids, declines, denies, asks, wants to be told, reports or states."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from bot.intents import endings
from bot.intents.clauses import Clause
from bot.intents.words import FILED, INTERROGATIVES, TELLING, WHOSE

Mood: TypeAlias = Literal["wish", "told", "unwished", "unneeded", "negation", "question", "report", "statement", "noun"]

_INDEFINITE: Final = (["も"], ["でも"], ["か"], ["とか"], ["と"])


@dataclass(frozen=True, slots=True)
class Spoken:
    """A clause's mood, and its line without the ending."""

    mood: Mood
    body: str
    own: bool = False
    """The person would do it themself, or only says what they do not like (「消したい」「使われたくない」)."""
    quoted: Literal["", "now", "past"] = ""
    """Somebody else wishes it (「消してほしいそうです」), or did (「消してほしいと言われました」)."""
    how: bool = False
    """Asks for a way, a place or a person."""
    given: bool = False
    """Wants a thing handed over (「コピーをください」)."""


def mood(clause: Clause) -> Spoken:
    """What ``clause`` does."""
    line = clause.line
    if quoted := endings.QUOTED.match(line):
        if clause.asked or endings.ASKING_QUOTE.search(quoted["quote"]):
            return _question(line)
        if core := _refused(quoted["core"]) or _wished(quoted["core"], clause):
            return replace(core, quoted="past" if endings.PAST_QUOTE.search(quoted["quote"]) else "now")
    if endings.WONDERED.search(line) and not clause.joined:
        return _question(line)
    if (refused := _refused(line)) and (refused.mood == "unwished" or not clause.asked):
        return refused
    return _wished(line, clause) or _said(line, clause)


def _refused(line: str) -> Spoken | None:
    if found := endings.forbidding(line):
        return Spoken("unwished", found["body"])
    if found := endings.DISLIKED.match(line):
        return Spoken("unwished", found["body"], own=True)
    if found := endings.DENIED.match(line):
        return Spoken("negation", found["body"])
    if found := endings.UNNEEDED.match(line):
        return Spoken("unneeded", found["body"], own=True)
    return None


def _wished(line: str, clause: Clause) -> Spoken | None:
    found = endings.FOR_ME.match(line)
    if found and (found["ka"] or clause.asked) and (found["te"] or found["not"] or found["body"].endswith(" を")):
        is_question = _interrogates(clause) or _is_general(found, clause)
        return _question(line) if is_question else _told_or_wished(found["body"], given=not found["te"])
    for pattern in endings.WISHES:
        if found := pattern.match(line):
            return _told_or_wished(found["body"])
    if found := endings.GIVE_ME.match(line):
        return _told_or_wished(found["body"], given=not found["te"])
    if (found := endings.TE.match(line)) and (_interrogates(clause) or not _follows_verb(clause)):
        return None
    found = found or endings.COMMANDED.match(line) or endings.SHORTLY.match(line)
    return _told_or_wished(found["body"]) if found else _desired(line)


def _desired(line: str) -> Spoken | None:
    if found := endings.OWN.match(line):
        return _told_or_wished(found["body"], own=True)
    return _told_or_wished(found["body"], given=True) if (found := endings.WANTED.match(line)) else None


def _said(line: str, clause: Clause) -> Spoken:
    """What neither wishes nor refuses."""
    if clause.asked or endings.ASKED.search(line) or _interrogates(clause):
        return _question(line)
    if found := endings.NOT.match(line):
        return Spoken("negation", found["body"])
    if endings.PAST.search(line):
        return Spoken("report", line)
    return Spoken("noun" if clause.counted[-1].kind in {"名詞", "代名詞", "接尾辞"} else "statement", line)


def _question(line: str) -> Spoken:
    return Spoken("question", line, how=bool(endings.HOW.search(line)))


def _told_or_wished(body: str, *, own: bool = False, given: bool = False) -> Spoken:
    last = body.removesuffix(" 為る").removesuffix(" せる").removesuffix(" 頂く").rsplit(" ", 1)[-1]
    is_told = last in TELLING
    return Spoken("told" if is_told else "wish", body, own=own, given=given, how=is_told and bool(endings.HOW.search(body)))


def _is_general(found: re.Match[str], clause: Clause) -> bool:
    """Whether 「〜てもらえますか」 asks what is done in general: under a condition, by a third person, of a topic not one's own."""
    body, ending = found["body"], found["end"]
    if endings.IF.search(body) and not endings.POLITE_IF.search(body):
        return True
    if "呉れる" in ending:
        return " が " in body
    is_mine = WHOSE.search(clause.text) or FILED.search(clause.text)
    return bool(endings.TOPIC.search(body)) and not found["not"] and "でしょう" not in ending and not is_mine


def _interrogates(clause: Clause) -> bool:
    """Whether the clause holds an interrogative, neither an indefinite (「誰にも」「何とか」) nor one of a part (「誰に渡したか記録を…」)."""
    counted = clause.counted
    for at, word in enumerate(counted):
        if word.key in INTERROGATIVES or (word.key.startswith("何") and word.kind == "名詞"):
            after = [other.key for other in counted[at + 1 : at + 3]]
            embedded = any(other.key == "か" for other in counted[at + 1 : -1])
            if not embedded and after[:1] not in _INDEFINITE and after[1:] not in (["も"], ["でも"]):
                return True
    return False


def _follows_verb(clause: Clause) -> bool:
    """Whether the last 「て」 of the clause hangs on a verb (「消して」, not 「多くて」)."""
    counted = clause.counted
    at = next((at for at in range(len(counted) - 1, 0, -1) if counted[at].key in {"て", "で"}), 0)
    return at > 0 and counted[at - 1].kind in {"動詞", "助動詞"}
