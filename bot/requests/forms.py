"""From what a person fills in to what can be filed: tidied, or refused with a sentence, and nothing of it kept until it is confirmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from bot.errors import RequestRefused
from bot.phrases import Lang
from bot.redaction import is_my_number
from bot.replies import Right
from bot.requests.record import FILED_RIGHTS, Relation, Subject
from bot.requests.words import words

MAX_CHARS: Final = 200
"""Of a name, an address or a number."""
MAX_DETAILS: Final = 2_000
"""Of the person's own words."""

_EMAIL: Final = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
_E164: Final = re.compile(r"\+[1-9][0-9]{7,14}")
_DASH: Final = "[-‐‑‒–—―−ー－ ]"
_GAP: Final = r"[-‐‑‒–—―−ー－\s.・･_/|,]"
# Plain, in fours, or digit by digit, with up to three marks between; what follows a + is a telephone number.
_TWELVE: Final = re.compile(
    rf"(?<![0-9A-Za-z+])(?:[0-9]{{4}}(?:{_GAP}{{0,3}}[0-9]{{4}}){{2}}|[0-9](?:{_GAP}{{1,3}}[0-9]){{11}})(?![0-9A-Za-z])"
)
# A file that was pasted as text.
_FILE: Final = re.compile(r"data:[\w.+-]+/[\w.+-]+;base64,|[A-Za-z0-9+/]{400,}={0,2}")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form says, as typed."""

    right: Right | None
    relation: Relation = "self"
    name: str = ""
    email: str = ""
    phone: str = ""
    customer_id: str = ""
    for_whom: str = ""
    details: str = ""


FIELDS: Final = tuple(field.name for field in fields(Filled))
"""The names of what a form says."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What can be filed: tidied."""

    right: Right
    relation: Relation
    subject: Subject
    for_whom: str
    details: str


def read_form(filled: Filled, lang: Lang) -> Wanted:
    """What can be filed. Raises `RequestRefused`, with a sentence in ``lang``."""
    if filled.right not in FILED_RIGHTS:
        raise RequestRefused(words("no_right", lang))
    lines = (filled.name, filled.email, filled.phone, filled.customer_id, filled.for_whom)
    name, email, phone, customer_id, for_whom = (" ".join(_tidied(text, lang, MAX_CHARS).split()) for text in lines)
    details = _tidied(filled.details, lang, MAX_DETAILS)
    refuse_identity((name, email, phone, customer_id, for_whom, details), lang)
    if filled.relation != "self" and not for_whom:
        raise RequestRefused(words("no_whom", lang))
    subject = Subject(name, _email(email, lang), phone_e164(phone, lang), customer_id)
    if not subject.email and not subject.phone_e164:
        raise RequestRefused(words("no_contact", lang))
    return Wanted(filled.right, filled.relation, subject, for_whom if filled.relation != "self" else "", details)


def refuse_identity(texts: Iterable[str], lang: Lang) -> None:
    """Raises `RequestRefused` for a My Number or a file in any of the texts. A number is one where its check digit says so."""
    for text in texts:
        half = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
        if any(is_my_number(found[0]) for found in _TWELVE.finditer(half)):
            raise RequestRefused(words("my_number", lang))
        if _FILE.search(half):
            raise RequestRefused(words("upload", lang))


def phone_e164(text: str, lang: Lang) -> str:
    """「090-1234-5678」 as 「+819012345678」; "" for nothing. Raises `RequestRefused`."""
    half = unicodedata.normalize("NFKC", text).replace("(0)", "")
    digits = re.sub(rf"{_DASH}|[().]", "", half)
    if not digits:
        return ""
    # Within Japan, the zero before a number stands for the country's own.
    number = f"+81{digits[1:]}" if digits.startswith("0") else digits
    if not _E164.fullmatch(number):
        raise RequestRefused(words("bad_phone", lang))
    return number


def _email(text: str, lang: Lang) -> str:
    half = unicodedata.normalize("NFKC", text)
    if half and not _EMAIL.fullmatch(half):
        raise RequestRefused(words("bad_email", lang))
    return half


def _tidied(text: str, lang: Lang, limit: int) -> str:
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text).replace("\t", " ")
    # Marks that nobody sees would make the text that is confirmed another one than the text that is read.
    text = "".join(char for char in text if unicodedata.category(char) != "Cf" or char == "\u200d").strip()
    if any(unicodedata.category(char) in ("Cc", "Cs") and char != "\n" for char in text):
        raise RequestRefused(words("bad_text", lang))
    if len(text) > limit:
        raise RequestRefused(words("too_long_field", lang, limit=f"{limit:,}"))
    return text
