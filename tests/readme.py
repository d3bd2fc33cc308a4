"""The console examples of the README: what each command prints today, and the README with that in place of what it shows.

``python -m tests.readme`` says which examples are out of date; with ``--write`` it renews them. A line 「…」 in an example stands for lines
that are left out; when an example is renewed, what it shows of the output is what is most like what it showed before.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

from bot.settings import PREFIX
from corpus.command_line import main

README: Final = Path(__file__).parents[1] / "README.md"
LEFT_OUT: Final = "…"
_COLUMNS: Final = "120"
_BLOCK: Final = re.compile(r"(?<=^```console\n)(?:(?!```).*\n)+(?=^```$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """A command of an example, and the lines that the README shows of what it prints."""

    command: str
    shown: tuple[str, ...]

    def renewed(self, said: Sequence[str]) -> tuple[str, ...]:
        """What to show of ``said``: all of it, or where lines are left out, for each run of lines the one most like it."""
        if LEFT_OUT not in self.shown:
            return tuple(said)
        lines: list[str] = []
        rest = list(said)
        parts = [(out, list(run)) for out, run in groupby(self.shown, LEFT_OUT.__eq__)]
        for number, (out, run) in enumerate(parts):
            if out:
                lines.append(LEFT_OUT)
                continue
            first = 0 if number == 0 else len(rest) - len(run) if number == len(parts) - 1 else _most_like(run, rest)
            lines += rest[first : first + len(run)]
            rest = rest[first + len(run) :]
        return tuple(lines)


def _most_like(run: Sequence[str], lines: Sequence[str]) -> int:
    """Where in ``lines`` as many of them are most like ``run``."""
    wanted = "\n".join(run)
    likeness = [
        SequenceMatcher(None, wanted, "\n".join(lines[at : at + len(run)]), autojunk=False).ratio()
        for at in range(max(len(lines) - len(run), 0) + 1)
    ]
    return max(range(len(likeness)), key=likeness.__getitem__)


def examples(block: str) -> Iterator[Example]:
    """The commands of a block, each with what is shown below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *shown = part.removesuffix("\n").split("\n")
        yield Example(command, tuple(shown))


def blocks(text: str) -> list[list[Example]]:
    """The examples of each console block of a text."""
    return [list(examples(block)) for block in _BLOCK.findall(text)]


def said(command: str) -> tuple[str, ...]:
    """The lines that a command prints when it is typed in the folder where we are, on stdout and stderr."""
    out = io.StringIO()
    # The verdict is its status.
    with patch.object(sys, "argv", shlex.split(command)), redirect_stdout(out), redirect_stderr(out), suppress(SystemExit):
        main()
    return tuple(line.rstrip() for line in out.getvalue().removesuffix("\n").split("\n"))


def renewed(text: str, home: Path) -> str:
    """A text with its console examples as they are today; the commands run one after the other in an empty folder.

    ``home`` is where the encoder is, or is made.
    """
    # Who runs this may have settings of their own.
    environ = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environ |= {"JOBUN_HOME": str(home), "COLUMNS": _COLUMNS}
    with TemporaryDirectory() as folder, chdir(folder), patch.dict(os.environ, environ, clear=True):
        said("jobun index build")

        def again(block: re.Match[str]) -> str:
            lines = [line for one in examples(block[0]) for line in (f"$ {one.command}", *one.renewed(said(one.command)))]
            return "\n".join([*lines, ""])

        return _BLOCK.sub(again, text)


def _main(arguments: Sequence[str]) -> int:
    home = Path(os.environ.get("JOBUN_TEST_HOME") or README.parent / ".cache" / "jobun")
    before = README.read_text(encoding="utf-8")
    after = renewed(before, home)
    if "--write" in arguments:
        README.write_text(after, encoding="utf-8")
    pairs = zip(_BLOCK.findall(before), _BLOCK.findall(after), strict=True)
    changed = [one for old, new in pairs if old != new for one in examples(old)]
    for one in changed:
        sys.stdout.write(f"{one.command}\n")
    sys.stdout.write(
        f"{len(changed)} examples in blocks that {'were renewed' if '--write' in arguments else 'are out of date'}.\n"
    )
    return 1 if changed and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
