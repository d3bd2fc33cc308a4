"""How far the making of an encoder or an index is: a bar on stderr, so that what is printed on stdout stays clean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

Tell: TypeAlias = Callable[[str, int, int], None]
"""Told the name of a stage, how much of it is done, and how much there is."""


@contextmanager
def bars(label: Callable[[str], str]) -> Iterator[Tell]:
    """Bars while the block runs, one for each ``label`` of a stage; what is yielded moves them. They are shown on a terminal alone."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    shown: dict[str, TaskID] = {}
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:

        def tell(stage: str, done: int, total: int) -> None:
            text = label(stage)
            if text not in shown:
                shown[text] = bar.add_task(text, total=total)
            bar.update(shown[text], completed=done, total=total)

        yield tell
