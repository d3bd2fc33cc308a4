"""Which approved answer a question is closely matched by, if any."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from corpus.approved import Approvals, Approved
from corpus.diff_words import likeness, pairs_of_letters
from corpus.model import Citation, PolicyVersion
from index.tokens import query_tokens

_ALIKE: Final = 0.6
"""The same words in questions less alike than this ask something else of them (Dice's coefficient of the pairs of letters)."""
_SIGNS: Final = re.compile(r"[\s、。，．？！?!,.「」『』（）()・…]")
_NEGATED: Final = re.compile(r"ない|ません|なく|ず(?:に|、|$)|ぬ(?:か|、|$)|\bnot\b|n't\b")


@dataclass(frozen=True, slots=True)
class _Known:
    """A wording of an approved question: its letters alone, its words, and whether it denies."""

    approved: Approved
    letters: str
    words: frozenset[str]
    denies: bool


class ApprovedAnswers:
    """Finds the approved answer to a question. Safe to call from several threads."""

    def __init__(self, approvals: Approvals) -> None:
        """``approvals`` are those beside the policies that are answered from."""
        self.digest = approvals.digest
        self._known = [
            _Known(one, _letters(text), frozenset(query_tokens(text)), _denies(text))
            for one in approvals.answers
            for text in one.questions
        ]

    def find(self, question: str, versions: Sequence[PolicyVersion]) -> tuple[Approved, tuple[Citation, ...]] | None:
        """The answer, and what it cites in ``versions``; None where none matches, or the one that does holds no longer.

        A question matches where it has the same letters, or the same content words in much the same order, and denies just as much.
        """
        if not self._known:
            return None
        letters, words, denies = _letters(question), frozenset(query_tokens(question)), _denies(question)
        close = [(_likeness(letters, one.letters), at) for at, one in enumerate(self._known) if denies == one.denies]
        for share, at in sorted(close, key=lambda pair: -pair[0]):
            one = self._known[at]
            if one.letters != letters and (share < _ALIKE or not words or words != one.words):
                continue
            citations = one.approved.cited(versions)
            if citations is not None:
                return one.approved, citations
        return None


def _letters(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _likeness(one: str, other: str) -> float:
    return likeness(pairs_of_letters(one), pairs_of_letters(other))


def _denies(text: str) -> bool:
    return _NEGATED.search(unicodedata.normalize("NFKC", text)) is not None
