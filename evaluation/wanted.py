"""When a section counts as one that was wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.numbers import normal_number


@dataclass(frozen=True, slots=True)
class WantedSection:
    """A section an answer should cite: of ``policy``, or of any policy where that is None.

    It stands for itself and all below it: "7.2" for "7.2.1", not for "7.21"; "3" not for "3の2".
    """

    policy: str | None
    number: str

    def __post_init__(self) -> None:
        if not self.number:
            raise ValueError("a section without a number")

    @classmethod
    def parse(cls, text: str) -> WantedSection:
        """From "7.2" or "site-privacy/7.2"; the number may be written as in the text ("第7条第2項"). Raises `ValueError`."""
        policy, _, number = text.strip().rpartition("/")
        return cls(policy or None, normal_number(number))

    @property
    def top(self) -> str:
        """The outermost part of the number: "7" of "7.2.1", "14の2" of "14の2.1"."""
        return self.number.split(".", 1)[0]

    def covers(self, policy: str, section: str) -> bool:
        """Whether ``section`` of ``policy`` is this section or below it."""
        below = section == self.number or section.startswith(f"{self.number}.")
        return below and self.policy in (None, policy)

    def __str__(self) -> str:
        return f"{self.policy}/{self.number}" if self.policy else self.number


def is_wanted(wanted: Iterable[WantedSection], policy: str, section: str) -> bool:
    """Whether any of ``wanted`` covers the section."""
    return any(one.covers(policy, section) for one in wanted)
