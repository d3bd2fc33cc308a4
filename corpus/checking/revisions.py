"""Whether the dates in a text agree with each other and with the date that its front matter puts it into force."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from corpus.checking.dates import Found, find_dates
from corpus.checking.findings import Finding, Place
from corpus.checking.outline import Outline
from corpus.checking.rules import finding
from corpus.model import Section

_REVISED_BEFORE: Final = re.compile(
    r"(?:最終\s?(?:改[定訂正]|更新|変更)(?:年月)?日?|(?:改[定訂正]|更新)(?:年月)?日"
    r"|(?:last|most recently)\s(?:revised|updated|amended|modified|changed)(?:\s?\(?date\)?)?(?:\son)?)\s?[:は、-]?\s?$",
    re.IGNORECASE,
)
_REVISED_AFTER: Final = re.compile(r"\s?\(?最終(?:改[定訂正]|更新|変更)")
_EFFECTIVE_BEFORE: Final = re.compile(
    r"(?:(?:施行|発効|適用)(?:期日|年月日|開始日|日)|effective(?:\s(?:date|as of|from|on))?|(?:takes? effect|in(?:to)? (?:force|effect))(?:\s(?:on|from|as of))?)"
    r"\s?[:は、-]?\s?$",
    re.IGNORECASE,
)
_EFFECTIVE_AFTER: Final = re.compile(
    r" ?(?:付け?で|付け?|から|より|に|をもって|以降)?、? ?(?:これを)?(?:施行|適用|発効)(?!規則|令|前|期?日)"
)
_PROVISO: Final = re.compile(r"^(?:ただし|但し|なお)|条の規定は|項の規定は|however", re.IGNORECASE)
_LAW: Final = re.compile(r"法律|[一-龥]法(?!人)|条例|政令|\bAct\b|\bLaw\b")
_OWN: Final = re.compile(
    r"(?:この|本|当)(?:規程|規則|規約|方針|ポリシー|プライバシーポリシー|約款|要領|細則|規定|文書|基準|指針|改[定正])|this (?:policy|notice|document)",
    re.IGNORECASE,
)
_SUPPLEMENT: Final = re.compile(r"附則|付則|施行|適用(?:開始)?日|effective", re.IGNORECASE)
_UNTIL: Final = re.compile(r"\s?(?:まで|以前|より前|現在|時点)|\s?\d{1,2}[:時]")
_SHORT: Final = 40
"""A line up to this many characters that says 「施行」 speaks of the text it stands in."""


@dataclass
class _Stated:
    """The dates of one kind in a text, with where they stand."""

    days: dict[date, Place] = field(default_factory=dict)

    def add(self, found: Found, place: Place) -> None:
        if found.day is not None:
            self.days.setdefault(found.day, place)

    @property
    def newest(self) -> date | None:
        return max(self.days, default=None)


def check_dates(outline: Outline) -> Iterator[Finding]:
    """Findings on dates that are none, and on dates of effect or revision other than ``effective_on``."""
    effective, revised, history = _Stated(), _Stated(), _Stated()
    for section in outline.sections:
        for index in range(len(section.sentences)):
            sentence = unicodedata.normalize("NFKC", section.quote(index))
            place = outline.place(section, index)
            for found in find_dates(sentence):
                if found.day is None:
                    yield finding("date-impossible", place, outline.version.lang, date=found.written)
                if _is_effective(section, sentence, found):
                    effective.add(found, place)
                elif _REVISED_BEFORE.search(sentence[: found.start]) or _REVISED_AFTER.match(sentence, found.end):
                    revised.add(found, place)
                elif section.kind == "history" and not _UNTIL.match(sentence, found.end):
                    history.add(found, place)
        if section.kind == "history":
            for found in find_dates(unicodedata.normalize("NFKC", section.title)):
                history.add(found, outline.place(section))
    yield from _compare(outline, effective, revised, history)


def _is_effective(section: Section, sentence: str, found: Found) -> bool:
    before = sentence[: found.start]
    if not (_EFFECTIVE_BEFORE.search(before) or _EFFECTIVE_AFTER.match(sentence, found.end)):
        return False
    if _PROVISO.search(sentence) or _LAW.search(before):
        return False
    titles = " ".join([section.title, *section.path])
    return bool(_OWN.search(sentence) or _SUPPLEMENT.search(titles) or section.kind == "history" or len(sentence) <= _SHORT)


def _compare(outline: Outline, effective: _Stated, revised: _Stated, history: _Stated) -> Iterator[Finding]:
    wanted, lang = outline.version.effective_on, outline.version.lang

    def told(rule: str, stated: _Stated, day: date) -> Finding:
        return finding(rule, stated.days[day], lang, found=day.isoformat(), wanted=wanted.isoformat())

    if effective.newest not in (None, wanted):
        yield told("date-effective", effective, effective.newest)
        return
    # A text may be revised on one day and take effect on a later one, if it says so.
    if revised.newest is not None and (revised.newest > wanted or (revised.newest < wanted and effective.newest is None)):
        yield told("date-revised", revised, revised.newest)
        return
    newest = history.newest
    if newest is None:
        return
    if newest > wanted:
        yield told("history-ahead", history, newest)
    elif newest < wanted and revised.newest != newest:
        yield told("history-behind", history, newest)
