"""What a clause does, told by how it ends: it wishes, forbids, declines, asks, wants to be told, reports or states."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple, TypeAlias

from bot.intents.clauses import Clause
from bot.intents.words import INTERROGATIVES, NAMES_OF_QUESTIONS, TELLING

Mood: TypeAlias = Literal["wish", "unwished", "unneeded", "negation", "question", "told", "report", "statement", "noun"]


class Spoken(NamedTuple):
    """A clause's mood; ``body`` is its line without the ending.

    ``own``: the person would do it themself (「消したい」), ``quoted``: somebody else wishes it (「消してほしいそうです」),
    ``how``: asks for a way, a place or a person, ``given``: wants a thing handed over (「コピーをください」).
    """

    mood: Mood
    body: str
    own: bool = False
    quoted: bool = False
    how: bool = False
    given: bool = False


# What may follow an ending without changing it.
_SOFT: Final = r"(?: (?:の|です|だ|よ|ね|な|わ|さ|ぞ|ぜ|や|もの|ねん|けれど|が|から|けれども|って))*"
_THINK: Final = r"(?:(?: の)?(?: だ)? と (?:思う|存ずる|存じる|考える)(?: (?:て|居る|てる|ます|おる|の|です|次第))*)?"
_END: Final = rf"{_THINK}{_SOFT}$"
_ABLE: Final = r"(?:貰える|頂ける|呉れる|下さる)"
_ASK: Final = rf" {_ABLE}"
_HELPS: Final = r"(?:助かる|幸い|嬉しい|有り難い|有難い|ありがたい|良い|幸甚|と)"

_QUOTED: Final = re.compile(
    r"^(?P<core>.*(?: 欲しい| たい| \S+!| 頂戴| 希望| 依頼| ない で| て))(?: の)?(?: だ)?(?P<quote>"
    r" (?:と|って)(?: の)?(?: 御)? (?:言う|仰る|おっしゃる|申す|頼む|連絡|電話|メール|手紙|要望|依頼|申し出|申し出る|希望|こと|話|声|旨|求める|問い合わせ|相談|催促|言い出す)(?: .*)?"
    r"| (?:そう|らしい|みたい)(?: (?:です|だ|の|よ|ね|が))*| って)$"
)
_QUOTE_ASKS: Final = re.compile(r" (?:か|たら|ば|場合|時|際|は|の|後|ば 良い)$| (?:たら|場合|時|際) ")

_UNWISHED: Final = re.compile(
    rf"(?:(?P<a>.*) ない で(?: (?:下さる!|呉れる!|欲しい|頂戴|置く|(?:貰う|頂く)|たい|ます!|ます|{_ABLE}|と|助かる|か|です|ない|ば|存じる|存ずる|{_HELPS}))*"
    r"|(?P<b>.*) ない (?:よう|様)(?: だ .{0,24}| 願う.*)"
    r"|(?P<c>.*) な!"
    r"|(?P<d>.*) (?:て|で) 欲しい(?: は)? (?:ない|無い|有る ます ない)"
    r"|(?P<e>.*(?:れる|られる)) たい(?: は)? (?:ない|無い|有る ます ない)"
    rf"){_END}"
)
_NEGATION: Final = re.compile(
    r"^(?P<body>.*?)(?: たい(?: は)? (?:ない|無い|有る ます ない)"
    r"| (?:ない|無い) (?:て|で)(?: も)? (?:良い|大丈夫|結構|構う ます ない|構う ない|オーケー|ok)"
    r"| (?:必要|訳|つもり|気|積もり)(?: (?:は|が|も|で|だ|まで))* (?:有る ます ない|無い|ない|御座る ます ない)"
    r"| (?:希望|請求|要望|要求|依頼)(?: は)? 為る (?:ます )?ない)"
    rf"{_END}"
)
_UNNEEDED: Final = re.compile(
    rf"^(?P<body>.*?)(?: (?:不要|無用|不必要|必要 無い|要る ない|要る ます ない|いる ない|いる ます ない|結構|(?:矢張り|もう) (?:良い|大丈夫))){_END}"
)
_PLAIN_NOT: Final = re.compile(rf"^(?P<body>.*)(?: ます)? ない{_END}")

_REQUEST: Final = re.compile(
    rf"^(?P<body>.*?)(?P<te> (?:て|で))?(?: (?:居る|置く))?{_ASK}(?: ます)?(?P<not> ない)?(?: です)?(?: でしょう)?(?P<ka> か(?: な| ね)?)?(?: ね)?$"
)
_PERMIT: Final = re.compile(
    r"^(?P<body>.*) (?:て|で) (?:貰う|頂く) (?:て|で)(?: も)? (?:良い|宜しい|大丈夫|構う ます ない)(?: です)?(?: でしょう)?(?: か)?$"
)
_CAN_ASK: Final = re.compile(
    r"^(?P<body>.*) 願う (?:出来る|為る (?:て|で)(?: も)? (?:良い|宜しい))(?: ます)?(?: ない)?(?: です)?(?: でしょう)?(?: か)?$"
)
_WHEN: Final = re.compile(r" (?:たら|場合|時|際|ば|れば|なら) ")
_POLITE_IF: Final = re.compile(r" (?:可能|宜しい|良い|出来る|差し支え|差支え|もし良い)(?: \S+){0,3} (?:たら|ば|なら)")

_WISHES: Final = tuple(
    re.compile(rf"^(?P<body>.*?)(?:{pattern}){_END}")
    for pattern in (
        r" (?:て|で) (?:欲しい|(?:貰う|頂く) たい)(?: (?:所|処))?(?: (?:存じる|存ずる|思う|願う|御願い)(?: (?:て|居る|ます|為る|致す|申し上げる|てる))*)?",
        r"(?: (?:て|で))? (?:下さる!|呉れる!|頂戴(?: 為る ます)?|下さる ます!)",
        rf" (?:て|で){_ASK} (?:と|たら|ば)(?: .{{0,20}})?",
        r" (?:て|で) (?:貰う|頂く) (?:ます|て|で)",
        r"(?: (?:よう|様)(?: に)?)?(?: 方| ほう)?(?: (?:を|で|だ))?(?: 何卒| どうぞ| 宜しい)? (?:願う|依頼|希望|要請|所望|熱望)(?: を)?(?: 方)?"
        r"(?: (?:為る|致す|申し上げる|存じる|ます|たい|て|居る|てる|次第))*",
        r"(?: (?:よう|様)(?: に)?)?(?: を| で)? (?:請求|要求|要望|申請|申し込み|申し入れ|申し立て)(?: を)? (?:為る|致す|申し上げる)(?: (?:ます|たい|て|居る|てる|存じる))*",
        r"(?: (?:よう|様)(?: に)?)?(?: を| で)? (?:(?:求める|望む)(?: (?:ます|たい|て|居る|てる))*|(?:頼む|申し込む|申し入れる|申し立てる|申し出る)(?: (?:ます|たい|て|居る|てる))+|頼む)",
        r" \S+!(?: よ| や| って)*",
        r" (?:て|で)",
    )
)
_OWN: Final = re.compile(
    rf"^(?P<body>.*) (?:たい|たがる)(?: (?:所|処))?(?: (?:て|居る|てる|ます|存じる|存ずる|思う|希望))*{_END}"
)
_WANT: Final = re.compile(rf"^(?P<body>.*) 欲しい{_END}")
_SHORTLY: Final = re.compile(
    r"^(?P<body>.* (?:削除|消去|抹消|訂正|修正|変更|追加|開示|停止|中止|取り消し|キャンセル|解除|無し|取り下げ|取り止め))(?: の 方向)? だ$"
)

_QUESTION: Final = re.compile(
    r" (?:か|かしら|け)(?: (?:な|ね|よ|の))*$| でしょう(?: か| ね)?$| は$| (?:です|ます|ない|た|だ) よ ね$| (?:たら|ば|なら|場合|時|際)$| って$"
    r"| の$"
)
_NAMED: Final = re.compile(
    rf" (?:{'|'.join(NAMES_OF_QUESTIONS)})(?: (?:は|って|を|とか|について|に 就く て|に 付く て|だ|です|か))*$"
)
_REPORT: Final = re.compile(
    r" た(?: (?:の|です|だ|よ|ね|わ|こと が 有る ます|こと が 有る|所|ばかり|済み))*$| (?:済み|済む)(?: です| だ)?$"
)
_INDEFINITE: Final = frozenset({"も", "でも", "か", "とか", "と"})
_HOW: Final = re.compile(
    r" (?:どう|何処|どこ|誰|どちら|何方|どなた|如何|どの|どうやって|方法|手続き|手順|遣り方|仕方|窓口|宛先|連絡先|何 を|何 が)(?= |$)"
)


def mood(clause: Clause) -> Spoken:
    """What ``clause`` does."""
    text = clause.line
    quoted = _QUOTED.match(text)
    if quoted:
        if clause.asked or _QUOTE_ASKS.search(quoted["quote"]):
            return Spoken("question", text, how=_is_how(text))
        core = _refusal(quoted["core"]) or _wish(quoted["core"], clause)
        if core:
            return core._replace(quoted=True)
    return _refused_or_asked(text, clause)


def _refused_or_asked(text: str, clause: Clause) -> Spoken:
    if (refusal := _refusal(text)) and (refusal.mood == "unwished" or not clause.asked):
        return refusal
    if wish := _wish(text, clause):
        return wish
    if clause.asked or _QUESTION.search(text) or _NAMED.search(text) or _interrogates(clause):
        return Spoken("question", text, how=_is_how(text))
    if found := _PLAIN_NOT.match(text):
        return Spoken("negation", found["body"])
    if _REPORT.search(text):
        return Spoken("report", text)
    last = [word for word in clause.words if word.counts][-1]
    return Spoken("noun" if last.kind in {"名詞", "代名詞", "接尾辞"} else "statement", text)


def _refusal(text: str) -> Spoken | None:
    if found := _UNWISHED.match(text):
        return Spoken("unwished", next(part for part in found.groups() if part is not None), own=found["e"] is not None)
    if found := _NEGATION.match(text):
        return Spoken("negation", found["body"])
    if found := _UNNEEDED.match(text):
        return Spoken("unneeded", found["body"], own=True)
    return None


def _wish(text: str, clause: Clause) -> Spoken | None:
    if found := _CAN_ASK.match(text) or _PERMIT.match(text):
        return Spoken("wish", found["body"])
    found = _REQUEST.match(text)
    if found and (found["ka"] or clause.asked) and (found["te"] or found["not"] or found["body"].endswith(" を")):
        if _interrogates(clause) or _is_general(found):
            return Spoken("question", text, how=_is_how(text))
        return _told_or_wished(found["body"], given=not found["te"])
    for pattern in _WISHES:
        if found := pattern.match(text):
            given = " て " not in text[len(found["body"]) :] and found.re is _WISHES[1]
            if found.re is _WISHES[-1] and (_interrogates(clause) or not _follows_verb(clause)):
                return None
            if found.re is _WISHES[-2]:
                body = text[: found.end()].rstrip().removesuffix("!")
                return _told_or_wished(body.replace("!", ""), given=False)
            return _told_or_wished(found["body"], given=given)
    if found := _OWN.match(text):
        return _told_or_wished(found["body"], own=True)
    if found := _WANT.match(text):
        return _told_or_wished(found["body"], given=True)
    if found := _SHORTLY.match(text):
        return Spoken("wish", found["body"])
    return None


def _is_general(found: re.Match[str]) -> bool:
    """Whether 「〜てもらえますか」 asks what is done in general: under a condition, by a third person, of a topic and in plain speech."""
    body, ending = found["body"], found.string[found.end("body") :]
    if _WHEN.search(body) and not _POLITE_IF.search(body):
        return True
    if "呉れる" in ending:
        return " が " in body
    return " は " in body and not re.search("ます|ない|です", ending)


def _told_or_wished(body: str, *, own: bool = False, given: bool = False) -> Spoken:
    last = body.removesuffix(" 為る").removesuffix(" せる").removesuffix(" 頂く").rsplit(" ", 1)[-1]
    return Spoken("told" if last in TELLING else "wish", body, own=own, given=given, how=last in TELLING and _is_how(body))


def _interrogates(clause: Clause) -> bool:
    """Whether the clause holds an interrogative, neither an indefinite (「誰にも」「何とか」) nor one of a part (「誰に渡したか記録を…」)."""
    counted = [word for word in clause.words if word.counts]
    for at, word in enumerate(counted):
        if word.key in INTERROGATIVES or (word.key.startswith("何") and word.kind == "名詞"):
            after = [other.key for other in counted[at + 1 : at + 3]]
            embedded = any(other.key == "か" for other in counted[at + 1 : -1])
            if not embedded and not (after and after[0] in _INDEFINITE) and not (len(after) > 1 and after[1] in {"も", "でも"}):
                return True
    return False


def _follows_verb(clause: Clause) -> bool:
    """Whether the last 「て」 of the clause hangs on a verb (「消して」, not 「多くて」)."""
    counted = [word for word in clause.words if word.counts]
    at = next((at for at in range(len(counted) - 1, 0, -1) if counted[at].key in {"て", "で"}), 0)
    return at > 0 and counted[at - 1].kind in {"動詞", "助動詞"}


def _is_how(text: str) -> bool:
    return bool(_HOW.search(text))
