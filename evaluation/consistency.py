"""One question in several wordings: whether all of them get the same reply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.replies import Verdict
from corpus.model import Audience
from evaluation.judging import Outcome
from evaluation.running import Engine, run_cases

Same: TypeAlias = tuple[Verdict, tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class Wordings:
    """What came of each wording of one question, that of the case first and then its paraphrases.

    Replies are the same where the verdict is and, of those that cite, the article that is cited first.
    """

    outcomes: tuple[Outcome, ...]

    @property
    def agreement(self) -> float:
        """The share of the wordings that got the reply most of them got."""
        return 1 - len(self.others) / len(self.outcomes)

    @property
    def others(self) -> tuple[Outcome, ...]:
        """What came of the wordings that got another reply than most; of equals, the reply that came first counts as that."""
        [(most, _)] = Counter(map(_same, self.outcomes)).most_common(1)
        return tuple(one for one in self.outcomes if _same(one) != most)

    @property
    def all_passed(self) -> bool:
        """Whether nothing is wrong with the reply to any of them."""
        return all(one.passed for one in self.outcomes)


def ask_paraphrases(
    engine: Engine,
    outcomes: Sequence[Outcome],
    *,
    audience: Audience,
    advance: Callable[[], object] = lambda: None,
) -> tuple[Wordings, ...]:
    """Ask the paraphrases of the cases that have some; ``outcomes`` are those of the cases themselves. ``advance`` is called after each."""
    found = []
    for outcome in outcomes:
        if outcome.case.paraphrases:
            others = [replace(outcome.case, question=wording, paraphrases=()) for wording in outcome.case.paraphrases]
            found.append(Wordings((outcome, *run_cases(engine, others, audience=audience, advance=advance))))
    return tuple(found)


def _same(outcome: Outcome) -> Same:
    return outcome.verdict, outcome.article
