"""One reply held against its case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from bot.replies import ActionOffer, Answered, Clarify, Reply, Right, Verdict
from corpus.model import Citation
from evaluation.cases import Case, folded
from evaluation.ranking import distinct, section_hit
from evaluation.wanted import WantedSection, is_wanted

LISTED: Final = 10
"""How many sections of a reply are listed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the verdict, the right, the sections that are cited, or what is not said (``given`` is empty then)."""

    kind: Literal["verdict", "right", "sections", "texts"]
    given: tuple[str, ...]
    wanted: tuple[str, ...]

    def __str__(self) -> str:
        """The fault in English, as programs read it."""
        match self.kind:
            case "verdict":
                return f"{self.given[0]} instead of {self.wanted[0]}"
            case "right":
                return f"the right is {self.given[0]} instead of {self.wanted[0]}"
            case "sections":
                return f"cites {', '.join(self.given)} instead of {' or '.join(self.wanted)}"
            case "texts":
                return "does not say " + ", ".join(f"「{one}」" for one in self.wanted)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case, what was replied, and what is right and wrong about it.

    ``sections`` are the cited ones and then the rest of the ranking; ``hit_at_1`` and ``hit_at_3`` look at the ranking alone.
    ``heading_hit_at_1`` and ``heading_hit_at_3`` do so by heading: another paragraph of the wanted article counts. ``cited_wanted``
    of ``cited`` sections count as wanted, ``included`` is the share of the wanted texts found, ``evident`` says whether the surest
    sentence of the first cited section, a wanted one, holds any of them; None where that was not asked. ``article`` is the section
    cited first or, where that is a paragraph, its article, and None where none is cited; ``citations`` are what the reply
    rests on. ``why`` says what is wrong, and is empty
    where nothing is.
    """

    case: Case
    verdict: Verdict
    intent: Right | None
    text: str
    sections: tuple[tuple[str, str], ...]
    hit_at_1: float | None
    hit_at_3: float | None
    cited: int | None
    cited_wanted: int | None
    included: float | None
    probability: float | None
    took_ms: float
    why: tuple[str, ...]
    heading_hit_at_1: float | None = None
    heading_hit_at_3: float | None = None
    evident: float | None = None
    article: tuple[str, str] | None = None
    citations: tuple[Citation, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.why


def judge(case: Case, reply: Reply, took_ms: float) -> Outcome:
    """Hold a reply against its case: the verdict, the right of a wish, a wanted section cited, the wanted texts there."""
    citations = reply.citations if isinstance(reply, Answered | ActionOffer | Clarify) else ()
    intent = reply.intent if isinstance(reply, ActionOffer) else None
    cited = distinct((one.policy, one.section) for one in citations)
    ranked = distinct((one.policy, one.section) for one in reply.trace.ranked)
    headings = distinct((one.policy, one.heading or one.section) for one in reply.trace.ranked)
    articles = (*case.sections, *_articles(case, reply))
    counted = [one for one in cited if is_wanted(case.sections, *one)]
    precise = isinstance(reply, Answered) and case.verdict == "answered" and bool(case.sections)
    missing = _missing(case, reply.text, citations)
    return Outcome(
        case=case,
        verdict=reply.verdict,
        intent=intent,
        text=reply.text,
        sections=tuple(distinct([*cited, *ranked])[:LISTED]),
        hit_at_1=section_hit(ranked, case.sections, 1),
        hit_at_3=section_hit(ranked, case.sections, 3),
        heading_hit_at_1=section_hit(headings, articles, 1),
        heading_hit_at_3=section_hit(headings, articles, 3),
        cited=len(cited) if precise else None,
        cited_wanted=len(counted) if precise else None,
        included=1 - len(missing) / len(case.must_include) if case.must_include else None,
        probability=reply.trace.probability,
        took_ms=took_ms,
        evident=_evident(case, reply, cited),
        article=_article(reply, cited[0]) if cited else None,
        citations=citations,
        why=tuple(map(str, _faults(case, reply.verdict, intent, cited=cited, missing=missing))),
    )


def _articles(case: Case, reply: Reply) -> tuple[WantedSection, ...]:
    """The articles of the wanted sections that are paragraphs, as far as the ranking holds a paragraph of them."""
    above = {(one.policy, one.heading) for one in reply.trace.ranked if one.heading not in ("", one.section)}
    parents = [(one.policy, one.number.rpartition(".")[0]) for one in case.sections if "." in one.number]
    return tuple(
        WantedSection(p, number) for p, number in parents for policy, head in above if head == number and p in (None, policy)
    )


def _article(reply: Reply, section: tuple[str, str]) -> tuple[str, str]:
    headings = {(one.policy, one.section): one.heading for one in reply.trace.ranked}
    return section[0], headings.get(section) or section[1]


def _evident(case: Case, reply: Reply, cited: list[tuple[str, str]]) -> float | None:
    if not (isinstance(reply, Answered) and case.verdict == "answered" and case.must_include):
        return None
    sentence = folded(reply.trace.best_sentence)
    if not sentence or not is_wanted(case.sections, *cited[0]):
        return None
    return float(any(folded(one) in sentence for one in case.must_include))


def _missing(case: Case, text: str, citations: tuple[Citation, ...]) -> tuple[str, ...]:
    said = [folded(part) for part in (text, *(one.quote for one in citations))]
    return tuple(one for one in case.must_include if not any(folded(one) in part for part in said))


def faults(outcome: Outcome) -> tuple[Fault, ...]:
    """What is wrong, part by part: what ``outcome.why`` says in words."""
    cited = distinct((one.policy, one.section) for one in outcome.citations)
    missing = _missing(outcome.case, outcome.text, outcome.citations)
    return _faults(outcome.case, outcome.verdict, outcome.intent, cited=cited, missing=missing)


def _faults(
    case: Case, verdict: Verdict, intent: Right | None, *, cited: list[tuple[str, str]], missing: tuple[str, ...]
) -> tuple[Fault, ...]:
    found = []
    if verdict != case.verdict:
        found.append(Fault("verdict", (verdict,), (case.verdict,)))
    elif case.verdict == "action" and case.intent not in (None, intent):
        found.append(Fault("right", (str(intent),), (str(case.intent),)))
    elif case.verdict == "answered" and case.sections and not any(is_wanted(case.sections, *one) for one in cited):
        found.append(Fault("sections", tuple("/".join(one) for one in cited), tuple(map(str, case.sections))))
    if missing:
        found.append(Fault("texts", (), missing))
    return tuple(found)
