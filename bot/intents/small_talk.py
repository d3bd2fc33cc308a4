"""Greetings, thanks, small talk and abuse; and attempts to command the assistant. Told by fixed phrases."""

from __future__ import annotations

import re
from typing import Final


def _any(*phrases: str) -> str:
    return f"(?:{'|'.join(phrases)})"


_GREETING: Final = _any(
    "こんにち[はわ]|こんばん[はわ]|おはよ[うー〜]?(?:ございます)?|(?:はじめ|初め)まして|やあ|やっほ[ー〜]?|どうも|もしもし|ハロー",
    "お(?:疲|つか)れ(?:さま|様|さん)?(?:です|でした|っす)?|ご苦労(?:さま|様)(?:です|でした)?|お世話に(?:なって(?:お|い)?ります|なってます|なります)",
    "(?:今日[もは]?|本日[はも]?|どうぞ|こちらこそ)?(?:よろしく|宜しく)(?:どうぞ)?(?:お(?:願|ねが)い)?(?:いた|致)?(?:し?ます|です|ね|しまーす|ししますー)?",
    "(?<=[、,。!])お願い(?:いた|致)?します",
    "失礼します|おやすみ(?:なさい)?|またね|バイバイ|さようなら",
)
_THANKS: Final = _any(
    "(?:どうも|本当に|ほんとに|大変)?(?:ありがと[うーね]?|有り?難う|あざっ?す|サンキュー?)(?:ございま(?:す|した))?ね?|助かりました|助かった|感謝(?:します|です)?",
    "すみません(?:でした)?|ごめん(?:なさい|ね)?|申し訳(?:ありません|ない)(?:でした)?|恐れ入ります",
    "なるほど(?:ね|です)?|(?:よく|とても|大変)?(?:わか|分か|解)りました|わかった|了解(?:です|しました)?|りょうかい|承知(?:しました|です)?",
    "はい|うん|いいえ|いえ|ええ|うーん|へえ|ふーん|そうなんですね|そうなんだ|そうですか|そうですね|そっか|OK|オッケー|オーケー|さすが|すご[いー](?:ですね|ね)?|いいですね",
)
_ABUSE: Final = _any(
    "(?:この)?(?:ば[ー〜]?か|バ[ー〜]?カ|馬鹿|あほ|アホ|阿呆|まぬけ|クソ|くそ|ゴミ|カス|ざこ|役立たず|ポンコツ|無能|クソゲー|税金(?:どろぼう|泥棒))",
    "死ね|しね|タヒね|消えろ|きえろ|失せろ|うせろ|黙れ|だまれ|うざい|ウザい|うるさい|うるせえ|きもい|キモい|むかつく|ムカつく|ふざけ[るん]な",
    "役に立たな(?:い|すぎ)|(?:ほんとに?|ほんとう|本当に|マジで|まじで)?使え(?:な(?:い|さすぎ)|ん|ね[えー]?)|最悪|最低|頭[がも]?(?:悪|わる)い|話にならない|つまら(?:ない|ん)|つまんない",
)
_AT_WHOM: Final = "(?:お前|おまえ|あんた|あなた|きみ|君|てめえ|こいつ|ボット|AI|この|は|って|、|,| )*"
_AFTER: Final = "(?:な|ね|よ|ぞ|やろう|野郎|め|だな|だね|ですね|です|ボット|AI|お前|おまえ|ー|〜|~)*[!w笑、,。 〜ー]*"
# What has matched is not tried otherwise (possessive): a long run of greetings must not take exponential time.
_CHAT: Final = re.compile(f"^(?>{_AT_WHOM}(?:{_GREETING}|{_THANKS}|{_ABUSE}){_AFTER})++$", re.IGNORECASE)
_ABUSED: Final = re.compile(
    "^.{0,12}(?:役に立たない|役立たず|使えない|使えねえ|ポンコツ|バカな|馬鹿な)な?(?:この)?(?:ボット|AI|やつ|奴|チャット|機械|ロボット|お前|おまえ)?"
    "(?:だな|だね|ですね?|め|、|。|!|な|ね)*(?:消えろ|死ね|黙れ|失せろ)?[!。]*$"
)
_WEATHER: Final = re.compile(
    "^(?!.*(?:情報|データ|削除|開示|規程|個人|登録)).{0,16}(?:天気|暑|寒|眠|ねむ|疲れ|つかれ|お腹|おなか|腹|暇|ひま|涼し|蒸し|雨|晴れ|曇|雪)[^?]{0,12}"
    "(?:ね[えー]?|よね?|なあ|です|ました|すい(?:た|てます)|だ|い)[ー〜!。]*$"
)
_ENGLISH: Final = re.compile(
    r"^(?>(?:hi|hello|hey|yo|good (?:morning|afternoon|evening|night)|thanks?(?: you)?(?: (?:so|very) much| a lot)?|thx|cheers|ok(?:ay)?|great|nice|cool"
    r"|wow|bye|goodbye|see you|sorry|yes|no|i see|got it|how are you|(?:you(?:'re| are) )?(?:useless|stupid|an idiot|dumb)|shut up|go away|idiot|there"
    r"|everyone|bot|again)\b[\s,.!?]*)++$",
    re.IGNORECASE,
)

_ORDERS: Final = "(?:指示|命令|ルール|プロンプト|設定|制約|制限|指令|役割|インストラクション|ガイドライン|言われたこと|前提)"
_YOU: Final = "(?:あなた|お前|おまえ|君|きみ)"
_SHOWN: Final = "(?:表示|出力|書き出|見せ|教え|開示|公開|貼|コピー|繰り返)"
_INJECTION: Final = re.compile(
    _any(
        rf"{_ORDERS}[^。?]{{0,14}}(?:無視|忘れ[てろな]|破棄し|上書き|書き換え[まてろる]|リセット|なかったことに|解除し|取り払|捨て[ろて]|従わな(?:くて|いで))",
        rf"(?:無視|忘れ)[^。?]{{0,10}}{_ORDERS}",
        "(?:これまで|今まで|ここまで|以前|上記|上)の[^。?]{0,14}(?:無視し[てろ]|忘れ[てろ])",
        rf"(?:今|これ|本日|いま)から[^。?]{{0,6}}{_YOU}|{_YOU}は(?:今から|これから|もう|本日から)",
        rf"{_YOU}は[^。?]{{0,20}}(?:として(?:振|ふ|話|答|行動|回答)|になりき|のふりを|を演じ)",
        "として(?:振る舞|ふるま|話して|喋|行動しろ)|になりきって|ロールプレイ",
        rf"(?:システム|内部|初期|隠し|最初に与えられた|元の|秘密の|裏の|開発者)の?(?:プロンプト|指示文?|命令|設定文?)[^。?]{{0,14}}{_SHOWN}",
        rf"プロンプトを[^。?]{{0,8}}{_SHOWN}",
        "(?:開発者|デバッグ|管理者|メンテナンス|無制限|脱獄|DAN)モード|管理者(?:命令|権限で)|脱獄|ジェイルブレイク|制限[のが]ない(?:アシスタント|AI|モデル)",
        "(?:以後|以降|今後)[^。]{0,30}(?:だけ|のみ)(?:答え|返|回答|出力)",
        r"\b(?:ignore|disregard|forget|override|bypass)\b[^.?]{0,40}\b(?:instruction|rule|prompt|guideline|direction|command|above|previous)",
        r"\byou are (?:now|no longer)\b|\bfrom now on,? you\b",
        r"\b(?:pretend|act as|role-?play|jailbreak|dan mode|developer mode|do anything now|unrestricted ai)\b",
        r"\b(?:reveal|show|print|repeat|output|tell|give)\b[^.?]{0,30}\b(?:system prompt|your (?:initial |hidden |original )?(?:prompt|instructions?))",
    ),
    re.IGNORECASE,
)


def is_chat(text: str) -> bool:
    """Whether ``text`` (a turn or a sentence of it) is a greeting, thanks, small talk or abuse and nothing else."""
    text = text.strip()
    return any(pattern.match(text) for pattern in (_CHAT, _ABUSED, _WEATHER, _ENGLISH))


def is_injection(text: str) -> bool:
    """Whether a turn tries to change what the assistant does, or to make it show how it was told to."""
    return bool(_INJECTION.search(text))
