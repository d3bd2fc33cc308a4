"""``jobun eval suggest``: cases for what is new in a text."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evaluation.printing import print_json

if TYPE_CHECKING:
    from evaluation.suggesting import Suggestion

app = typer.Typer(add_completion=False)


@app.command()
def suggest(
    policy: Annotated[str, typer.Argument(help="The policy's id.")],
    *,
    since: Annotated[
        str | None, typer.Option(metavar="VERSION", help="Only what is new or changed since that version's date. Default: all.")
    ] = None,
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="The .jsonl file that accepted cases go to.")] = None,
    yes_to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Accept all, and add them to that .jsonl file without asking.")
    ] = None,
    cases: Annotated[
        list[Path] | None, typer.Option(help="Cases there are already; repeatable. Default: those shipped.")
    ] = None,
    policies: Annotated[Path | None, typer.Option(help="The folder of the policies. Default: that of the settings.")] = None,
    lang: Annotated[str, typer.Option(help="The language of the text.")] = "ja",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, and ask nothing.")] = False,
) -> None:
    """Suggest cases for new or changed sentences, and near ones that the text does not answer, to accept or edit one by one.

    Nothing is added to a file before it is accepted.
    """
    from bot.settings import Settings
    from corpus.diff import choose
    from corpus.library import Library
    from evaluation.accepting import accepted, add_to
    from evaluation.cases import read_cases, shipped_files
    from evaluation.suggesting import suggest as suggested

    library = Library.load(policies or Settings.read(os.environ).policies)
    if since is None:
        old, new = None, library.get(policy, lang=lang)
    else:
        old, new = choose(library, policy, since, None, lang)
    target = yes_to or to
    files = [*(cases or shipped_files()), *([target] if target and target.exists() and target.stat().st_size else [])]
    found = suggested(new, old, read_cases(dict.fromkeys(files)))
    if as_json:
        print_json({"policy": policy, "version": new.effective_on.isoformat(), "suggestions": [_row(one) for one in found]})
    elif yes_to:
        typer.echo(f"{yes_to}: {add_to(yes_to, found)} cases added.")
    elif to and sys.stdin.isatty():
        taken = accepted(found, _ask)
        typer.echo(f"{to}: {add_to(to, taken)} cases added.")
    else:
        for one in found:
            typer.echo(_shown(one))
        typer.echo(f"{len(found)} suggestions. --to FILE asks about each, --yes-to FILE accepts all; nothing was written.")


def _ask(one: Suggestion) -> str:
    typer.echo(_shown(one))
    answer: str = typer.prompt("  y take it, n leave it, q end, or write the question anew", default="n")
    return answer


def _shown(one: Suggestion) -> str:
    wanted = ", ".join(map(str, one.case.sections or one.case.near))
    lines = [f"{one.case.question}", f"  {one.case.verdict} {wanted} ({one.reason})"]
    return "\n".join([*lines, f"  {' '.join(one.sentence.split())}"] if one.sentence else lines)


def _row(one: Suggestion) -> dict[str, object]:
    return {"case": one.case.as_row(), "reason": one.reason, "sentence": one.sentence}
