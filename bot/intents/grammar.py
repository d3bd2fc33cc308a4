"""Words with as much of their grammar as it takes to tell a wish from a question.

A clause becomes a line of **keys**: dictionary words in Sudachi's normalised spelling (「けして」 and 「消して」 are 「消す て」), each
after a blank, and the forms that matter marked: 「消す!」 commands, 「貰える」 is 「もらえる」 and not 「もらう」, 「消す?」 is
「消せる」, 「な!」 forbids, 「た」 and 「たら」 differ. The patterns of `bot.intents.mood` are written over such lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from sudachipy import Morpheme, SplitMode

from bot.intents.words import SENSES
from index.tokens import morphemes

_ABLE: Final = {"貰う": "貰える", "頂く": "頂ける"}
_PLAIN: Final = frozenset({"もらう", "貰う", "いただく", "頂く", "戴く", "もろう"})
_SAME: Final = {"ず": "ない", "御願い": "願う", "辞める": "やめる", "止める": "やめる", "停める": "やめる", "辿める": "やめる"}
_SHORT: Final = 2
_LEFT_OUT: Final = frozenset({"補助記号", "空白", "記号"})
_BREAKS: Final = frozenset({"、", ",", " "})


class Word(NamedTuple):
    """A word as its key; ``kind`` is the part of speech, ``detail`` its subclass, ``form`` its inflection."""

    key: str
    kind: str
    detail: str
    form: str
    start: int
    end: int

    @property
    def breaks(self) -> bool:
        """Whether it is a comma or a blank."""
        return self.kind in _LEFT_OUT and self.key in _BREAKS

    @property
    def base(self) -> str:
        """The key without the mark of its form."""
        return self.key.rstrip("!?")

    @property
    def counts(self) -> bool:
        """Whether it is a word at all: no mark, no blank, no honorific prefix."""
        return self.kind not in _LEFT_OUT and self.key != "御"


def words(text: str) -> list[Word]:
    """The words of one sentence, marks and blanks among them."""
    found: list[Word] = []
    for morpheme in _units(text):
        kind, detail, sub, _, _, form = morpheme.part_of_speech()
        key = _key(morpheme, detail, form)
        if morpheme.surface() == "な" and kind in {"助詞", "助動詞"} and found and _is_finite(found[-1]):
            key = "な!"
        found.append(Word(key, kind, detail if sub == "*" else f"{detail}.{sub}", form, morpheme.begin(), morpheme.end()))
    return found


def _units(text: str) -> Iterator[Morpheme]:
    """Long units, but those parted that end in something done (「住所変更」)."""
    for morpheme in morphemes(text):
        parts = (
            morpheme.split(SplitMode.A) if morpheme.part_of_speech()[0] == "名詞" and len(morpheme.surface()) > _SHORT else ()
        )
        yield from parts if len(parts) > 1 and parts[len(parts) - 1].normalized_form() in SENSES else (morpheme,)


def line(found: list[Word]) -> str:
    """The keys of the words that count, each after a blank."""
    return "".join(f" {word.key}" for word in found if word.counts)


def _key(morpheme: Morpheme, detail: str, form: str) -> str:
    normal: str = morpheme.normalized_form()
    key = _SAME.get(normal, normal)
    if key in _ABLE and morpheme.dictionary_form() not in _PLAIN:
        key = _ABLE[key]
    if form.startswith("命令形") or (normal == "とく" and form.startswith("仮定形")):
        return f"{key}!"
    if form.startswith("仮定形") and normal == "た":
        return "たら"
    if key == normal and morpheme.part_of_speech()[0] == "動詞" and _is_potential(normal, morpheme.dictionary_form()):
        return f"{key}?"
    if form.startswith("意志推量形") and normal in {"です", "だ"}:
        return "でしょう"
    return "にて" if key == "で" and detail == "格助詞" else key


def _is_potential(normal: str, plain: str) -> bool:
    """Whether a verb is the potential of another: 「消せる」 stands in the dictionary under 「消す」."""
    return plain.endswith("る") and (
        normal[-1] in "うくぐすつぬぶむ" or (plain.endswith(("れる", "せる")) and not normal.endswith(("れる", "せる")))
    )


def _is_finite(word: Word) -> bool:
    return word.form.startswith(("終止形", "連体形")) and (
        word.kind == "動詞" or word.key in {"てる", "れる", "られる", "せる", "ちゃう"}
    )
