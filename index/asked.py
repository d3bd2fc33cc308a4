"""What kind of thing a question asks for, and whether a sentence gives a thing of that kind.

「いつまで」 asks for a time, 「いくら」 for an amount; a sentence on the subject that names no time does not answer the first.
The patterns are of the language, not of any policy: interrogatives on one side, the shapes of their answers on the other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from index.tokens import normalise

Kind: TypeAlias = Literal["time", "money", "count", "contact", "place", "who", "means", "papers", "reason", "yes_no", "open"]

_WORDS: Final[tuple[tuple[Kind, str], ...]] = (
    ("money", r"いくら|料金|手数料|費用|お金|有料|無料|値段|金額|何円|ただで|how much|fee|cost|charge|free\b"),
    (
        "time",
        (
            r"いつ|何日|何時|何分|何週|何か月|何ヶ月|何カ月|何ヵ月|何年|期間|期限|期日|どのくらい|どのぐらい|どれくらい|どれぐらい|どんくらい|"
            r"日数|締め?切|までに|すぐ|when|how long|how soon|deadline|by what"
        ),
    ),
    (
        "contact",
        r"連絡先|電話番号|番号は|メールアドレス|メアド|宛先|問い?合わ?せ先|窓口|どこに(?:連絡|電話|聞|相談|言)|内線|phone|e-?mail address|contact",
    ),
    ("place", r"どこ|住所|所在|場所|国|海外|where|address|abroad"),
    (
        "count",
        r"何回|何人|何件|何点|何通|何枚|何文字|何桁|何歳|何割|何%|いくつ|回数|頻度|何度|上限|最大|how many|how often",
    ),
    ("papers", r"書類|必要なもの|持ち物|何が(?:要|い)|身分証|証明書|用紙|様式|フォーム|documents?|papers|\bid\b|form"),
    ("who", r"誰|だれ|どなた|どの会社|どこの会社|相手|責任者|担当|who|whom"),
    (
        "means",
        r"どう(?:すれ|やっ|したら|やれ|いう手続|しなけ|出せ)|方法|手続|手順|やり方|仕方|手段|どのように|には\?|how (?:do|can|to|should)",
    ),
    ("reason", r"なぜ|何故|なんで|何で|どうして|理由|目的|何のため|何に使|why|purpose|what for"),
)
_ASKS: Final = tuple((kind, re.compile(pattern)) for kind, pattern in _WORDS)
_YES_NO: Final = re.compile(
    r"(?:か|の|ん|かな|よね|っけ|ですか|ますか|ませんか|でしょうか|いい|大丈夫|可能|ok)[。?]*$|\?$|^(?:do|does|is|are|can|may|will|would|could)\b"
)

_NUMBER: Final = r"(?:\d[\d,.]*|[一二三四五六七八九十百]+|数)"
_GIVES: Final[dict[Kind, re.Pattern[str]]] = {
    "time": re.compile(
        rf"{_NUMBER}\s*(?:営業日|日|週間?|か月|ヶ月|カ月|ヵ月|箇月|ヶ?年|時間|分|時|歳)|直ちに|ただちに|速やか|遅滞なく|即時|当日|翌日|翌営業日|"
        r"随時|期間|以内|まで|年度|毎年|毎月|day|week|month|year|hour|prompt|immediate|without delay"
    ),
    "money": re.compile(rf"{_NUMBER}\s*円|無料|有料|手数料|費用|実費|料金|負担|yen|free|fee|charge"),
    "count": re.compile(
        rf"{_NUMBER}\s*(?:回|人|件|点|通|枚|文字|桁|歳|割|%|種類|つ|名|部|台|times|people)|毎年|毎月|年度|once|twice"
    ),
    "contact": re.compile(
        r"\d{2,4}-\d{2,4}-\d{3,4}|@|電話|tel|内線|窓口|メール|宛|郵便|〒|連絡先|課|室|部\b|係|担当|事務局|phone|e-?mail|desk"
    ),
    "place": re.compile(
        r"〒|[都道府県市区町村]|国内|国外|外国|海外|日本|米国|サーバ|室|階|棚|庫|窓口|サイト|画面|ページ|設定|abroad|countr|japan|server"
    ),
    "who": re.compile(
        r"者|人|会社|法人|部|課|係|担当|長|当社|弊社|グループ|機関|先|委員会|警察|google|ltd|inc|compan|officer|agent|person"
    ),
    "means": re.compile(
        r"して(?:ください|下さい|いただ|頂)|により|によって|提出|送付|連絡|申[請込出]|記入|設定|窓口|方法|手続|メール|郵送|書面|please|by (?:e-?mail|post)|submit"
    ),
    "papers": re.compile(
        r"書|証|写し|コピー|用紙|様式|フォーム|カード|手帳|パスポート|印鑑|票|謄本|document|card|licen[cs]e|passport|form|copy"
    ),
    "reason": re.compile(r"ため|目的|理由|により|よって|から|ので|必要|because|purpose|in order|so that|to improve"),
}


@lru_cache(maxsize=4096)
def asked(question: str) -> Kind:
    """The kind of answer that ``question`` asks for; "open" where its words do not tell."""
    text = normalise(question).strip()
    for kind, pattern in _ASKS:
        if pattern.search(text):
            return kind
    return "yes_no" if _YES_NO.search(text) else "open"


@lru_cache(maxsize=65536)
def gives(kind: Kind, sentence: str) -> bool:
    """Whether ``sentence`` names a thing of that kind. What asks for no particular thing is given by any sentence."""
    pattern = _GIVES.get(kind)
    return pattern is None or bool(pattern.search(normalise(sentence)))
