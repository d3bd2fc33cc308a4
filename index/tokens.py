"""Japanese text as the tokens that BM25 counts.

Sudachi's normalised forms (「引越し」 and 「引っ越し」 are one token), long units with their parts beside them (「個人情報保護委員会」 is found
by 「委員会」), without particles, auxiliaries and marks. Words in Latin letters are lower-cased and lightly stemmed.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from index.encoder.port import readable

NAME: Final = "sudachi-core-20261015/c+a/2"
"""Written into the index; changes when the tokens would."""

_CONTENT: Final = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞"})
_COUNTING: Final = frozenset({"非自立可能", "数詞", "助数詞可能"})
_DROPPED: Final = frozenset({"助詞", "助動詞", "補助記号", "空白", "記号"})
# Words that every sentence may hold; they tell no section from another.
# fmt: off
_STOP: Final = frozenset((
    "為る", "有る", "居る", "成る", "事", "物", "所", "為", "時", "此れ", "其れ", "何れ", "此の", "其の", "彼の", "様",
    "御", "等", "下さる", "頂く", "致す", "御座る", "言う", "出来る", "又", "及び", "並びに", "若しくは", "或いは",
    "場合", "因る", "於く", "関する", "対する", "就く", "基づく", "伴う", "此処", "其処", "方", "以下", "教える",
    "知る", "欲しい", "願う", "貰う", "呉れる", "良い", "無い", "何", "どう", "如何",
))
# fmt: on
_LATIN: Final = re.compile(r"[a-z][a-z0-9'+.-]*")
_MAX_CHARS: Final = 12_000
"""Sudachi takes at most 49,149 bytes at once; a character has at most four."""

_local = threading.local()


def normalise(text: str) -> str:
    """NFKC and lower case: what two spellings of a word have in common before any analysis."""
    return unicodedata.normalize("NFKC", readable(text)).casefold()


def tokens(text: str) -> list[str]:
    """The tokens of ``text``, in order, parts of compounds behind the compound. Safe to call from several threads."""
    return [token for piece in _pieces(normalise(text)) for token in _tokens(piece)]


@lru_cache(maxsize=4096)
def query_tokens(text: str) -> tuple[str, ...]:
    """`tokens` of a short text, remembered."""
    return tuple(tokens(text))


def morphemes(text: str) -> Sequence[Morpheme]:
    """The words of a text of at most 12,000 characters with their grammar, long units, as typed. Safe to call from several threads."""
    return list(_tokenizer().tokenize(readable(text[:_MAX_CHARS]), SplitMode.C))


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries meaning: the characters ``[start, end)`` it takes, its first token, and whether it is a noun."""

    start: int
    end: int
    token: str
    is_noun: bool


@lru_cache(maxsize=4096)
def content_words(text: str) -> tuple[Word, ...]:
    """The nouns, verbs and adjectives of a question that say what it is about; numbers and auxiliaries of any kind are left out."""
    found = []
    for morpheme in _tokenizer().tokenize(readable(text[:_MAX_CHARS]), SplitMode.C):
        kind, *finer = morpheme.part_of_speech()[:3]
        if kind not in _CONTENT or not _COUNTING.isdisjoint(finer):
            continue
        token = _form(morpheme)
        if token and token not in _STOP:
            found.append(Word(morpheme.begin(), morpheme.end(), token, kind == "名詞"))
    return tuple(found)


def _tokens(text: str) -> Iterator[str]:
    for morpheme in _tokenizer().tokenize(text, SplitMode.C):
        if _is_dropped(morpheme):
            continue
        whole = _form(morpheme)
        if whole and whole not in _STOP:
            yield whole
        if _LATIN.fullmatch(whole) and (kana := normalise(morpheme.normalized_form())) and not _LATIN.fullmatch(kana):
            yield kana
        parts = morpheme.split(SplitMode.A)
        if len(parts) > 1:
            yield from (form for part in parts if not _is_dropped(part) and (form := _form(part)) and form not in _STOP)


def _is_dropped(morpheme: Morpheme) -> bool:
    return morpheme.part_of_speech()[0] in _DROPPED


def _form(morpheme: Morpheme) -> str:
    # Of English words Sudachi normalises "request" to 「リクエスト」 and leaves "requests" alone.
    form = normalise(morpheme.surface())
    if not _LATIN.fullmatch(form):
        form = normalise(morpheme.normalized_form())
    return _stem(form) if _LATIN.fullmatch(form) else form.strip()


def _stem(word: str) -> str:
    """An English word without the commonest endings: "requests" and "request", "policies" and "policy" are one."""
    for ending, shortest in (("ing", 6), ("ed", 5), ("es", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= shortest and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    if len(word) <= 3:  # noqa: PLR2004 - "use", "fee"
        return word
    word = re.sub(r"([b-df-hj-km-np-rtv-x])\1$", r"\1", word.rstrip("e") or word)
    return re.sub(r"(?<=[^aeiou])y$", "i", word)


def _pieces(text: str) -> Sequence[str]:
    return [text[at : at + _MAX_CHARS] for at in range(0, len(text), _MAX_CHARS)] if len(text) > _MAX_CHARS else (text,)


def _tokenizer() -> Tokenizer:
    # A tokenizer may not be used by two threads at once.
    found: Tokenizer | None = getattr(_local, "tokenizer", None)
    if found is None:
        found = _local.tokenizer = _dictionary().tokenizer(mode=SplitMode.C)
    return found


@lru_cache(maxsize=1)
def _dictionary() -> Dictionary:
    return Dictionary(dict="core")
