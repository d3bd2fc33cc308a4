"""``jobun serve``, ``jobun intake serve`` and ``jobun token``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bot.commands import WhichAudience

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.settings import Settings

app = typer.Typer(add_completion=False)
token = typer.Typer(add_completion=False)

_DAY_MINUTES: Final = 24 * 60


intake = typer.Typer(no_args_is_help=True, add_completion=False, help="The intake of our own desk, without the site.")


@intake.callback()
def _intake() -> None:
    """The intake of our own desk, without the site."""


@app.command("serve")
def _serve(
    *,
    host: Annotated[str | None, typer.Option(help="The address to listen on. Default: JOBUN_HOST.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="The port; 0 takes a free one. Default: JOBUN_PORT.")
    ] = None,
    policies: Annotated[Path | None, typer.Option(help="The folder of the policies. Default: those shipped.")] = None,
) -> None:
    """Serve the site: the widget, the service behind it, and the policies' pages. Ctrl+C ends it, once running answers are given.

    A new index is taken while it runs: `jobun index build` is enough.
    """
    _run(_site, {"host": host, "port": port, "policies": policies})


@intake.command("serve")
def _serve_intake(
    *,
    host: Annotated[str | None, typer.Option(help="The address to listen on. Default: JOBUN_HOST.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="The port; 0 takes a free one. Default: JOBUN_PORT.")
    ] = None,
) -> None:
    """Serve /intake/v1 and /desk alone: other processes file here with JOBUN_TARGET=jobun. Needs JOBUN_INTAKE_KEY and JOBUN_DESK_KEY."""
    _run(_desk_alone, {"host": host, "port": port})


def _run(make: Callable[[Settings], Any], given: Mapping[str, Any]) -> None:
    from bot.logs import configure_logs
    from bot.questions import spoken
    from bot.sentences import sentence
    from bot.settings import Settings
    from bot.web.serving import address_of, bind, serve

    settings = Settings.read(os.environ)
    settings = settings.model_copy(update={name: value for name, value in given.items() if value is not None})
    # Before anything that takes long.
    listening = bind(settings.host, settings.port)
    try:
        site = make(settings)
        configure_logs()
        address = address_of(listening)
        serve(site, listening, lambda: typer.echo(sentence("serving", spoken("", settings.lang), address=address), err=True))
    finally:
        listening.close()


@token.command("token")
def _token(
    *,
    audience: Annotated[WhichAudience, typer.Option(help="As whom its holder asks and reads.")] = WhichAudience.staff,
    minutes: Annotated[
        int | None, typer.Option(min=1, max=_DAY_MINUTES, help="How long it holds. Default: JOBUN_SESSION_MINUTES.")
    ] = None,
) -> None:
    """Print a bearer token for a program that asks the site, or reads the policies' pages, on behalf of employees.

    Whoever has it may do so until it ends: give it on as a secret. It is signed with JOBUN_SECRET, as the site's own are.
    """
    from bot.keys import key_for
    from bot.settings import Settings
    from bot.web.tokens import Tokens

    settings = Settings.read(os.environ)
    tokens = Tokens(key_for("tokens", settings), minutes=minutes or settings.session_minutes)
    typer.echo(tokens.issue(audience.value)[0])


def _desk_alone(settings: Settings) -> Any:
    from bot.web.intake_app import build_intake

    return build_intake(settings)


def _site(settings: Settings) -> Any:
    """The app on a freshly made engine; what that needs and is not there is made, with a bar on stderr."""
    from contextlib import ExitStack

    from bot.assemble import assemble
    from bot.commands import stage_label
    from bot.questions import spoken
    from bot.requests.assemble import open_requests
    from bot.state.database import database_url
    from bot.state.store import DatabaseStore
    from bot.web.app import build_app
    from bot.web.current import Renewal
    from corpus.approved import FILE as APPROVED
    from index.places import index_folder
    from index.progress import bars

    # What is not set as it must be is told before anything that takes long.
    with ExitStack() as opened:
        store = DatabaseStore.open(database_url(settings))
        opened.callback(store.close)
        filing = open_requests(settings, store) if settings.requests == "on" else None
        if filing:
            opened.callback(filing.close)
        with bars(lambda stage: stage_label(stage, spoken("", settings.lang))) as tell:
            engine = assemble(settings, progress=tell)
        # What is heavy is kept from one index to the next.
        encoder, reader = engine.searcher.encoder, engine.searcher.reader or False
        renewal = Renewal(
            index_folder(settings.home, settings.policies),
            lambda: assemble(settings, encoder=encoder, reader=reader),
            settings.policies / APPROVED,
        )
        app = build_app(engine, settings=settings, store=store, renewal=renewal, filing=filing)
        # From now on the app closes them.
        opened.pop_all()
    return app
