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

# 「誰か」 and 「いつでも」 ask for nobody and no time; 「誰から」, 「何日かかる」 and 「どこでもらえる」 do ask.
_SOME: Final = r"(?!か(?![らか])|で?も(?!ら))"
_INTERROGATIVES: Final[tuple[tuple[Kind, str], ...]] = (
    (
        "contact",
        r"どこに(?:連絡|電話|聞|相談|言|問い?合わ?せ)|(?:電話|ファクス|ファックス|fax|内線)(?:の?番号)?は(?:何番|いくつ)",
    ),
    ("money", rf"(?:いくら|何円){_SOME}|\bhow much\b"),
    (
        "time",
        rf"(?:いつ|何日|何時|何分|何週間?|何[かヶカヵ]月|何年){_SOME}|\b(?:how long|how soon|by what)\b|\bhow many (?:\w+ )?(?:day|week|month|year|hour|minute)s\b",
    ),
    (
        "count",
        rf"(?:何回|何人|何件|何点|何通|何枚|何台|何文字|何桁|何歳|何割|何%|何度|いくつ){_SOME}|\bhow (?:many|often)\b",
    ),
    ("who", rf"(?:誰|だれ|どなた){_SOME}|(?:どの|どこの)(?:会社|業者|部署|人)|\bwho(?:m|se)?\b"),
    ("place", rf"どこ{_SOME}|どの国|\bwhere\b"),
    ("means", r"どう(?:すれ|やっ|したら|やれ|いう手続|しなけ|出せ)|どのように|\bhow (?:do|can|to|should)\b"),
    ("reason", r"なぜ|何故|なんで(?!す|しょ)|どうして(?!も)|何のため|何に使|\bwhy\b|\bwhat for\b"),
    ("time", r"\bwhen\b"),
)
"""They say what is asked for, whatever else the question is about: 「住所を変えるにはどうすれば」 asks for no place."""
_SUBJECTS: Final[tuple[tuple[Kind, str], ...]] = (
    ("money", r"料金|手数料|費用|お金|有料|無料|値段|金額|ただで|\b(?:fees?|costs?|charged?|charges|free)\b"),
    ("count", r"回数|頻度"),
    ("time", r"期間|期限|期日|どのくらい|どのぐらい|どれくらい|どれぐらい|どんくらい|日数|締め?切|までに|すぐ|\bdeadline"),
    (
        "contact",
        r"連絡先|電話番号|番号は|メールアドレス|メアド|宛先|問い?合わ?せ先|窓口|内線|\bphone|\be-?mail address|\bcontact\b",
    ),
    ("place", r"住所|所在|場所|国|海外|\baddress|\babroad\b"),
    ("count", r"上限|最大"),
    ("papers", r"書類|必要なもの|持ち物|何が(?:要|い)|身分証|証明書|用紙|様式|フォーム|\b(?:documents?|papers|id|forms?)\b"),
    ("who", r"相手|責任者|担当"),
    ("means", r"方法|手続|手順|やり方|仕方|手段|には\?"),
    ("reason", r"何で(?!す|しょ|あ|も)|理由|目的|\bpurposes?\b"),
)
"""They say it where no interrogative does."""
_ASKS: Final = tuple((kind, re.compile(pattern)) for kind, pattern in (*_INTERROGATIVES, *_SUBJECTS))
_OPEN: Final = re.compile(
    rf"何(?!か(?![らか月])|.{{0,2}}も(?!ら))|(?:なに|どれ|どちら|どんな|どの){_SOME}|どう(?!か|も|せ|して)|\b(?:what|which|how)\b"
)
_YES_NO: Final = re.compile(
    r"(?:か|の|ん|かな|よね|っけ|ですか|ますか|ませんか|でしょうか|いい|大丈夫|可能|ok)[。?]*$|\?$|^(?:do|does|is|are|can|may|will|would|could)\b"
)

_NUMBER: Final = r"(?:\d[\d,.]*|[一二三四五六七八九十百]+|数)"
_GIVES: Final[dict[Kind, re.Pattern[str]]] = {
    "time": re.compile(
        rf"{_NUMBER}\s*(?:営業日|日|週間?|か月|ヶ月|カ月|ヵ月|箇月|ヶ?年|時間|分|時|歳)|直ちに|ただちに|速やか|遅滞なく|即時|当日|翌日|翌営業日|"
        r"随時|期間|以内|まで|年度|毎年|毎月|\b(?:days?|weeks?|months?|years?|hours?|prompt|promptly|immediate|immediately|without delay)\b"
    ),
    "money": re.compile(rf"{_NUMBER}\s*円|無料|有料|手数料|費用|実費|料金|負担|\b(?:yen|free|fees?|charged?|charges)\b"),
    "count": re.compile(
        rf"{_NUMBER}\s*(?:回|人|件|点|通|枚|文字|桁|歳|割|%|種類|つ|名|部|台|times|people)|毎年|毎月|年度|\b(?:once|twice)\b"
    ),
    "contact": re.compile(
        r"\d{2,4}-\d{2,4}-\d{3,4}|@|電話|\btel\b|内線|窓口|メール|宛|郵便|〒|連絡先|課|室|部\b|係|担当|事務局|phone|\be-?mail|\bdesk\b"
    ),
    "place": re.compile(
        r"〒|[都道府県市区町村]|国内|国外|外国|海外|日本|米国|サーバ|室|階|棚|庫|窓口|サイト|画面|ページ|設定|\b(?:abroad|countr|japan|servers?)"
    ),
    "who": re.compile(
        r"者|人|会社|法人|部|課|係|担当|長|当社|弊社|グループ|機関|先|委員会|警察|google|\b(?:ltd|inc)\b|\b(?:compan|officer|agent)|\b(?:persons?|who)\b"
    ),
    "means": re.compile(
        r"して(?:ください|下さい|いただ|頂)|により|によって|提出|送付|連絡|申[請込出]|記入|設定|窓口|方法|手続|メール|郵送|書面|\b(?:please|by (?:e-?mail|post))\b|\bsubmit"
    ),
    "papers": re.compile(
        r"書|証|写し|コピー|用紙|様式|フォーム|カード|手帳|パスポート|印鑑|票|謄本|\b(?:document|card|licen[cs]e|passport)|\b(?:forms?|copy|copies)\b"
    ),
    "reason": re.compile(r"ため|目的|理由|により|よって|から|ので|必要|\b(?:because|purpose|in order|so that|to improve)"),
}


@lru_cache(maxsize=4096)
def asked(question: str) -> Kind:
    """The kind of answer that ``question`` asks for; "open" where its words do not tell."""
    text = normalise(question).strip()
    for kind, pattern in _ASKS:
        if pattern.search(text):
            return kind
    return "yes_no" if _YES_NO.search(text) and not _OPEN.search(text) else "open"


@lru_cache(maxsize=65536)
def gives(kind: Kind, sentence: str) -> bool:
    """Whether ``sentence`` names a thing of that kind. What asks for no particular thing is given by any sentence."""
    pattern = _GIVES.get(kind)
    return pattern is None or bool(pattern.search(normalise(sentence)))
