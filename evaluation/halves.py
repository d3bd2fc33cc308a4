"""Cases to fit on and cases to report on, told apart by the section they are about, so that no section is in both."""

from __future__ import annotations

from hashlib import sha256
from typing import Final, Literal, TypeAlias

from evaluation.cases import Case

Half: TypeAlias = Literal["tuning", "reporting"]

SALT: Final = 1387
"""The smallest number with which both halves of the shipped cases hold 45 to 55 % of each verdict, and 40 to 60 % within each file
(of verdicts with more than six cases). Chosen for that balance and nothing else; a change would mix what was kept apart."""


def half(case: Case) -> Half:
    """The half a case falls into: always the same, whatever other cases there are."""
    digest = sha256(f"{SALT}/{subject(case)}".encode()).digest()
    return "tuning" if digest[-1] % 2 == 0 else "reporting"


def subject(case: Case) -> str:
    """What decides the half.

    It is the article of the first wanted section ("site-privacy/7"), or of the nearest one where the policy is silent; for a
    wish its right; for anything else the case alone.
    """
    if case.verdict == "action" and case.intent:
        return f"action/{case.intent}"
    if sections := case.sections or case.near:
        return f"{sections[0].policy or ''}/{sections[0].top}"
    return f"case/{sha256(case.id.encode()).hexdigest()}"
