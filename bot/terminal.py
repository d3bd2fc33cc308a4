"""A conversation in a terminal: one question, or one after the other."""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

import typer
from rich.console import Console

from bot.phrases import Lang
from bot.questions import clean, spoken
from bot.rendering import reply_view
from bot.replies import Clarify, Question, Reply
from bot.sentences import sentence
from bot.wire import reply_json
from corpus.errors import JobunError

HISTORY_TURNS: Final = 10
"""Turns that are kept for the questions after them."""


class Engine(Protocol):
    """What answers. ``identity`` names what its replies depend on: the index, the encoder, the reader and the thresholds."""

    @property
    def identity(self) -> Mapping[str, str | None]:
        """By part; None where there is no such part."""

    def reply(self, question: Question) -> Reply:
        """One turn. Raises kinds of `JobunError`."""


def answer(engine: Engine, question: Question, *, as_json: bool) -> Reply:
    """Ask, and print the reply on stdout."""
    started = time.perf_counter()
    reply = engine.reply(question)
    took_ms = (time.perf_counter() - started) * 1000
    # A stdout that is no UTF-8 shows what it cannot as escapes, rather than failing.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    if as_json:
        wire = reply_json(reply, took_ms=took_ms, engine=engine.identity)
        typer.echo(json.dumps(wire, ensure_ascii=False, allow_nan=False))
    else:
        view = reply_view(reply, spoken(question.text, question.lang))
        # What goes to a program keeps its lines; a person's are wrapped.
        Console(highlight=False, soft_wrap=not sys.stdout.isatty()).print(view)
    return reply


@dataclass(slots=True)
class Conversation:
    """Questions one after the other, each with the turns before it.

    Attributes:
        engine: what answers.
        start: who asks, in what language, for which day, and after which turns.
        as_json: whether replies are printed as JSON.
    """

    engine: Engine
    start: Question
    as_json: bool = False
    _turns: tuple[str, ...] = field(init=False)
    _choices: tuple[str, ...] = field(init=False, default=())
    # What is said around the replies follows the question last asked.
    _lang: Lang = field(init=False)

    def __post_init__(self) -> None:
        self._turns = self.start.history
        self._lang = spoken("".join(self._turns[-1:]), self.start.lang)

    def run(self, read: Callable[[str], str]) -> None:
        """Until ``:quit``, the end of the input or an interrupt. ``read`` shows a prompt and gives the line typed."""
        self._say(sentence("welcome", self._lang))
        while True:
            try:
                if not self.turn(read("jobun(staff)> " if self.start.audience == "staff" else "jobun> ")):
                    return
            except (EOFError, KeyboardInterrupt):
                self._say("")
                return
            except UnicodeDecodeError:
                self._complain(sentence("not_text", self._lang))
            except JobunError as error:
                self._complain(str(error))

    def turn(self, line: str) -> bool:
        """One line; whether to go on after it. Raises kinds of `JobunError`."""
        # 「：ｑｕｉｔ」 is what a Japanese input method makes of it.
        command = unicodedata.normalize("NFKC", line).strip().lower()
        if command.startswith(":"):
            return self._obey(command)
        if command:
            self._ask(self._choices[int(command) - 1] if command in self._numbers() else line)
        return True

    def _numbers(self) -> list[str]:
        return [str(number) for number in range(1, len(self._choices) + 1)]

    def _ask(self, line: str) -> None:
        self._lang = spoken(line, self.start.lang)
        text = clean(line, self._lang)
        reply = answer(self.engine, replace(self.start, text=text, history=self._turns), as_json=self.as_json)
        self._choices = reply.choices if isinstance(reply, Clarify) else ()
        self._turns = (*self._turns, text)[-HISTORY_TURNS:]
        self._say("")

    def _obey(self, command: str) -> bool:
        match command:
            case ":quit" | ":q":
                return False
            case ":new":
                self._turns = self._choices = ()
                self._say(sentence("new", self._lang))
            case ":staff":
                self.start = replace(self.start, audience="staff")
                self._say(sentence("staff", self._lang))
            case ":public":
                self.start = replace(self.start, audience="public")
                self._say(sentence("public", self._lang))
            case ":help" | ":h" | ":?":
                self._say(sentence("help", self._lang))
            case _:
                self._say(sentence("no_command", self._lang, command=command))
                self._say(sentence("help", self._lang))
        return True

    @staticmethod
    def _say(text: str) -> None:
        # stdout holds the replies alone.
        typer.echo(text, err=True)

    @staticmethod
    def _complain(text: str) -> None:
        typer.echo(f"jobun: {text}", err=True)
