"""Where sentences begin and end, in Japanese and English, in running text, lists and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_CLOSERS: Final = "」』）)】〉》”’\"'*_〕]"
_OPEN: Final = {"「": "」", "『": "』", "（": "）", "(": ")", "【": "】", "〔": "〕"}
_JA_END: Final = frozenset("。！？!?｡．")
_ABBREVIATIONS: Final = re.compile(
    r"(?:\b(?:Co|Ltd|Inc|Corp|No|Nos|Art|Arts|Sec|e\.g|i\.e|etc|cf|vs|Mr|Mrs|Ms|Dr|St|para|paras|approx|Tel|U\.S|a\.m|p\.m)"
    r"|\b[A-Z]|(?:^|\s)\(?\d{1,3})\.$",
    re.IGNORECASE,
)
_JA_WORD: Final = re.compile(r"[\u3041-\u309f\u4e00-\u9fff」』）】〕]")
_MAX_CHARS: Final = 1200
"""A pair of brackets that is never closed must not swallow the rest of the text: a longer sentence ends at the next 。 inside."""


def split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of ``text[start:end]`` as ranges in ``text``, without surrounding blanks; nothing that is printed is left out."""
    stack: list[str] = []
    begin, at = start, start
    while at < end:
        char = text[at]
        if char in _OPEN:
            stack.append(_OPEN[char])
        elif stack and char == stack[-1]:
            stack.pop()
        elif _ends_here(text, begin, at, end) and (not stack or at - begin > _MAX_CHARS or not _closes(text, at, end, stack)):
            at = _after_closers(text, at + 1, end)
            yield from _trimmed(text, begin, at)
            begin, stack = at, []
            continue
        at += 1
    yield from _trimmed(text, begin, end)


def _ends_here(text: str, begin: int, at: int, end: int) -> bool:
    char = text[at]
    if char in "。｡！？":
        return True
    after = text[at + 1] if at + 1 < end else " "
    if char == "．":
        # 「１．目的」「ア．氏名」 and 「Ｃｏ．」 are no ends, 「取得する．利用する．」 are two.
        return at - begin > 1 and bool(_JA_WORD.match(text[at - 1])) and not after.isdecimal()
    if char in "!?":
        return not after.isalnum() and after not in "=&/"
    if char != ".":
        return False
    if not after.isspace() and after not in _CLOSERS:
        return False
    return not _ABBREVIATIONS.search(text[max(begin, at - 12) : at + 1])


def _closes(text: str, at: int, end: int, stack: list[str]) -> bool:
    """Whether the brackets open at ``at`` are closed within reach: if not, they are a slip and do not hold a sentence together."""
    return text.find(stack[0], at, min(end, at + _MAX_CHARS)) != -1


def _after_closers(text: str, at: int, end: int) -> int:
    while at < end and (text[at] in _JA_END or text[at] in _CLOSERS):
        at += 1
    return at


def _trimmed(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    if begin < end:
        yield begin, end
