"""How clauses end: patterns over lines of keys (see `bot.intents.grammar`), the part before the ending as ``body``."""

from __future__ import annotations

import re
from typing import Final

from bot.intents.words import QUESTION_NOUNS

# What may follow an ending without changing it.
_SOFT: Final = r"(?: (?:の|です|だ|よ|ね|な|わ|さ|ぞ|ぜ|や|もの|ねん|けれど|が|から|けれども|って))*"
_THINK: Final = r"(?:(?: の)?(?: だ)? と (?:思う|存ずる|存じる|考える)(?: (?:て|居る|てる|ます|おる|の|です|次第))*)?"
_END: Final = rf"{_THINK}{_SOFT}$"
_FOR_ME: Final = "(?:貰える|頂ける|呉れる|下さる)"
_NOT: Final = "(?:ない|無い|有る ます ない|御座る ます ない)"
_BEGGING: Final = (
    rf"(?:為る|て|で|下さる!|呉れる!|欲しい|頂戴|貰う|頂く|たい|願う|致す|申し上げる|求める|ます!?|置く|おく|か|です|ない|と|ば|助かる|幸い"
    rf"|嬉しい|有り難い|良い|存じる|存ずる|{_FOR_ME})"
)
_DO: Final = "(?: (?:為る|致す|申し上げる|存じる|ます|たい|て|居る|てる|次第))"
_THAT: Final = r"(?: (?:よう|様)(?: に)?)?"

QUOTED: Final = re.compile(
    r"^(?P<core>.*(?: 欲しい| たい| \S+!| 頂戴| 希望| 依頼| 不要| ない で| て))(?: の)?(?: だ)?(?P<quote>"
    r" (?:と|って)(?: の)? (?:言う|仰る|おっしゃる|申す|頼む|連絡|電話|メール|手紙|要望|依頼|申し出|申し出る|希望|こと|話|声|旨|求める|問い合わせ|相談|催促)(?: .*)?"
    r"| (?:そう|らしい|みたい)(?: (?:です|だ|の|よ|ね|が))*| って)$"
)
PAST_QUOTE: Final = re.compile(r" た(?: |$)")
ASKING_QUOTE: Final = re.compile(r" (?:か|たら|ば|場合|時|際|は|の|後|ば 良い)$| (?:たら|場合|時|際) ")

_FORBIDDING: Final = tuple(
    re.compile(rf"^{pattern}{_END}")
    for pattern in (
        rf"(?P<body>.*) ない で(?: {_BEGGING})*",
        rf"(?P<body>.*) ない (?:よう|様)(?: だ(?: {_BEGGING})+|(?= 願う)(?: {_BEGGING})*)",
        r"(?P<body>.*) な!",
        rf"(?P<body>.* \S*[うくぐすつぬぶむる]) の (?:だ|で は|じゃ) {_NOT}",
        rf"(?P<body>.*) (?:て|で) 欲しい(?: は)? {_NOT}",
    )
)
DISLIKED: Final = re.compile(rf"^(?P<body>.*(?:れる|られる)) たい(?: は)? {_NOT}{_END}")
DENIED: Final = re.compile(
    rf"^(?P<body>.*?)(?: たい(?: は)? {_NOT}| (?:訳|積もり|気)(?: (?:は|が|も|で|だ|まで))* {_NOT}"
    rf"| (?:希望|請求|要望|要求|依頼)(?: は)? 為る (?:ます )?ない){_END}"
)
UNNEEDED: Final = re.compile(
    rf"^(?P<body>.*?)(?: (?:ない|無い) (?:て|で)(?: も)? (?:良い|大丈夫|結構|構う ます ない|構う ない)| 必要(?: (?:は|が|も))* {_NOT}"
    rf"| (?:不要|無用|不必要|(?:要る|いる) (?:ます )?ない|結構|(?:矢張り|もう) (?:良い|大丈夫)|(?:断る|断り)(?: (?:為る|致す))* ます)){_END}"
)
NOT: Final = re.compile(rf"^(?P<body>.*?)(?: ます)? ない{_END}")

FOR_ME: Final = re.compile(
    rf"^(?P<body>.*?)(?P<te> (?:て|で))?(?: (?:居る|置く))?(?P<end> {_FOR_ME}(?: ます)?(?P<not> ない)?(?: です)?(?: でしょう)?(?P<ka> か(?: な| ね)?)?(?: ね)?)$"
)
IF: Final = re.compile(r" (?:たら|ば|なら|(?:場合|時|際)(?! の)) ")
POLITE_IF: Final = re.compile(r" (?:可能|宜しい|良い|出来る|差し支え|差支え)(?: \S+){0,3} (?:たら|ば|なら)")
TOPIC: Final = re.compile("(?<! の) は ")

_MAY_I_ASK: Final = (
    r"(?: (?:て|で) (?:貰う|頂く) (?:て|で)(?: も)? (?:良い|宜しい|大丈夫|構う ます ない)"
    r"| 願う (?:出来る|為る (?:て|で)(?: も)? (?:良い|宜しい))(?: ます)?(?: ない)?)(?: です)?(?: でしょう)?(?: か)?"
)
WISHES: Final = tuple(
    re.compile(rf"^(?P<body>.*?)(?:{pattern}){_END}")
    for pattern in (
        _MAY_I_ASK,
        rf" (?:て|で) (?:欲しい|(?:貰う|頂く) たい)(?: 所)?(?: (?:存じる|存ずる|思う|願う){_DO}*)?",
        rf" (?:て|で) {_FOR_ME} (?:と|たら|ば)(?: .{{0,20}})?",
        r" (?:て|で) (?:貰う|頂く) (?:ます|て|で)",
        rf"{_THAT}(?: 方)?(?: (?:を|で|だ))?(?: 何卒| どうぞ| 宜しい)? (?:願う|依頼|希望|要請|所望|熱望)(?: を)?(?: 方)?{_DO}*",
        rf"{_THAT}(?: を| で)? (?:請求|要求|要望|申請|申し込み|申し入れ|申し立て)(?: を)? (?:為る|致す|申し上げる){_DO}*",
        rf"{_THAT}(?: を| で)? (?:(?:求める|望む){_DO}*|(?:頼む|申し込む|申し入れる|申し立てる|申し出る){_DO}+|頼む)",
    )
)
GIVE_ME: Final = re.compile(rf"^(?P<body>.*?)(?P<te> (?:て|で))? (?:下さる!|呉れる!|頂戴(?: 為る ます)?|下さる ます!){_END}")
COMMANDED: Final = re.compile(rf"^(?P<body>.* \S+)!(?: よ| や| って)*{_END}")
TE: Final = re.compile(rf"^(?P<body>.*?)(?<! に つく)(?<! に 関する)(?<! に 対する) (?:て|で){_END}")
OWN: Final = re.compile(rf"^(?P<body>.*) (?:たい|たがる)(?: 所)?(?: (?:て|居る|てる|ます|存じる|存ずる|思う|希望))*{_END}")
WANTED: Final = re.compile(rf"^(?P<body>.*) 欲しい{_END}")
SHORTLY: Final = re.compile(
    r"^(?P<body>.* (?:削除|消去|抹消|訂正|修正|変更|追加|開示|停止|中止|取り消し|キャンセル|解除|無し|取り下げ|取り止め))(?: の 方向)? だ$"
)

ASKED: Final = re.compile(
    r" (?:か|かしら|け)(?: (?:な|ね|よ|の))*$| でしょう(?: か| ね)?$| (?:です|ます|ない|た|だ) よ ね$| (?:たら|ば|なら|場合|時|際|は|って|の)$"
    rf"| (?:{'|'.join(sorted(QUESTION_NOUNS))}|\S+[いきけしせちてにびみめりれ]方)(?: (?:は|って|を|と か|だ|です|か))*$| に (?:つく|関する) て(?: は)?$"
)
WONDERED: Final = re.compile(
    r"(?: (?:の|た|ない|です|ます|良い)|(?<! いつ)[うくぐすつぬぶむる]) か(?: どう か)?(?: (?:は|が|と|も))?"
    r" (?:気 に (?:成る|掛かる)|心配|不安|疑問|気掛かり|定か|迷う|怪しい|(?:分かる|知る)(?: ます)? ない|はっきり 為る(?: ます)? ない)(?: |$)"
)
"""「渡るのか気になっています」「残るかどうか分かりません」, and not 「何か気になります」."""
PAST: Final = re.compile(r" た(?: (?:の|です|だ|よ|ね|わ|こと|が|有る|ます|所|ばかり))*$| (?:済み|済む)(?: です| だ)?$")
HOW: Final = re.compile(
    r" (?:どう|何処|どこ|誰|どちら|何方|どなた|如何|どの|方法|手続き|手順|遣り方|仕方|窓口|宛先|連絡先|何 を|何 が)(?= |$)"
)


def forbidding(line: str) -> re.Match[str] | None:
    """How 「〜しないで」「〜するな」「〜しないように」「〜してほしくない」 match, if they do."""
    return next((found for pattern in _FORBIDDING if (found := pattern.match(line))), None)
