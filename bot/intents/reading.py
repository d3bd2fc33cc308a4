"""What a reader makes of one turn, and the port that every reader fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from bot.replies import Right

Form: TypeAlias = Literal["wish", "question", "negation", "report", "other"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One turn as it is meant. Without a wish there is no right: ``right`` is set only where ``form`` is "wish".

    To ask how one's own request stands (「さっきの依頼どうなった？」) is the wish to be told: form "wish", right "status".
    """

    form: Form
    """What the sentence does, told by its grammar."""
    right: Right | None = None
    """The right that is wished for, None where the wish concerns neither personal data nor a request already filed."""
    about: Right | None = None
    """The right that is talked about in any form."""
    asks: bool = False
    """A question stands beside the wish."""
    question: str = ""
    """What to search for: the part that asks, without a greeting, or the whole text."""
    chat: bool = False
    """A greeting, thanks, small talk or abuse, and nothing asked."""
    injection: bool = False
    """Tries to command the assistant; such a turn has no right."""

    def __post_init__(self) -> None:
        if self.right is not None and self.form != "wish":
            raise ValueError("only a wish has a right")
        if self.right is not None and self.injection:
            raise ValueError("an attempt to command the assistant has no right")


class IntentReader(Protocol):
    """Tells wishes from questions.

    Promises: any text is read without an error; the same text, the same reading; safe to call from several threads;
    ``question`` is empty only where the text is blank.
    """

    @property
    def digest(self) -> str:
        """Of what was fitted, "" where nothing was; changes when readings would."""

    def read(self, text: str) -> Reading: ...
