"""Why a case failed, in the language of the page."""

from __future__ import annotations

from bot.phrases import Lang, right_name
from bot.replies import RIGHTS, VERDICTS
from bot.sentences import VERDICTS as VERDICT_WORDS
from evaluation.judging import Outcome, faults
from evaluation.report.words import WORDS


def reasons(outcome: Outcome, lang: Lang) -> tuple[str, ...]:
    """A sentence for each thing that is wrong; none where the case passed."""
    if outcome.passed:
        return ()
    told = tuple(
        WORDS[f"fault_{one.kind}"][lang].format(given=_listed(one.given, lang), wanted=_listed(one.wanted, lang, one.kind))
        for one in faults(outcome)
    )
    # What an older run found wrong may be right by the rules of today; then its own words stand.
    return told or outcome.why


def _listed(values: tuple[str, ...], lang: Lang, kind: str = "") -> str:
    words = [f"「{one}」" if kind == "texts" else _word(one, lang) for one in values]
    return ("、" if lang == "ja" else ", ").join(words) or WORDS["none"][lang]


def _word(value: str, lang: Lang) -> str:
    if verdict := next((one for one in VERDICTS if one == value), None):
        return VERDICT_WORDS[verdict][lang]
    if right := next((one for one in RIGHTS if one == value), None):
        return right_name(right, lang)
    return WORDS["none"][lang] if value == "None" else value
