"""The command ``jobun``: subcommands come from the entry points ``jobun.commands`` and are loaded when they are called."""

from __future__ import annotations

import logging
import os
import sys
import traceback
import uuid
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

import typer
from typer.core import TyperGroup

from corpus.errors import JobunError
from corpus.threads import one_each

GROUP: Final = "jobun.commands"
FAILED: Final = 1


class _Lazy(TyperGroup):
    """Subcommands by entry point. Their modules import what is heavy inside the functions, so that ``--help`` stays quick."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the base class gives it
        return sorted({point.name for point in entry_points(group=GROUP)})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - likewise
        for point in entry_points(group=GROUP):
            if point.name == cmd_name:
                loaded = point.load()
                command = typer.main.get_command(loaded) if isinstance(loaded, typer.Typer) else loaded
                command.name = cmd_name
                return command
        return None


app = typer.Typer(
    cls=_Lazy,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Jobun (条文): answers about an organisation's policies, with the section and the sentence.",
)


@app.callback()
def _root() -> None:
    """Jobun (条文): answers about an organisation's policies, with the section and the sentence."""


def main() -> None:
    """Run the command. Errors made for people are printed as one sentence; others get an id, and their details go to the log."""
    # No library of ours ever asks a hub or sends a count of its uses.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    one_each(os.environ)
    try:
        app()
    except JobunError as error:
        typer.echo(f"jobun: {error}", err=True)
        sys.exit(FAILED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except Exception as error:  # noqa: BLE001 - the last stop before a person would see a traceback
        number = uuid.uuid4().hex[:8]
        logging.getLogger("jobun").debug("failed %s\n%s", number, traceback.format_exc())
        where = traceback.extract_tb(error.__traceback__)[-1]
        typer.echo(
            f"jobun: failed unexpectedly ({type(error).__name__} at {Path(where.filename).name}:{where.lineno}, no. {number}). "
            "Set JOBUN_DEBUG=1 and run it again for the details.",
            err=True,
        )
        if os.environ.get("JOBUN_DEBUG") == "1":
            traceback.print_exc()
        sys.exit(FAILED)
