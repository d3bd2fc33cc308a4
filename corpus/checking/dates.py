"""Dates as policies write them: 2022年4月1日, 令和4年4月1日, 二〇二二年四月一日, 2022/4/1, R4.4.1, 1 April 2022, April 1, 2022."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from corpus.numbers import kanji_to_int

_ERAS: Final = {
    "明治": 1868,
    "大正": 1912,
    "昭和": 1926,
    "平成": 1989,
    "令和": 2019,
    "M": 1868,
    "T": 1912,
    "S": 1926,
    "H": 1989,
    "R": 2019,
}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_N: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|元)"
_ERA: Final = r"(?:明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHR](?=\d))"
_MONTH: Final = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DATE: Final = re.compile(
    rf"(?P<era>{_ERA})\s?(?P<of_era>{_N})\s?[年.](?:\s?\((?:西暦)?(?P<beside>\d{{4}})年?\)年?)?\s?(?P<m1>{_N})\s?[月.]\s?(?P<d1>{_N})(?:\s?日|(?!\d))"
    rf"|(?P<y2>\d{{4}}|[〇一二三四五六七八九]{{4}})\s?年(?:\s?\((?P<era2>{_ERA})(?P<of_era2>{_N})年?\))?\s?(?P<m2>{_N})\s?月\s?(?P<d2>{_N})\s?日"
    rf"|(?<!\d)(?P<y3>(?:19|20)\d\d)(?P<mark>[-/.])(?P<m3>\d{{1,2}})(?P=mark)(?P<d3>\d{{1,2}})(?!\d)"
    rf"|(?<![0-9A-Za-z])(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m4>{_MONTH})\.?,?\s(?P<y4>\d{{4}})(?!\d)"
    rf"|(?<![0-9A-Za-z])(?P<m5>{_MONTH})\.?\s(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y5>\d{{4}})(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date written in ``[start, end)`` of a text; ``day`` is None where no calendar has it."""

    start: int
    end: int
    written: str
    day: date | None


def find_dates(text: str) -> Iterator[Found]:
    """The dates in ``text``, which should be NFKC so that digits are half width."""
    for found in _DATE.finditer(text):
        year, month, day = _read(found)
        try:
            value = date(year, month, day) if year else None
        except ValueError:
            value = None
        yield Found(found.start(), found.end(), found[0], value)


def _read(found: re.Match[str]) -> tuple[int, int, int]:
    """Year, month and day; the year is 0 where 西暦 and 元号 name different ones."""
    if found["era"]:
        year = _of_era(found["era"], found["of_era"])
        if found["beside"] and int(found["beside"]) != year:
            year = 0
        return year, _int(found["m1"]), _int(found["d1"])
    if found["y2"]:
        year = kanji_to_int(found["y2"])
        if found["era2"] and _of_era(found["era2"], found["of_era2"]) != year:
            year = 0
        return year, _int(found["m2"]), _int(found["d2"])
    if found["y3"]:
        return int(found["y3"]), int(found["m3"]), int(found["d3"])
    if found["y4"]:
        return int(found["y4"]), _MONTHS.index(found["m4"][:3].lower()) + 1, int(found["d4"])
    return int(found["y5"]), _MONTHS.index(found["m5"][:3].lower()) + 1, int(found["d5"])


def _of_era(era: str, year: str) -> int:
    return _ERAS[era.upper()] + _int(year) - 1


def _int(text: str) -> int:
    return 1 if text == "元" else kanji_to_int(text)
