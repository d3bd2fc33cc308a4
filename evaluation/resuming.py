"""A run that may be broken off and gone on with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from corpus.model import Audience
from evaluation.cases import Case
from evaluation.consistency import Wordings
from evaluation.judging import Outcome
from evaluation.run_file import RunFile
from evaluation.running import Engine, run_cases


def resume(
    engine: Engine,
    cases: Sequence[Case],
    file: RunFile | None,
    *,
    audience: Audience,
    jobs: int = 1,
    advance: Callable[[], object] = lambda: None,
    wording: bool = False,
) -> tuple[Outcome, ...]:
    """The outcomes of all cases, in order; what is in ``file`` is not asked again, and what is asked is written there at once."""
    known = [file.known(case) if file else None for case in cases]
    for one in known:
        if one is not None:
            advance()
    new = [case for case, one in zip(cases, known, strict=True) if one is None]
    keep = partial(file.keep, wording=wording) if file else lambda _: None
    asked = iter(run_cases(engine, new, audience=audience, advance=advance, jobs=jobs, keep=keep))
    return tuple(one if one is not None else next(asked) for one in known)


def resume_wordings(
    engine: Engine,
    outcomes: Sequence[Outcome],
    file: RunFile | None,
    *,
    audience: Audience,
    jobs: int = 1,
    advance: Callable[[], object] = lambda: None,
) -> tuple[Wordings, ...]:
    """The same for the other wordings of the cases that have some; ``outcomes`` are those of the cases themselves."""
    others = [replace(one.case, question=text, paraphrases=()) for one in outcomes for text in one.case.paraphrases]
    found = iter(resume(engine, others, file, audience=audience, jobs=jobs, advance=advance, wording=True))
    return tuple(Wordings((one, *(next(found) for _ in one.case.paraphrases))) for one in outcomes if one.case.paraphrases)
