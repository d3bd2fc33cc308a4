"""Whether a sentence, an address or a heading goes on behind a blank or a line break that the page put into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from corpus.importing.wording import MAX_TITLE_CHARS, ended, stops
from corpus.numbers import read_marker, to_half

JAPANESE: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_CONTINUES: Final = re.compile(
    r"を|です|でした|である|であり|について|における|に対|に関|により|によ[りるっ]|に基づ|にお[いけ]|とし[てた]|という|といい|との|のうち"
    r"|への|からの?|まで|より[、もの]|[はがもとにでやへの][、\u4e00-\u9fff\u30a0-\u30ff「『（]|[、。，．」』）)】]|・"
    r"|(?:など|等)[をのはがで、。]|および|及び|または|又は|並びに|ならびに|さん[がはを]|様[がはをの]"
)
_LEAVES_OPEN: Final = re.compile(
    r"([、，・]|および|及び|または|又は|並びに|ならびに|を|(?<!も)(?<!ほか)の|(?<!と)(?<!に)は|が)$"
)
_LEAVES_HALF_OPEN: Final = re.compile(r"((?<!こ)と|に|で|も|や|へ|から|より|て|した|する|には|とは)$")
_ASCII_END: Final = re.compile(r"[A-Za-z0-9&+.,]$")
_ASCII_START: Final = re.compile(r"[A-Za-z0-9&+(]")
_PAIRS: Final = {"(": ")", "「": "」", "『": "』", "【": "】", "〔": "〕"}
_PARENTHESES: Final = str.maketrans("（）", "()")
_MAX_BRACKET_CHARS: Final = 120
_MAX_SEEN_CHARS: Final = 240
"""How much of a long block is looked at: its end tells whether it goes on."""
_BARE_NUMBER: Final = re.compile(r"[0-9０-９]{1,2}$|第\s?[0-9０-９]{0,3}$")
_SIGNS: Final = "※■◆●○□◇▼▶・"
_SIGN: Final = re.compile(r"[\W_]{1,2}$")
_LABELLED: Final = re.compile(r"[^\s:：]{1,16}[:：]")
_CALL: Final = re.compile(r"(電話(番号)?|TEL|FAX|ＴＥＬ|ＦＡＸ|メール(アドレス)?|E-?mail|内線)[：:]?$", re.IGNORECASE)
_CALLED: Final = re.compile(r"[（(+]?[\d０-９]{2,}[-－‐\d０-９()（）]{4,}|[\w.+-]{1,64}@")
_DATE_END: Final = re.compile(r"^.{0,8}[年./]\s?[\d０-９]{1,2}\s?[月./]\s?[\d０-９]{1,2}日?$")
_DATED: Final = re.compile(
    r"(初版)?(一部)?(制定|改[定訂正]|施行|公開|公表|策定|更新|発効|作成)(いたしました|しました)?。?$|より(施行|適用)"
)
_POSTCODE: Final = re.compile(r"〒\s?[\d０-９\-－‐]+$")
_ADDRESS: Final = re.compile(r"^(〒|(東京都|北海道|京都府|大阪府|..県|...県)).*\d")
_ADDRESS_TAIL: Final = re.compile(r"[^。、]{0,24}(ビル|タワー|スクエア|ヒルズ|プラザ|センター|\d+\s?[FＦ階]|号室|号館|棟)")


@dataclass(frozen=True, slots=True)
class Join:
    """Why two blocks are one. ``sure`` ones are no guess worth telling; ``inside`` a sentence the blank between them goes."""

    why: str
    sure: bool = False
    inside: bool = False


_NUMBER: Final = Join("a number stands with what it numbers", sure=True)
_LATIN: Final = Join("a blank between Latin words", sure=True)
_SPREAD: Final = Join("two letters set wide apart", sure=True)
_SIGNED: Final = Join("a sign stands between two parts of a line")
_OPEN: Final = Join("a bracket is still open", inside=True)
_STOPPED: Final = Join("the first stops in the middle of a sentence", inside=True)
_BEGUN: Final = Join("the second begins in the middle of a sentence", inside=True)
_LINKED: Final = Join("a link stands in the middle of a sentence", inside=True)
_LABEL: Final = Join("a label stands with its value")
_PLACE: Final = Join("the address goes on")
_DATE: Final = Join("a date stands with what was done on it")


def join(before: str, after: str, following: str = "") -> Join | None:
    """Why ``after`` belongs to the same block as ``before``, or None; ``following`` is what comes behind it."""
    before = before[-_MAX_SEEN_CHARS:]
    if is_number(before):
        return _NUMBER if before == "第" or not is_number(after) else None
    if _is_open(before) and not (ended(before) and _heads(after)):
        return _OPEN
    if len(before) == len(after) == 1 and JAPANESE.match(before) and JAPANESE.match(after):
        return _SPREAD
    if ended(before) or (stops(before) and len(before) <= MAX_TITLE_CHARS):
        return None
    return _of_line(before, after) if _is_line(before, after) else _of_sentence(before, after, following)


def continues(text: str) -> bool:
    """Whether ``text`` begins in the middle of a sentence."""
    return bool(_CONTINUES.match(text))


def is_number(text: str) -> bool:
    """Whether ``text`` is a number or a sign alone, and waits for what it numbers."""
    marker = read_marker(f"{text} 題")
    return bool(_BARE_NUMBER.match(text)) or (marker is not None and marker.length >= len(text)) or text in _SIGNS


def join_lines(texts: Sequence[str]) -> list[str]:
    """``texts`` put together where `join` says so: the lines of a paragraph that were broken for looks."""
    out: list[str] = []
    for index, text in enumerate(texts):
        following = texts[index + 1] if index + 1 < len(texts) else ""
        if out and join(out[-1], text, following) is not None:
            out[-1] += text if JAPANESE.search(out[-1][-1] + text[0]) else f" {text}"
        else:
            out.append(text)
    return out


def _is_line(before: str, after: str) -> bool:
    """Whether one of the two is no part of a sentence: a number, an address, Latin words."""
    return (
        bool(_CALL.search(before) and _CALLED.match(after))
        or _heads(after)
        or bool(_ASCII_END.search(before) and _ASCII_START.match(after))
        or bool(_SIGN.match(after) or _SIGN.match(before))
        or bool(_POSTCODE.match(before) or (_ADDRESS.match(before) and _ADDRESS_TAIL.match(after)))
        or bool(_DATE_END.search(before) and _DATED.match(after))
        or bool(_LABELLED.fullmatch(before))
    )


def _of_line(before: str, after: str) -> Join | None:  # noqa: PLR0911 - one return a kind of line
    if _CALL.search(before) and _CALLED.match(after):
        return _LABEL
    if _heads(after):
        return None
    if _ASCII_END.search(before) and _ASCII_START.match(after):
        return None if _splits_latin(before, after) else _LATIN
    if _SIGN.match(after) or _SIGN.match(before):
        return None if after in _SIGNS else _SIGNED
    if _POSTCODE.match(before) or (_ADDRESS.match(before) and _ADDRESS_TAIL.match(after)):
        return _PLACE
    if _DATE_END.search(before) and _DATED.match(after):
        return _DATE
    return None if _LABELLED.match(after) or len(after) > MAX_TITLE_CHARS else _LABEL


def _of_sentence(before: str, after: str, following: str) -> Join | None:
    titled = read_marker(before) is not None and len(before) <= MAX_TITLE_CHARS
    if _CONTINUES.match(after) and not (titled and ended(after) and len(after) > MAX_TITLE_CHARS):
        return _BEGUN
    if _LEAVES_OPEN.search(before) and not titled:
        return _STOPPED
    if _LEAVES_HALF_OPEN.search(before) and following and _CONTINUES.match(following) and not ended(after):
        return _LINKED
    return None


def _heads(text: str) -> bool:
    """Whether ``text`` begins with the number of a section or an item, or is a note."""
    if text[0] in _SIGNS and len(text) > 1:
        return True
    marker = read_marker(text + ("題" if is_number(text) else ""))
    return marker is not None and not (marker.style == "kana" or re.match(r"\d+\s", to_half(text)))


def _is_open(text: str) -> bool:
    stack: list[tuple[str, int]] = []
    for index, char in enumerate(text.translate(_PARENTHESES)):
        if char in _PAIRS:
            stack.append((_PAIRS[char], index))
        elif stack and char == stack[-1][0]:
            stack.pop()
    return bool(stack) and len(text) - stack[0][1] < _MAX_BRACKET_CHARS


def _splits_latin(before: str, after: str) -> bool:
    """Whether two Latin words side by side end one block and begin another: 「1. Cookie」 「Cookieとは、…」."""
    first = re.match(r"[A-Za-z0-9]+", after)
    if first and before.endswith(first[0]) and ended(after):
        return True
    if before[-1].isdecimal() and after[0].isdecimal():
        return True
    return read_marker(before) is not None and ended(after) and not before[-1].isdigit() and bool(JAPANESE.search(before))
