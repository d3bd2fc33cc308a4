"""``jobun corpus``: import, check and compare the policies' texts."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Import, check and compare the texts of policies.")


@app.callback()
def _corpus() -> None:
    """Import, check and compare the texts of policies."""
