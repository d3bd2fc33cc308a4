"""What stands above a policy's text: its title, language and the date it takes effect on, read from the text where nobody gave them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from corpus.importing.wording import DATE
from corpus.numbers import to_half

_ERAS: Final = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_REVISED: Final = (
    r"最終改[定訂正]日?|最終更新日?|改[定訂正](施行)?日?|更新日?|last (updated|revised|modified)|revised( on)?|updated( on)?"
)
_IN_FORCE: Final = r"施行日?|適用(開始)?日?|発効日?|効力発生日|実施日?|effective( date| from| on| as of)?"
_MADE: Final = r"制定日?|策定日?|公開日?|掲載日?|作成日?|established( on)?"
_KINDS: Final = (("revised", _REVISED), ("in force", _IN_FORCE), ("made", _MADE))
_LABEL_BEFORE: Final = r"({})\s*[：:はを】」）)＞\s]{{0,4}}$"
_LABEL_AFTER: Final = r"^\s*[付け]{{0,2}}(より|から|に|で|の|をもって|を)?[\s　]{{0,2}}(一部)?[（(]?({})"
_ENGLISH_DATE: Final = re.compile(
    r"(?:(?P<d1>\d{1,2})\s+)?(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)\.?"
    r"(?:\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,)?\s+(?P<year>(?:19|20)\d{2})"
)
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_HANGUL: Final = re.compile(r"[\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class DatedLine:
    """A date in the text that a word says is one of the policy: ``kind`` is "revised", "in force" or "made"."""

    on: date
    kind: str
    text: str
    at: int


def effective_date(texts: Iterable[tuple[str, int]]) -> DatedLine | None:
    """The date that a text says it holds from: the latest it was revised on or put in force on, else the day it was made."""
    found = [line for text, at in texts for line in _dated(text, at)]
    for kinds in (("revised", "in force"), ("made",)):
        matching = [line for line in found if line.kind in kinds]
        if matching:
            return max(matching, key=lambda line: line.on)
    return None


def language(text: str) -> str:
    """The two-letter code of the language that ``text`` is mostly in: ja, zh, ko or en."""
    letters = len(re.findall(r"\w", text)) or 1
    kana, han, hangul = len(_KANA.findall(text)), len(_HAN.findall(text)), len(_HANGUL.findall(text))
    if hangul * 5 > letters:
        return "ko"
    if kana * 30 > letters:
        return "ja"
    return "zh" if han * 5 > letters else "en"


def _dated(text: str, at: int) -> Iterator[DatedLine]:
    half = to_half(text)
    for found in [*DATE.finditer(half), *_ENGLISH_DATE.finditer(half)]:
        on = _date_of(found)
        if on is None:
            continue
        before, after = half[max(0, found.start() - 16) : found.start()], half[found.end() : found.end() + 16]
        for kind, label in _KINDS:
            if re.search(_LABEL_BEFORE.format(label), before, re.IGNORECASE) or re.search(
                _LABEL_AFTER.format(label), after, re.IGNORECASE
            ):
                yield DatedLine(on, kind, text, at)
                break


def _date_of(found: re.Match[str]) -> date | None:
    groups = found.groupdict()
    try:
        if "d1" in groups:
            return date(int(groups["year"]), _MONTHS.index(groups["month"]) + 1, int(groups["d1"] or groups["d2"] or 1))
        if groups["year"]:
            year = int(groups["year"])
        else:
            year = _ERAS[groups["era"]] + (1 if groups["era_year"] == "元" else int(groups["era_year"]))
        return date(year, int(groups["month"]), int(groups["day"]))
    except ValueError:
        return None
