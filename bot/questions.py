"""From what a person typed to words that can be asked: cleaned, or refused with a sentence."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.errors import QuestionRefused
from bot.phrases import Lang
from bot.sentences import sentence
from bot.turns import language

MAX_CHARS: Final = 2_000
"""Longer than any question, shorter than a text pasted by mistake."""

_TERMINAL_CODE: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\^_])")
_BREAKS: Final = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_JOINER: Final = "\u200d"


def spoken(text: str, chosen: str | None = None) -> Lang:
    """The language of what is said around a reply: the chosen one, else the question's; Japanese where there are no words."""
    return "en" if (chosen or language(text)) == "en" else "ja"


def clean(text: str, lang: Lang) -> str:
    """What was typed, without blanks around it, invisible marks and the codes of a terminal; line ends become line feeds.

    Raises:
        QuestionRefused: nothing is left, it is longer than `MAX_CHARS`, or it is no text; the message is in ``lang``.
    """
    text = _BREAKS.sub("\n", _TERMINAL_CODE.sub("", text)).replace("\t", " ")
    # A byte order mark, zero-width blanks, marks of direction. The joiner holds emoji together.
    text = "".join(char for char in text if char == _JOINER or unicodedata.category(char) != "Cf").strip()
    for char in text:
        if unicodedata.category(char) == "Cs":
            raise QuestionRefused(sentence("not_text", lang))
        if unicodedata.category(char) == "Cc" and char != "\n":
            raise QuestionRefused(sentence("control", lang, code=f"U+{ord(char):04X}"))
    if not text.strip(_JOINER):
        raise QuestionRefused(sentence("empty", lang))
    if len(text) > MAX_CHARS:
        raise too_long(lang)
    return text


def too_long(lang: Lang) -> QuestionRefused:
    """The refusal that names the limit."""
    return QuestionRefused(sentence("too_long", lang, limit=f"{MAX_CHARS:,}"))


def decoded(data: bytes, lang: Lang) -> str:
    """Bytes from a pipe as text.

    Raises:
        QuestionRefused: they are no UTF-8; the message is in ``lang``.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QuestionRefused(sentence("not_text", lang)) from error
