"""Labelled questions: what is asked, and what a right reply would be."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.replies import RIGHTS, VERDICTS, Question, Right, Verdict
from corpus.model import AUDIENCES, Audience
from evaluation.errors import RowsUnreadable
from evaluation.rows import json_rows
from evaluation.tables import is_table, table_rows
from evaluation.wanted import WantedSection

SHIPPED: Final = Path(__file__).parent / "cases"
"""The cases about the policies that come with the project."""
TUNING: Final = Path(__file__).parent / "tuning"
"""Folders of other policies (``policies/``) and cases about them (``cases.jsonl``), for fitting alone."""
READING: Final = Path(__file__).parent / "reading"
"""More of them, which the reader is trained on: nothing that weighs what it reads is fitted on these."""
DEFAULT_AUDIENCE: Final[Audience] = "staff"
"""Who asks where a case does not say: staff, who may see every policy."""

_OWN_KEYS: Final = "x_"
_SAME_WORD: Final = 0.75
"""How like a known key an unknown one is, from which on it is taken for a slip of the pen (difflib's ratio)."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question with the reply that is wanted.

    ``sections`` are those of which one must be cited, ``near`` the closest ones where the policy is silent; ``audience`` is
    None where the run decides; ``paraphrases`` (the key ``x_paraphrases``) ask the same in other words; ``evidence`` (``x_evidence``) are the digests of the sentences that
    answer, see `evaluation.gold`; ``place`` is the file and line it stands on, ``ignored`` the keys there that mean nothing here.
    """

    id: str
    question: str
    verdict: Verdict
    sections: tuple[WantedSection, ...] = ()
    near: tuple[WantedSection, ...] = ()
    must_include: tuple[str, ...] = ()
    intent: Right | None = None
    history: tuple[str, ...] = ()
    lang: str | None = None
    as_of: date | None = None
    audience: Audience | None = None
    tags: tuple[str, ...] = ()
    paraphrases: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    place: str = field(default="", compare=False)
    ignored: tuple[str, ...] = field(default=(), compare=False)

    def ask(self, audience: Audience) -> Question:
        """The question as the engine gets it; ``audience`` holds where the case names none."""
        return Question(self.question, self.history, self.audience or audience, self.lang, self.as_of)

    def as_row(self) -> dict[str, Any]:
        """The case as it stands in a case file; what it leaves open is left out."""
        row = {
            "id": self.id,
            "question": self.question,
            "lang": self.lang,
            "verdict": self.verdict,
            "sections": [str(one) for one in self.sections],
            "must_include": list(self.must_include),
            "intent": self.intent,
            "history": list(self.history),
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "tags": list(self.tags),
            "x_paraphrases": list(self.paraphrases),
            "x_evidence": list(self.evidence),
        }
        return {key: value for key, value in row.items() if value not in (None, [])}


def read_cases(paths: Iterable[Path]) -> tuple[Case, ...]:
    """All cases of these files, in order: JSON lines, or tables (see `evaluation.tables`).

    Raises:
        RowsUnreadable: a file or a line cannot be used, holds no case, or two cases share an id; the message says where.
    """
    cases: dict[str, Case] = {}
    for path in paths:
        before = len(cases)
        for place, row in table_rows(path) if is_table(path) else json_rows(path):
            case = case_of(row, place)
            if case.id in cases:
                raise RowsUnreadable(f"{place}: {cases[case.id].place} has the id {case.id!r} too; give each case its own.")
            cases[case.id] = case
        if len(cases) == before:
            raise RowsUnreadable(f"{path}: holds no case; write one object a line, with id, question and verdict.")
    return tuple(cases.values())


def shipped_files() -> tuple[Path, ...]:
    """The case files that come with the project."""
    return tuple(sorted(SHIPPED.glob("*.jsonl")))


def notices(cases: Sequence[Case]) -> tuple[str, ...]:
    """What is allowed in these cases and yet worth a look, one sentence each."""
    bare = [case.place for case in cases if case.verdict == "answered" and not case.sections]
    stray = [case.place for case in cases if case.verdict != "action" and case.intent]
    strange = sorted({key for case in cases for key in case.ignored})
    found = []
    if strange:
        found.append(f"Keys that mean nothing here are left alone: {', '.join(strange)}.")
    if bare:
        found.append(f"{_count(bare)} `answered` without `sections`, so which section is cited is not judged there: {bare[0]}.")
    if stray:
        found.append(f"{_count(stray)} with an `intent` but not the verdict `action`; it is not looked at: {stray[0]}.")
    return tuple(found)


def folded(text: str) -> str:
    """A text as `must_include` is compared: after NFKC (full-width digits as half-width ones, and so on)."""
    return unicodedata.normalize("NFKC", text)


def _count(places: Sequence[str]) -> str:
    return f"{len(places)} case{'s' if len(places) > 1 else ''}"


def _only_text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("neither a section nor a date is written as a number")  # noqa: TRY004 - pydantic collects ValueErrors
    return value


def _section(value: object) -> WantedSection:
    return WantedSection.parse(_only_text(value))


_Text = Annotated[str, Field(strict=True, pattern=r"\S")]
_Section = Annotated[WantedSection, BeforeValidator(_section)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    id: _Text
    question: _Text
    verdict: Verdict
    sections: tuple[_Section, ...] = ()
    must_include: tuple[_Text, ...] = ()
    intent: Right | None = None
    history: tuple[_Text, ...] = ()
    lang: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    as_of: Annotated[date, BeforeValidator(_only_text)] | None = None
    tags: tuple[_Text, ...] = ()
    x_paraphrases: tuple[_Text, ...] = ()
    x_evidence: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")], ...] = ()


_SHAPES: Final = {
    "id": "text",
    "question": "text",
    "verdict": f"one of {', '.join(VERDICTS)}",
    "sections": 'a list of section numbers such as ["7.2"] or ["site-privacy/7.2"]',
    "must_include": "a list of texts",
    "intent": f"one of {', '.join(RIGHTS)}",
    "history": "a list of the earlier turns, oldest first, each a text",
    "lang": "a two-letter code such as ja",
    "as_of": "a date such as 2026-04-01",
    "tags": "a list of texts",
    "x_paraphrases": "a list of other wordings of the question",
    "x_evidence": "a list of digests of sentences, as `jobun eval suggest` writes them",
}


def case_of(values: dict[str, Any], place: str) -> Case:
    """The case that an object of a case file stands for; ``place`` says where it stands. Raises `RowsUnreadable`."""
    ignored = _strange(values, place)
    try:
        row = _Row.model_validate({k: v for k, v in values.items() if v is not None and k in _SHAPES})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise RowsUnreadable(f"{place}: {_problem(str(first['loc'][0]), first['type'], values)}.") from error
    tagged = _tagged(row.tags, place)
    return Case(
        id=row.id,
        question=row.question,
        verdict=row.verdict,
        sections=row.sections,
        near=tagged[1],
        must_include=row.must_include,
        intent=row.intent,
        history=row.history,
        lang=row.lang,
        as_of=row.as_of,
        audience=tagged[0],
        tags=row.tags,
        paraphrases=row.x_paraphrases,
        evidence=row.x_evidence,
        place=place,
        ignored=ignored,
    )


def _strange(values: dict[str, Any], place: str) -> tuple[str, ...]:
    """The keys that are none of a case. One that looks like a slip of the pen is refused: what it holds was meant to count."""
    strange = [key for key in values if key not in _SHAPES and not key.startswith(_OWN_KEYS)]
    for key in strange:
        if meant := get_close_matches(key, _SHAPES, n=1, cutoff=_SAME_WORD):
            raise RowsUnreadable(
                f"{place}: `{key}` is no key of a case; write `{meant[0]}`, or begin a key of your own with `{_OWN_KEYS}`."
            )
    return tuple(strange)


def _problem(key: str, kind: str, values: dict[str, Any]) -> str:
    if kind == "missing":
        return f"`{key}` is missing; it must be {_SHAPES[key]}"
    return f"`{key}` is {values[key]!r}; it must be {_SHAPES[key]}"


def _tagged(tags: Sequence[str], place: str) -> tuple[Audience | None, tuple[WantedSection, ...]]:
    audiences: set[Audience] = set()
    near = []
    for tag in tags:
        name, _, value = tag.partition(":")
        if name == "audience":
            found = next((one for one in AUDIENCES if one == value), None)
            if found is None:
                raise RowsUnreadable(
                    f"{place}: the tag {tag!r} names no audience; write audience:{' or audience:'.join(AUDIENCES)}."
                )
            audiences.add(found)
        elif name == "near" and value:
            near.append(WantedSection.parse(value))
    if len(audiences) > 1:
        raise RowsUnreadable(f"{place}: is tagged with two audiences; keep one.")
    return (audiences.pop() if audiences else None), tuple(near)
