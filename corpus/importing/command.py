"""``jobun corpus import``: makes a draft from a file and shows what was guessed."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from corpus.errors import ImportRefused
from corpus.model import AUDIENCES, Audience, PolicyVersion

if TYPE_CHECKING:
    from corpus.importing.drafts import Draft

_MAX_SHOWN_CHARS: Final = 90


def import_policy(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Markdown, HTML, PDF, Word (.docx) or plain text; - reads standard input.")
    ],
    *,
    policy: Annotated[str | None, typer.Option("--id", help="The policy's id, such as site-privacy.")] = None,
    effective_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day it takes effect, such as 2026-04-01; guessed from the text.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="Its title; guessed from the text.")] = None,
    lang: Annotated[str | None, typer.Option(help="Its language, such as ja; guessed from the text.")] = None,
    audience: Annotated[str | None, typer.Option(metavar="public|staff", help="Who may read it; staff unless given.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it is published; relative links are resolved against it.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="The draft; drafts/<id>/<date>.md unless given.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a draft that is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of the tables.")] = False,
) -> None:
    """Make a draft of a policy from a file, for a person to review.

    Sentences are never changed. Headings, lists and what was left out as the site's navigation are guesses: each is listed with
    its place and its reason.
    """
    from corpus.importing.drafts import write
    from corpus.importing.front import Wishes
    from corpus.importing.importer import make_draft
    from corpus.importing.sources import read_source

    wishes = Wishes(policy, _date(effective_on), title or None, lang or None, _audience(audience), url or None)
    draft = make_draft(read_source(file, sys.stdin.buffer), wishes)
    path = out if out is not None else default_path(draft.version)
    write(draft.text, path, force=force)
    if as_json:
        typer.echo(json.dumps(_as_json(draft, path), ensure_ascii=False, indent=2))
    else:
        _show(draft, path)


def default_path(version: PolicyVersion) -> Path:
    """Where a draft goes unless told: drafts/<id>/<date>.md, with the language before .md where it is not Japanese."""
    suffix = "" if version.lang == "ja" else f".{version.lang}"
    return Path("drafts") / version.policy / f"{version.effective_on.isoformat()}{suffix}.md"


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ImportRefused(f"{text!r} is no date for --effective-on; write it as 2026-04-01.") from error


def _audience(text: str | None) -> Audience | None:
    for known in AUDIENCES:
        if text == known:
            return known
    if text:
        raise ImportRefused(f"{text!r} is no audience; it is {' or '.join(AUDIENCES)}.")
    return None


def _as_json(draft: Draft, path: Path) -> dict[str, object]:
    version = draft.version
    return {
        "out": str(path),
        "policy": version.policy,
        "title": version.title,
        "lang": version.lang,
        "audience": version.audience,
        "url": version.url,
        "effective_on": version.effective_on.isoformat(),
        "sections": [{"number": s.number, "heading": s.heading, "kind": s.kind, "level": s.level} for s in version.sections],
        "guesses": [{"where": g.where, "what": g.what, "why": g.why, "text": g.text} for g in draft.guesses],
    }


def _show(draft: Draft, path: Path) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    sections = Table(title="Sections", box=None, show_header=False, title_justify="left", pad_edge=False)
    sections.add_column(no_wrap=True)
    sections.add_column()
    for section in draft.version.sections:
        if section.number != "0":
            heading = "  " * (section.level - 1) + _clean(section.heading)
            sections.add_row(Text(section.number), Text(heading, style="dim" if section.kind == "history" else ""))
    guesses = Table(title="Guesses to check", title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name in ("Where", "What", "Why"):
        guesses.add_column(name, overflow="fold")
    for guess in draft.guesses:
        what = Text(_clean(guess.what))
        if guess.text:
            what.append(f"\n{_short(guess.text)}", style="dim")
        guesses.add_row(Text(_clean(guess.where)), what, Text(_clean(guess.why)))
    console.print(sections)
    console.print()
    console.print(guesses)
    count = len(draft.guesses)
    said = f"Draft written to {path}; {count} {'guess' if count == 1 else 'guesses'} to check before it goes into the policies' folder."
    console.print(Text(said, style="bold"), soft_wrap=True)


def _short(text: str) -> str:
    clean = _clean(text)
    half = _MAX_SHOWN_CHARS // 2
    return clean if len(clean) <= _MAX_SHOWN_CHARS else f"{clean[:half]} … {clean[-half:]}"


def _clean(text: str) -> str:
    """``text`` on one line, without what a terminal would take for a command."""
    return "".join(char if char.isprintable() else " " for char in text)
