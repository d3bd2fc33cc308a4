"""Cases as the verdict's model sees them: what the engine weighed, and the verdict that would have been right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, TypeAlias

from bot.replies import Verdict
from corpus.library import SHIPPED as SHIPPED_POLICIES
from evaluation.cases import DEFAULT_AUDIENCE, TUNING, Case, read_cases, shipped_files
from evaluation.errors import FitRefused
from evaluation.halves import half
from evaluation.running import Engine

Weighed: TypeAlias = Literal["out_of_scope", "not_stated", "answered"]
WEIGHED: Final[tuple[Weighed, ...]] = ("out_of_scope", "not_stated", "answered")
"""The verdicts that the model tells apart; wishes and questions back are recognised otherwise."""


@dataclass(frozen=True, slots=True)
class Source:
    """Cases about the policies of one folder; ``group`` is what is left out together in cross-validation."""

    group: str
    policies: Path
    cases: tuple[Case, ...]
    file: Path

    @property
    def digest(self) -> str:
        """SHA-256 of the case file, in hexadecimal."""
        return sha256(self.file.read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sample:
    """A case with the verdict wanted and given, and the features weighed: none where the verdict was reached without them."""

    case: Case
    group: str
    wanted: Weighed
    given: Verdict
    features: dict[str, float]

    @property
    def is_weighed(self) -> bool:
        """Whether the model decides this case."""
        return bool(self.features) and self.given in WEIGHED


def sources(folders: Sequence[Path]) -> tuple[Source, ...]:
    """The cases of these folders (``policies/`` and ``cases.jsonl`` in each).

    Without folders, all for tuning, and the tuning half of those about the shipped policies.

    Raises:
        FitRefused: a folder is none, or holds a case that is kept for reporting.
        RowsUnreadable: a case cannot be read.
    """
    kept = {(case.id, case.question) for case in read_cases(shipped_files()) if half(case) == "reporting"}
    found = [_foreign(folder, kept) for folder in folders or below(TUNING)]
    if not folders:
        for file in shipped_files():
            cases = tuple(case for case in read_cases([file]) if half(case) == "tuning")
            found.append(Source(file.stem, SHIPPED_POLICIES, cases, file))
    return tuple(found)


def below(folder: Path) -> list[Path]:
    """The folders in a folder, by name."""
    return sorted(one for one in folder.iterdir() if one.is_dir())


def collect(
    found: Iterable[Source],
    engine_for: Callable[[Path], Engine],
    advance: Callable[[], object] = lambda: None,
) -> tuple[Sample, ...]:
    """Ask each case of the weighed verdicts once, of the engine over its policies. ``advance`` is called after each."""
    engines: dict[Path, Engine] = {}
    samples = []
    for source in found:
        engine = engines.get(source.policies) or engines.setdefault(source.policies, engine_for(source.policies))
        for case, wanted in weighed(source.cases):
            reply = engine.reply(case.ask(DEFAULT_AUDIENCE))
            samples.append(Sample(case, source.group, wanted, reply.verdict, dict(reply.trace.features)))
            advance()
    return tuple(samples)


def mix(found: Iterable[Source]) -> tuple[int, ...] | None:
    """How often each verdict of `WEIGHED` is right among the cases about the shipped policies; None where there are none.

    Those were written as people ask; the other sets hold more near misses than anybody would ask, for the model to learn from.
    """
    cases = [case for source in found if source.policies == SHIPPED_POLICIES for case in source.cases]
    return tuple(sum(case.verdict == verdict for case in cases) for verdict in WEIGHED) if cases else None


def weighed(cases: Iterable[Case]) -> list[tuple[Case, Weighed]]:
    """The cases whose wanted verdict the model tells apart, with it."""
    return [(case, verdict) for case in cases for verdict in WEIGHED if case.verdict == verdict]


def _foreign(folder: Path, kept: set[tuple[str, str]]) -> Source:
    file, policies = folder / "cases.jsonl", folder / "policies"
    if not policies.is_dir():
        raise FitRefused(f"{folder}: holds no policies/; give a folder with policies/ and cases.jsonl.")
    cases = read_cases([file])
    for case in cases:
        if (case.id, case.question) in kept:
            raise FitRefused(f"{case.place}: {case.id} is kept for reporting and is never fitted on; remove the line.")
    return Source(folder.resolve().name, policies, cases, file)
