"""A comparison for a person, with what was taken out and put in marked word by word, and as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rich.text import Text

from corpus.diff import CHANGE_KINDS, Change, Comparison, Hunk, Passage
from corpus.model import Section
from corpus.numbers import normal_number

_LABELS: Final = {
    "ja": {
        "added": "追加", "removed": "削除", "changed": "変更", "renumbered": "番号変更", "moved": "移動", "retitled": "見出し変更",
        "unchanged": "変更なし", "nothing": "違いはありません。",
    },
    "en": {
        "added": "added", "removed": "removed", "changed": "changed", "renumbered": "renumbered", "moved": "moved",
        "retitled": "retitled", "unchanged": "unchanged", "nothing": "There is no difference.",
    },
}  # fmt: skip
_STYLES: Final = {"added": "green", "removed": "red", "changed": "yellow", "moved": "cyan", "retitled": "cyan", "same": ""}


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The changes, how many of each kind, and the old numbers with the new ones."""
    return {
        "policy": comparison.new.policy,
        "lang": comparison.new.lang,
        "old": comparison.old.effective_on.isoformat(),
        "new": comparison.new.effective_on.isoformat(),
        "summary": {**{kind: comparison.count(kind) for kind in CHANGE_KINDS}, "unchanged": comparison.unchanged},
        "changes": [_change(change) for change in comparison.changes],
        "numbers": dict(comparison.numbers),
    }


def as_text(comparison: Comparison) -> Iterator[Text]:
    """A heading for each change, below it the sentences, and the counts; a line each, however long."""
    labels = _LABELS.get(comparison.new.lang, _LABELS["en"])
    yield Text(f"{comparison.old.name} → {comparison.new.name}\n", style="bold")
    if not comparison.changes:
        yield Text(labels["nothing"])
        return
    for change in comparison.changes:
        yield _heading(change, labels)
        for hunk in change.hunks:
            yield from _hunk(hunk)
    counts: dict[str, int] = {kind: comparison.count(kind) for kind in CHANGE_KINDS}
    renumbered = sum(change.kind == "moved" and not change.reordered for change in comparison.changes)
    counts = {**counts, "moved": counts["moved"] - renumbered, "renumbered": renumbered, "unchanged": comparison.unchanged}
    yield Text("\n" + ", ".join(f"{labels[name]} {count}" for name, count in counts.items()), style="bold")


def _heading(change: Change, labels: dict[str, str]) -> Text:
    said = []
    if change.kind in ("added", "removed", "changed"):
        said.append(labels[change.kind])
    if change.moved:
        said.append(labels["moved" if change.reordered else "renumbered"])
    if change.retitled:
        said.append(labels["retitled"])
    text = Text(f"[{', '.join(said)}] ", style=f"bold {_STYLES[change.kind]}")
    shown = [_shown(section) for section in (change.old, change.new) if section is not None]
    return text.append(" → ".join(dict.fromkeys(shown)), style="not bold default")


def _shown(section: Section) -> str:
    """Number and heading; of a paragraph (項) also the article's, whose number alone says little."""
    if section.label and normal_number(section.label) == section.number:
        return section.heading
    above = section.path[-1] if not section.title and section.path else ""
    return " ".join(part for part in (section.number, above, section.heading) if part)


def _hunk(hunk: Hunk) -> Iterator[Text]:
    if hunk.kind == "changed":
        text = Text("    ~ ")
        for mark in hunk.marks:
            shown = " ".join(mark.text.splitlines())
            # The brackets say it where there is no colour.
            framed = {"removed": f"[-{shown}-]", "added": f"{{+{shown}+}}"}.get(mark.kind, shown)
            text.append(framed, style=_STYLES[mark.kind])
        yield text
        return
    passage = hunk.new or hunk.old
    sign = "+" if hunk.kind == "added" else "-"
    for line in (passage.text if passage else "").splitlines():
        if line.strip():
            yield Text(f"    {sign} {line.strip()}", style=_STYLES[hunk.kind])


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "moved": change.moved,
        "reordered": change.reordered,
        "retitled": change.retitled,
        "likeness": round(change.likeness, 3),
        "old": _section(change.old, change.ids[0]),
        "new": _section(change.new, change.ids[1]),
        "hunks": [
            {
                "kind": hunk.kind,
                "old": _passage(hunk.old),
                "new": _passage(hunk.new),
                "marks": [[mark.kind, mark.text] for mark in hunk.marks],
            }
            for hunk in change.hunks
        ],
    }


def _section(section: Section | None, identity: str | None) -> dict[str, Any] | None:
    return None if section is None else {"id": identity, "number": section.number, "heading": section.heading}


def _passage(passage: Passage | None) -> dict[str, Any] | None:
    return None if passage is None else {"sentences": list(passage.sentences), "text": passage.text}
