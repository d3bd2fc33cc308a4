"""A turn as sentences, and these as clauses: what stands before 「が」「けど」「ので」「から」「し」, or before a comma after a finished word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.intents.grammar import Word, line, words

_SENTENCE: Final = re.compile(r"[^。!?\n♪☆]+[。!?\n♪☆]*")
_JOINS: Final = frozenset({"が", "けれど", "けれども", "ので", "から", "し", "のに"})
_ENDS: Final = frozenset({"か", "よ", "ね", "ます", "です", "下さる!", "呉れる!", "た", "たい", "欲しい", "な!"})


@dataclass(frozen=True, slots=True)
class Clause:
    """``line`` are the keys without the joining word; ``start`` and ``end`` are places in the turn, ``sentence`` counts from 0."""

    words: tuple[Word, ...]
    line: str
    text: str
    start: int
    end: int
    sentence: int
    joined: bool
    """Whether a joining word leads on to the next clause of the sentence."""
    asked: bool
    """Whether a question mark follows."""

    @property
    def counted(self) -> list[Word]:
        """The words without marks and blanks."""
        return [word for word in self.words if word.counts]


# The rules and the signs of a turn look at the same ones.
@lru_cache(maxsize=16)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a turn that hold a word, in order."""
    found: list[Clause] = []
    for number, match in enumerate(_SENTENCE.finditer(text)):
        sentence = match.group().rstrip("。!?\n♪☆")
        marks = match.group()[len(sentence) :]
        parts = list(_parts(words(sentence)))
        for at, (part, joined) in enumerate(parts):
            kept = _unjoined(part) if joined else part
            if not any(word.counts for word in kept):
                continue
            start, end = match.start() + part[0].start, match.start() + part[-1].end
            asked = at == len(parts) - 1 and "?" in marks
            found.append(Clause(tuple(kept), line(kept), text[start:end], start, end, number, joined, asked))
    return tuple(found)


def _parts(found: Sequence[Word]) -> Iterator[tuple[list[Word], bool]]:
    """The words of a sentence in clauses, with whether each is joined to the next."""
    part: list[Word] = []
    for at, word in enumerate(found):
        part.append(word)
        rest = found[at + 1 :]
        if _is_joint(found, at) and any(other.counts for other in rest):
            yield part, True
            part = []
        elif word.breaks and at and _is_end(found[at - 1], found[at - 2] if at > 1 else None, rest):
            yield part, False
            part = []
    if part:
        # A joining word at the very end (「消してほしいんですが」) joins nothing.
        yield part, _is_joint(found, len(found) - 1)


def _is_joint(found: Sequence[Word], at: int) -> bool:
    word = found[at]
    if word.key == "だ" and at and found[at - 1].key == "の":  # 「ので」「んで」
        after = next((other.key for other in found[at + 1 :] if other.counts), "")
        return (
            word.form.startswith("連用形") and word.end - word.start == 1 and after not in {"は", "も", "有る", "無い", "ない"}
        )
    return word.kind == "助詞" and word.detail == "接続助詞" and word.key in _JOINS


def _is_end(before: Word, earlier: Word | None, rest: Sequence[Word]) -> bool:
    """Whether a comma after ``before`` ends a clause: the word is finished, or a bare request is followed by an afterthought.

    「誰に渡したか、記録を…」 asks nothing yet: 「か」 ends a clause behind a polite form only.
    """
    if before.key == "か":
        return earlier is not None and earlier.key in {"ます", "です", "でしょう", "ない"}
    if before.key == "たい" and before.form.startswith("連用形"):  # 「削除していただきたく、ご連絡しました」
        return True
    if before.key in _ENDS and (before.form.startswith(("終止形", "命令形")) or before.detail == "終助詞"):
        return True
    return before.key in {"て", "で"} and before.detail == "接続助詞" and _is_afterthought(rest)


def _is_afterthought(rest: Sequence[Word]) -> bool:
    counted = [word for word in rest if word.counts]
    if not counted:
        return False
    return counted[-1].key in {"ので", "から"} or not any(word.kind in {"動詞", "形容詞", "助動詞"} for word in counted)


def _unjoined(part: list[Word]) -> list[Word]:
    counted = [at for at, word in enumerate(part) if word.counts]
    if not counted:
        return part
    at = counted[-1]
    return part[: at - 1] if part[at].key == "だ" and at and part[at - 1].key == "の" else part[:at]
