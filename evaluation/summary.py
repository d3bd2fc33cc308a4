"""The figures over all outcomes of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.replies import Right, Verdict
from evaluation.calibration import BINS, Bin, reliability
from evaluation.consistency import Wordings
from evaluation.intervals import Figure, average, estimate
from evaluation.judging import Outcome
from evaluation.metrics import auroc, brier, calibration_error, macro_f1, quantile, ratio


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures by name, in the order they are shown, and how often each verdict was wanted and given.

    ``rights`` is how many rights occur in the cases, ``reliability`` how well the probability that a policy answers bears out.
    """

    figures: Mapping[str, Figure]
    confusion: Mapping[tuple[Verdict, Verdict], int]
    rights: int
    reliability: tuple[Bin, ...]

    def as_json(self) -> dict[str, Any]:
        """The summary as it stands in a JSON report; the confusion is ``{wanted: {given: count}}``."""
        confusion: dict[str, dict[str, int]] = {}
        for (wanted, given), count in self.confusion.items():
            confusion.setdefault(wanted, {})[given] = count
        return {
            **{name: figure.as_json() for name, figure in self.figures.items()},
            "rights": self.rights,
            "reliability": [one.as_json() for one in self.reliability],
            "confusion": confusion,
        }


def summarise(outcomes: Sequence[Outcome], wordings: Sequence[Wordings] = ()) -> Summary:
    """All figures of a run; each over the outcomes where it was asked. ``wordings`` are those of the questions that were paraphrased."""
    said = _said(outcomes)
    figures = {
        **_verdicts(outcomes),
        **_wishes(outcomes),
        **_sections(outcomes),
        **_probabilities(*said),
        "paraphrase_consistency": average([one.agreement for one in wordings]),
        "paraphrases_passed": average([one.all_passed for one in wordings]),
        **_latency(outcomes),
    }
    confusion = Counter((one.case.verdict, one.verdict) for one in outcomes)
    return Summary(figures, confusion, len({right for right in map(_right, outcomes) if right}), reliability(*said))


def _verdicts(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    pairs = [(one.case.verdict, one.verdict) for one in outcomes]
    return {
        "passed": average([one.passed for one in outcomes]),
        "verdict_accuracy": average([w == g for w, g in pairs]),
        "not_stated_precision": average([w == g for w, g in pairs if g == "not_stated"]),
        "not_stated_recall": average([w == g for w, g in pairs if w == "not_stated"]),
    }


def _wishes(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    pairs = [(one.case.verdict == "action", one.verdict == "action") for one in outcomes]
    wishes = [one for one in outcomes if "action" in (one.case.verdict, one.verdict) and not _any_right(one)]
    rights = macro_f1([_right(one) for one in wishes], [one.intent for one in wishes])
    return {
        "wish_recall": average([given for wanted, given in pairs if wanted]),
        "taken_for_wish": average([given for wanted, given in pairs if not wanted]),
        "intent_macro_f1": estimate(rights, len(wishes)),
    }


def _right(outcome: Outcome) -> Right | None:
    """The right that the case stands for; only a wish stands for one."""
    return outcome.case.intent if outcome.case.verdict == "action" else None


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
        "evidence_exact": average([one.evident for one in outcomes]),
    }


def _said(outcomes: Sequence[Outcome]) -> tuple[list[bool], list[float]]:
    """Of the questions on the subject that were weighed: is each answered, and how likely was that taken to be."""
    weighed = [
        (one.case.verdict == "answered", one.probability)
        for one in outcomes
        if one.case.verdict in ("answered", "not_stated") and one.probability is not None
    ]
    return [p for p, _ in weighed], [q for _, q in weighed]


def _probabilities(answered: Sequence[bool], probabilities: Sequence[float]) -> dict[str, Figure]:
    return {
        "answered_auroc": estimate(auroc(answered, probabilities), len(answered)),
        "answered_brier": estimate(brier(answered, probabilities), len(answered)),
        "answered_calibration_error": estimate(calibration_error(answered, probabilities, BINS), len(answered)),
    }


def _latency(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    took_ms = [one.took_ms for one in outcomes]
    return {f"p{percent}_ms": estimate(quantile(took_ms, percent / 100), len(took_ms)) for percent in (50, 95, 99)}
