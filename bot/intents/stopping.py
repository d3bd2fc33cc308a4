"""Wishes that something end or not be done: to stop the use of data, or its passing on."""

from __future__ import annotations

import re
from typing import Final

from bot.intents import words as known
from bot.intents.scene import Act, Scene
from bot.replies import Right

_DONE_FOR_ME: Final[frozenset[known.Sense]] = frozenset({"delete", "correct", "add", "cancel"})
_DONE_TO_ME: Final[frozenset[known.Sense]] = frozenset({"hand", "use", "show"})
_OWN_USE: Final = re.compile("(?:サービス|アプリ|サイト|会員|アカウント|ソフト|システム|プラン)の?(?:ご)?利用")
_ANSWER: Final = re.compile("返信|返事|折り返し|返送")
_CONSENT: Final = re.compile("(?:同意|承諾|許可)(?:を|は)?(?:し|でき|いたし|致し)")


def forbidden(scene: Scene) -> Right | None:
    """「使わないで」「渡すな」 wish that something stop; 「消さないで」, of what is done for the person, wishes nothing."""
    for act in reversed(scene.acts):
        if "keep" in act.senses:
            return "deletion"
        if act.senses & (_DONE_FOR_ME | {"stop"}):
            return None
        if act.senses & _DONE_TO_ME:
            return _stopped(scene, act)
    return None


def declined(scene: Scene) -> Right | None:
    """「DMはいりません」「案内は送らなくていいです」."""
    is_mail = known.MAIL.search(scene.text) and not _ANSWER.search(scene.text)
    return "stop_use" if is_mail and not any(act.senses & (_DONE_FOR_ME | {"show"}) for act in scene.acts) else None


def not_agreed(scene: Scene) -> Right | None:
    """「第三者に提供することに同意しません」."""
    return forbidden(scene) if _CONSENT.search(scene.text) else None


def ended(scene: Scene, at: int) -> Right | None:
    """What it is to end something (「〜をやめて」「〜の停止」): what stands before the act at ``at`` says what."""
    for act in reversed(scene.acts[:at]):
        if act.senses & _DONE_FOR_ME and act.word != "登録":
            return None
        if act.senses & _DONE_TO_ME:
            return _stopped(scene, act)
    before = scene.before(scene.acts[at])
    around = (before,) if before.strip("、 の") else scene.others
    if any(known.MAIL.search(text) for text in around):
        return "stop_use"
    if scene.acts[at].word == "オプトアウト":
        return "stop_third_party"
    return "stop_use" if known.PRIVATE.search(before) and not re.search("アカウント|会員|登録", before) else None


def _stopped(scene: Scene, act: Act) -> Right | None:
    """What it is to stop ``act``."""
    text = scene.text
    data = known.PRIVATE.search(text) or known.WHOSE.search(text)
    mail, third = known.MAIL.search(text), known.THIRD.search(text)
    if "hand" in act.senses or ("show" in act.senses and third):
        surely = act.word in known.SURELY_HANDED
        if mail and not (third and data) and not surely:
            return "stop_use"
        if third or surely or (data and (act.word == "教える" or "show" not in act.senses)):
            return "stop_third_party"
        return "stop_use" if "use" in act.senses else None
    if "use" not in act.senses or (scene.spoken.own and _OWN_USE.search(text)):
        return None
    return "stop_use" if data or mail or scene.thing() != "other" else None
