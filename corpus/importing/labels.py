"""Short lines between sentences: which of them head a part of the text, which are list items, which merely stand there.

A run of such lines is labelled as a whole: each line speaks for itself (how it ends, what it is about), and so do its neighbours (a
sentence that says 「次の場合」, items that end alike, a closing 「その他…」, a sentence that takes the title up).
The way through the run that scores best is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from corpus.importing.line_scores import NEVER, Lines
from corpus.importing.wording import CLOSING_ITEM, CONNECTIVE, CONTACT, ITEM_END, bare, is_part, titled

Label: TypeAlias = Literal["heading", "item", "line"]
_State: TypeAlias = Literal["head", "item", "below", "line"]
"""An item below a heading of the run is told from one that is not: once a list has titled groups, all of it has."""

_STATES: Final[tuple[_State, ...]] = ("head", "item", "below", "line")
_LABELS: Final[dict[_State, Label]] = {"head": "heading", "item": "item", "below": "item", "line": "line"}
_START: Final[dict[_State, tuple[float, float, float]]] = {
    # Where no sentence leads to a list, one does from afar, one does right above.
    "head": (1.0, -0.5, -3.0),
    "item": (-3.0, 1.0, 3.0),
    "line": (0.0, 0.0, 0.0),
    "below": (NEVER, NEVER, NEVER),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a run stands: ``introduced`` is 2 where the sentence before it leads to a list, 1 where an earlier one does, else 0.

    ``below`` says that a heading, not a sentence, comes before it; ``after`` is the text behind it, "" where the section ends there;
    ``numbered_after`` whether that has a number, and ``deeper_after`` whether it is the first of its numbers;
    ``title`` is the heading above; ``preamble`` says that numbered sections follow, ``lawful`` that the text has articles, which
    seldom have headings without a number below them; ``pointed`` that the sentence above announces an address.
    """

    introduced: int = 0
    below: bool = False
    after: str = ""
    numbered_after: bool = False
    deeper_after: bool = False
    title: str = ""
    preamble: bool = False
    lawful: bool = False
    pointed: bool = False
    known: Callable[[str], bool] = lambda _: False
    repeated: Callable[[str], bool] = lambda _: False


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and why it was given."""

    label: Label
    why: str


def label_run(texts: Sequence[str], setting: Setting) -> list[Labelled]:
    """The labels of the lines of one run."""
    shown = [bare(text) for text in texts]
    run = _Run(shown, setting, Lines(shown, bare(setting.after), setting.title, setting.known, setting.repeated))
    best = [{state: (run.own(0, state) + run.start(state), state) for state in _STATES}]
    for index in range(1, len(shown)):
        row: dict[_State, tuple[float, _State]] = {}
        for state in _STATES:
            value, before = max((best[-1][before][0] + run.step(index, before, state), before) for before in _STATES)
            row[state] = (run.own(index, state) + value, before)
        best.append(row)
    states = [max(_STATES, key=lambda state: best[-1][state][0] + run.finish(state))]
    for row in reversed(best[1:]):
        states.insert(0, row[states[0]][1])
    return [Labelled(_LABELS[state], run.why(index, state)) for index, state in enumerate(states)]


@dataclass(frozen=True, slots=True)
class _Run:
    texts: Sequence[str]
    setting: Setting
    lines: Lines

    def own(self, index: int, state: _State) -> float:
        """What a line says for a label by itself."""
        if state == "head":
            return self.lines.as_heading(index) - (3.0 if self.setting.lawful else 0.0)
        if state == "line":
            return self.lines.as_line(index, pointed=self.setting.pointed)
        return self.lines.as_item(index)

    def start(self, state: _State) -> float:
        """What stands before the run says for the label of its first line."""
        score = _START[state][self.setting.introduced]
        if state == "head":
            # Lines right below a heading are its list, unless they fall into groups, or are two above a sentence.
            listed = len(self.texts) > 2 or (len(self.texts) > 1 and self.setting.numbered_after)  # noqa: PLR2004
            score -= 1.5 if self.setting.below and listed else 0.0
            score -= 2.5 if self.setting.preamble else 0.0
        if state == "item" and self.setting.below and not self.setting.introduced:
            score += 3.0
        if state == "line" and self.setting.preamble:
            score += 0.5
        return score

    def step(self, index: int, before: _State, state: _State) -> float:
        """What the label before says for this one."""
        if before == "head":
            return self._after_head(index, state)
        if state == "head":
            return self._to_head(index, before)
        if state == "below":
            return NEVER if before != "below" else -1.0 if self._closed(index, before) else 0.5
        if state == "item":
            return -2.0 if before != "item" else -1.0 if self._closed(index, before) else 0.5
        return {"line": 0.5, "item": -1.5, "below": -1.0}[before]

    def _after_head(self, index: int, state: _State) -> float:
        if state != "head":
            return {"below": -0.3, "line": 0.0}.get(state, NEVER)
        if is_part(self.texts[index - 1], self.texts[index]):
            return 1.5
        # Two alone are a part and the first of its own parts.
        return -1.5 if len(self.texts) == 2 and not self.setting.introduced else -2.5  # noqa: PLR2004

    def finish(self, state: _State) -> float:
        """What stands behind the run says for the label of its last line."""
        after, last = bare(self.setting.after), len(self.texts) - 1
        if state == "line":
            return 0.0
        if state == "head":
            if self.setting.numbered_after or not after:
                return 1.5 if self.setting.deeper_after else -6.0
            if self.lines.taken_up(last):
                return 2.5
            return -2.0 if CONNECTIVE.match(after) else 1.5
        if not after or self.setting.numbered_after:
            return 0.0
        return 1.5 if CONNECTIVE.match(after) else -2.0 if self.lines.taken_up(last) else -1.0

    def why(self, index: int, state: _State) -> str:
        """What spoke for the label that was given."""
        text, last = self.texts[index], index == len(self.texts) - 1
        if state == "line":
            return "it reads like an address or a name" if CONTACT.search(text) else "nothing makes it a heading or an item"
        if state == "head":
            reasons = [
                (self.setting.known(text), "the notes or the contents name it"),
                (last and self.lines.taken_up(index), "the sentence below takes it up"),
                (titled(text) > 1, "it is worded like a title"),
                (index > 0 and bool(CLOSING_ITEM.match(self.texts[index - 1])), "the list above it has ended"),
                (last and not self.setting.numbered_after, "a sentence follows it"),
                (not last, "lines of another kind follow it"),
            ]
        else:
            reasons = [
                (bool(self.setting.introduced), "a sentence above leads to a list"),
                (self.lines.parallel(index), "it ends like the lines beside it"),
                (self.setting.repeated(text), "the same line stands in another list"),
                (bool(ITEM_END.search(text)), "it is worded like an item"),
                (True, "it stands among short lines below a heading"),
            ]
        return "; ".join([reason for holds, reason in reasons if holds][:2]) or "it is short and stands alone"

    def _to_head(self, index: int, before: _State) -> float:
        if before == "line":
            # Below an address or a date stands who signed.
            return -2.5
        # Below a heading, a list without titled groups gets none in the middle.
        loose = before == "item" and self.setting.below and index < len(self.texts) - 1
        if loose:
            return -4.0
        return (2.0 if self._closed(index, before) else -0.8) - (1.5 if self.lines.is_plain(index) else 0.0)

    def _closed(self, index: int, before: _State) -> bool:
        return before in ("item", "below") and bool(CLOSING_ITEM.match(self.texts[index - 1]))
