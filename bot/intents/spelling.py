"""Typing errors and kana spellings that hide a word from the analysis, put right before it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_CHARS: Final = 2_000
"""What is read of a turn: longer than any question; the rest is left out."""

_RESPELLED: Final = (
    ("さくじょ|サクジョ|sakujo|削徐|削序|作除|消徐|さく除|削じょ", "削除"),
    ("しょうきょ(?=し|を|の|お願|希望|請求)", "消去"),
    ("かいじ(?=し(?!ま)|を|の|請求|せいきゅう|お願|希望)|会示|開事|開示じ", "開示"),
    ("ていせい|定正|訂生|訂性", "訂正"),
    ("りようていし", "利用停止"),
    ("こじんじょうほう|個人上方|個人情法|個人じょうほう|個人情報報|こじん情報|個人情(?=を|の|[消削])", "個人情報"),
    ("じょうほう", "情報"),
    ("じゅうしょ", "住所"),
    ("でんわばんごう|電話番号う", "電話番号"),
    ("でーた", "データ"),
    ("あかうんと|アカウト|アカンウト", "アカウント"),
    ("めるまが|メルまが", "メルマガ"),
    ("とりさげ", "取り下げ"),
    ("せいきゅう", "請求"),
    ("なおし(?=て|と|たい|ます)", "直し"),
    ("(?<=[号所名ドス前字を])かえ(?=て|たい)", "変え"),
    ("へんこう", "変更"),
    ("ついか(?=し|を|で|お願)", "追加"),
    ("(?<![まみ])とめ(?=て|ろ|たい)", "止め"),
    ("せんとい?て", "しないで"),
    ("(?<=[わらさかがたまばな])んとい?て", "ないで"),
    ("(?:^|(?<=[をもは部データ報]))けし(?=て|たい|と)", "消し"),
    ("て(?:ほし|欲し)(?=$|[。！!、]|です|っす)", "てほしい"),
    ("し(?:てて|って)ください", "してください"),
    ("ください(?:い|さい)|くだちい|くだい(?=$|。)|下さいい|くださぃ", "ください"),
    ("おねがい|御願い|お願いいし|お願し|おながい", "お願い"),
    ("おしえて", "教えて"),
    ("(?<=[てで])(?:[ぇ〜~ー]+)(?=$|[。!！?？])", ""),
    ("(?<=です|ます)[ぅ〜~ー]+", ""),
    ("笑+(?=$|。)|(?<=[ぁ-ん])w+(?=$|。)", ""),
)
_PATTERNS: Final = tuple((re.compile(pattern), right) for pattern, right in _RESPELLED)


def respelled(text: str) -> str:
    """``text`` in NFKC without half surrogate pairs, the commonest misspellings put right; at most 2,000 characters of it."""
    text = unicodedata.normalize("NFKC", text[:MAX_CHARS].encode("utf-8", "replace").decode("utf-8").replace("…", "。"))
    for pattern, right in _PATTERNS:
        text = pattern.sub(right, text)
    return text
