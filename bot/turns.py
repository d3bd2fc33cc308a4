"""A turn in its conversation: its language, and the words that a follow-up leaves to the turns before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.phrases import Lang
from index.tokens import content_words

_JAPANESE: Final = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uff66-\uff9f]")
_HIRAGANA: Final = re.compile(r"[\u3041-\u309f]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_POINTS_BACK: Final = re.compile(
    r"^(?:(?:じゃあ|じゃ|では|それでは|あと|ちなみに|それなら|なら|で|また|えっと|そしたら)[、,\s]*)?(?:それ|これ|あれ|その|この|あの|そっち|そちら|同じ|どっち|どちら|さっきの|上の)"
    r"|^(?:じゃあ|じゃ|では|それでは|あと|ちなみに|それなら|なら|そしたら)[、,\s]"
    r"|^(?:and|what about|how about|also|then|but)\b|\b(?:it|that|they|those|them|one)\b",
    re.IGNORECASE,
)
_ELLIPTIC: Final = re.compile(r"(?:は|も|でも|だと|の場合は?|なら|とか|って)[?？。]?$")
_FEW_WORDS: Final = 3
_MAX_TURNS: Final = 6


def language(text: str) -> Lang:
    """English where the letters outnumber the Japanese characters: by far where there are hiragana, which carry the grammar."""
    japanese, latin = len(_JAPANESE.findall(text)), len(_LATIN.findall(text))
    weight = 6 if _HIRAGANA.search(text) else 1
    return "en" if latin > japanese * weight and latin > 2 else "ja"  # noqa: PLR2004 - "OK" is no English sentence


def is_follow_up(text: str) -> bool:
    """Whether a turn needs the ones before: it points back, or names no more than a detail."""
    if _POINTS_BACK.search(text):
        return True
    words = len(content_words(text))
    return words == 0 or (words < _FEW_WORDS and bool(_ELLIPTIC.search(text)))


def in_conversation(text: str, history: Sequence[str]) -> str:
    """What to search for: the turn itself, and before it the last turn that stood for itself where this one does not."""
    if not history or not is_follow_up(text):
        return text
    carried: list[str] = []
    for turn in reversed(history[-_MAX_TURNS:]):
        carried.insert(0, turn)
        if not is_follow_up(turn):
            break
    return "\n".join([*carried[-2:], text])
