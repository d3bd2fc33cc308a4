"""Mentions of other parts of the same text: 「第9条第3項」「前条」「7.2」「上記2項」, "Section 7.2".

Mentions of laws and of other documents (「個人情報保護法第27条」「就業規則第30条」「同法第2条」) are left out, and with them what is counted
on from them (「…及び第28条」).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from corpus.numbers import kanji_to_int, to_half

Kind: TypeAlias = Literal["article", "paragraph", "item", "chapter", "path", "above", "heading"]

_N: Final = r"(?:\d{1,4}|[〇一二三四五六七八九十百千]{1,7})"
_ITEM: Final = rf"第?\s?{_N}号(?:の{_N})*(?![室車棟館店線外機議証様被])"
_CAPTION: Final = r"(?:\s?\([^()第。]{1,30}\))?"
_JAPANESE: Final = re.compile(
    rf"(?P<article>第\s?{_N}\s?条(?![例約件文])(?:の{_N})*|前条(?!件)|次条(?!件)|同条|本条(?!件)|前{_N}条){_CAPTION}"
    rf"(?:の?\s?(?P<paragraph>第?\s?{_N}\s?項(?!目)|前項(?!目)|次項(?!目)|同項))?(?:の?\s?(?P<item>{_ITEM}))?"
    rf"|(?P<only>第\s?{_N}\s?項(?!目)|(?<![以直事])(?:前項|次項|同項|本項)(?!目)|前{_N}項(?!目))(?:の?\s?(?P<its>{_ITEM}))?"
    rf"|(?P<bare>第\s?{_N}\s?号(?:の{_N})*(?![室車棟館店線外機議証様被]))"
    rf"|(?P<chapter>第\s?{_N}\s?[章編])"
)
_PATH: Final = re.compile(r"(?P<lead>第\s?)?(?P<path>\d{1,3}(?:\.\d{1,3})+)(?P<unit>\s?[項節条章号](?!目))?")
_AFTER_PATH: Final = re.compile(
    r"\s?(?:に(?:定|示|記|規|掲|従|沿|基|よ|お|つ|該|述|同|あ)|で(?:定|示|述|規)|の(?:規定|定め|とおり|通り|手続|手順|場合|項|内容|各|書類|方法|いずれ)"
    r"|を(?:参|ご|御|確|除|準)|参照|に[、。])"
)
_ABOVE: Final = re.compile(
    rf"(?P<where>上記|前記|下記|上述|前述|後述|上|下)の?\s?(?P<what>第?\s?{_N}\s?[項条章節号](?!目)|[①-⑳]|\(\d{{1,2}}\)(?![年月日]))"
)
_HEADING: Final = re.compile(
    r"[「『“\"]\s*(?P<path>\d{1,3}(?:\.\d{1,3})*)(?P<mark>\.?\s*)(?P<title>[^「」『』“”\"\n]{2,60})[」』”\"]"
)
_ANCHOR: Final = re.compile(r"\]\(#(?P<path>\d{1,3}(?:の\d+)?(?:\.\d{1,3}(?:の\d+)?)*)\)")
_ENGLISH: Final = re.compile(
    r"\b(?:(?P<word>sections?|articles?|clauses?|§{1,2})\s*(?P<path>\d{1,3}(?:\.\d{1,3})*)(?!\.?\d)(?P<paragraph>\(\d{1,2}\)|,? paragraph \d{1,2})?"
    r"|(?:in|under|see|to|with|by|of)\s(?P<plain>\d{1,2}(?:\.\d{1,2})+)(?=[,;:)]|\.(?:\s|$)|\s(?:above|below|and|or|is|are|appl)))",
    re.IGNORECASE,
)
_ELSEWHERE_AFTER: Final = re.compile(
    r"\s?(?:\(\w{1,4}\))*,? of (?!(?:this|these|our|the (?:present|policy|privacy|terms|rules))\b)|\s[A-Z]{2,}\b"
)
_ELSEWHERE_BEFORE: Final = re.compile(r"(?:\b(?:Act|Law|Code|Regulation|Directive|Ordinance)|[A-Z]{3,}),?\s*$")

# 「…中『第10号』とあるのは『第11号』とする」 words a provision, it does not refer.
_READ_AS: Final = re.compile(r"「[^「」]*」(?=とあるのは|と(?:、|する|し、|読))")
_NEAR: Final = 200
_FAR: Final = 1000
"""How many characters before a mention are looked at: for what it is glued to, and for a law named before it."""
_LINKED: Final = re.compile(
    r"(?:\s|[、,・/~〜～-]|\([^()]*\)|及び|および|又は|または|若しくは|もしくは|並びに|ならびに|から|乃至|ないし|まで|各号|本文|ただし書|前段|後段|柱書|の|と|や|and|or|to)*"
)
_GLUED: Final = re.compile(r"[一-龥々ァ-ヶーA-Za-z]+$")
_OURS: Final = re.compile(r"(?:上記|前記|下記|上述|前述|後述|以下|次|当該|本則|現行|本|各|右|左)$")
_DOCUMENT: Final = re.compile(r"(?:法律|条例|規程|規則|規約|方針|ポリシー|約款|要領|細則|規定|マニュアル|文書|契約|基準|指針)$")
_OF_OTHERS: Final = re.compile(
    r"(?:法|法律|令|条例|規則|規程|規約|条約|約款|契約|契約書|協定|指針|ガイドライン|基準|要綱|要領|細則|定款|GDPR|Act|Law|Code)の?\s?$"
)
_LAW: Final = re.compile(
    r"[一-龥ァ-ヶー]法(?![的人令律定務廷])|法律\s?\(|GDPR|施行[令規]|ガイドライン|指針|就業規則|条例|Act\b|Regulation\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention in ``[start, end)`` of a sentence.

    The parts are as written, in half width: ``article`` (「第9条」「前条」), ``paragraph`` (「第3項」「前項」), ``item`` (「第2号」), and
    ``path`` ("7.2"); ``title`` is what a quoted heading says, ``elsewhere`` that a law is named before it, so that it may be the law's,
    and ``inherited`` that the article is not written with it but was named just before.
    """

    kind: Kind
    start: int
    end: int
    article: str = ""
    paragraph: str = ""
    item: str = ""
    path: str = ""
    title: str = ""
    elsewhere: bool = False
    inherited: bool = False


def find_mentions(sentence: str, own_title: str = "", *, decimals: bool = True) -> Iterator[Mention]:
    """The mentions in a sentence, in order. ``decimals`` says that the text numbers its sections 7.2: a bare one may then be meant."""
    half = to_half(sentence)
    taken = bytearray(len(half))
    for mention in [
        *_headings(half, own_title),
        *_above(half),
        *_japanese(half, own_title),
        *_english(half),
        *_paths(half, own_title, decimals=decimals),
    ]:
        if not any(taken[mention.start : mention.end]):
            taken[mention.start : mention.end] = b"x" * (mention.end - mention.start)
            yield mention


def count(text: str) -> int:
    """The number in 「第9条」「前2項」「(3)」「②」."""
    if circled := re.search("[①-⑳]", text):
        return ord(circled[0]) - ord("①") + 1
    found = re.search(_N, text)
    return kanji_to_int(found[0]) if found else 1


def _headings(half: str, own_title: str) -> Iterator[Mention]:
    for found in _HEADING.finditer(half):
        if found["mark"] and not is_others(half, found.start(), own_title):
            yield Mention("heading", found.start(), found.end(), path=found["path"], title=found["title"].strip())
    for found in _ANCHOR.finditer(half):
        yield Mention("path", found.start(), found.end(), path=found["path"])


def _above(half: str) -> Iterator[Mention]:
    for found in _ABOVE.finditer(half):
        # 「上の①」, but neither 「以上①」 nor 「上の3項目」.
        if found["where"] in ("上", "下") and (
            half[found.start() - 1 : found.start()] >= "一" or not "①" <= found["what"][0] <= "⑳"
        ):
            continue
        yield Mention("above", found.start(), found.end(), item=found["what"])


def _japanese(half: str, own_title: str) -> Iterator[Mention]:
    end, others, last = -1, False, Mention("article", 0, 0)
    opened: dict[int, Mention] = {}  # mentions by where they end
    for found in _JAPANESE.finditer(_READ_AS.sub(lambda quoted: " " * len(quoted[0]), half)):
        linked = end >= 0 and _LINKED.fullmatch(half, end, found.start()) is not None
        end = found.end()
        article, paragraph, item = (
            found["article"] or "",
            found["paragraph"] or found["only"] or "",
            found["item"] or found["its"] or "",
        )
        if article.startswith("同") or (not article and paragraph.startswith("同")):
            # What stands for the one named last is right where that one is.
            others = True
            continue
        others = others if linked else is_others(half, found.start(), own_title)
        if others:
            continue
        if found["chapter"]:
            yield Mention(
                "chapter", found.start(), end, path=found["chapter"], elsewhere=_names_law(half, found.start(), own_title)
            )
            continue
        inherited = not article and not paragraph.startswith(("前", "次", "本"))
        if inherited:
            # 「第5条第1項及び第2項」 and 「第5条（第2項を除く。）」: the second is of article 5, too.
            above = last if linked else opened.get(_opening(half, found.start()), Mention("item", 0, 0))
            article, paragraph = above.article, paragraph or above.paragraph
        last = Mention(
            "article" if article else "paragraph" if paragraph else "item",
            found.start(),
            end,
            article,
            paragraph,
            item or found["bare"] or "",
            elsewhere=_names_law(half, found.start(), own_title),
            inherited=inherited,
        )
        yield last
        opened[end] = last
        yield last


def _opening(half: str, start: int) -> int:
    """Where the bracket that ``start`` stands in is opened, or -1."""
    depth = 0
    for at in range(start - 1, max(-1, start - _FAR), -1):
        if half[at] == ")":
            depth += 1
        elif half[at] == "(":
            if depth == 0:
                return at
            depth -= 1
    return -1


def _english(half: str) -> Iterator[Mention]:
    for found in _ENGLISH.finditer(half):
        if _ELSEWHERE_AFTER.match(half, found.end()) or _ELSEWHERE_BEFORE.search(_before(half, found.start())):
            continue
        paragraph = re.sub(r"\D", "", found["paragraph"] or "")
        path = (found["path"] or found["plain"]) + (f".{paragraph}" if paragraph else "")
        yield Mention("path", found.start(), found.end(), path=path, elsewhere=_names_law(half, found.start()))


def _paths(half: str, own_title: str, *, decimals: bool) -> Iterator[Mention]:
    for found in _PATH.finditer(half):
        before = _before(half, found.start())
        if before[-1:].isalnum() and before[-1:].isascii():
            # 「TLS 1.2」「iOS 15.2」
            continue
        bare = not found["lead"] and decimals and not before.endswith("バージョン") and _AFTER_PATH.match(half, found.end())
        if (found["unit"] or bare) and not is_others(half, found.start(), own_title):
            yield Mention("path", found.start(), found.end(), path=found["path"])


def _names_law(half: str, start: int, own_title: str = "") -> bool:
    """Whether a law is named somewhere before ``start``, and right before it not this document."""
    return _LAW.search(half, max(0, start - _FAR), start) is not None and not _is_own(_before(half, start), own_title)


def _before(half: str, start: int) -> str:
    return half[max(0, start - _NEAR) : start].rstrip()


def is_others(half: str, start: int, own_title: str) -> bool:
    """Whether what stands right before ``start`` says that another document is meant."""
    before = _before(half, start)
    while before.endswith(")"):
        opened = before.rfind("(")
        if opened <= 0:
            return False
        before = before[:opened].rstrip()
    if before.endswith(("」", "』")):
        quoted = before[max(before.rfind("「"), before.rfind("『")) + 1 : -1]
        return bool(quoted) and quoted != own_title and not _JAPANESE.search(quoted)
    if before.endswith("の"):
        return _OF_OTHERS.search(before) is not None and not _is_own(before.removesuffix("の"), own_title)
    glued = _GLUED.search(before)
    return glued is not None and not _OURS.search(glued[0]) and not _is_own(before, own_title)


def _is_own(before: str, own_title: str) -> bool:
    """Whether ``before`` ends with a name of this document: 「この規程」「本ポリシー」 or its title."""
    if own_title and before.endswith(own_title):
        return True
    word = _DOCUMENT.search(before)
    return word is not None and before[: word.start()].endswith(("この", "本", "プライバシー", "当社", "当"))
