"""One question, one thread."""

from __future__ import annotations

import subprocess
import sys

import pytest

from corpus.threads import one_each


def test_what_is_set_outside_stays() -> None:
    environ = {"OMP_NUM_THREADS": "4"}

    one_each(environ)

    assert environ["OMP_NUM_THREADS"] == "4"
    assert environ["OPENBLAS_NUM_THREADS"] == "1"


@pytest.mark.parametrize("module", ["bot.web.commands", "bot.slack.commands"])
def test_numpy_is_not_there_yet_when_a_command_begins(module: str) -> None:
    program = f"import sys, corpus.command_line, {module}; sys.exit('numpy' in sys.modules)"

    ended = subprocess.run([sys.executable, "-c", program], check=False)

    assert ended.returncode == 0
