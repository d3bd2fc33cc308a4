"""From bytes to text: UTF-8, or one of the encodings that older Japanese files are in."""

from __future__ import annotations

import codecs
import re
from typing import Final

from corpus.errors import ImportRefused
from corpus.importing.guesses import Guesses

_OLDER: Final = (("cp932", "Shift_JIS (cp932)"), ("euc_jp", "EUC-JP"), ("iso2022_jp", "ISO-2022-JP"))
_MARKED: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_KANA: Final = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_ODD: Final = re.compile(r"[\uff61-\uff9f\ue000-\uf8ff\x80-\x9f\ufffd]")
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_ESCAPE: Final = b"\x1b$"


def decode(data: bytes, shown: str, guesses: Guesses, *, html: bool = False) -> str:
    """``data`` as text. Raises `ImportRefused` where it is in no encoding that gives text."""
    for mark, name in _MARKED:
        if data.startswith(mark):
            try:
                return data.decode(name)
            except UnicodeDecodeError as error:
                raise ImportRefused(f"{shown} begins as {name} text but is not; save it as UTF-8.") from error
    if _ESCAPE not in data:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    said = _CHARSET.search(data[:4000]) if html else None
    found = [
        (_strangeness(text), order, label, text)
        for order, (label, text) in enumerate(_readings(data, said[1].decode() if said else ""))
    ]
    if not found or min(found)[0] > _TOO_STRANGE:
        raise ImportRefused(f"{shown} is not UTF-8 text, nor Shift_JIS or EUC-JP; save it as UTF-8.")
    _, _, label, text = min(found)
    guesses.add("the encoding", f"it is not UTF-8, and reads as Japanese in {label}", label, where="file")
    return text


_TOO_STRANGE: Final = 0.2


def _readings(data: bytes, said: str) -> list[tuple[str, str]]:
    readings = []
    for name, label in ((said, said), *_OLDER):
        try:
            readings.append((label, data.decode(name))) if name else None
        except (UnicodeDecodeError, LookupError):
            continue
    return readings


def _strangeness(text: str) -> float:
    """0 for Japanese as it is written, towards 1 and above for what comes of the wrong encoding."""
    letters = len(re.findall(r"\w", text)) or 1
    odd, kana = len(_ODD.findall(text)), len(_KANA.findall(text))
    return odd / letters + (0.0 if kana * 20 > letters else 0.5)
