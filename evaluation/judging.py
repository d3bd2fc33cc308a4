"""One reply held against its case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.replies import ActionOffer, Answered, Clarify, Reply, Right, Verdict
from corpus.model import Citation
from evaluation.cases import Case, folded
from evaluation.ranking import distinct, section_hit
from evaluation.wanted import WantedSection, is_wanted

LISTED: Final = 10
"""How many sections of a reply are listed."""


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
        why=_why(case, reply.verdict, intent, cited=cited, counted=bool(counted), missing=missing),
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


def _why(
    case: Case,
    verdict: Verdict,
    intent: Right | None,
    *,
    cited: list[tuple[str, str]],
    counted: bool,
    missing: tuple[str, ...],
) -> tuple[str, ...]:
    if verdict != case.verdict:
        return (f"{verdict} instead of {case.verdict}", *_not_said(missing))
    why = []
    if case.verdict == "action" and case.intent not in (None, intent):
        why.append(f"the right is {intent} instead of {case.intent}")
    if case.verdict == "answered" and case.sections and not counted:
        wanted = " or ".join(map(str, case.sections))
        why.append(f"cites {', '.join('/'.join(one) for one in cited)} instead of {wanted}")
    return (*why, *_not_said(missing))


def _not_said(missing: tuple[str, ...]) -> tuple[str, ...]:
    return ("does not say " + ", ".join(f"「{one}」" for one in missing),) if missing else ()
