"""Asking the same questions of two texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.approved import Approved
from corpus.model import Audience, PolicyVersion
from evaluation.cases import Case
from evaluation.differences import KINDS, Difference, Kind, Texts, difference
from evaluation.gold import Sentences, follow
from evaluation.judging import judge
from evaluation.running import Engine, in_order, timed
from evaluation.sides import LAST_DAY, Side, comparisons, only_in


@dataclass(frozen=True, slots=True)
class Compared:
    """All cases on both texts, in order; ``left_out`` are those that ask about a day of their own."""

    old: Side
    new: Side
    texts: Texts
    differences: tuple[Difference, ...]
    left_out: tuple[Case, ...]

    @property
    def counts(self) -> dict[Kind, int]:
        """How many cases are of each kind."""
        found = Counter(one.kind for one in self.differences)
        return {kind: found[kind] for kind in KINDS}

    @property
    def migrated(self) -> tuple[Difference, ...]:
        """The cases of which a wanted section has another number in the new text."""
        return tuple(one for one in self.differences if one.migrated)

    @property
    def stale(self) -> tuple[Difference, ...]:
        """The cases that rest on a sentence which the new text does not hold."""
        return tuple(one for one in self.differences if one.stale)

    @property
    def expired(self) -> tuple[Approved, ...]:
        """The answers approved for the new text that rest on a sentence which it does not hold."""
        return self.new.approvals.expired(self.new.library.versions)

    @property
    def policies(self) -> tuple[tuple[PolicyVersion, ...], tuple[PolicyVersion, ...]]:
        """The versions whose policy is only in the old, and only in the new side."""
        before, after = self.old.library, self.new.library
        return only_in(before, after), only_in(after, before)


def compare_sides(
    old: Side,
    new: Side,
    engines: tuple[Engine, Engine],
    cases: Sequence[Case],
    *,
    audience: Audience,
    jobs: int = 1,
    advance: Callable[[], object] = lambda: None,
) -> Compared:
    """Ask every case of both texts. ``engines`` answer from the old and the new one; ``advance`` is called after each case."""
    texts = Texts(Sentences.of(old.library), Sentences.of(new.library), comparisons(old.library, new.library))
    asked = [case for case in cases if case.as_of is None]

    def one(case: Case) -> Difference:
        question = replace(case.ask(audience), as_of=LAST_DAY)
        # One after the other, so that what the question alone costs is paid once.
        before = judge(case, *timed(engines[0], question))
        rests = texts.old.rests(case, before.citations if before.passed else ())
        followed = follow(case, rests, texts.new, texts.changed)
        after = judge(followed.case, *timed(engines[1], question))
        return difference(texts, before, after, followed, rests)

    found = in_order(one, asked, jobs, lambda _: advance())
    return Compared(old, new, texts, found, tuple(case for case in cases if case.as_of is not None))
