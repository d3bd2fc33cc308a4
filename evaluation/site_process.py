"""The site as a process of its own, for as long as it is measured, with what it keeps in a folder that goes with it."""

from __future__ import annotations

import re
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Final

from corpus.library import SHIPPED
from evaluation.errors import BenchFailed
from evaluation.memory import held

COMMAND: Final = (sys.executable, "-c", "from corpus.command_line import main; main()", "serve")
START_S: Final = 300.0
"""The encoder may have to be made first."""
END_S: Final = 10.0

_RATE: Final = "9999999/second"
# Whatever language the sentence around it is in; the line has to be complete.
_ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:\d+(?=\D)")


@dataclass(frozen=True, slots=True)
class Process:
    """A site that takes requests at ``address``; ``id`` is that of its process."""

    address: str
    id: int

    def memory_mb(self) -> float | None:
        """What it holds now, in MiB; None on systems that do not tell."""
        return held(Path(f"/proc/{self.id}/status")).get("memory_rss_mb")


@contextmanager
def serving(environ: Mapping[str, str], *, reader: bool, command: Sequence[str] = COMMAND) -> Iterator[Process]:
    """A site over the shipped policies while the block runs, on a free port of loopback. However the block ends, so does the site.

    Its encoder and its index are those of ``environ``. Without ``reader`` it reads nothing, else as ``environ`` says.

    Raises:
        BenchFailed: it cannot be started.
    """
    with TemporaryDirectory(prefix="jobun-bench-") as folder, _sigterm_unwinds():
        log = Path(folder, "log")
        with log.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603 - our own command
                command, env=environment(environ, Path(folder), reader=reader), stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        try:
            yield Process(_address(process, log), process.pid)
        finally:
            _end(process)


def environment(environ: Mapping[str, str], folder: Path, *, reader: bool) -> dict[str, str]:
    """What the site is started with: as ``environ``, but asked by nobody else, keeping its state in ``folder``, and without limits."""
    changed = {
        "JOBUN_POLICIES": str(SHIPPED),
        "JOBUN_HOST": "127.0.0.1",
        "JOBUN_PORT": "0",
        "JOBUN_TRUSTED_HOSTS": "127.0.0.1",
        "JOBUN_DATABASE": f"sqlite:///{folder / 'state.db'}",
        "JOBUN_SECRET": secrets.token_hex(32),
        "JOBUN_RATE_ADDRESS": _RATE,
        "JOBUN_RATE_SESSION": _RATE,
    }
    return {**environ, **changed, **({} if reader else {"JOBUN_READER": "none"})}


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Where it serves, once it says so."""
    until = monotonic() + START_S
    while monotonic() < until:
        ended, said = process.poll(), log.read_text(encoding="utf-8", errors="replace")
        if found := _ADDRESS.search(said):
            return found[0]
        if ended is not None:
            last = said.strip().splitlines()[-1:] or ["it said nothing"]
            raise BenchFailed(f"`jobun serve` ended with {ended}: {last[0]}")
        sleep(0.05)
    raise BenchFailed(f"`jobun serve` did not start within {START_S:.0f} seconds; run it by itself to see why.")


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_S)
    finally:
        process.kill()
        process.wait()


@contextmanager
def _sigterm_unwinds() -> Iterator[None]:
    """SIGTERM ends the block as Ctrl+C does, where it would end this process and leave the other one."""
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
