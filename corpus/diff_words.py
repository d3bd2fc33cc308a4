"""What differs between two lists of sentences, and between the words of two sentences.

Words are runs of one kind of letter (漢字, かな, カナ, Latin, figures), which needs no dictionary and marks what a reader would underline.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal, TypeAlias

MarkKind: TypeAlias = Literal["same", "removed", "added"]
Range: TypeAlias = tuple[int, int]

_WORD: Final = re.compile(r"[0-9０-９]+(?:[.,][0-9]+)*|[A-Za-zＡ-Ｚａ-ｚ]+|[ァ-ヺー]+|[一-龥々〆]+|[ぁ-ゖ]+|\s+|.", re.DOTALL)
_LIGHT: Final = re.compile(r"[ぁ-ゖ、。，．「」『』（）()・：:\s]")
_ALIKE: Final = 0.4
"""Sentences at least this similar are one that was changed, rather than one removed and another added."""
_PART: Final = 0.6
"""What it counts where one of two sentences is wholly contained in the other: 「氏名」 in 「氏名および住所」."""
_SHORT: Final = 2
"""So few characters left the same between two changes say nothing: 「を」 in a sentence written anew."""
_MAX_WORDS: Final = 4_000_000
"""Two sentences whose numbers of words make more than this when multiplied are marked as a whole."""
_MAX_CELLS: Final = 250_000
"""Above so many pairs of sentences they are paired in order instead of by the best fit."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a changed sentence: the old one is the pieces "same" and "removed", the new one "same" and "added"."""

    kind: MarkKind
    text: str


def plain(text: str) -> str:
    """A text for comparing: NFKC, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def pairs_of_letters(text: str) -> Counter[str]:
    """How often each two neighbouring characters stand in ``text``, which should be `plain`."""
    return Counter(text[i : i + 2] for i in range(len(text) - 1)) if len(text) > 1 else Counter([text] if text else [])


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Dice's coefficient of two texts' pairs of letters, from 0 to 1; two empty texts are alike."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    shorter = min(one.total(), other.total())
    return max(likeness(one, other), _PART * (one & other).total() / shorter if shorter else 0.0)


def mark_words(old: str, new: str) -> tuple[Mark, ...]:
    """What was taken from ``old`` and put in to make ``new``."""
    a, b = _WORD.findall(old), _WORD.findall(new)
    pieces: list[tuple[str, str, bool]] = [(old, new, old == new)]
    if len(a) * len(b) <= _MAX_WORDS:
        found = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
        pieces = [("".join(a[i:j]), "".join(b[k:m]), op == "equal") for op, i, j, k, m in found]
    marks: list[Mark] = []
    for removed, added, same in _smooth(pieces):
        if same:
            marks.append(Mark("same", removed))
            continue
        begin, end = _shared(removed, added)
        marks.append(Mark("same", removed[:begin]))
        marks.append(Mark("removed", removed[begin : len(removed) - end]))
        marks.append(Mark("added", added[begin : len(added) - end]))
        marks.append(Mark("same", removed[len(removed) - end :]))
    return tuple(_join(mark for mark in marks if mark.text))


def _shared(one: str, other: str) -> tuple[int, int]:
    """How many kana and signs two texts begin and end with alike; numbers and words are not cut."""
    most = min(len(one), len(other))
    for begin, end in ((most, 0), (0, most)):
        # 「部門長」 became 「部門長及び管理者」: nothing was taken out.
        if (
            one[:begin] == other[:begin]
            and one[len(one) - end :] == other[len(other) - end :]
            and not _cuts(one, other, begin, end)
        ):
            return begin, end
    begin = next((i for i in range(most) if one[i] != other[i] or not _LIGHT.match(one[i])), most)
    most -= begin
    end = next((i for i in range(most) if one[-1 - i] != other[-1 - i] or not _LIGHT.match(one[-1 - i])), most)
    return begin, end


def _cuts(one: str, other: str, begin: int, end: int) -> bool:
    """Whether a number or a Latin word would be cut in two."""
    longer = max(one, other, key=len)
    at = begin or len(longer) - end
    around = longer[at - 1 : at + 1]
    return 0 < at < len(longer) and (around.isdecimal() or (around.isascii() and around.isalnum()))


def _join(marks: Iterable[Mark]) -> list[Mark]:
    joined: list[Mark] = []
    for mark in marks:
        if joined and joined[-1].kind == mark.kind == "same":
            joined[-1] = Mark("same", joined[-1].text + mark.text)
        else:
            joined.append(mark)
    return joined


def _smooth(pieces: Sequence[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """Joins changes with the few characters between them."""
    joined: list[tuple[str, str, bool]] = []
    for index, (removed, added, same) in enumerate(pieces):
        between = same and 0 < index < len(pieces) - 1 and len(removed.strip()) <= _SHORT
        if joined and not joined[-1][2] and (between or not same):
            joined[-1] = (joined[-1][0] + removed, joined[-1][1] + added, False)
        else:
            joined.append((removed, added, same))
    return joined


def align(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Range, Range]]:
    """The ranges of ``old`` and ``new`` that differ, in order; one to one where a sentence was changed, else one of them is empty."""
    a, b = [" ".join(text.split()) for text in old], [" ".join(text.split()) for text in new]
    for op, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op == "replace":
            yield from _pair_up(a, b, (i, j), (k, m))
        elif op != "equal":
            yield (i, j), (k, m)


def _pair_up(a: Sequence[str], b: Sequence[str], left: Range, right: Range) -> Iterator[tuple[Range, Range]]:
    at, to = left[0], right[0]
    for i, k in [*_fits(a, b, left, right), (left[1], right[1])]:
        if at < i:
            yield (at, i), (to, to)
        if to < k:
            yield (i, i), (to, k)
        if i < left[1]:
            yield (i, i + 1), (k, k + 1)
        at, to = i + 1, k + 1


def _fits(a: Sequence[str], b: Sequence[str], left: Range, right: Range) -> list[tuple[int, int]]:
    """Pairs of similar sentences, in order on both sides, with the greatest sum of likenesses."""
    height, width = left[1] - left[0], right[1] - right[0]
    ours = [pairs_of_letters(plain(a[i])) for i in range(*left)]
    theirs = [pairs_of_letters(plain(b[k])) for k in range(*right)]
    if height * width > _MAX_CELLS:
        in_order = ((i, i) for i in range(min(height, width)) if _likeness(ours[i], theirs[i]) >= _ALIKE)
        return [(left[0] + i, right[0] + k) for i, k in in_order]
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    alike = [[_likeness(one, other) for other in theirs] for one in ours]
    for i in range(height - 1, -1, -1):
        for k in range(width - 1, -1, -1):
            paired = alike[i][k] + best[i + 1][k + 1] if alike[i][k] >= _ALIKE else 0.0
            best[i][k] = max(paired, best[i + 1][k], best[i][k + 1])
    found, i, k = [], 0, 0
    while i < height and k < width and best[i][k] > 0:
        if alike[i][k] >= _ALIKE and best[i][k] == alike[i][k] + best[i + 1][k + 1]:
            found.append((left[0] + i, right[0] + k))
            i, k = i + 1, k + 1
        elif best[i][k] == best[i + 1][k]:
            i += 1
        else:
            k += 1
    return found
