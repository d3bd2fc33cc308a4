"""Section numbers as Japanese texts write them.

第3条, 第三条の二, 7., 7．, 7.2, （2）, (2), ②, ⑵, ア, 一、 and 01 glued to its title are all read as a `Marker`.
Only one-to-one replacements are made before matching, so that a match's offsets hold in the text as published.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Style: TypeAlias = Literal["part", "chapter", "division", "article", "decimal", "paren", "circled", "kana", "alpha", "kanji"]

_WIDE: Final = str.maketrans(
    "０１２３４５６７８９（）．：，－−‐–　［］",
    "0123456789().:,----\u0020[]",
)
_KANJI_DIGITS: Final = {"〇": 0, "零": 0, **{c: i for i, c in enumerate("一二三四五六七八九", 1)}}
_KANJI_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_NUM: Final = r"(?:\d{1,4}|[〇零一二三四五六七八九十百千]{1,7})"
_BRANCH: Final = rf"(?:\s?の\s?{_NUM})*"
# What may follow a number that is an amount and not the number of a section: 14営業日, 3か月, 24F.
_COUNTER: Final = (
    r"[年月日時分秒週人名件回円点歳階号通部枚つか%％F名倍割営箇ヶカケ社種者次段条項章節世代以未要]|個(?!人)|pt|px|GB|MB"
)

_LAW: Final = re.compile(rf"第\s?({_NUM})\s?(編|部|章|節|款|目|条|項)({_BRANCH})")
# 「第3条、第4条及び第5条の規定は…」 is a sentence, too.
_LAW_END: Final = re.compile(r"$|[\s(:【「\[.]|、(?!\s*[第前次別])")
# 「第21条（第1項を除く。）から前条までの規定は…」 likewise.
_LAW_MENTION: Final = re.compile(
    r"\([^()]*(?:。|除く|含む|限る)\s*\)|\([^()]*\)\s*(?:に(?:定|規|基|よ|お|つ|掲|該|違)|の(?:規|定|場|適)|を|が|は、|、|から|まで|及び|又は|第)"
)
_DECIMALS: Final = re.compile(r"(\d{1,3}(?:[.\-]\d{1,3})+)(?!\d)([.):、]?)\s*")
# 「7.2に示した書類」 mentions a section, 「7.2ご本人」 begins one.
_MENTION: Final = re.compile(rf"{_COUNTER}|[にのをがへ]|は、|から|まで|及び|および|又は|または")
_DECIMAL: Final = re.compile(r"(\d{1,3})(?:[.、:](?!\d)\s*|\)\s*|\s+(?=\S)|$)")
_PAREN: Final = re.compile(r"\((\d{1,3}|[ア-ン]|[a-zA-Z]|[ivx]{1,4}|[一二三四五六七八九十]{1,3})\)\s*")
_BRACKET: Final = re.compile(r"[\[【](\d{1,3})[\]】]\s*")
_CIRCLED: Final = re.compile(r"([①-⑳㉑-㉟⑴-⒇⒈-⒛])[.、]?\s*")
_KANA: Final = re.compile(r"([ア-ン])(?:[.)、]\s*|\s+)(?=\S)")
_ALPHA: Final = re.compile(r"(?!Q)([a-zA-Z])[.)](?![A-Za-z.])\s*(?=\S)")
_KANJI: Final = re.compile(r"([一二三四五六七八九十]{1,3})(?:[、.]\s*|\s+)(?=\S)")
_PADDED: Final = re.compile(r"(0\d)(?=[^\d\s.,:()\-/])")
_GLUED: Final = re.compile(rf"(\d{{1,2}})(?=[^\d\s.,:()\-/])(?!{_COUNTER})")


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the start of a line.

    ``parts`` are the components as they stand in a section's identity (``("7", "2")``, ``("3の2",)``, ``("ア",)``);
    ``length`` is how many characters it takes, trailing blanks included; ``glued`` says that nothing separates it from its title.
    """

    style: Style
    parts: tuple[str, ...]
    length: int
    glued: bool = False


def to_half(text: str) -> str:
    """Full-width digits and the punctuation of numbers in half width; the length stays the same."""
    return text.translate(_WIDE)


def kanji_to_int(text: str) -> int:
    """二十一 → 21, 百五 → 105, 二〇 → 20; digits pass through. Raises `ValueError` for anything else."""
    if text.isdecimal():
        return int(text)
    if not text or any(c not in _KANJI_UNITS and c not in _KANJI_DIGITS for c in text):
        raise ValueError(f"{text!r} is no number")
    if not any(c in _KANJI_UNITS for c in text):
        return int("".join(str(_KANJI_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for char in text:
        if char in _KANJI_UNITS:
            total += (digit or 1) * _KANJI_UNITS[char]
            digit = 0
        else:
            digit = _KANJI_DIGITS[char]
    return total + digit


def normal_number(text: str) -> str:
    """A section number as people or other systems write it, in the form used here.

    "第7条第2項", "７．２", "3_2" → "7.2", "7.2", "3の2".
    """
    half = to_half(text).strip().strip("#")
    half = re.sub(r"(?<=\d)_(?=\d)", "の", half)
    half = re.sub(rf"({_NUM})(?=[条項章節号の]|$)", lambda m: str(kanji_to_int(m[1])), half)
    half = re.sub(r"第?(\d+)章", r"ch\1", half)
    half = re.sub(r"[第条項号節\s]+", ".", re.sub(r"条(?=の)", "", half))
    return re.sub(r"\.{2,}", ".", half).strip(".")


def read_marker(line: str, *, in_heading: bool = False) -> Marker | None:  # noqa: PLR0911 - one return a style
    """The number that ``line`` starts with, or None.

    In a heading any number may be glued to its title; elsewhere only a padded one ("01個人情報の取得"), since the others are
    mostly amounts ("14営業日").
    """
    half = to_half(line)
    if found := _LAW.match(half):
        return _law_marker(half, found, in_heading=in_heading)
    if (found := _DECIMALS.match(half)) and (found.end() > found.end(1) or not _MENTION.match(half, found.end())):
        return Marker("decimal", tuple(str(int(p)) for p in re.split(r"[.\-]", found[1])), found.end())
    if found := _DECIMAL.match(half):
        return Marker("decimal", (str(int(found[1])),), found.end())
    if found := _PAREN.match(half) or _BRACKET.match(half):
        return Marker("paren", (_part(found[1]),), found.end())
    if found := _CIRCLED.match(half):
        return Marker("circled", (str(_circled_value(found[1])),), found.end())
    for style, pattern in _LETTERS:
        if found := pattern.match(half):
            return Marker(style, (_part(found[1]),), found.end())
    if found := _PADDED.match(half) or (in_heading and _GLUED.match(half)) or None:
        return Marker("decimal", (str(int(found[1])),), found.end(), glued=True)
    return None


_LETTERS: Final[tuple[tuple[Style, re.Pattern[str]], ...]] = (("kana", _KANA), ("alpha", _ALPHA), ("kanji", _KANJI))
_LAW_STYLE: Final[dict[str, Style]] = {
    "編": "part", "部": "part", "章": "chapter", "節": "division", "款": "division", "目": "division",
    "条": "article", "項": "paren",
}  # fmt: skip


def _law_marker(half: str, found: re.Match[str], *, in_heading: bool) -> Marker | None:
    rest = half[found.end() :]
    # 「第4条に定める…」 is a sentence about article 4, not its heading.
    if _LAW_MENTION.match(rest):
        return None
    if not _LAW_END.match(rest) and (not in_heading or rest[0] in "にのをがはで及又と"):
        return None
    style = _LAW_STYLE[found[2]]
    if style == "paren" and not in_heading:
        return None
    branches = [str(kanji_to_int(b)) for b in re.findall(_NUM, found[3])]
    number = "の".join([str(kanji_to_int(found[1])), *branches])
    prefix = {"part": "pt", "chapter": "ch", "division": "s"}.get(style, "")
    blanks = len(rest) - len(rest.lstrip(" .:、"))
    return Marker(style, (prefix + number,), found.end() + blanks)


def _part(text: str) -> str:
    return str(kanji_to_int(text)) if text[0] in "一二三四五六七八九十" or text.isdecimal() else text


def _circled_value(char: str) -> int:
    code = ord(char)
    for first, last, offset in ((0x2460, 0x2473, 1), (0x2474, 0x2487, 1), (0x2488, 0x249B, 1), (0x3251, 0x325F, 21)):
        if first <= code <= last:
            return code - first + offset
    raise ValueError(f"{char!r} is no circled number")
