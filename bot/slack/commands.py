"""``jobun slack``: the assistant in Slack over a socket, and the manifest to make the app from."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The assistant in Slack, over a socket; without a command, it runs.")


@app.callback(invoke_without_command=True)
def _slack(
    context: typer.Context,
    *,
    policies: Annotated[Path | None, typer.Option(help="The folder of the policies. Default: those shipped.")] = None,
) -> None:
    """Answer in Slack over a socket, which needs no address that Slack could reach. Ctrl+C ends it.

    What was accepted and not answered is answered when it runs again.
    """
    if context.invoked_subcommand is not None:
        return
    from bot.questions import spoken
    from bot.sentences import sentence
    from bot.settings import Settings
    from bot.slack.running import run

    settings = Settings.read(os.environ)
    if policies is not None:
        settings = settings.model_copy(update={"policies": policies})
    run(settings, lambda: typer.echo(sentence("slack_serving", spoken("", settings.lang)), err=True))


@app.command()
def manifest(
    *,
    http: Annotated[bool, typer.Option("--http", help="For events by HTTP, to JOBUN_SITE_URL, instead of a socket.")] = False,
) -> None:
    """Print the manifest that a Slack admin makes the app from."""
    from bot.errors import SettingsWrong
    from bot.settings import Settings
    from bot.slack.manifest import manifest as made
    from bot.web.current import CANDIDATES

    settings = Settings.read(os.environ)
    if http and settings.site_url is None:
        raise SettingsWrong("Slack must know where it reaches the site: set JOBUN_SITE_URL.")
    lang = settings.lang or "ja"
    found = made(lang, site_url=settings.site_url if http else None, prompts=CANDIDATES[lang][:4])
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
