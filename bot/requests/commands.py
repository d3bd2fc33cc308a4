"""``jobun requests``: what was filed and where it stands, and what people do about what could not be filed."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from bot.requests.port import Entry
    from bot.requests.store import DatabaseRequests

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead.")]
Named = Annotated[str, typer.Argument(help="The request's id, or the number of its receipt.")]

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Requests: what was filed, and what could not be.")


class WhichStatus(StrEnum):
    """Where requests stand."""

    queued = "queued"
    submitted = "submitted"
    awaiting_verification = "awaiting_verification"
    in_progress = "in_progress"
    fulfilled = "fulfilled"
    denied = "denied"
    cancelled = "cancelled"
    expired = "expired"
    failed = "failed"


@app.callback()
def _requests() -> None:
    """Requests: what was filed, and what could not be."""


@app.command("list")
def _list(
    *,
    status: Annotated[WhichStatus | None, typer.Option(help="Only those; failed are the dead letters.")] = None,
    last: Annotated[int, typer.Option(min=1, max=10_000, help="How many, the newest first.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List requests, without who filed them."""
    with _store() as store:
        entries = store.entries(status.value if status else None, last)
    if as_json:
        typer.echo(json.dumps([_public(entry) for entry in entries], ensure_ascii=False))
        return
    for entry in entries:
        waits = entry.pending.reason if entry.pending and entry.pending.reason else ""
        line = (
            entry.number,
            entry.status,
            entry.record.right,
            entry.target,
            entry.record.submitted_at.isoformat("T", "minutes"),
        )
        typer.echo("  ".join((*line, waits)).rstrip())


@app.command("show")
def _show(
    named: Named,
    *,
    contact: Annotated[bool, typer.Option("--contact", help="Show who filed it, and their words, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show one request with its history, and what is still to be done about it."""
    from dataclasses import asdict

    with _store() as store:
        entry = _found(store, named)
    values = _public(entry)
    if contact:
        record = entry.record
        values |= {"subject": asdict(record.subject), "for_whom": record.for_whom, "details": record.details}
    if as_json:
        typer.echo(json.dumps(values, ensure_ascii=False))
        return
    for name, value in values.items():
        typer.echo(f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")


@app.command("retry")
def _retry(named: Named) -> None:
    """Have a dead letter tried again, by the running site."""
    from datetime import UTC, datetime

    from bot.errors import RequestFixed

    with _store() as store:
        entry = _found(store, named)
        if not store.retry(entry.record.id, datetime.now(UTC)):
            raise RequestFixed(f"Request {entry.number} is no dead letter ({entry.status}).")
    typer.echo(f"Request {entry.number} will be tried again.")


@app.command("cancel")
def _cancel(named: Named) -> None:
    """End a dead letter, or have another request taken back where it was sent."""
    from datetime import UTC, datetime

    from bot.errors import RequestFixed
    from bot.requests.words import words

    now = datetime.now(UTC)
    with _store() as store:
        entry = _found(store, named)
        said = words("cancelled_by_staff", entry.record.locale)
        if store.cancel(entry.record.id, now, said):
            typer.echo(f"Request {entry.number} is cancelled.")
            return
        try:
            left = store.withdraw(entry.record.id, now, said)
        except RequestFixed:
            raise RequestFixed(f"Request {entry.number} has ended ({entry.status}).") from None
    done = left is not None and left.status == "cancelled"
    typer.echo(
        f"Request {entry.number} is cancelled." if done else f"Request {entry.number} will be taken back at {entry.target}."
    )


def _public(entry: Entry) -> dict[str, Any]:
    """All but who filed it."""
    record, pending = entry.record, entry.pending
    return {
        "id": record.id,
        "number": entry.number,
        "status": entry.status,
        "right": record.right,
        "policy": f"{record.policy}/{record.version.isoformat()}",
        "sections": list(record.cited_sections),
        "on_behalf_of": record.on_behalf_of,
        "channel": record.channel,
        "submitted_at": record.submitted_at.isoformat(),
        "confirmation_sha256": record.confirmation_sha256,
        "target": entry.target,
        "reference": entry.reference,
        "history": [{"status": e.status, "at": e.at.isoformat(), "reason": e.reason} for e in entry.history],
        "pending": None
        if pending is None
        else {
            "action": pending.action,
            "due_at": pending.due_at.isoformat(),
            "attempts": pending.attempts,
            "dead": pending.dead,
            "reason": pending.reason,
        },
    }


def _found(store: DatabaseRequests, named: str) -> Entry:
    from bot.errors import RequestUnknown
    from bot.requests.receipts import typed

    entry = store.get(named) or store.numbered(typed(named)[:16])
    if entry is None:
        raise RequestUnknown("There is no request of that id or number.")
    return entry


def _store() -> AbstractContextManager[DatabaseRequests]:
    from contextlib import contextmanager

    from bot.requests.assemble import sealer_of
    from bot.requests.store import DatabaseRequests
    from bot.settings import Settings
    from bot.state.database import database_url

    @contextmanager
    def opened() -> Iterator[DatabaseRequests]:
        settings = Settings.read(os.environ)
        store = DatabaseRequests.open(database_url(settings), sealer_of(settings))
        try:
            yield store
        finally:
            store.close()

    return opened()
