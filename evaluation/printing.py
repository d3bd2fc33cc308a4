"""Printing what was measured: tables for people, one JSON object for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType


def print_parts(parts: Iterable[RenderableType]) -> None:
    """Print tables as wide as the terminal, and texts as they are, one below the other."""
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for part in parts:
        # Lines of Japanese have no blanks to be broken at; a terminal breaks them by itself.
        console.print(part, soft_wrap=isinstance(part, Text))


def print_json(report: dict[str, Any]) -> None:
    """Print an object on one line. Raises `ValueError` where it holds what JSON cannot."""
    typer.echo(json.dumps(report, ensure_ascii=False, allow_nan=False))
