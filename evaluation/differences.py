"""What a case's answer was from the old text, what it is from the new one, and whether that is for the better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from corpus.diff import Comparison
from evaluation.causes import Cause, beside, causes
from evaluation.gold import Followed, Rest, Sentences
from evaluation.judging import Outcome

Kind: TypeAlias = Literal["worse", "changed", "better", "same"]
Part: TypeAlias = Literal["verdict", "section", "quote"]

KINDS: Final[tuple[Kind, ...]] = ("worse", "changed", "better", "same")
_SILENT: Final = frozenset({"not_stated", "out_of_scope", "clarify"})


@dataclass(frozen=True, slots=True)
class Texts:
    """The two texts, sentence by sentence, and what changed between them."""

    old: Sentences
    new: Sentences
    changed: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One case asked of both texts.

    ``parts`` is what differs. ``kind`` is "worse" where a right reply became a wrong one although what the case rests on still stands
    in the new text; "better" where a wrong one became right; "changed" where anything else differs. ``stale`` is what the case
    rests on that the new text no longer says, ``migrated`` that a wanted section has another number now, and ``beside`` what changed
    in a section that is cited although what is cited did not: an answer that stays as it was may have an exception now.
    """

    old: Outcome
    new: Outcome
    kind: Kind
    parts: tuple[Part, ...]
    causes: tuple[Cause, ...]
    stale: tuple[Rest, ...]
    migrated: bool
    beside: tuple[Cause, ...] = ()

    @property
    def flagged(self) -> bool:
        """Whether somebody should look: the answer differs, what it rests on is gone, or its section was changed beside it."""
        return self.kind != "same" or bool(self.stale or self.beside)

    @property
    def lost(self) -> bool:
        """Whether the old text answered and the new one, it is said, does not."""
        return self.old.verdict == "answered" != self.new.verdict

    @property
    def alters(self) -> tuple[str, ...]:
        """What of weight its causes alter: figures, negation."""
        return tuple(dict.fromkeys(one for cause in self.causes if cause.direct for one in cause.alters))


def difference(texts: Texts, old: Outcome, new: Outcome, followed: Followed, rests: Sequence[Rest]) -> Difference:
    """Hold two replies to one case against each other; ``new`` is judged by ``followed.case``."""
    parts = _parts(texts, old, new)
    kind = _kind(texts, old, new, parts, followed)
    if parts or followed.stale:
        return Difference(old, new, kind, parts, causes(texts.changed, old, new, rests), followed.stale, followed.migrated)
    return Difference(old, new, kind, parts, (), (), followed.migrated, beside(texts.changed, old, new))


def _parts(texts: Texts, old: Outcome, new: Outcome) -> tuple[Part, ...]:
    parts: list[Part] = []
    if (old.verdict, old.intent) != (new.verdict, new.intent):
        parts.append("verdict")
    # Sentences that moved are the same ones at another place.
    if texts.old.digests_of(old.citations) != texts.new.digests_of(new.citations):
        renumbered = {one.new.policy: one.numbers for one in texts.changed}
        before = {(one.policy, _now(renumbered, one.policy, one.section)) for one in old.citations}
        if before != {(one.policy, one.section) for one in new.citations}:
            parts.append("section")
        parts.append("quote")
    return tuple(parts)


def _now(renumbered: Mapping[str, Mapping[str, str]], policy: str, number: str) -> str:
    return renumbered.get(policy, {}).get(number, number)


def _kind(texts: Texts, old: Outcome, new: Outcome, parts: Sequence[Part], followed: Followed) -> Kind:
    if not parts:
        return "same"
    if new.passed and not old.passed:
        return "better"
    excused = bool(followed.stale) or _is_new(texts, old, new)
    return "worse" if old.passed and not new.passed and not excused else "changed"


def _is_new(texts: Texts, old: Outcome, new: Outcome) -> bool:
    """Whether silence was right, and the new text now says what is cited: then the case is out of date, and the answer not worse."""
    if old.case.verdict not in _SILENT or not new.citations:
        return False
    return not texts.new.digests_of(new.citations) <= texts.old.places.keys()
