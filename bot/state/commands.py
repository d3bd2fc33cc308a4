"""``jobun privacy`` and ``jobun trail``: what is kept, and what is noted of answers, seen to from the terminal."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from bot.settings import Settings
    from bot.state.store import DatabaseStore
    from bot.trail.chain import Verified
    from bot.trail.record import Asked, Record

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")]

privacy = typer.Typer(no_args_is_help=True, help="Conversations that are kept: delete the old ones, give one out.")
trail = typer.Typer(no_args_is_help=True, help="The records of answers: check that none was changed, give one again.")


@privacy.callback()
def _privacy() -> None:
    """Conversations that are kept: delete the old ones, give one out."""


@trail.callback()
def _trail() -> None:
    """The records of answers: check that none was changed, give one again."""


@privacy.command()
def purge(
    days: Annotated[
        int | None, typer.Option(min=0, help="Delete what is older than that. Default: JOBUN_RETENTION_DAYS.")
    ] = None,
) -> None:
    """Delete questions, replies and feedback whose time is over. A running site does so every hour."""
    from datetime import UTC, datetime, timedelta

    settings = _settings()
    kept_days = settings.retention_days if days is None else days
    with _store(settings) as store:
        turns = store.purge(datetime.now(UTC) - timedelta(days=kept_days))
    typer.echo(f"Deleted {turns} turns that were older than {kept_days} days.")


@privacy.command()
def export(conversation: Annotated[str, typer.Option(help="The conversation's id.")]) -> None:
    """Print all that is kept of a conversation, as one JSON object."""
    from dataclasses import asdict

    from bot.errors import ConversationUnknown

    with _store(_settings()) as store:
        kept = store.export(conversation)
    if kept is None:
        raise ConversationUnknown("There is no such conversation, or no longer.")
    typer.echo(json.dumps(asdict(kept), ensure_ascii=False, indent=2, default=lambda instant: instant.isoformat()))


@trail.command()
def verify(
    *,
    end: Annotated[
        str | None,
        typer.Option(metavar="LINKS:DIGEST", help="What an earlier run said; the trail must still hold that."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check every record: none changed, none missing, none out of place. What is printed vouches for all of them: keep it elsewhere."""
    from bot.keys import key_for
    from bot.trail.chain import verify as verified

    settings = _settings()
    earlier = None if end is None else _end(end)
    with _store(settings) as store:
        found = verified(store.links(), key_for("trail", settings), end=earlier)
    if as_json:
        typer.echo(json.dumps({"links": found.links, "digest": found.digest}))
    else:
        typer.echo(f"{found.links} records, none changed. {found.links}:{found.digest}")


@trail.command()
def replay(
    reply: Annotated[str, typer.Argument(help="The reply's id.")],
    *,
    question: Annotated[
        str | None,
        typer.Option(help="The question as it was asked; needed where it is no longer kept, or not in all its words."),
    ] = None,
    history: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="An earlier turn, the oldest first; repeatable.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Give an answer again. Exit status: 0 where it is the same bit for bit, else 1, with the digests that differ."""
    from bot.answering import Served
    from bot.assemble import assemble
    from bot.keys import key_for
    from bot.trail.replay import replay as replayed

    settings = _settings()
    with _store(settings) as store:
        record, asked = _noted(store, reply, question, history)
    engine = assemble(settings)
    served = Served(engine, engine.searcher.library)
    again = replayed(
        record,
        asked,
        engine,
        digests=served.digests,
        versions=served.versions(record.audience, record.as_of),
        key=key_for("questions", settings),
    )
    differing = [(each.part, each.then, each.now) for each in again.differences]
    if as_json:
        rows = [{"part": part, "then": then, "now": now} for part, then, now in differing]
        typer.echo(json.dumps({"same": again.same, "text": again.reply.text, "differences": rows}, ensure_ascii=False))
    else:
        typer.echo(again.reply.text)
        typer.echo("The same, bit for bit." if again.same else "It differs:", err=True)
        for part, then, now in differing:
            typer.echo(f"  {part}: {then} then, {now} now", err=True)
    raise typer.Exit(0 if again.same else 1)


def _noted(store: DatabaseStore, reply: str, question: str | None, history: list[str] | None) -> tuple[Record, Asked]:
    """The record of a reply, and its question: as given, else as it is kept."""
    from bot.answering import HISTORY_TURNS
    from bot.errors import ReplayRefused, ReplyUnknown
    from bot.questions import clean, spoken
    from bot.trail.record import Asked, Record

    link = store.link(reply)
    if link is None:
        raise ReplyUnknown("There is no such reply on the trail.")
    try:
        record = Record.read(link.record)
    except (ValueError, KeyError, TypeError):
        raise ReplayRefused("This is the record of a request that was confirmed, not of an answer.") from None
    turn = store.turn(reply)
    if question is None and turn is None:
        raise ReplayRefused("The question is no longer kept: give it with --question, and the turns before it with --history.")
    text = question if question is not None else turn.question if turn else ""
    before = tuple(history) if history is not None else store.history(reply, HISTORY_TURNS)
    return record, Asked(clean(text, spoken(text, record.lang)), before, record.audience, record.lang, record.as_of)


def _end(text: str) -> Verified:
    import re

    from bot.trail.chain import Verified

    found = re.fullmatch(r"(\d+):([0-9a-f]{64})", text)
    if found is None:
        raise typer.BadParameter("write it as it was printed: 12:3f…")
    return Verified(int(found[1]), found[2])


def _settings() -> Settings:
    from bot.settings import Settings

    return Settings.read(os.environ)


def _store(settings: Settings) -> AbstractContextManager[DatabaseStore]:
    from contextlib import contextmanager

    from bot.state.database import database_url
    from bot.state.store import DatabaseStore

    @contextmanager
    def opened() -> Iterator[DatabaseStore]:
        store = DatabaseStore.open(database_url(settings))
        try:
            yield store
        finally:
            store.close()

    return opened()
