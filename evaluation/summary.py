"""The figures over all outcomes of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.replies import Verdict
from evaluation.intervals import Figure, average, estimate
from evaluation.judging import Outcome
from evaluation.metrics import auroc, brier, macro_f1, quantile, ratio


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures by name, in the order they are shown, and how often each verdict was wanted and given."""

    figures: Mapping[str, Figure]
    confusion: Mapping[tuple[Verdict, Verdict], int]

    def as_json(self) -> dict[str, Any]:
        """The summary as it stands in a JSON report; the confusion is ``{wanted: {given: count}}``."""
        confusion: dict[str, dict[str, int]] = {}
        for (wanted, given), count in self.confusion.items():
            confusion.setdefault(wanted, {})[given] = count
        return {**{name: figure.as_json() for name, figure in self.figures.items()}, "confusion": confusion}


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """All figures of a run; each over the outcomes where it was asked."""
    figures = {**_verdicts(outcomes), **_sections(outcomes), **_probabilities(outcomes), **_latency(outcomes)}
    return Summary(figures, Counter((one.case.verdict, one.verdict) for one in outcomes))


def _verdicts(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    pairs = [(one.case.verdict, one.verdict) for one in outcomes]
    wishes = [one for one in outcomes if "action" in (one.case.verdict, one.verdict) and not _any_right(one)]
    rights = [one.case.intent if one.case.verdict == "action" else None for one in wishes]
    return {
        "passed": average([one.passed for one in outcomes]),
        "verdict_accuracy": average([w == g for w, g in pairs]),
        "not_stated_precision": average([w == g for w, g in pairs if g == "not_stated"]),
        "not_stated_recall": average([w == g for w, g in pairs if w == "not_stated"]),
        "intent_macro_f1": estimate(macro_f1(rights, [one.intent for one in wishes]), len(wishes)),
    }


def _any_right(outcome: Outcome) -> bool:
    """A wish whose case leaves open which right it stands for."""
    return outcome.case.verdict == "action" and outcome.case.intent is None


def _sections(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    answered = [one for one in outcomes if one.case.verdict == "answered"]
    wishes = [one for one in outcomes if one.case.verdict == "action"]
    cited = [(one.cited_wanted, one.cited) for one in outcomes if one.cited_wanted is not None and one.cited is not None]
    return {
        "section_hit@1": average([one.hit_at_1 for one in answered]),
        "section_hit@3": average([one.hit_at_3 for one in answered]),
        "heading_hit@1": average([one.heading_hit_at_1 for one in answered]),
        "heading_hit@3": average([one.heading_hit_at_3 for one in answered]),
        "action_section_hit@1": average([one.hit_at_1 for one in wishes]),
        "action_section_hit@3": average([one.hit_at_3 for one in wishes]),
        "citation_precision": estimate(ratio([w for w, _ in cited], [c for _, c in cited]), len(cited)),
        "must_include": average([one.included for one in outcomes]),
    }


def _probabilities(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    weighed = [
        (one.case.verdict == "answered", one.probability)
        for one in outcomes
        if one.case.verdict in ("answered", "not_stated") and one.probability is not None
    ]
    positive, probabilities = [p for p, _ in weighed], [q for _, q in weighed]
    return {
        "answered_auroc": estimate(auroc(positive, probabilities), len(weighed)),
        "answered_brier": estimate(brier(positive, probabilities), len(weighed)),
    }


def _latency(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    took_ms = [one.took_ms for one in outcomes]
    return {f"p{percent}_ms": estimate(quantile(took_ms, percent / 100), len(took_ms)) for percent in (50, 95, 99)}
