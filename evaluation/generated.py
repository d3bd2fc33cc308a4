"""As many sections as a benchmark wants: the words of real policies, shuffled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count, islice
from typing import Final

import numpy as np

from corpus.library import Library
from corpus.model import PolicyVersion
from corpus.reading import parse

SEED: Final = 20_220_401
SECTIONS_PER_POLICY: Final = 100
CHARS: Final = 120
_EFFECTIVE_ON: Final = date(2022, 4, 1)
# A content word and the particles after it, about what Japanese readers take for one word.
_WORD: Final = re.compile(r"[一-龠々ァ-ヶーA-Za-z0-9]+[ぁ-ん]*")


def generated_library(sample: Library, sections: int) -> Library:
    """Policies of 100 sections each (the last may hold fewer), of about 120 characters a section, made from the words of ``sample``.

    The same words and number of sections give the same texts, and no two sections are alike.
    """
    words = sorted({word for version in sample if version.lang == "ja" for word in _WORD.findall(version.body)})
    texts = list(islice(_texts(words), sections))
    starts = range(0, sections, SECTIONS_PER_POLICY)
    return Library.of(_policy(at // SECTIONS_PER_POLICY, texts[at : at + SECTIONS_PER_POLICY]) for at in starts)


def with_one_change(library: Library) -> Library:
    """The same library with another sentence at the end of its last section."""
    *rest, last = library
    return Library.of([*rest, parse(_front(last.policy) + last.body.rstrip() + "この定めは見直すことがあります。\n")])


def _texts(words: Sequence[str]) -> Iterator[str]:
    generator = np.random.default_rng(SEED)
    stream = (str(word) for _ in count() for word in generator.permutation(words))
    while True:
        yield _sentence(stream) + _sentence(stream)


def _sentence(stream: Iterator[str]) -> str:
    text = ""
    while len(text) < CHARS // 2:
        text += next(stream)
    return f"{text}。"


def _policy(number: int, texts: Sequence[str]) -> PolicyVersion:
    body = "\n\n".join(f"## {at}. {text[:12]}\n\n{text}" for at, text in enumerate(texts, 1))
    return parse(f"{_front(f'made-{number:04}')}{body}\n")


def _front(policy: str) -> str:
    return f"---\nid: {policy}\ntitle: {policy}\naudience: public\neffective_on: {_EFFECTIVE_ON}\n---\n"
