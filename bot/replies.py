"""What the engine is asked and what it replies: five kinds of reply, one for each verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

from corpus.model import Audience, Citation

Verdict: TypeAlias = Literal["answered", "not_stated", "out_of_scope", "action", "clarify"]
Filable: TypeAlias = Literal[
    "purpose_notice",
    "disclosure",
    "third_party_record_disclosure",
    "correction",
    "addition",
    "deletion",
    "stop_use",
    "stop_third_party",
]
"""The rights that a request can be about; the other two concern a request already filed."""
Right: TypeAlias = Literal[Filable, "status", "withdraw"]

VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
RIGHTS: Final[tuple[Right, ...]] = get_args(Right)


@dataclass(frozen=True, slots=True)
class Question:
    """One turn of a person: the words as typed, the turns before (oldest first), who asks and for which day.

    ``lang`` is None where the words decide; ``as_of`` is None for today.
    """

    text: str
    history: tuple[str, ...] = ()
    audience: Audience = "public"
    lang: str | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A section as the search ranks it, best first; ``score`` is comparable within one reply only.

    ``heading`` is the section whose heading it stands under: for a numbered paragraph its article,
    else itself ("" says the same).
    """

    policy: str
    section: str
    score: float
    heading: str = ""

    @property
    def id(self) -> str:
        """「site-privacy/7.2」."""
        return f"{self.policy}/{self.section}"


@dataclass(frozen=True, slots=True)
class Trace:
    """How a reply came about: the ranking, the weighed features and the probability that the policy answers (0 to 1).

    ``best_sentence`` is the one sentence of the first section that most likely answers, as published.
    """

    ranked: tuple[Ranked, ...] = ()
    features: dict[str, float] = field(default_factory=dict)
    probability: float | None = None
    best_sentence: str = ""
    stages_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the policy says, and where. Never without a citation.

    ``approved_on`` is the day on which the owner of the text approved these very words; None where the text was quoted.
    """

    text: str
    citations: tuple[Citation, ...]
    trace: Trace = field(default=Trace(), compare=False)
    verdict: Literal["answered"] = "answered"
    approved_on: date | None = None

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("an answer without a citation is a NotStated")


@dataclass(frozen=True, slots=True)
class NotStated:
    """A question on the subject, and the policy is silent. ``near`` are the closest sections: near, not an answer."""

    text: str
    near: tuple[Citation, ...] = ()
    trace: Trace = field(default=Trace(), compare=False)
    verdict: Literal["not_stated"] = "not_stated"


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """Not about the policies at all; the text says what can be asked."""

    text: str
    trace: Trace = field(default=Trace(), compare=False)
    verdict: Literal["out_of_scope"] = "out_of_scope"


@dataclass(frozen=True, slots=True)
class ActionOffer:
    """A wish: the right it stands for, and what the policy says about it (maybe nothing)."""

    text: str
    intent: Right
    citations: tuple[Citation, ...] = ()
    trace: Trace = field(default=Trace(), compare=False)
    verdict: Literal["action"] = "action"


@dataclass(frozen=True, slots=True)
class Clarify:
    """Two readings that lead to different answers; ``choices`` are the readings in words, ``citations`` where each is answered."""

    text: str
    choices: tuple[str, ...]
    citations: tuple[Citation, ...] = ()
    trace: Trace = field(default=Trace(), compare=False)
    verdict: Literal["clarify"] = "clarify"

    def __post_init__(self) -> None:
        if len(self.choices) < 2:  # noqa: PLR2004 - one choice is no choice
            raise ValueError("a question back needs two choices")


Reply: TypeAlias = Answered | NotStated | OutOfScope | ActionOffer | Clarify
