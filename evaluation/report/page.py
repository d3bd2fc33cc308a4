"""A run as one HTML page: charts with their tables, the map of what is cited, and every case with its quotes in context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.phrases import Lang, right_name
from bot.replies import VERDICTS, Verdict
from bot.sentences import VERDICTS as VERDICT_WORDS
from corpus.library import Library
from corpus.model import Citation, PolicyVersion, Section
from evaluation.coverage_map import Covered, coverage
from evaluation.gold import cites
from evaluation.judging import Outcome
from evaluation.rendering import LABELS, number
from evaluation.report.charts import Line, bars_chart, lines_chart
from evaluation.report.reasons import reasons
from evaluation.report.words import FIGURES, WORDS
from evaluation.run_file import Run, same_cases
from evaluation.summary import Summary, summarise
from evaluation.thresholds import cuts

_FOLDER: Final = Path(__file__).parent / "templates"
_TILES: Final = ("passed", "verdict_accuracy", "section_hit@1", "not_stated_recall", "paraphrase_consistency", "p50_ms")
_EDGES_MS: Final = (10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000, 2000, 5000)
_SHADES: Final = 4
_AROUND: Final = 2
"""Sentences shown before and after a quote."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page is made of: a run, the texts its quotes stand in, and the run before, if there is one."""

    run: Run
    library: Library
    versions: Sequence[PolicyVersion]
    before: Run | None = None


def page(shown: Shown, lang: Lang) -> str:
    """The page. It asks nothing of any network; its scripts filter and search, and without them all is shown."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    words = {key: said[lang] for key, said in WORDS.items()}
    labels = dict(LABELS) if lang == "en" else {**LABELS, **FIGURES}
    run = shown.run
    summary = summarise(run.outcomes, run.wordings)
    kinds = _kinds(shown)
    changed = _changed(shown, kinds)
    html: str = environment.get_template("report.html").render(
        lang=lang,
        w=words,
        verdict_words={verdict: said[lang] for verdict, said in VERDICT_WORDS.items()},
        verdicts=VERDICTS,
        css=Markup((_FOLDER / "report.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
        js=Markup((_FOLDER / "report.js").read_text(encoding="utf-8")),  # noqa: S704 - likewise
        header=run.header,
        tiles=[(labels[name], summary.figures[name]) for name in _TILES if summary.figures[name].value is not None],
        figures=[(labels[name], one) for name, one in summary.figures.items() if one.value is not None],
        number=number,
        confusion=_confusion(summary),
        charts=_charts(summary, run.outcomes, words),
        cuts=cuts(run.outcomes),
        bins=summary.reliability,
        times=_times(run.outcomes),
        latency=words["latency_says"].format(**{name: number(summary.figures[f"{name}_ms"].value) for name in ("p50", "p95")}),
        coverage=[_covered(one) for one in coverage(shown.versions, run.outcomes)],
        wordings=run.wordings,
        kinds=kinds,
        counts={kind: sum(one == kind for one in kinds.values()) for kind in ("broken", "mended", "other", "same", "new")},
        changed=changed,
        cases=[_case(one, shown.library, lang) for one in run.outcomes],
        earlier={now.case.id: old for _, old, now in changed},
        said=_said,
        has_before=shown.before is not None,
    )
    return html


def _confusion(summary: Summary) -> list[tuple[Verdict, list[tuple[Verdict, int, int]]]]:
    """For each verdict wanted the verdicts given: which, how many, and how dark (0 to 4)."""
    rows = []
    for wanted in VERDICTS:
        counts = [(given, summary.confusion.get((wanted, given), 0)) for given in VERDICTS]
        total = sum(count for _, count in counts)
        if total:
            rows.append((wanted, [(given, count, -(-count * _SHADES // total)) for given, count in counts]))
    return rows


def _charts(summary: Summary, outcomes: Sequence[Outcome], words: dict[str, str]) -> dict[str, Markup]:
    found = cuts(outcomes)
    most = max((one.count for one in summary.reliability), default=1)
    reliability = Line(
        words["was"],
        tuple((one.probability, one.answered) for one in summary.reliability),
        tuple(3 + 5 * one.count / most for one in summary.reliability),
    )
    curves = [
        Line(
            words[name],
            tuple((one.threshold, value) for one in found if (value := getattr(one, name)) is not None),
            dashed=dashed,
        )
        for name, dashed in (("right", False), ("found", False), ("silent", False), ("answered", True))
    ]
    return {
        "reliability": lines_chart(
            [reliability], label=words["reliability_says"], x=words["said"], y=words["was"], diagonal=True
        ),
        "thresholds": lines_chart(curves, label=words["thresholds_says"], x=words["threshold"], y=words["share"]),
        "latency": bars_chart(_times(outcomes), label=words["latency"], x=words["milliseconds"], y=words["count"]),
    }


def _times(outcomes: Sequence[Outcome]) -> list[tuple[str, int]]:
    """How many replies took how long, from the first bin that holds any to the last."""
    edges = (0, *_EDGES_MS)
    bins = [
        (f"–{high}" if high else f"{low}–", sum(low <= one.took_ms < (high or float("inf")) for one in outcomes))
        for low, high in zip(edges, (*_EDGES_MS, None), strict=True)
    ]
    held = [at for at, (_, count) in enumerate(bins) if count]
    return bins[held[0] : held[-1] + 1] if held else []


def _covered(one: Covered) -> dict[str, Any]:
    most = max((*one.cited, 1))
    squares = [
        {"text": one.section.quote(at), "count": count, "shade": 0 if not count else -(-count * _SHADES // most)}
        for at, count in enumerate(one.cited)
    ]
    return {
        "policy": one.version.policy,
        "version": one.version.name,
        "number": one.section.number,
        "heading": one.section.heading
        if one.section.title
        else f"{one.section.path[-1] if one.section.path else ''} {one.section.heading}",
        "squares": squares,
        "cited": len(one.cited) - len(one.never),
        "wanted": one.wanted,
        "never": [one.section.quote(at) for at in one.never],
    }


def _kinds(shown: Shown) -> dict[str, str]:
    """For each case what became of it since the run before."""
    if shown.before is None:
        return {}
    pairs = {now.case.id: (old, now) for now, old in same_cases(shown.run.outcomes, shown.before.outcomes)}
    return {one.case.id: _kind(*pairs[one.case.id]) if one.case.id in pairs else "new" for one in shown.run.outcomes}


def _kind(old: Outcome, now: Outcome) -> str:
    if old.passed != now.passed:
        return "mended" if now.passed else "broken"
    said = [(one.verdict, one.intent, [each.quote for each in one.citations]) for one in (old, now)]
    return "same" if said[0] == said[1] else "other"


def _changed(shown: Shown, kinds: dict[str, str]) -> list[tuple[str, Outcome, Outcome]]:
    if shown.before is None:
        return []
    pairs = [(kinds[now.case.id], old, now) for now, old in same_cases(shown.run.outcomes, shown.before.outcomes)]
    order = ("broken", "other", "mended")
    return sorted((one for one in pairs if one[0] != "same"), key=lambda one: order.index(one[0]))


def _case(outcome: Outcome, library: Library, lang: Lang) -> dict[str, Any]:
    why = reasons(outcome, lang)
    sections = list(dict.fromkeys(f"{one.policy}/{one.section}" for one in outcome.citations))
    searched = (outcome.case.id, outcome.case.question, outcome.text, *sections, *map(str, outcome.case.sections), *why)
    return {
        "outcome": outcome,
        "case": outcome.case,
        "sections": sections,
        "why": why,
        "intent": right_name(outcome.case.intent, lang) if outcome.case.intent else "",
        "searched": " ".join(" ".join(searched).split()).casefold(),
        "contexts": list(_contexts(outcome.citations, library)),
    }


def _contexts(citations: Sequence[Citation], library: Library) -> Iterator[dict[str, Any]]:
    """Each section that is cited, with the quoted sentences marked and a few around them."""
    by_section: dict[tuple[str, str, str], list[Citation]] = {}
    for one in citations:
        by_section.setdefault((one.policy, one.version.isoformat(), one.section), []).append(one)
    for (policy, day, number_), cited in by_section.items():
        version = next((each for each in library if _is_of(cited[0], each)), None)
        place = f"{policy}/{number_} {cited[0].title} ({day})"
        if version is None:
            yield {"place": place, "parts": [("quote", one.quote) for one in cited], "found": False}
        else:
            section = version.by_number[number_]
            yield {"place": place, "parts": _parts(section, cited), "found": True}


def _is_of(citation: Citation, version: PolicyVersion) -> bool:
    there = (version.policy, version.effective_on) == (citation.policy, citation.version)
    return there and cites(citation, version)


def _parts(section: Section, cited: Sequence[Citation]) -> list[tuple[str, str]]:
    quoted = {at for one in cited for at in range(*one.sentences)}
    near = {at for one in quoted for at in range(one - _AROUND, one + _AROUND + 1) if 0 <= at < len(section.sentences)}
    parts: list[tuple[str, str]] = []
    last = -1
    for at in sorted(near):
        if at != last + 1:
            parts.append(("gap", "…"))
        # What stands between two sentences, the marks of a list among it, goes with the later one.
        begin = section.sentences[at].start if at != last + 1 or at == 0 else section.sentences[at - 1].end
        parts.append(("quote" if at in quoted else "text", section.text[begin : section.sentences[at].end]))
        last = at
    if last < len(section.sentences) - 1:
        parts.append(("gap", "…"))
    return parts


def _said(outcome: Outcome) -> str:
    return ", ".join(dict.fromkeys(f"{one.policy}/{one.section}" for one in outcome.citations))
