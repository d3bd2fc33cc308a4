"""A turn in its conversation: its language, and the words that a follow-up leaves to the turns before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from bot.phrases import Lang
from index.tokens import query_tokens

_JAPANESE: Final = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uff66-\uff9f]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_POINTS_BACK: Final = re.compile(
    r"^(?:(?:じゃあ|じゃ|では|それでは|あと|ちなみに|それなら|なら|で|また|えっと|そしたら)[、,\s]*)?(?:それ|これ|あれ|その|この|あの|そっち|そちら|同じ|どっち|どちら|さっきの|上の)"
    r"|^(?:じゃあ|じゃ|では|それでは|あと|ちなみに|それなら|なら|そしたら)[、,\s]"
    r"|^(?:and|what about|how about|also|then|but)\b|\b(?:it|that|they|those|them|one)\b",
    re.IGNORECASE,
)
_ELLIPTIC: Final = re.compile(r"(?:は|も|でも|だと|の場合は?|なら|とか|って)[?？。]?$")
_FEW_WORDS: Final = 4
_MAX_TURNS: Final = 6
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def clean(text: str) -> str:
    """A question without control characters, half surrogate pairs and marks that only steer the display."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return _CONTROLS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def language(text: str) -> Lang:
    """English where letters outnumber Japanese characters by far (names and loan words stand in Japanese too), else Japanese."""
    japanese, latin = len(_JAPANESE.findall(text)), len(_LATIN.findall(text))
    return "en" if latin > japanese * 6 and latin > 2 else "ja"  # noqa: PLR2004 - "OK" is no English sentence


def is_follow_up(text: str) -> bool:
    """Whether a turn needs the ones before: it points back, or names no more than a detail."""
    words = query_tokens(text)
    if _POINTS_BACK.search(text):
        return True
    return len(words) < _FEW_WORDS and (bool(_ELLIPTIC.search(text)) or len(words) < 2)  # noqa: PLR2004 - a lone word


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
