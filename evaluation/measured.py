"""One run from beginning to end, as commands need it: the engine, the file it is kept in, the bars that say how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.library import SHIPPED, Library
from corpus.model import Audience
from evaluation import parts
from evaluation.cases import Case
from evaluation.consistency import Wordings
from evaluation.judging import Outcome
from evaluation.progress import progress
from evaluation.resuming import resume, resume_wordings
from evaluation.run_file import Header, RunFile
from evaluation.running import Engine


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask: the cases, of which policies (None: those shipped), as whom, how many at once, and where it is kept."""

    cases: Sequence[Case]
    policies: Path | None
    audience: Audience
    jobs: int = 1
    save: Path | None = None
    again: bool = False
    paraphrases: bool = False


def run_plan(plan: Plan) -> tuple[tuple[Outcome, ...], tuple[Wordings, ...], Engine]:
    """Ask all of it: the outcomes of the cases, those of their other wordings, and who replied. Raises kinds of `JobunError`."""
    folder = plan.policies or SHIPPED
    engine = parts.engine_for(folder)
    with _file(plan, folder, engine) as file:
        with progress("Asking", len(plan.cases)) as advance:
            outcomes = resume(engine, plan.cases, file, audience=plan.audience, jobs=plan.jobs, advance=advance)
        if not plan.paraphrases:
            return outcomes, (), engine
        with progress("Asking in other words", sum(len(case.paraphrases) for case in plan.cases)) as advance:
            wordings = resume_wordings(engine, outcomes, file, audience=plan.audience, jobs=plan.jobs, advance=advance)
    return outcomes, wordings, engine


@contextmanager
def _file(plan: Plan, folder: Path, engine: object) -> Iterator[RunFile | None]:
    if plan.save is None:
        yield None
        return
    file = RunFile(plan.save, Header.of(Library.load(folder), engine, plan.audience), again=plan.again)
    try:
        yield file
    finally:
        file.close()
