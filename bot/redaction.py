"""What tells who somebody is, taken out of a text before it is kept: addresses, numbers and names in the usual patterns.

Patterns find what is written in the usual way and nothing more; so what is kept is also kept for a short time only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["email", "card", "my_number", "corporate_number", "phone", "postal_code", "address", "name"]

MARKS: Final[dict[Kind, str]] = {
    "email": "〔メールアドレス〕",
    "card": "〔カード番号〕",
    "my_number": "〔個人番号〕",
    "corporate_number": "〔法人番号〕",
    "phone": "〔電話番号〕",
    "postal_code": "〔郵便番号〕",
    "address": "〔住所〕",
    "name": "〔氏名〕",
}
"""What stands in the place of each kind."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with marks in place of what was taken out, and the kinds of that, in the order they were looked for.

    It is in NFKC where anything was, else as it came.
    """

    text: str
    kinds: tuple[Kind, ...]


def redact(text: str) -> Redacted:
    """The text without what tells who somebody is."""
    as_given, text = text, unicodedata.normalize("NFKC", text)
    kinds: list[Kind] = []
    for kind, pattern, is_one in _PATTERNS:

        def replaced(found: re.Match[str], kind: Kind = kind, is_one: Callable[[str], bool] = is_one) -> str:
            if not is_one(found["it"]):
                return found[0]
            kinds.append(kind)
            whole, (start, end) = found[0], found.span("it")
            return whole[: start - found.start()] + MARKS[kind] + whole[end - found.start() :]

        text = pattern.sub(replaced, text)
    return Redacted(text if kinds else as_given, tuple(kinds))


def digits(text: str) -> list[int]:
    """The ASCII digits of a text."""
    return [int(char) for char in text if char in "0123456789"]


def is_card(text: str) -> bool:
    """Whether the last digit checks the others as that of a payment card does (ISO/IEC 7812-1, Luhn)."""
    total = sum(sum(divmod(digit * 2, 10)) if at % 2 else digit for at, digit in enumerate(reversed(digits(text))))
    return total % 10 == 0 and len(set(digits(text))) > 1


def is_my_number(text: str) -> bool:
    """Whether the last of 12 digits checks the others as that of an individual number does (MIC ordinance no. 85 of 2014, art. 5)."""
    *body, check = digits(text)
    total = sum(digit * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(body), 1))  # noqa: PLR2004 - the ordinance's
    return len(body) == 11 and check == (0 if total % 11 <= 1 else 11 - total % 11)  # noqa: PLR2004 - likewise


def is_corporate_number(text: str) -> bool:
    """Whether the first of 13 digits checks the others as that of a corporate number does (MOF ordinance no. 70 of 2014, art. 2)."""
    check, *body = digits(text)
    total = sum(digit * (1 if n % 2 else 2) for n, digit in enumerate(reversed(body), 1))
    return len(body) == 12 and check == 9 - total % 9  # noqa: PLR2004 - the ordinance's


def is_phone(text: str) -> bool:
    """Whether it has as many digits as a number of the Japanese or the international network."""
    return 9 <= len(digits(text)) <= 15  # noqa: PLR2004 - ITU-T E.164


def _always(_: str) -> bool:
    return True


_DASH: Final = "[-‐‑‒–—―−ー－~ ]"
_ALONE: Final = (r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])")
_PREFECTURE: Final = (
    "(?:北海道|東京都|京都府|大阪府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|山梨|長野|岐阜|静岡|愛知|三重"
    "|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄)県)"
)
_PLACE: Final = r"[一-龥々ヶケのノぁ-んァ-ヶー]{1,12}?"
_BLOCK: Final = rf"[0-9一二三四五六七八九十百]{{1,5}}(?:丁目|番地の?|番|号|{_DASH})?(?:[0-9一二三四五六七八九十]{{1,5}}(?:丁目|番地の?|番|号|{_DASH})?){{0,4}}"
_HOUSE: Final = r"(?:[ 　]?[ァ-ヶーA-Za-z一-龥々]{2,20}(?:ビル|マンション|ハイツ|コーポ|荘|館|棟|レジデンス|タワー)?[ 　]?[0-9]{1,4}(?:号室|階|F|号)?)?"
_FAMILY: Final = (
    "佐藤|鈴木|高橋|田中|伊藤|渡辺|渡邊|渡邉|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|林|斎藤|斉藤|齋藤|清水|山崎|森|池田|橋本|阿部|石川|山下|中島"
    "|石井|小川|前田|岡田|長谷川|藤田|後藤|近藤|村上|遠藤|青木|坂本|福田|太田|西村|藤井|金子|岡本|藤原|三浦|中野|中川|原田|松田|竹内|小野|田村|中山|和田|石田|森田|上田|原|内田"
    "|柴田|酒井|宮崎|横山|高木|安藤|宮本|大野|小島|谷口|工藤|今井|高田|丸山|増田|杉山|村田|大塚|新井|小山|平野|藤本|河野|上野|野口|武田|松井|千葉|岩崎|菅原|木下|久保|佐野|野村|松尾|市川|菊地|菊池"
)
_GIVEN: Final = r"[一-龥々ぁ-んァ-ヶー]"
_NAME_ENDS: Final = r"(?=(?:です|と申し|といい|と言い|、|。|,|\.|さん|様|氏|殿|\s|$|」|が|は|の|に|を|で))"
_LATIN_NAME: Final = r"[A-Z][a-z]+(?:[ -][A-Z][a-z'’]+){1,2}"


def _patterns() -> Iterator[tuple[Kind, str, Callable[[str], bool]]]:
    before, after = _ALONE
    yield "email", r"(?P<it>[A-Za-z0-9._%+!#$&'*/=?^`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?)", _always
    yield "card", rf"{before}(?P<it>[0-9]{{4}}(?:{_DASH}?[0-9]{{4}}){{2}}{_DASH}?[0-9]{{1,7}}){after}", is_card
    yield "card", rf"{before}(?P<it>3[47][0-9]{{2}}{_DASH}?[0-9]{{6}}{_DASH}?[0-9]{{5}}){after}", is_card
    yield "corporate_number", rf"{before}(?P<it>T?[0-9](?:{_DASH}?[0-9]{{4}}){{3}}){after}", is_corporate_number
    yield "my_number", rf"{before}(?P<it>[0-9]{{4}}{_DASH}?[0-9]{{4}}{_DASH}?[0-9]{{4}}){after}", is_my_number
    yield (
        "phone",
        rf"{before}(?P<it>\+[0-9]{{1,3}}{_DASH}?(?:\(0\))?[0-9]{{1,4}}(?:{_DASH}?[0-9]{{2,4}}){{2,3}}){after}",
        is_phone,
    )
    yield "phone", rf"{before}(?P<it>\(?0[0-9]{{1,4}}\)?{_DASH}?[0-9]{{1,4}}{_DASH}?[0-9]{{3,4}}){after}", is_phone
    yield "postal_code", rf"{before}(?P<it>〒[ 　]?[0-9]{{3}}{_DASH}?[0-9]{{4}}|[0-9]{{3}}-[0-9]{{4}}){after}", _always
    yield "address", rf"(?P<it>{_PREFECTURE}{_PLACE}[市区町村郡]{_PLACE}{_BLOCK}{_HOUSE})", _always
    yield (
        "address",
        rf"(?P<it>[一-龥々ヶケ]{{1,6}}?[市区郡](?:{_PLACE}[区町村])?{_PLACE}[0-9]{{1,4}}(?:丁目|番地?|{_DASH})[0-9番地号丁目-]*{_HOUSE})",
        _always,
    )
    yield "address", rf"(?P<it>{_PREFECTURE}{_PLACE}[市区町村郡]{_PLACE}(?:[区町村]|在住))", _always
    yield (
        "name",
        rf"(?:氏名|名前|お名前|担当者?|本人|申請者|請求者)(?:は|が|[:：=])[ 　]*(?P<it>(?:{_GIVEN}{{1,4}}[ 　]?{_GIVEN}{{1,5}}?|{_LATIN_NAME})){_NAME_ENDS}",
        _is_name,
    )
    yield (
        "name",
        rf"(?:私|わたし|僕|俺|自分)(?:の名前)?(?:は|、)[ 　]*(?P<it>(?:{_FAMILY})[ 　]?{_GIVEN}{{0,4}}?){_NAME_ENDS}",
        _always,
    )
    yield "name", r"(?P<it>[一-龥々]{1,3}[ 　]?[一-龥々ぁ-んァ-ヶー]{0,4}?)(?:と申し|と言い|といい)ます", _is_name
    yield (
        "name",
        rf"(?<![一-龥々])(?P<it>(?:{_FAMILY})[ 　]?[一-龥々ぁ-んァ-ヶー]{{0,4}}?)(?=さん|様|氏(?![名族])|殿|くん|君|ちゃん)",
        _always,
    )
    yield "name", rf"(?<![一-龥々])(?P<it>(?:{_FAMILY})[ 　]?[一-龥々]{{1,3}})(?=です|、|。|$|\s)", _always
    yield (
        "name",
        rf"(?:[Mm]y name is|I am|I'm|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|[Nn]ame:) +(?P<it>{_LATIN_NAME}|(?<=is )[A-Z][a-z]+|(?<=[sr]\. )[A-Z][a-z]+)",
        _always,
    )


_NO_NAMES: Final = frozenset(
    (
        "本人",
        "代理人",
        "会社",
        "個人",
        "担当",
        "必要",
        "不要",
        "変更",
        "何",
        "誰",
        "当社",
        "弊社",
        "私",
        "匿名",
        "名前",
        "氏名",
        "公開",
        "開示",
    )
)
_NO_NAME: Final = re.compile(
    r"(?:誰|何|です|ます|確認|書類|情報|必要|変更|削除|訂正|開示|公開|保護|管理|責任|部|課|係|室|社|ども|もの|こと|ため|まで|から|など|どこ|だれ|なに|どう|いつ)"
)


def _is_name(text: str) -> bool:
    return text.strip() not in _NO_NAMES and not _NO_NAME.search(text)


_PATTERNS: Final = tuple((kind, re.compile(pattern), is_one) for kind, pattern, is_one in _patterns())
