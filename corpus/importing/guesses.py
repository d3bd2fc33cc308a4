"""What an import was not told and had to guess, each with where, what and why: a person reads them beside the draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

DROPPED = "dropped as navigation"
"""What is said of every piece of the source that is the site's and not the policy's."""

PUT_TOGETHER = "pieces put together"
"""What is said of blocks that the source shows apart though a sentence goes on."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One guess. ``text`` is the source's text that it is about, whole; ``at`` the character it begins at, where there is one.

    ``where`` is for a person: a line of the draft, or a place in the source for what is not in the draft.
    """

    what: str
    why: str
    text: str = ""
    at: int | None = None
    where: str = ""


@dataclass(slots=True)
class Guesses:
    """The guesses made so far, in the order they were made."""

    made: list[Guess] = field(default_factory=list)

    def add(self, what: str, why: str, text: str = "", *, at: int | None = None, where: str = "") -> None:
        """Note one."""
        self.made.append(Guess(what, why, text, at, where))

    def __iter__(self) -> Iterator[Guess]:
        return iter(self.made)

    def __len__(self) -> int:
        return len(self.made)
