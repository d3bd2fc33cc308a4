"""``jobun insights``: what people ask and do not get."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from evaluation.printing import print_json, print_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from evaluation.insights import Insights

insights = typer.Typer(add_completion=False)

_SHOWN: Final = 3


@insights.command("insights")
def _insights(
    *,
    days: Annotated[int, typer.Option(min=1, max=36_500, help="How far back.")] = 30,
    least: Annotated[int, typer.Option(min=1, help="Leave out what was asked fewer times.")] = 1,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write candidate cases there (.jsonl), for you to look at and edit.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Say what is asked that the texts do not state, how verdicts change over time, and which sections are found of no use.

    It reads the conversations that a site keeps, in redacted words; those that were deleted are not there any more.
    """
    import json

    from bot.settings import Settings
    from bot.state.database import database_url
    from bot.state.store import DatabaseStore
    from corpus.wholly import write_text
    from evaluation import insights as measures
    from evaluation.errors import RunUnusable

    store = DatabaseStore.open(database_url(Settings.read(os.environ)))
    try:
        found = measures.insights(store.turns_since(datetime.now(UTC) - timedelta(days=days)), least=least)
    finally:
        store.close()
    if export:
        if export.exists():
            raise RunUnusable(f"{export}: is there already; name another file, so that nothing you have is lost.")
        rows = measures.candidates(found)
        try:
            write_text(export, "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows))
        except OSError as error:
            raise RunUnusable(f"{export}: cannot be written ({error.strerror}).") from error
        typer.echo(f"{export}: {len(rows)} candidate cases.", err=True)
    if as_json:
        print_json(found.as_json())
    else:
        print_parts(_tables(found))


def _tables(found: Insights) -> Iterator[RenderableType]:
    from rich.markup import escape
    from rich.table import Table

    from bot.replies import VERDICTS

    yield f"{found.turns} questions."
    asked = Table("asked", "questions", "nearest sections", title="Not stated", title_justify="left", show_lines=True)
    for one in found.unanswered:
        shown = [f"{text} ({count})" if count > 1 else text for text, count in one.questions[:_SHOWN]]
        if len(one.questions) > _SHOWN:
            shown.append(f"… {len(one.questions) - _SHOWN} more")
        asked.add_row(str(one.count), escape("\n".join(shown)), escape("\n".join(section for section, _ in one.near)))
    yield asked
    weeks = Table("week of", *VERDICTS, title="Verdicts", title_justify="left")
    for week, counts in found.weeks.items():
        weeks.add_row(week.isoformat(), *(str(counts[verdict]) for verdict in VERDICTS))
    yield weeks
    disliked = Table("section", "cited", "no use", "reasons", title="Found of no use", title_justify="left")
    for each in found.disliked:
        disliked.add_row(escape(each.section), str(each.cited), str(each.down), escape("\n".join(each.reasons[:_SHOWN])))
    yield disliked
