"""What a gate found, as Markdown for people, as JUnit XML and JSON for programs."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any, Final

from evaluation.gating import PAIRED, Guard, Verdict
from evaluation.judging import Outcome
from evaluation.rendering import LABELS, number

_LISTED: Final = 20
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMES: Final = {**LABELS, PAIRED: "Cases passed, of those in both runs"}


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The object that ``jobun eval gate --json`` prints."""
    return {
        "passed": verdict.passed,
        "guards": [guard.as_json() for guard in verdict.guards],
        "broken": [_case(old, new) for old, new in verdict.broken],
        "mended": [_case(old, new) for old, new in verdict.mended],
        "added": [one.case.id for one in verdict.added],
        "removed": [one.case.id for one in verdict.removed],
    }


def as_markdown(verdict: Verdict) -> str:
    """A summary for a pull request."""
    return "\n".join(_lines(verdict)) + "\n"


def _lines(verdict: Verdict) -> Iterator[str]:
    failed = [guard for guard in verdict.guards if not guard.passed]
    yield f"## Answers: {'passed' if verdict.passed else 'failed'}"
    yield ""
    if failed:
        yield f"Worse than chance explains: {', '.join(_name(guard) for guard in failed)}."
    else:
        yield "No figure is worse than chance explains."
    yield ""
    yield "| | before | now | may fall to | |"
    yield "|---|---:|---:|---:|---|"
    for guard in verdict.guards:
        if guard.before.value is not None or guard.now.value is not None:
            values = (guard.before.value, guard.now.value, guard.floor)
            yield f"| {_name(guard)} | {' | '.join(map(number, values))} | {'ok' if guard.passed else '**worse**'} |"
    for title, pairs in (("Right before, wrong now", verdict.broken), ("Wrong before, right now", verdict.mended)):
        if pairs:
            yield ""
            yield f"<details><summary>{title}: {len(pairs)}</summary>"
            yield ""
            yield "| case | question | before | now |"
            yield "|---|---|---|---|"
            for old, new in pairs[:_LISTED]:
                yield f"| {_cell(new.case.id)} | {_cell(new.case.question)} | {_cell(_said(old))} | {_cell(_said(new))} |"
            if len(pairs) > _LISTED:
                yield f"| … | and {len(pairs) - _LISTED} more | | |"
            yield ""
            yield "</details>"
    if verdict.added or verdict.removed:
        yield ""
        yield f"Cases added: {len(verdict.added)}; removed: {len(verdict.removed)}."


def as_junit(verdict: Verdict) -> str:
    """A test suite with a test for each guard, and one for each case of the run, which says what broke but fails nothing by itself."""
    suite = ET.Element(
        "testsuite",
        name="jobun eval gate",
        tests=str(len(verdict.guards) + len(verdict.broken)),
        failures=str(sum(not guard.passed for guard in verdict.guards)),
        errors="0",
        skipped=str(len(verdict.broken)),
    )
    for guard in verdict.guards:
        test = ET.SubElement(suite, "testcase", classname="jobun.figures", name=_name(guard))
        if not guard.passed:
            told = f"{number(guard.now.value)} is below {number(guard.floor)}; it was {number(guard.before.value)}"
            ET.SubElement(test, "failure", type="figure", message=told).text = told
    for old, new in verdict.broken:
        test = ET.SubElement(suite, "testcase", classname="jobun.cases", name=_xml(f"{new.case.id} {new.case.question}"))
        # Single cases come and go by chance: they are shown, and decide nothing.
        ET.SubElement(test, "skipped", message=_xml(f"right before ({_said(old)}), wrong now: {'; '.join(new.why)}"))
    # The whole has no count of what was skipped in the usual schema.
    root = ET.Element("testsuites", {key: value for key, value in suite.attrib.items() if key != "skipped"})
    root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _name(guard: Guard) -> str:
    return _NAMES[guard.name].removeprefix("… ")


def _case(old: Outcome, new: Outcome) -> dict[str, Any]:
    return {
        "id": new.case.id,
        "question": new.case.question,
        "before": _said(old),
        "now": _said(new),
        "why": "; ".join(new.why),
    }


def _said(outcome: Outcome) -> str:
    return " ".join([outcome.verdict, *dict.fromkeys(f"{one.policy}/{one.section}" for one in outcome.citations)])


def _cell(text: str) -> str:
    """Text that neither ends a cell nor is taken for markup."""
    return re.sub(r"([\\`*_{}\[\]<>|~#])", r"\\\1", " ".join(text.split()))


def _xml(text: str) -> str:
    """Without the characters that no XML document may hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
