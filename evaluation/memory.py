"""How much memory an engine holds while it serves; run as a module, in a process that has done nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from bot.replies import Question
from evaluation.running import Engine

_STATUS: Final = Path("/proc/self/status")
_FIELDS: Final = {"VmRSS": "memory_rss_mb", "VmHWM": "memory_peak_mb"}
_KB_PER_MB: Final = 1024


def after_serving(engine: Engine, questions: Iterable[Question], count: int) -> dict[str, float]:
    """Ask ``count`` questions, from the first again where there are fewer, and say what this process holds: now and at most, in MiB.

    Empty on systems that do not tell.
    """
    for question in islice(cycle(questions), count):
        engine.reply(question)
    return held(_STATUS)


def held(status: Path) -> dict[str, float]:
    """What the process holds that a file of Linux's ``/proc`` is about: now and at most, in MiB. Empty where there is no such file."""
    if not status.is_file():
        return {}
    fields = dict(line.split(":", 1) for line in status.read_text(encoding="ascii", errors="replace").splitlines())
    return {name: int(fields[field].split()[0]) / _KB_PER_MB for field, name in _FIELDS.items()}


def _main(count: int) -> None:
    from corpus.library import SHIPPED
    from evaluation.cases import DEFAULT_AUDIENCE, read_cases, shipped_files
    from evaluation.parts import engine_for

    questions = [case.ask(DEFAULT_AUDIENCE) for case in read_cases(shipped_files())]
    json.dump(after_serving(engine_for(SHIPPED), questions, count), sys.stdout)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
