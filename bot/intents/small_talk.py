"""Greetings, thanks, small talk and abuse; and attempts to command the assistant. Told by fixed phrases."""

from __future__ import annotations

import re
from typing import Final

_GREETING: Final = (
    "こんにち[はわ]|こんばん[はわ]|おはよ(?:う|ー|〜)?(?:ございます)?|(?:はじめ|初め)まして|お(?:疲|つか)れ(?:さま|様|さん)?(?:です|でした|っす)?|お世話になって(?:い|お)?(?:ます|ります)|お世話になります|ご苦労(?:さま|様)(?:です|でした)?"
    "|(?:今日|本日)(?:も|は)?(?:よろしく|宜しく)(?:お願い)?(?:します|ね|です)?|(?:どうぞ|こちらこそ)?(?:よろしく|宜しく)(?:どうぞ)?(?:お(?:願|ねが)い)?(?:いた|致)?(?:し?ます|です|ね|しまーす|ししますー)?|やあ|どうも|もしもし|失礼します|おやすみ(?:なさい)?|またね|バイバイ|さようなら|ハロー"
)
_THANKS: Final = (
    "(?:どうも|本当に|ほんとに|大変)?(?:ありがと(?:う|ー|ね)?|有(?:り)?難う|あざっす|あざす|サンキュー?)(?:ございま(?:す|した))?(?:ね)?|助かりました|助かった|感謝(?:します|です)?|すみません(?:でした)?|ごめん(?:なさい|ね)?|申し訳(?:ありません|ない)(?:でした)?|恐れ入ります"
    "|なるほど(?:ね|です)?|(?:よく|とても|大変)?(?:わか|分か|解)りました|わかった|了解(?:です|しました)?|りょうかい|承知(?:しました|です)?|(?:はい|うん|いいえ|いえ|ええ|うーん|へえ|ふーん|そうなんですね|そうなんだ|そうですか|そうですね|そっか|OK|オッケー|オーケー|さすが|すご(?:い|ー)(?:ですね|ね)?|いいですね)"
)
_ABUSE: Final = (
    "(?:この)?(?:ば(?:ー|〜)?か|バ(?:ー|〜)?カ|馬鹿|あほ|アホ|阿呆|まぬけ|クソ|くそ|ゴミ|カス|ざこ|死ね|しね|タヒね|消えろ|きえろ|失せろ|うせろ|黙れ|だまれ|うざい|ウザい|うるさい|きもい|キモい|むかつく|ムカつく|ふざけ(?:る|ん)な|役立たず|ポンコツ|無能|使えね(?:え|ー)?"
    "|役に立たな(?:い|すぎ)|(?:ほんと(?:に|う)?|本当に|マジで|まじで)?使え(?:な(?:い|さすぎ)|ん)|最悪|最低|頭悪い|話にならない|つまらない|つまんない)(?:な|ね|よ|ぞ|やろう|野郎|め|だな|だね|ですね|です|ボット|AI|お前|おまえ)*"
)
_CHAT: Final = re.compile(
    f"^(?:(?:お前|おまえ|あんた|あなた|きみ|君|てめえ|こいつ|ボット|AI|この|は|って|、|,| )*(?:{_GREETING}|{_THANKS}|{_ABUSE})(?:ー|〜|~|!|w|笑|、|,| |。)*)+$",
    re.IGNORECASE,
)
_ABUSED: Final = re.compile(
    "^(?:.{0,12})(?:役に立たない|役立たず|使えない|使えねえ|ポンコツ|バカな|馬鹿な)(?:な)?(?:ボット|AI|やつ|奴|チャット|機械|ロボット|お前|おまえ)?(?:だな|だね|です(?:ね)?|め|、|。|!|な|ね)*(?:消えろ|死ね|黙れ|失せろ)?[!。]*$"
)
_WEATHER: Final = re.compile(
    "^(?!.*(?:情報|データ|削除|開示|規程|個人|登録))(?:.{0,16})(?:天気|暑|寒|眠|ねむ|疲れ|つかれ|お腹|おなか|腹|暇|ひま|涼し|蒸し|雨|晴れ|曇|雪)[^?]{0,12}(?:ね(?:え|ー)?|よ(?:ね)?|なあ|です|ました|すい(?:た|てます)|だ|い)[ー〜!。]*$"
)
_ENGLISH: Final = re.compile(
    r"^(?:(?:hi|hello|hey|yo|good (?:morning|afternoon|evening|night)|thanks?(?: you)?(?: (?:so|very) much| a lot)?|thx|cheers|ok(?:ay)?|great|nice|cool|wow|bye|goodbye|see you|sorry|yes|no|i see|got it|how are you|(?:you(?:'re| are) )?(?:useless|stupid|an idiot|dumb)"
    r"|shut up|go away|f\w*k(?: you)?|idiot|there|everyone|bot|again)[\s,.!?]*)+$",
    re.IGNORECASE,
)

_INJECTION: Final = re.compile(
    "(?:指示|命令|ルール|プロンプト|設定|制約|制限|指令|役割|インストラクション|ガイドライン|言われたこと|前提)[^。?]{0,14}(?:無視|忘れ(?:て|ろ|な)|破棄し|上書き|書き換え(?:ま|て|ろ|る)|リセット|なかったことに|解除し|取り払|捨てろ|捨てて|従わな(?:くて|いで))"
    "|(?:無視|忘れ)[^。?]{0,10}(?:指示|命令|ルール|プロンプト)"
    "|(?:これまで|今まで|ここまで|以前|上記|上)の(?:すべて|全て|会話|やりとり|内容)?[^。?]{0,8}(?:を|は)?(?:すべて|全部|全て)?(?:無視し(?:て|ろ)|忘れ(?:て|ろ))"
    "|(?:今から|これから|本日から|いまから)[^。?]{0,6}(?:あなた|お前|君|きみ|おまえ)|(?:あなた|お前|君|きみ|おまえ)は(?:今から|これから|もう|本日から)"
    "|(?:あなた|お前|君|きみ|おまえ)は[^。?]{0,20}(?:として(?:振|ふ|話|答|行動|回答)|になりき|のふりを|を演じ)|として(?:振る舞|ふるま|話して|喋|行動しろ|ロールプレイ)|になりきって|ロールプレイ"
    "|(?:システム|内部|初期|隠し|最初に与えられた|元の|秘密の|裏の|開発者)の?(?:プロンプト|指示文|指示|命令|設定文|設定)[^。?]{0,14}(?:表示|出力|書き出|見せ|教え|開示|公開|貼|コピー|繰り返)"
    "|プロンプトを[^。?]{0,8}(?:表示|出力|見せ|教え|書き出)|(?:開発者|デバッグ|管理者|メンテナンス|無制限|脱獄|DAN|dan)モード|管理者(?:命令|権限で)|脱獄|ジェイルブレイク"
    "|(?:以後|以降|今後)[^。]{0,30}(?:だけ|のみ)(?:答え|返|回答|出力)|制限(?:の|が)ない(?:アシスタント|AI|モデル)|"
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.?]{0,40}\b(?:instruction|rule|prompt|guideline|direction|command|above|previous|polic(?:y|ies) you)"
    r"|\byou are (?:now|no longer)\b|\bfrom now on,? you\b|\b(?:pretend|act as|roleplay|role-play|jailbreak|dan mode|developer mode|do anything now|unrestricted ai)\b"
    r"|\b(?:reveal|show|print|repeat|output|tell|give)\b[^.?]{0,30}\b(?:system prompt|your (?:initial |hidden |original )?(?:prompt|instructions?)|hidden instructions?)",
    re.IGNORECASE,
)


def is_chat(text: str) -> bool:
    """Whether ``text`` (a turn or a sentence of it) is a greeting, thanks, small talk or abuse and nothing else."""
    text = text.strip()
    return bool(_CHAT.match(text) or _ABUSED.match(text) or _WEATHER.match(text) or _ENGLISH.match(text))


def is_injection(text: str) -> bool:
    """Whether a turn tries to change what the assistant does, or to make it show how it was told to."""
    return bool(_INJECTION.search(text))
