"""Examples for the reader from labelled cases: the passages that answer, and those that look as if they did.

Hard negatives are what the search finds: passages of other sections that rank high, those of the section that comes nearest where
the policy is silent, and the right passage without the sentence that answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

from bot.replies import Question
from corpus.model import PolicyVersion
from evaluation.cases import DEFAULT_AUDIENCE, Case, folded
from evaluation.samples import Source
from evaluation.wanted import is_wanted
from index.reader.examples import Example, Labelled
from index.reader.passages import Passage, passages_of

_SECTIONS: Final = 6
_NEGATIVES: Final = 9
_OFF_SUBJECT: Final = 3


class Shows(Protocol):
    """What searches: a turn as it is searched for, and the sections that were found, best first."""

    def asked(self, question: Question) -> tuple[str, tuple[tuple[PolicyVersion, str], ...]]: ...


def reading_examples(
    found: Iterable[Source], engine_for: Callable[[Path], Shows], advance: Callable[[], object] = lambda: None
) -> Iterator[Example]:
    """The answered cases, those on which the policy is silent, and some that are out of scope."""
    for source in found:
        engine = engine_for(source.policies)
        for case in source.cases:
            advance()
            if case.verdict in ("answered", "not_stated", "out_of_scope"):
                example = _example(case, source.group, engine)
                if example is not None:
                    yield example


def _example(case: Case, group: str, engine: Shows) -> Example | None:
    asked, sections = engine.asked(case.ask(DEFAULT_AUDIENCE))
    wordings = (asked, *(() if case.history else case.paraphrases))
    if case.verdict == "out_of_scope":
        return Example(group, wordings, tuple(Labelled(p) for p in _passages(sections)[:_OFF_SUBJECT]))
    right: list[Labelled] = []
    negatives: list[Labelled] = []
    wanted = case.sections if case.verdict == "answered" else ()
    for version, number in _ordered(sections, case):
        mine = is_wanted(wanted, version.policy, number)
        for passage in passages_of(version.by_number[number], version):
            evidence = _evidence(passage, case) if mine else ()
            if evidence:
                right.append(Labelled(passage, evidence))
                kept = tuple(text for at, text in enumerate(passage.sentences) if at not in evidence)
                if kept:
                    negatives.insert(0, Labelled(Passage(passage.heading, kept)))
            elif not mine:
                negatives.append(Labelled(passage))
    if case.verdict == "answered" and not right:
        return None
    return Example(group, wordings, tuple(right + negatives[:_NEGATIVES]))


def _ordered(sections: Sequence[tuple[PolicyVersion, str]], case: Case) -> list[tuple[PolicyVersion, str]]:
    """The sections that are wanted or near, then the best ones of the search."""
    first = [each for each in sections if is_wanted((*case.sections, *case.near), each[0].policy, each[1])]
    return first + [each for each in sections[:_SECTIONS] if each not in first]


def _passages(sections: Sequence[tuple[PolicyVersion, str]]) -> list[Passage]:
    return [passage for version, number in sections[:_SECTIONS] for passage in passages_of(version.by_number[number], version)]


def _evidence(passage: Passage, case: Case) -> tuple[int, ...]:
    """The sentences that hold a text which the answer must include."""
    texts = [folded(text) for text in passage.sentences]
    return tuple(at for at, text in enumerate(texts) if any(_bare(folded(m)) in _bare(text) for m in case.must_include))


def _bare(text: str) -> str:
    return "".join(text.split())
