"""Requests already filed: how they stand, and taking them back."""

from __future__ import annotations

import re
from typing import Final

from bot.intents import words as known
from bot.intents.scene import Scene
from bot.replies import Right

_CONSENT: Final = re.compile("同意|承諾|許諾")
_GONE: Final = re.compile("な(?:かった|し)(?:こと|事)?(?:に|で)|白紙に|無しで")
_SECOND_THOUGHTS: Final = re.compile("やっぱ|やはり|矢張り|もう(?:いい|大丈夫|結構|必要)|気が変わ|考え直")

# What says that a request is spoken of in general, and what only looks so.
_GENERAL: Final = re.compile(
    "(?:した|頼んだ|出した)(?:人|方|者(?!です)|後|あと|場合|とき|時|際|ら)|(?:して|出して|頼んで)から|たら|れば|するには|すると|する(?:場合|とき|際)"
    "|どこで(?:確認|見|わか|分か|調べ)|どうやって|方法|どうすれば|頼んでも"
)
_NOT_GENERAL: Final = re.compile(
    "できれば|出来れば|可能(?:でしたら|なら(?:ば)?|であれば)|(?:よ|良|よろし|宜し)ければ|もしよかったら|よかったら|なければ|てから[^、。]{0,8}(?:経|たち|たっ|過ぎ)"
)
_PAST: Final = re.compile(
    "(?:した|出した|送った|頼んだ|ました|申し込んだ)(?!ら|場合|とき|時|後|あと|際|人|方|者(?!です)|り)|てから[^、。]{0,8}(?:経|たち|たっ|過ぎ)"
)
_THAT_ONE: Final = re.compile(
    "さっき|先ほど|先程|先日|この前|こないだ|この間|このあいだ|昨日|きのう|一昨日|おととい|先週|先月|先々|今朝|昨夜|前に|以前|前回|例の|日前|週間前|[かヶヵカ]月前"
    "|月に|日に|先の|去年|昨年|(?:私|自分|うち|俺|僕|様|さん)の|頼んだ|お願いした|やつ|中の|済み|してある"
)
_PROGRESS: Final = re.compile(
    "進捗|進み具合|(?:進行|処理|対応)状況|(?:現在|今)の状況|ステータス|どこまで進|順番|結果は(?:まだ|出)|届いて(?:い)?ます|届きましたか|まだ(?:処理|対応|審査|手続き?)中"
)
_STANDING: Final = re.compile(
    "状況|どうな[っり]|どんな感じ|どういう状態|どうでしょう|どうです|どう\\?|経過|いまだに|未だに|音沙汰|放置|どこまで|その後|進んで"
    "|まだ(?:です|でしょう|か|な|終わ|返|連絡|回答|来|届|対応|処理|完了|\\?|$|、|一|何|音沙汰|で|放|.{0,8}(?:ない|ません))"
    "|(?:受け付け|受付|受理|届い|完了|終わ|処理|対応)(?:て|され|し|でき|ても|っ|済)|(?:返事|連絡)[がはも]?(?:ない|来|こない|もら)"
    "|いつ(?:終わ|完了|返事|回答|頃終|ごろ終|になったら)|終わ(?:った|りまし)|済(?:んだ|みまし)"
)

_RULE: Final = re.compile(
    "っけ|決まり|規[程則定]|ルール|定め|義務|必須|ことになって|何(?:営業日|日|時間|週間|[かヶヵカ]月|年)以内"
    "|\\b(?:rules?|deadline|must we|do we have to|how many days|how soon)\\b",
    re.IGNORECASE,
)
"""How long a thing may take at all is asked by those who do it, how long one's own takes by those who wait."""

PATTERNS: Final = {
    "general": _GENERAL,
    "done": _PAST,
    "that one": _THAT_ONE,
    "progress": _PROGRESS,
    "standing": _STANDING,
    "second thoughts": _SECOND_THOUGHTS,
    "rule": _RULE,
}
"""What in a turn speaks for and against a request on its way."""


def filed(scene: Scene) -> Right | None:
    """Whether a clause, with the others around it, is about a request of one's own that is on its way."""
    turn = "".join((scene.text, *scene.others))
    if known.MISFILED.search(turn):
        return None
    return _withdrawn(scene, turn) or _standing(scene, turn)


def _withdrawn(scene: Scene, turn: str) -> Right | None:
    mood, is_filed = scene.spoken.mood, bool(known.FILED.search(turn))
    says = mood in {"wish", "statement"}
    if scene.spoken.how or not (is_filed or known.RIGHTS_NAMED.search(turn) or "取り下げ" in turn or "撤回" in turn):
        return None
    if "cancel" in scene.last and (says or mood == "noun"):
        if _CONSENT.search(scene.text):
            return "stop_use" if says else None
        is_named = is_filed or known.RIGHTS_NAMED.search(turn) or scene.acts[-1].word.startswith("取り下げ")
        return "withdraw" if is_named else None
    if says and is_filed and _GONE.search(scene.text):
        return "withdraw"
    second_thoughts = _SECOND_THOUGHTS.search(scene.text)
    if says and scene.acts and scene.acts[-1].word in {"やめる", "中止"}:
        is_request = known.FILED.search(scene.text) or (is_filed and _SECOND_THOUGHTS.search(turn))
        return "withdraw" if is_request or (second_thoughts and mood == "statement") else None
    declines = mood in {"unneeded", "statement", "negation", "unwished"}
    return "withdraw" if second_thoughts and is_filed and declines else None


def _standing(scene: Scene, turn: str) -> Right | None:
    plain = _NOT_GENERAL.sub("", turn)
    if scene.spoken.mood in {"report", "unwished"} or _GENERAL.search(plain):
        return None
    if _PROGRESS.search(scene.text):
        return "status" if known.FILED.search(plain) or known.RIGHTS_NAMED.search(plain) else None
    is_mine = known.FILED.search(turn) and (_PAST.search(turn) or _THAT_ONE.search(turn))
    return "status" if is_mine and _STANDING.search(scene.text + "?" * scene.clause.asked) else None
