"""Which right a clause speaks of."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from bot.intents import words as known
from bot.intents.mood import Mood
from bot.intents.scene import Act, Scene, nearest
from bot.intents.stopping import declined, ended, forbidden, not_agreed
from bot.replies import Right

_GIVEN: Final = re.compile("第三者|提供|渡[しすっ]|売[っりら]|流し|共有|譲渡|開示先")
_GAVE: Final = re.compile("(?:渡した|提供した|売った|流した|共有した|(?:渡して|提供して)い?る)の?(?:か|先|相手)")
_PURPOSE: Final = re.compile(
    "目的|用途|使い道|使途|(?:何|なん|なに)(?:に|の為|のため|の目的|で).{0,14}(?:使|利用|持っ|集め)|どう(?:使|利用|やって使)|どのように(?:使|利用)|どんな風に使"
)
_NOTIFIED: Final = re.compile("通知|書面|文書|紙で|手紙で|知らせ|回答[しをく]|ご回答|報告し")
_IN_GENERAL: Final = re.compile(" (?:貰える|頂ける|呉れる|出来る|方法|遣り方|可能|に は|場合|時)(?= |$)")
_ON_RECORD: Final = re.compile("登録(?:の?(?:内容|情報|データ)|して|され)|持って(?:い)?る|保有")
_ASKS: Final = re.compile("何|どこ|どの|どん|どう|いつ|誰|なぜ|いくら")
_RENEWED: Final = re.compile(" (?:だ|に|新しい) 為る$")
_MEMBERSHIP: Final = re.compile("(?:会員|アカウント|ユーザー?|新規|利用)(?:の|を)?登録|登録(?:方法|手順)")
_INTO_OTHER: Final = re.compile(f"(?:{known.OTHER.pattern})(?:に|へ)", re.IGNORECASE)
_WORD_PUT_IN: Final = re.compile("(?:断り|連絡|電話|一報)を$")
_TO_THIRD: Final = re.compile(f"(?:{known.THIRD.pattern})(?:の[^、]{{0,6}})?(?:に|へ)?(?<=[にへ])(?!つい|関|よ)", re.IGNORECASE)
_KEEPING: Final = re.compile(
    "記録[^、。]{0,3}[にへ](?:書|載せ|残[すし]|記[入載]|付け)|(?:保存|保管)(?:期間|期限|年数)|書き方|様式|書式"
)
"""How records are kept is asked by those who keep them."""
_CLAIMED: Final = re.compile("請求|求め|要求")
_TOLD: Final = frozenset({"教える", "知る", "確認", "言う", "話す", "伝える"})
_ACTED: Final[frozenset[known.Sense]] = frozenset({"delete", "correct", "add", "show", "hand"})


def wished(scene: Scene) -> Right | None:
    """The right that a clause wishes for or, where it forbids, that the forbidding amounts to (「使わないで」); else None."""
    reads = _BY_MOOD.get(scene.spoken.mood)
    return reads(scene) if reads else None


def spoken_of(scene: Scene) -> Right | None:
    """The right that a clause talks about, whatever it says of it."""
    text = scene.text
    if _PURPOSE.search(text) and "通知" in text:
        return "purpose_notice"
    if known.RECORD.search(text) and re.search("第三者|提供", text) and any("show" in act.senses for act in scene.acts):
        return "third_party_record_disclosure"
    for at in range(len(scene.acts) - 1, -1, -1):
        act = scene.acts[at]
        if "stop" in act.senses:
            right = ended(scene, at)
        elif act.word == "登録" or ("hand" in act.senses and "show" not in act.senses):
            right = None
        else:
            right = _acted(scene, act, strictly=False)
        if right:
            return right
    return None


def _told(scene: Scene) -> Right | None:
    """What 「教えて」「知りたい」「確認したい」 come to where they are more than a question."""
    if _IN_GENERAL.search(scene.spoken.body):
        return None
    if right := _noted(scene):
        return right
    keys = scene.spoken.body.split()
    if scene.spoken.how or "か" in keys or (not scene.spoken.own and keys[-1:] in (["確認"], ["調べる"])):
        return None
    hears = keys[-1:] == ["せる"] and re.search("録音|音声", scene.text)
    is_theirs = known.WHOSE.search(scene.text) or _ON_RECORD.search(scene.text)
    return "disclosure" if hears or (is_theirs and scene.thing() == "data" and not _ASKS.search(scene.text)) else None


def _is_record(scene: Scene) -> bool:
    text = scene.text
    if scene.acts and not scene.last & {"show", "hand", "proceed", "use"} and not scene.spoken.given:
        return False
    if _GAVE.search(text) and known.WHOSE.search(text):
        return True
    if not known.RECORD.search(text) or scene.spoken.how or _KEEPING.search(text):
        return False
    doing = next((act for act in reversed(scene.acts) if act.senses != {"proceed"}), None)
    was_given = _GIVEN.search(scene.before(doing) if doing else text)
    return bool(was_given or any(re.search("渡し|提供|売っ|流し|共有", other) for other in scene.others))


def _is_purpose(scene: Scene) -> bool:
    around = scene.text + "".join(scene.others)
    is_another = scene.last & {"stop", "cancel", "delete", "correct"}
    return bool(_PURPOSE.search(around) and _NOTIFIED.search(scene.text)) and not is_another


def _noted(scene: Scene) -> Right | None:
    """What is known by its nouns: the record of what was given to third parties, the notice of purposes."""
    if _is_record(scene):
        return "third_party_record_disclosure"
    return "purpose_notice" if _is_purpose(scene) else None


def _asked_for(scene: Scene) -> Right | None:
    return _noted(scene) or _done(scene)


def _done(scene: Scene) -> Right | None:
    """The right to what the last act of a wish says, done to what it says."""
    is_theirs_to_do = scene.spoken.own and not scene.spoken.quoted and known.OTHERS_DATA.search(scene.text)
    if scene.is_beside_the_point() or is_theirs_to_do:
        return None
    for at in range(len(scene.acts) - 1, -1, -1):
        act = scene.acts[at]
        if "stop" in act.senses:
            return ended(scene, at)
        if act.senses & (_ACTED | {"cancel"}):
            if right := _acted(scene, act, strictly=True):
                return right
            break
    if scene.spoken.given and known.OWNER.search(scene.text) and (nearest(scene.text) or ("",))[0] == "data":
        return "disclosure"
    return "correction" if _is_renewed(scene) else None


def _is_renewed(scene: Scene) -> bool:
    """「旧姓から新姓にしてください」「住所が古いので新しくして」."""
    found = _RENEWED.search(scene.spoken.body)
    around = (scene.text, *scene.others) if found and "新しい" in found.group() else (scene.text,)
    return bool(found) and any(known.NAMED_DATA.search(text) for text in around)


def _acted(scene: Scene, act: Act, *, strictly: bool) -> Right | None:
    """The right to have ``act`` done; ``strictly`` where it is wished and not only talked about."""
    if not act.senses & _ACTED or (strictly and act.word in {"見る", "確認"} and not scene.spoken.own):
        return None
    thing, named = scene.thing(act), act.word in known.NAMED_RIGHTS
    if thing == "other" and act.word == "開示" and known.OWNER.search(scene.text):
        thing = "data"
    if thing == "other" or (thing == "unknown" and (strictly or not named)):
        return None
    if "delete" in act.senses:
        is_local = known.LOCAL.search(scene.text) and not re.search("個人|登録|会員|番号", scene.text)
        return None if is_local else "deletion"
    if thing is None and not named and not scene.is_mine(act):
        return "addition" if act.word == "追加" and _CLAIMED.search(scene.text) else None
    return _acted_on_data(scene, act)


def _acted_on_data(scene: Scene, act: Act) -> Right | None:
    if "correct" in act.senses:
        return "correction"
    if "add" in act.senses:
        return "addition" if _is_added(scene, act) else None
    if "show" not in act.senses and _TO_THIRD.search(scene.before(act)):
        return None
    is_disclosed = act.word in known.NAMED_RIGHTS or act.word not in _TOLD or known.OWNER.search(scene.text)
    return "disclosure" if is_disclosed else None


def _is_added(scene: Scene, act: Act) -> bool:
    """Whether something is added to data: not to a document, no word put in (「断りを入れて」), nobody signed up."""
    if _INTO_OTHER.search(scene.text) or _WORD_PUT_IN.search(scene.before(act)):
        return False
    return act.word != "登録" or bool(nearest(scene.before(act)) and not _MEMBERSHIP.search(scene.text))


_BY_MOOD: Final[dict[Mood, Callable[[Scene], Right | None]]] = {
    "wish": _asked_for,
    "told": _told,
    "unwished": forbidden,
    "unneeded": declined,
    "negation": not_agreed,
}
