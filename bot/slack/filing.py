"""Requests that were filed from Slack: whose they are, how they stand, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import RequestFixed
from bot.phrases import Lang, right_name
from bot.requests.assemble import Requests
from bot.requests.port import Entry
from bot.requests.record import ENDED
from bot.requests.words import STATUSES
from bot.requests.words import words as request_words
from bot.slack.blocks.request import OwnRequest
from bot.slack.filed import FiledBook
from bot.slack.kit import Kit
from bot.slack.queue import Task
from bot.web.limiting import Limiter


@dataclass(frozen=True, slots=True)
class Filing:
    """What the listeners share. ``requests`` files, ``limiter`` bounds how often, ``book`` knows who has filed what, for as long as ``kept`` once it has ended."""

    kit: Kit
    requests: Requests
    book: FiledBook
    kept: timedelta
    limiter: Limiter

    def own(self, teams: Sequence[str | None], user: str, lang: Lang) -> tuple[OwnRequest, ...]:
        """Somebody's requests, the newest first; ``teams`` are their workspace and its organisation."""
        found = (self.requests.store.get(each) for each in self.book.of(user, *teams))
        return tuple(_own(entry, lang) for entry in found if entry is not None)

    def withdraw(self, request: str, teams: Sequence[str | None], user: str, lang: Lang) -> None:
        """Take one's own request back. Raises `RequestFixed` where it has gone too far."""
        entry = self.requests.store.get(request)
        if entry is None or request not in self.book.of(user, *teams):
            return
        if entry.status == "in_progress":
            raise RequestFixed(request_words("too_late", lang))
        try:
            self.requests.store.withdraw(request, self.kit.now(), request_words("withdrawn", entry.record.locale))
        except RequestFixed:
            raise RequestFixed(request_words("too_late", lang)) from None
        self.requests.worker.wake()

    def news(self) -> int:
        """Keep a task for each request whose state is another than its asker was told; how many."""
        self.book.purge(self.kit.now() - self.kept)
        count = 0
        for request, team, user, told in self.book.going():
            entry = self.requests.store.get(request)
            if entry is None:
                self.book.forget(request)
            elif entry.status != told:
                payload = {"user": user, "request": request, "status": entry.status}
                number = f"news/{request}/{len(entry.history)}"
                count += self.kit.queue.claim(Task(number, "news", team, f"{team}/news/{request}", payload), self.kit.now())
                self.book.told(request, entry.status)
        return count


def _own(entry: Entry, lang: Lang) -> OwnRequest:
    since = entry.history[0].at.astimezone().date().isoformat() if entry.history else ""
    is_open = entry.status not in ENDED and entry.status != "in_progress"
    status = STATUSES[entry.status][lang]
    return OwnRequest(entry.record.id, entry.number, right_name(entry.record.right, lang), status, since, is_open)
