"""Printing what was measured: tables for people, one JSON object for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType


def print_parts(parts: Iterable[RenderableType]) -> None:
    """Print tables and texts, one below the other, as wide as the terminal."""
    from rich.console import Console

    console = Console()
    for part in parts:
        console.print(part)


def print_json(report: dict[str, Any]) -> None:
    """Print an object on one line. Raises `ValueError` where it holds what JSON cannot."""
    typer.echo(json.dumps(report, ensure_ascii=False, allow_nan=False))
