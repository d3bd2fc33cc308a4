"""A run on disk: a line that says of what, then one for each reply as it came. A run that was broken off goes on from there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final, TextIO

from corpus.library import Library
from corpus.model import Citation
from corpus.wholly import write_text
from evaluation.cases import Case, case_of
from evaluation.consistency import Wordings
from evaluation.errors import RunUnusable
from evaluation.judging import Outcome
from evaluation.rows import text_lines

FORMAT: Final = 1
_DIGITS: Final = 16
_PLAIN: Final = tuple(
    one.name for one in fields(Outcome) if one.name not in ("case", "sections", "article", "why", "citations")
)


@dataclass(frozen=True, slots=True)
class Header:
    """What was asked and who asked: digests of the texts by name, the engine's parts, the audience where a case names none."""

    texts: Mapping[str, str]
    engine: Mapping[str, str | None]
    audience: str

    @classmethod
    def of(cls, library: Library, engine: object, audience: str) -> Header:
        """What a run over ``library`` is of; an engine without an ``identity`` is not told from others."""
        texts = {version.name: version.digest[:_DIGITS] for version in library}
        return cls(texts, dict(getattr(engine, "identity", {})), audience)

    def as_json(self) -> dict[str, Any]:
        """The first line of the file."""
        return {"jobun_run": FORMAT, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Run:
    """What a file holds: the outcomes of cases, and of their other wordings by the case's id."""

    header: Header
    outcomes: tuple[Outcome, ...]
    wordings: tuple[Wordings, ...]


class RunFile:
    """The file of a run that is under way."""

    def __init__(self, path: Path, header: Header, *, again: bool = False) -> None:
        """Goes on with the run in ``path``, or begins it; ``again`` begins it afresh whatever is there.

        Raises:
            RunUnusable: the file is no run, is one of another text, engine or audience, or cannot be written.
        """
        self._known: dict[str, Outcome] = {}
        if not again and path.exists() and path.stat().st_size:
            there, rows = _lines(path)
            if there != header:
                raise RunUnusable(f"{path}: {_other(there, header)}; give another file, or begin it afresh with --again.")
            self._known = {key: outcome for key, outcome, _ in map(_read, rows)}
            # A line that was broken off is asked again.
            kept = [header.as_json(), *rows]
        else:
            kept = [header.as_json()]
        try:
            write_text(path, "".join(f"{_json(row)}\n" for row in kept))
            self._file: TextIO = path.open("a", encoding="utf-8")
        except OSError as error:
            raise RunUnusable(f"{path}: cannot be written ({error.strerror}).") from error

    def known(self, case: Case) -> Outcome | None:
        """The outcome of a case that was asked already, as it stands now; one that was changed since is another."""
        return self._known.get(_key(case))

    def keep(self, outcome: Outcome, *, wording: bool = False) -> None:
        """Write an outcome down; ``wording`` says that it is of another wording of its case."""
        self._file.write(f"{_json(_written(outcome, wording=wording))}\n")
        self._file.flush()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def read_run(path: Path) -> Run:
    """A run that was kept. Raises `RunUnusable`."""
    header, rows = _lines(path)
    outcomes: dict[str, Outcome] = {}
    others: dict[str, list[Outcome]] = {}
    for row in rows:
        _, outcome, wording = _read(row)
        if wording:
            others.setdefault(outcome.case.id, []).append(outcome)
        else:
            outcomes[outcome.case.id] = outcome
    wordings = [Wordings((outcomes[key], *found)) for key, found in others.items() if key in outcomes]
    return Run(header, tuple(outcomes.values()), tuple(wordings))


def _lines(path: Path) -> tuple[Header, list[dict[str, Any]]]:
    lines = list(text_lines(path))
    rows: list[dict[str, Any]] = []
    for at, (place, line) in enumerate(lines):
        try:
            row = json.loads(line)
            rows.append(dict(row))
        except (ValueError, TypeError) as error:
            if at == len(lines) - 1:
                break
            raise RunUnusable(f"{place}: is no line of a run; begin it afresh with --again.") from error
    try:
        first = rows[0]
        if first["jobun_run"] != FORMAT:
            raise RunUnusable(f"{path}: was written by another version of this program; run it again.")
        header = Header(dict(first["texts"]), dict(first["engine"]), str(first["audience"]))
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise RunUnusable(f"{path}: is no run; make one with `jobun eval run --save {path.name}`.") from error
    return header, rows[1:]


def _written(outcome: Outcome, *, wording: bool) -> dict[str, Any]:
    return {
        "case": outcome.case.as_row(),
        **({"wording": True} if wording else {}),
        **{name: getattr(outcome, name) for name in _PLAIN},
        "sections": [list(one) for one in outcome.sections],
        "article": list(outcome.article) if outcome.article else None,
        "why": list(outcome.why),
        "citations": [{**asdict(one), "version": one.version.isoformat()} for one in outcome.citations],
    }


def _read(row: dict[str, Any]) -> tuple[str, Outcome, bool]:
    try:
        case = case_of(row["case"], row["case"]["id"])
        outcome = Outcome(
            case=case,
            **{name: row[name] for name in _PLAIN},
            sections=tuple((policy, number) for policy, number in row["sections"]),
            article=(row["article"][0], row["article"][1]) if row["article"] else None,
            why=tuple(row["why"]),
            citations=tuple(_citation(one) for one in row["citations"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RunUnusable("A line of the run lacks what it should hold; begin the run afresh with --again.") from error
    return _key(case), outcome, bool(row.get("wording"))


def _citation(row: dict[str, Any]) -> Citation:
    first, last = row["sentences"]
    return Citation(**{**row, "version": date.fromisoformat(row["version"]), "sentences": (first, last)})


def _key(case: Case) -> str:
    return hashlib.sha256(_json(case.as_row()).encode("utf-8", "replace")).hexdigest()


def _json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _other(there: Header, now: Header) -> str:
    parts = [name for name in ("texts", "engine", "audience") if getattr(there, name) != getattr(now, name)]
    return f"is a run of other {' and '.join(parts)}"


def same_cases(one: Sequence[Outcome], other: Sequence[Outcome]) -> tuple[tuple[Outcome, Outcome], ...]:
    """The outcomes of the cases that both hold under the same id, in the order of the first."""
    there = {outcome.case.id: outcome for outcome in other}
    return tuple((outcome, there[outcome.case.id]) for outcome in one if outcome.case.id in there)
