"""Requests already filed: how they stand, and taking them back."""

from __future__ import annotations

import re
from typing import Final

from bot.intents import words as known
from bot.intents.rights import Scene
from bot.replies import Right

_POLITE_IF: Final = re.compile(
    "できれば|出来れば|可能(?:でしたら|なら(?:ば)?|であれば)|よければ|良ければ|よろしければ|宜しければ|もしよかったら|よかったら|なければ"
)
_CONSENT: Final = re.compile("同意|承諾|許諾")
_GONE: Final = re.compile("な(?:かった|し)(?:こと|事)?(?:に|で)|白紙に|なしで|無しで")


def filed(scene: Scene) -> Right | None:
    """Whether a clause, with the others around it, is about a request of one's own that is on its way."""
    turn = "".join((scene.text, *scene.others))
    if known.MISFILED.search(turn):
        return None
    return _withdrawn(scene, turn) or _standing(scene, turn)


def _withdrawn(scene: Scene, turn: str) -> Right | None:
    mood = scene.spoken.mood
    if mood not in {"wish", "statement", "unneeded", "noun", "negation", "unwished"} or scene.spoken.how:
        return None
    named = known.FILED.search(turn) or known.RIGHTS_NAMED.search(turn)
    last = scene.acts[-1] if scene.acts else None
    if last and "cancel" in last.senses and mood in {"wish", "statement", "noun"}:
        if _CONSENT.search(scene.text):
            return "stop_use" if mood == "wish" else None
        return "withdraw" if named or last.word.key in {"取り下げる", "取り下げ"} else None
    if not named:
        return None
    if _GONE.search(scene.text) and mood in {"wish", "statement"} and known.FILED.search(turn):
        return "withdraw"
    if last and last.word.key in {"やめる", "中止"} and mood in {"wish", "statement"}:
        asked_for = known.FILED.search(scene.text) or (known.FILED.search(turn) and known.HEADED.search(turn))
        return "withdraw" if asked_for or (known.HEADED.search(scene.text) and mood == "statement") else None
    has_second_thoughts = known.HEADED.search(scene.text) and known.FILED.search(turn)
    return "withdraw" if has_second_thoughts and mood in {"unneeded", "statement", "negation", "unwished"} else None


def _standing(scene: Scene, turn: str) -> Right | None:
    if scene.spoken.mood in {"report", "unwished"}:
        return None
    plain = _POLITE_IF.sub("", turn)
    if known.GENERIC.search(plain) or not (known.FILED.search(plain) or known.RIGHTS_NAMED.search(plain)):
        return None
    if known.PROGRESS.search(scene.text):
        return "status"
    mine = known.PAST.search(plain) or known.DEICTIC.search(plain)
    return (
        "status"
        if mine and known.FILED.search(plain) and known.STANDING.search(scene.text + ("?" if scene.clause.asked else ""))
        else None
    )
