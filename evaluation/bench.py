"""How quick and how large Jobun is on this machine. It measures, and asserts nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

import numpy as np

from bot.commands import STATUS
from bot.replies import Question
from corpus.library import Library
from evaluation.errors import BenchFailed
from evaluation.generated import generated_library, with_one_change
from evaluation.running import Engine, timed

WARM_UP: Final = 20
COLD_STARTS: Final = 5
SERVED: Final = 200
LABELS: Final = {
    "warm_p50_ms": "Answer, warm, median (ms)",
    "warm_p95_ms": "Answer, warm, 95 % (ms)",
    "plain_p50_ms": "Answer, warm, without the reader, median (ms)",
    "plain_p95_ms": "Answer, warm, without the reader, 95 % (ms)",
    "warm_questions": "… questions",
    "cold_start_s": f"`jobun ask` from the start, median of {COLD_STARTS} (s)",
    "memory_rss_mb": f"Memory after {SERVED} questions (MiB)",
    "memory_peak_mb": "… at most (MiB)",
    "index_sections": "Index, generated sections",
    "index_build_s": "… built (s)",
    "index_rebuild_s": "… rebuilt after one changed (s)",
}

_REPLIED: Final = frozenset(STATUS.values())
"""Any verdict will do: each has an exit status of its own."""

Build = Callable[[Library, Path], object]
"""Indexes a library in a folder; what is unchanged there is used again."""


def warm(engine: Engine, plain: Engine, questions: Sequence[Question]) -> dict[str, float]:
    """How long replies take, with the reader and without, once the engines have replied to some."""
    found = {
        f"{name}_{key}": value for name, one in (("warm", engine), ("plain", plain)) for key, value in _warm(one, questions)
    }
    return {**found, "warm_questions": len(questions)}


def _warm(engine: Engine, questions: Sequence[Question]) -> Iterator[tuple[str, float]]:
    """The median and the 95 % quantile over each question once, after 20 of them."""
    for question in questions[:WARM_UP]:
        engine.reply(question)
    took_ms = [timed(engine, question)[1] for question in questions]
    low, high = np.quantile(took_ms, [0.5, 0.95])
    yield "p50_ms", float(low)
    yield "p95_ms", float(high)


def cold_start(question: str) -> dict[str, float]:
    """How long ``jobun ask`` takes from the start of its process to the end. Raises `BenchFailed`."""
    took_s = []
    for _ in range(COLD_STARTS):
        began = perf_counter()
        _output("-c", "from corpus.command_line import main; main()", "ask", question)
        took_s.append(perf_counter() - began)
    return {"cold_start_s": median(took_s)}


def memory() -> dict[str, float]:
    """What a process of its own holds after 200 questions. Raises `BenchFailed`."""
    held: dict[str, float] = json.loads(_output("-m", "evaluation.memory", str(SERVED)))
    return held


def indexing(sample: Library, sections: int, build: Build) -> dict[str, float]:
    """How long an index of so many generated sections takes to build, and to bring up to date after one of them changed."""
    library = generated_library(sample, sections)
    changed = with_one_change(library)
    with TemporaryDirectory(prefix="jobun-bench-") as folder:
        took_s = []
        for version in (library, changed):
            began = perf_counter()
            build(version, Path(folder))
            took_s.append(perf_counter() - began)
    return {"index_sections": sections, "index_build_s": took_s[0], "index_rebuild_s": took_s[1]}


def _output(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - our own modules
    if done.returncode not in _REPLIED:
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise BenchFailed(f"`python {' '.join(arguments)}` ended with {done.returncode}: {last[0]}")
    return done.stdout
