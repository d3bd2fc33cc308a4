"""Two texts compared by their answers: for a person, and as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from corpus.model import Citation
from evaluation.causes import Cause
from evaluation.comparing import Compared
from evaluation.differences import KINDS, Difference, Kind
from evaluation.judging import Outcome

_STYLES: Final[dict[Kind, str]] = {"worse": "bold red", "changed": "bold yellow", "better": "bold green", "same": "dim"}
_MEANS: Final[dict[Kind, str]] = {
    "worse": "right before, wrong now, though the text still says it",
    "changed": "another answer; look whether it is right",
    "better": "wrong before, right now",
    "same": "the same verdict, section and sentences",
}
_QUOTE_CHARS: Final = 120


def as_json(compared: Compared) -> dict[str, Any]:
    """The object that ``jobun eval compare --json`` prints."""
    before, after = compared.policies
    return {
        "old": compared.old.name,
        "new": compared.new.name,
        "summary": {
            **compared.counts,
            "migrated": len(compared.migrated),
            "stale": len(compared.stale),
            "beside": sum(bool(one.beside) for one in compared.differences),
            "left_out": len(compared.left_out),
            "policies_removed": [version.name for version in before],
            "policies_added": [version.name for version in after],
            "sections_changed": sum(len(one.changes) for one in compared.texts.changed),
        },
        "approved_expired": [
            {"question": one.question, "missing": [each.quote for each in one.missing(compared.new.library)]}
            for one in compared.expired
        ],
        "cases": [_case(one) for one in compared.differences],
    }


def as_parts(compared: Compared, *, same: bool = False) -> Iterator[RenderableType]:
    """The counts, then each difference with what caused it, then the cases to look after; with ``same`` also what stayed as it was."""
    yield Text(f"{compared.old.name} → {compared.new.name}", style="bold")
    yield from _policies(compared)
    yield _counts(compared)
    for kind in KINDS:
        if kind != "same" or same:
            for one in sorted((one for one in compared.differences if one.kind == kind), key=_weight):
                yield _shown(one)
    if near := [one for one in compared.differences if one.beside]:
        yield _beside(near)
    if compared.migrated:
        yield _migrated(compared.migrated)
    if compared.stale:
        yield _stale(compared.stale)
    if compared.expired:
        yield _expired(compared)
    if compared.left_out:
        yield f"Of a day of their own (`as_of`), and not asked: {len(compared.left_out)}."


def _policies(compared: Compared) -> Iterator[str]:
    for told, versions in zip(("gone", "new"), compared.policies, strict=True):
        if versions:
            yield f"Policies that are {told}: {', '.join(version.name for version in versions)}."


def _weight(one: Difference) -> tuple[bool, bool, str]:
    return not one.lost, not one.alters, one.old.case.id


def _counts(compared: Compared) -> Table:
    table = Table("", "cases", "means", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for kind, count in compared.counts.items():
        table.add_row(Text(kind, style=_STYLES[kind]), str(count), _MEANS[kind])
    return table


def _shown(one: Difference) -> Text:
    """A few lines for one case; no meaning is in a colour alone."""
    text = Text("\n")
    text.append(one.kind, style=_STYLES[one.kind])
    text.append(f"  {one.old.case.id}  {one.old.case.question}\n")
    for sign, outcome in (("-", one.old), ("+", one.new)):
        right = "right" if outcome.passed else f"wrong: {'; '.join(outcome.why)}"
        text.append(f"  {sign} {outcome.verdict} {_places(outcome.citations)} ({right})\n")
        if "quote" in one.parts:
            for citation in outcome.citations[:2]:
                text.append(f"      {_short(citation.quote)}\n", style="italic")
    for cause in one.causes:
        text.append_text(_cause(cause))
    if one.parts and not one.causes:
        text.append(
            "  no change of the text is near what is cited; the words of the whole are weighed differently\n", style="dim"
        )
    text.rstrip()
    return text


def _cause(cause: Cause) -> Text:
    said = Text(f"  because of {cause.id}" if cause.direct else f"  maybe because of {cause.id}", style="cyan")
    old, new = cause.change.ids
    said.append(
        f" ({' → '.join(dict.fromkeys(one for one in (old, new) if one))}, {cause.hunk.kind if cause.hunk else cause.change.kind}"
    )
    said.append(f"; {' and '.join(cause.alters)}" if cause.alters else "")
    said.append(")\n")
    if cause.hunk is None:
        return said
    if cause.hunk.marks:
        marked = "".join(
            {"removed": f"[-{one.text}-]", "added": f"{{+{one.text}+}}"}.get(one.kind, one.text) for one in cause.hunk.marks
        )
        return said.append(f"      ~ {_flat(marked)}\n", style="not bold default")
    passage = cause.hunk.new or cause.hunk.old
    return said.append(f"      {'+' if cause.hunk.new else '-'} {_short(passage.text if passage else '')}\n", style="default")


def _beside(differences: Sequence[Difference]) -> Table:
    table = Table(title="The same answer, but its section was changed beside it", title_justify="left", show_lines=True)
    for name, share in (("case", 2), ("question", 5), ("changes", 5)):
        table.add_column(name, ratio=share, overflow="fold")
    for one in differences:
        changes = "\n".join(f"{cause.id} ({cause.hunk.kind})" for cause in one.beside if cause.hunk)
        table.add_row(*map(escape, (one.old.case.id, one.old.case.question, changes)))
    return table


def _migrated(differences: Sequence[Difference]) -> Table:
    table = Table("case", "sections", "now", title="Migrated: wanted sections that moved", title_justify="left")
    for one in differences:
        table.add_row(*map(escape, (one.old.case.id, _sections(one.old), _sections(one.new))))
    return table


def _expired(compared: Compared) -> Table:
    table = Table(title="Approved answers that are not used any more", title_justify="left", show_lines=True)
    for name, share in (("question", 4), ("the sentence that is gone", 8)):
        table.add_column(name, ratio=share, overflow="fold")
    for one in compared.expired:
        quotes = "\n".join(_short(cited.quote) for cited in one.missing(compared.new.library))
        table.add_row(escape(one.question), escape(quotes))
    return table


def _stale(differences: Sequence[Difference]) -> Table:
    table = Table(title="Stale: the new text does not hold the sentence", title_justify="left", show_lines=True)
    for name, share in (("case", 2), ("digest", 2), ("sentence", 8)):
        table.add_column(name, ratio=share, overflow="fold")
    for one in differences:
        for rest in one.stale:
            table.add_row(*map(escape, (one.old.case.id, rest.digests[0], _short(rest.quote))))
    return table


def _case(one: Difference) -> dict[str, Any]:
    return {
        "id": one.old.case.id,
        "question": one.old.case.question,
        "kind": one.kind,
        "differs": list(one.parts),
        "lost": one.lost,
        "alters": list(one.alters),
        "old": _outcome(one.old),
        "new": _outcome(one.new),
        "causes": [cause.as_json() for cause in one.causes],
        "beside": [cause.as_json() for cause in one.beside],
        "migrated": {"from": _listed(one.old), "to": _listed(one.new)} if one.migrated else None,
        "stale": [{"digest": rest.digests[0], "quote": rest.quote} for rest in one.stale],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "verdict": outcome.verdict,
        "sections": list(dict.fromkeys(f"{one.policy}/{one.section}" for one in outcome.citations)),
        "quotes": [one.quote for one in outcome.citations],
        "passed": outcome.passed,
        "why": "; ".join(outcome.why),
    }


def _listed(outcome: Outcome) -> list[str]:
    return [str(one) for one in outcome.case.sections]


def _sections(outcome: Outcome) -> str:
    return ", ".join(_listed(outcome))


def _places(citations: Iterable[Citation]) -> str:
    return ", ".join(dict.fromkeys(f"{one.policy}/{one.section}" for one in citations)) or "–"


def _short(text: str) -> str:
    flat = _flat(text)
    return flat if len(flat) <= _QUOTE_CHARS else f"{flat[: _QUOTE_CHARS - 1]}…"


def _flat(text: str) -> str:
    return " ".join(text.split())
