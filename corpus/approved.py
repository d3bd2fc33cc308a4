"""Answers that the owner of a text has approved, kept beside the policies in ``approved.yaml``. Each holds as long as every sentence it cites."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.diff_words import plain
from corpus.errors import PolicyUnreadable
from corpus.model import Citation, PolicyVersion, Section

FILE: Final = "approved.yaml"

_Text = Annotated[str, Field(strict=True, pattern=r"\S")]


def _as_date(value: object) -> object:
    if isinstance(value, date):
        return value
    raise ValueError("no date")


class Cited(BaseModel):
    """A place in a policy: ``section`` as "site-privacy/7.3", ``quote`` one or more whole sentences of it, in their words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    section: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*/\S+$")]
    quote: _Text


class Approved(BaseModel):
    """An approved answer: the question with other ``wordings`` of it, what is said, what it rests on, and since when and by whom."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: _Text
    wordings: tuple[_Text, ...] = ()
    text: _Text
    citations: Annotated[tuple[Cited, ...], Field(min_length=1)]
    approved_on: Annotated[date, BeforeValidator(_as_date)]
    by: str = ""

    @property
    def questions(self) -> tuple[str, ...]:
        """The question in all its wordings."""
        return (self.question, *self.wordings)

    def cited(self, versions: Iterable[PolicyVersion]) -> tuple[Citation, ...] | None:
        """What it cites as it stands in ``versions``, or None: then a sentence was changed or is gone, and it holds no longer.

        A sentence that moved to another section of the policy is cited there.
        """
        chosen = list(versions)
        found = [_located(one, chosen) for one in self.citations]
        there = [one for one in found if one is not None]
        return tuple(there) if len(there) == len(found) else None

    def missing(self, versions: Iterable[PolicyVersion]) -> tuple[Cited, ...]:
        """What it cites that stands in ``versions`` no more."""
        chosen = list(versions)
        return tuple(one for one in self.citations if _located(one, chosen) is None)


@dataclass(frozen=True, slots=True)
class Approvals:
    """All that is approved, and a digest of it ("" where there is nothing)."""

    answers: tuple[Approved, ...] = ()
    digest: str = ""

    def expired(self, versions: Sequence[PolicyVersion]) -> tuple[Approved, ...]:
        """Those that hold no longer in ``versions``."""
        return tuple(one for one in self.answers if one.cited(versions) is None)


def read_approvals(folder: Path) -> Approvals:
    """What is approved for the policies of ``folder``; nothing where there is no such file.

    Raises:
        PolicyUnreadable: the file, or an entry of it, cannot be used; the message says which.
    """
    path = folder / FILE
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        # That there is no such folder is told by whoever reads the policies in it.
        return Approvals()
    except OSError as error:
        raise PolicyUnreadable(f"{path}: cannot be read ({error.strerror}).") from error
    try:
        rows = yaml.safe_load(data.decode("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise PolicyUnreadable(f"{path}{f', line {mark.line + 1}' if mark else ''}: is not YAML in UTF-8.") from error
    if rows is None:
        return Approvals()
    if not isinstance(rows, list):
        raise PolicyUnreadable(f"{path}: is no list; begin each answer with `- question: …`.")
    answers = tuple(_entry(row, number, path) for number, row in enumerate(rows, 1))
    return Approvals(answers, hashlib.sha256(data).hexdigest())


def _entry(row: object, number: int, path: Path) -> Approved:
    try:
        return Approved.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the entry"
        said = "is missing" if first["type"] == "missing" else "is not as it must be"
        raise PolicyUnreadable(
            f"{path}, answer {number}: `{where}` {said}; an answer has question, text, approved_on (a date) and citations, each with "
            "section (site-privacy/7.3) and quote."
        ) from error


def _located(cited: Cited, versions: Iterable[PolicyVersion]) -> Citation | None:
    policy, _, number = cited.section.partition("/")
    wanted = plain(cited.quote)
    for version in versions:
        if version.policy != policy:
            continue
        named = version.by_number.get(number)
        for section in ([named] if named else []) + [one for one in version.sections if one is not named]:
            sentences = _range(section, wanted)
            if sentences is not None:
                first, last = sentences
                quote = section.quote(first, last - 1)
                link = version.link(section.number)
                return Citation(policy, version.effective_on, section.number, section.title, sentences, quote, link, 1.0)
    return None


def _range(section: Section, wanted: str) -> tuple[int, int] | None:
    """The sentences of a section that say ``wanted``, which is `plain`, and nothing else."""
    texts = [plain(section.quote(at)) for at in range(len(section.sentences))]
    for first, text in enumerate(texts):
        said, last = text, first + 1
        while wanted.startswith(said) and said != wanted and last < len(texts):
            said += texts[last]
            last += 1
        if said == wanted:
            return first, last
    return None
