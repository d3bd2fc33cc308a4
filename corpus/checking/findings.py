"""What a check found, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning", "notice"]

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "notice")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the texts: a file, and as far as known its version, a section's number and the index of a sentence in it."""

    file: str
    version: str = ""
    section: str | None = None
    sentence: int | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found by the rule ``rule``. ``message`` says what, ``advice`` what to do, both in the language of the text."""

    severity: Severity
    rule: str
    place: Place
    message: str
    advice: str

    def __post_init__(self) -> None:
        if not self.message or not self.advice:
            raise ValueError("a finding says what is wrong and what to do")


@dataclass(frozen=True, slots=True)
class Wording:
    """What is wrong, and what to do."""

    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's name, gravity and wording."""

    name: str
    severity: Severity
    ja: Wording
    en: Wording
