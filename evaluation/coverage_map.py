"""Which sentences of the texts are ever cited, and which never: what no question asks about, or no answer finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Citation, PolicyVersion, Section
from evaluation.gold import cites
from evaluation.judging import Outcome
from evaluation.wanted import is_wanted


@dataclass(frozen=True, slots=True)
class Covered:
    """One section: how often each of its sentences is cited, and how many cases want it."""

    version: PolicyVersion
    section: Section
    cited: tuple[int, ...]
    wanted: int

    @property
    def never(self) -> tuple[int, ...]:
        """The sentences that are cited by no reply."""
        return tuple(at for at, count in enumerate(self.cited) if not count)


def coverage(versions: Sequence[PolicyVersion], outcomes: Iterable[Outcome]) -> tuple[Covered, ...]:
    """Every section of ``versions`` with a text of its own, in order."""
    found: Counter[tuple[str, str, int]] = Counter()
    wanted: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        # A sentence that two quotes of one reply share is cited once.
        found.update({place for one in outcome.citations for place in _places(one, versions)})
        for version in versions:
            wanted.update(
                (version.name, section.number)
                for section in version.sections
                if is_wanted(outcome.case.sections, version.policy, section.number)
            )
    return tuple(
        Covered(
            version,
            section,
            tuple(found[version.name, section.number, at] for at in range(len(section.sentences))),
            wanted[version.name, section.number],
        )
        for version in versions
        for section in version.sections
        if section.sentences
    )


def _places(citation: Citation, versions: Iterable[PolicyVersion]) -> Iterator[tuple[str, str, int]]:
    for version in versions:
        if (version.policy, version.effective_on) == (citation.policy, citation.version) and cites(citation, version):
            yield from ((version.name, citation.section, at) for at in range(*citation.sentences))
