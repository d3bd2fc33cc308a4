"""Which right a clause speaks of: what is done (its last verb that says so), and to what (the nearest thing named before it)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from bot.intents import words as known
from bot.intents.clauses import Clause
from bot.intents.grammar import Word
from bot.intents.mood import Spoken
from bot.replies import Right

_NEUTRAL: Final = frozenset(
    "物 もの 奴 件 こと 方 分 中 全て 全部 全 一切 残り 人 皆 手続き 対応 処理 情 さん 様 客 会員 自身 本人 不要 必要 完全 即刻 至急 内容 丸ごと 其れ以外".split()
)
_HELPING: Final = frozenset({"貰う", "頂く", "下さる", "見る", "来る"})
_ADVERBS: Final = frozenset({"副詞", "連体詞", "形状詞", "感動詞", "接続詞"})
_SURELY_HANDED: Final = frozenset("渡す 提供 売る 売却 販売 流す 横流し 共有 転送 譲渡 漏らす 引き渡す 売り渡す".split())
_OWN_USE: Final = re.compile("(?:サービス|アプリ|サイト|会員|アカウント|ソフト|システム|プラン)の?(?:ご)?利用")
_NAMED: Final = re.compile("住所|名前|氏名|姓|名字|苗字|電話番号|アドレス|生年月日|勤務先|会社名|登録名|表記")
_CHANGED: Final = re.compile(" だ 為る$| に 為る$")
_TO_THIRD: Final = re.compile(f"(?:{known.THIRD.pattern})(?:の[^、]{{0,6}})?(?:に|へ)(?!つい|関|よ)")


class Act(NamedTuple):
    """A word that says what is done, and what it may mean."""

    word: Word
    senses: frozenset[known.Sense]


class Scene(NamedTuple):
    """A clause with its mood, what it says is done, and the other clauses' text, nearest first."""

    clause: Clause
    spoken: Spoken
    acts: tuple[Act, ...]
    others: tuple[str, ...]

    @classmethod
    def of(cls, clause: Clause, spoken: Spoken, others: Sequence[str]) -> Scene:
        """The acts are those of the clause's body; what its ending says (「もらえますか」) is none."""
        counted = [word for word in clause.words if word.counts][: spoken.body.count(" ")]
        acts = tuple(
            Act(word, known.SENSES[word.base])
            for at, word in enumerate(counted)
            if word.base in known.SENSES and not (at and counted[at - 1].key in {"て", "で"} and word.base in _HELPING)
        )
        return cls(clause, spoken, acts, tuple(others))

    @property
    def text(self) -> str:
        """The clause as typed."""
        return self.clause.text

    def before(self, act: Act) -> str:
        """The clause as typed up to ``act``."""
        return self.text[: act.word.start - self.clause.words[0].start]

    def is_vague(self) -> bool:
        """Whether it only asks that something be done (「手続きをお願いします」)."""
        counted = [word for word in self.clause.words if word.counts][: self.spoken.body.count(" ")]
        return all(
            known.SENSES.get(word.base) == {"proceed"} or word.base in _NEUTRAL or word.kind not in {"名詞", "動詞", "形容詞"}
            for word in counted
        )


def wished(scene: Scene) -> Right | None:
    """The right that a clause wishes for or, where it forbids, that the forbidding amounts to (「使わないで」); else None."""
    mood = scene.spoken.mood
    if mood == "unwished":
        return _forbidden(scene)
    if mood == "unneeded":
        is_mail = known.MAIL.search(scene.text) and not re.search("返信|返事|折り返し|返送", scene.text)
        return "stop_use" if is_mail and not any(act.senses & {"correct", "delete", "show"} for act in scene.acts) else None
    if mood not in {"wish", "told"}:
        return None
    if _is_record(scene):
        return "third_party_record_disclosure"
    if mood == "told":
        return _told(scene)
    if _is_purpose(scene):
        return "purpose_notice"
    return _done(scene, strictly=True)


def spoken_of(scene: Scene) -> Right | None:
    """The right that a clause talks about, whatever it says of it."""
    if known.PURPOSE.search(scene.text) and "通知" in scene.text:
        return "purpose_notice"
    if (
        known.RECORD.search(scene.text)
        and re.search("第三者|提供", scene.text)
        and any("show" in act.senses for act in scene.acts)
    ):
        return "third_party_record_disclosure"
    return _done(scene, strictly=False)


def _told(scene: Scene) -> Right | None:
    """What 「教えて」「知りたい」「確認したい」 come to where they are more than a question."""
    if _is_purpose(scene):
        return "purpose_notice"
    thing = _thing(scene, len(scene.text))
    if scene.spoken.how or "か" in scene.spoken.body.split() or "に就いて" in scene.text:
        return None
    if not scene.spoken.own and scene.spoken.body.split()[-1:] in (["確認"], ["調べる"]):
        return None
    mine = known.WHOSE.search(scene.text) or re.search("登録(?:して|され)|(?:持って(?:い)?る|保有)", scene.text)
    return (
        "disclosure"
        if thing == "data" and mine and not re.search("何|どこ|どの|どん|どう|いつ|誰|なぜ|いくら", scene.text)
        else None
    )


def _is_record(scene: Scene) -> bool:
    text = scene.text
    if scene.acts and not (scene.acts[-1].senses & {"show", "hand", "proceed", "use"}) and not scene.spoken.given:
        return False
    if known.GAVE.search(text) and known.WHOSE.search(text):
        return True
    if not known.RECORD.search(text) or scene.spoken.how:
        return False
    return bool(known.GIVEN.search(text) or any(re.search("渡し|提供|売っ|流し|共有", other) for other in scene.others))


def _is_purpose(scene: Scene) -> bool:
    last = scene.acts[-1].senses if scene.acts else frozenset[known.Sense]()
    around = scene.text + "".join(scene.others)
    return bool(known.PURPOSE.search(around) and known.NOTIFY.search(scene.text)) and not last & {
        "stop",
        "cancel",
        "delete",
        "correct",
    }


def _forbidden(scene: Scene) -> Right | None:
    """「使わないで」「渡すな」: what must not be done to data is a wish to stop; what must not be done for the person is none."""
    for act in reversed(scene.acts):
        if "keep" in act.senses:
            return "deletion"
        if act.senses & {"delete", "correct", "add", "stop", "cancel"}:
            return None
        if act.senses & {"hand", "use", "show"}:
            return _stopped(scene, act)
    return None


def _stopped(scene: Scene, act: Act) -> Right | None:
    """What it is to stop ``act``."""
    text = scene.text
    data, mail, third = (
        known.PRIVATE.search(text) or known.WHOSE.search(text),
        known.MAIL.search(text),
        known.THIRD.search(text),
    )
    if "hand" in act.senses or ("show" in act.senses and third):
        if mail and not (third and data) and not act.word.key in _SURELY_HANDED:
            return "stop_use"
        if third or (data and "show" not in act.senses) or act.word.key in _SURELY_HANDED:
            return "stop_third_party"
        return "stop_use" if "use" in act.senses else None
    if "use" not in act.senses:
        return None
    if scene.spoken.own and _OWN_USE.search(text):
        return None
    thing = _thing(scene, len(text))
    return "stop_use" if data or mail or thing != "other" else None


def _done(scene: Scene, *, strictly: bool) -> Right | None:
    for at in range(len(scene.acts) - 1, -1, -1):
        act = scene.acts[at]
        if act.senses & {"stop"}:
            if right := _ended(scene, at):
                return right
            if strictly:
                return None
            continue
        if right := _acted(scene, act, strictly=strictly):
            return right
        if strictly and act.senses & {"delete", "correct", "add", "cancel"}:
            return None
    if scene.spoken.given and known.OWNER.search(scene.text) and _thing(scene, len(scene.text)) == "data":
        return "disclosure"
    if strictly and _CHANGED.search(scene.spoken.body) and _NAMED.search(scene.text):
        return "correction"
    return None


def _ended(scene: Scene, at: int) -> Right | None:
    """What it is to end something (「〜をやめて」「〜の停止」): what stands before it says what."""
    for act in reversed(scene.acts[:at]):
        if act.senses & {"delete", "correct", "add", "cancel"}:
            return None
        if act.senses & {"hand", "use", "show"}:
            return _stopped(scene, act)
    before = scene.before(scene.acts[at])
    if known.MAIL.search(before):
        return "stop_use"
    if scene.acts[at].word.key == "オプトアウト":
        return "stop_third_party"
    return "stop_use" if known.PRIVATE.search(before) and not re.search("アカウント|会員", before) else None


def _acted(scene: Scene, act: Act, *, strictly: bool) -> Right | None:
    senses = act.senses
    if not senses & {"delete", "correct", "add", "show", "hand"}:
        return None
    if strictly and act.word.base in {"見る", "確認"} and not scene.spoken.own:
        return None
    thing = _thing(scene, act.word.start - scene.clause.words[0].start, act)
    named = act.word.key in known.NAMED_RIGHTS
    if thing == "other" or (thing == "unknown" and not (named and not strictly)):
        return None
    if "delete" in senses:
        local = known.DEVICE.search(scene.text) and not re.search("個人|登録|会員|番号", scene.text)
        return None if local else "deletion"
    if thing is None and not named:
        return "addition" if "add" in senses and act.word.key == "追加" and _is_formal(scene) else None
    if "correct" in senses:
        return "correction"
    if "add" in senses:
        return "addition"
    if _TO_THIRD.search(scene.before(act)) and "show" not in senses:
        return None
    if "hand" in senses and not strictly and "show" not in senses:
        return None
    return (
        "disclosure"
        if named or known.OWNER.search(scene.text) or act.word.key not in {"教える", "知る", "確認", "言う", "話す"}
        else None
    )


def _is_formal(scene: Scene) -> bool:
    return bool(re.search("請求|求め|要求", scene.text))


def _thing(scene: Scene, until: int, act: Act | None = None) -> str | None:
    """What is nearest before a place in the clause: "data", "other", "unknown"; None where nothing is named, there or around."""
    found = _nearest(scene.text[:until])
    if (
        act is not None
        and "add" not in act.senses
        and (found is None or found[1] < until)
        and _is_unknown(scene, act, found[1] if found else 0)
    ):
        return "data" if known.WHOSE.search(scene.text[:until]) else "unknown"
    if found:
        return found[0]
    for other in (scene.text[until:], *scene.others):
        if nearest := _nearest(other):
            return nearest[0]
    return None


def _nearest(text: str) -> tuple[str, int] | None:
    """The last thing that ``text`` names, and where it ends."""
    data = max((match.end() for match in known.DATA.finditer(text)), default=0)
    other = max((match.end() for match in known.OTHER.finditer(text)), default=0)
    if not data and not other:
        return None
    return ("data", data) if data >= other else ("other", other)


def _is_unknown(scene: Scene, act: Act, known_until: int) -> bool:
    """Whether the verb's object is a noun that no list has (「くしを消して」)."""
    first = scene.clause.words[0].start
    counted = [word for word in scene.clause.words if word.counts and word.start < act.word.start]
    marked = False
    for word in reversed(counted):
        if word.end - first <= known_until:
            return False
        if word.key in {"を", "は", "も"} and not marked:
            marked = True
        elif word.kind == "名詞" and word.detail.startswith(("普通名詞.一般", "普通名詞.サ変可能", "固有名詞")):
            return word.key not in _NEUTRAL and word.key not in known.SENSES
        elif word.kind not in _ADVERBS and not word.detail.endswith("副詞可能") and word.kind != "代名詞":
            return False
    return False
