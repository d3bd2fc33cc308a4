"""Passages with a word on their terms: what a policy's 「請求等」 has to do with a question after 「訂正」.

Who asks names the particular, and the sentence that answers has only the term that covers it (`index.terms`). So the term is read with
those of its particulars beside it that the question names: 「請求等（訂正など）を受けた者は、…」. What is quoted stays as it was published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from corpus.model import PolicyVersion
from index.lexicon import expansions
from index.reader.passages import Passage
from index.terms import Term, terms_of
from index.tokens import tokens

_MAX_PARTICULARS: Final = 3
"""A question that names more of them than that names the term, in other words."""


@dataclass(frozen=True, slots=True)
class _Particulars:
    """A term, its own words, and those of each thing that it covers."""

    term: Term
    own: frozenset[str]
    covers: tuple[tuple[str, frozenset[str]], ...]


class Glosses:
    """What the terms of one version have to do with questions. Safe to call from several threads."""

    def __init__(self, version: PolicyVersion) -> None:
        """The terms are looked for at once."""
        self._terms = [
            _Particulars(term, frozenset(tokens(term.name)), tuple((each, frozenset(tokens(each))) for each in term.covers))
            for term in terms_of(version)
        ]

    def beside(self, passage: Passage, asked: frozenset[str]) -> Passage:
        """``passage``, a gloss behind each term that covers what is ``asked`` for and what the passage does not name.

        Args:
            asked: the question's words and those that mean the same, as `asked_words` gives them.
        """
        sentences = list(passage.sentences)
        for one in self._terms:
            wanted = asked - one.own
            named = [(thing, words & wanted) for thing, words in one.covers if words & wanted]
            if not 0 < len(named) <= _MAX_PARTICULARS:
                continue
            for at, text in enumerate(sentences):
                end = one.term.end_in(text)
                if end is not None:
                    things = [thing for thing, words in named if words - _words_of(passage)]
                    sentences[at] = f"{text[:end]}（{'、'.join(things)}など）{text[end:]}" if things else text
                    break
        glossed = tuple(sentences)
        return passage if glossed == passage.sentences else Passage(passage.heading, glossed, passage.first)


def asked_words(words: Sequence[str]) -> frozenset[str]:
    """The tokens of a question, and those that mean the same."""
    return frozenset(words).union(expansions(words))


@lru_cache(maxsize=4096)
def _words_of(passage: Passage) -> frozenset[str]:
    return frozenset(tokens("\n".join((passage.heading, *passage.sentences))))
