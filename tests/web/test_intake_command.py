"""``jobun intake serve`` and ``jobun serve``: neither starts without the keys that it needs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.command_line import main

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs a command with some variables: its exit status, and what it said on stderr."""

    def ran(*words: str, **environ: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["jobun", *words, "--port", "0"])
        for name, value in {"HOME": str(tmp_path), "ENCODER": "hashing", **environ}.items():
            monkeypatch.setenv(f"JOBUN_{name.upper()}", value)
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), capsys.readouterr().err

    return ran


def test_an_intake_that_nobody_could_file_with_is_not_started(run: Run) -> None:
    status, said = run("intake", "serve")

    assert (status, "JOBUN_INTAKE_KEY" in said) == (1, True)


@pytest.mark.parametrize("command", [("serve",), ("intake", "serve")])
def test_beyond_loopback_nothing_is_started_that_could_not_encrypt(run: Run, command: tuple[str, ...]) -> None:
    status, said = run(*command, "--host", "0.0.0.0", intake_key="i" * 32)  # noqa: S104 - it is refused

    assert (status, "JOBUN_REQUESTS_KEY" in said) == (1, True)


def test_a_target_that_is_not_set_up_is_told_before_anything_takes_long(run: Run) -> None:
    status, said = run("serve", target="fides")

    assert (status, "JOBUN_TARGET_URL" in said) == (1, True)
