"""``jobun ask`` and ``jobun doctor``."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from bot.phrases import Lang
    from bot.replies import Verdict
    from bot.settings import Settings
    from bot.terminal import Engine

ask = typer.Typer(add_completion=False)
doctor = typer.Typer(add_completion=False)

STATUS: Final[dict[Verdict, int]] = {"answered": 0, "not_stated": 3, "out_of_scope": 4, "action": 5, "clarify": 6}
"""The exit status of ``jobun ask`` for each verdict; 1 is a failure, 2 a wrong option."""

_PIPED_BYTES: Final = 65_536
_ENCODER_STAGES: Final = frozenset({"sources", "weights", "vocabulary", "model", "graph", "digests"})


class WhichAudience(StrEnum):
    """Whose policies are shown."""

    public = "public"
    staff = "staff"


class WhichLang(StrEnum):
    """The language of the reply."""

    ja = "ja"
    en = "en"


@ask.command("ask")
def _ask(
    question: Annotated[
        str | None, typer.Argument(help="What you want to know; - or nothing reads it from a pipe.", show_default=False)
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="Answer from the text in force on that day. Default: today.")
    ] = None,
    audience: Annotated[WhichAudience | None, typer.Option(help="Whose policies are shown.")] = None,
    lang: Annotated[WhichLang | None, typer.Option(help="The language of the reply. Default: that of the question.")] = None,
    policies: Annotated[Path | None, typer.Option(help="The folder of the policies. Default: those shipped.")] = None,
    history: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="An earlier turn, the oldest first; repeatable.")
    ] = None,
) -> None:
    """Answer a question from the policies, with the section and the sentence; without a question, begin a conversation.

    Exit status: 0 answered, 3 not stated, 4 out of scope, 5 a wish to file, 6 a question back; 1 failed, 2 wrong options.
    """
    from bot.questions import clean, spoken
    from bot.replies import Question
    from bot.settings import Settings
    from bot.terminal import Conversation, answer

    settings = Settings.read(os.environ)
    chosen = lang.value if lang else settings.lang
    start = Question(
        "",
        history=tuple(clean(turn, spoken(turn, chosen)) for turn in history or ()),
        audience=audience.value if audience else settings.audience,
        lang=chosen,
        as_of=_day(as_of, spoken(question or "", chosen)),
    )
    if question is None and sys.stdin is not None and sys.stdin.isatty():
        engine = _engine(settings, policies, spoken("", chosen))
        Conversation(engine, start, as_json=as_json).run(_reader())
        return
    text = _piped(spoken("", chosen)) if question is None or question == "-" else question
    around = spoken(text, chosen)
    asked = replace(start, text=clean(text, around))
    reply = answer(_engine(settings, policies, around), asked, as_json=as_json)
    raise typer.Exit(STATUS[reply.verdict])


@doctor.command("doctor")
def _doctor(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False
) -> None:
    """Say what is there and what is not, and what to do about it. Exit status: 0 if everything needed is there, otherwise 1."""
    from bot.doctor import examine
    from bot.rendering import checks_view

    checks = examine(os.environ)
    well = all(check.state != "wrong" for check in checks)
    if as_json:
        typer.echo(json.dumps({"ok": well, "checks": [check.as_json() for check in checks]}, ensure_ascii=False))
    else:
        from rich.console import Console

        Console(highlight=False, soft_wrap=not sys.stdout.isatty()).print(checks_view(checks))
    raise typer.Exit(0 if well else 1)


def _engine(settings: Settings, policies: Path | None, lang: Lang) -> Engine:
    """The engine; what it needs and is not there is made, with a bar on stderr."""
    from bot.assemble import assemble
    from index.progress import bars

    with bars(lambda stage: stage_label(stage, lang)) as tell:
        return assemble(settings, policies=policies, progress=tell)


def stage_label(stage: str, lang: Lang) -> str:
    """What is said while a stage of making the encoder or the index runs."""
    from bot.sentences import sentence

    return sentence("making_encoder" if stage in _ENCODER_STAGES else "making_index", lang)


def _day(text: str | None, lang: Lang) -> date | None:
    from bot.errors import QuestionRefused
    from bot.sentences import sentence

    if text is None:
        return None
    try:
        # Of the forms of ISO 8601, Python takes some that nobody means.
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise QuestionRefused(sentence("no_day", lang))


def _piped(lang: Lang) -> str:
    from bot.questions import decoded, too_long

    data = sys.stdin.buffer.read(_PIPED_BYTES + 1) if sys.stdin is not None else b""
    if len(data) > _PIPED_BYTES:
        raise too_long(lang)
    return decoded(data, lang)


def _reader() -> Callable[[str], str]:
    """Reads lines, with the arrow keys at work; what was typed is kept in memory only."""
    with suppress(ImportError):
        import readline  # noqa: F401 - importing it is what makes `input` edit lines
    if sys.stdout.isatty():
        return input

    def read(prompt: str) -> str:
        typer.echo(prompt, nl=False, err=True)
        return input()

    return read
