"""What all that is done in Slack shares: who answers, where we are installed, who somebody is."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog
from anyio import CapacityLimiter, to_thread

from bot.answering import Answering, Served, Wish
from bot.phrases import Lang
from bot.questions import MAX_CHARS, spoken
from bot.slack.blocks.cutting import beginning
from bot.slack.blocks.reply import Around
from bot.slack.delivery import LeaseLost
from bot.slack.installations import Installation, Installations
from bot.slack.people import People
from bot.slack.places import names_staff, policies_of, with_links
from bot.slack.queue import Queue, Taken, Task
from bot.slack.readers import Readers
from bot.slack.web import Web
from bot.state.port import Store
from bot.web.metrics import Metrics
from corpus.model import Audience

log = structlog.get_logger()


class NotInstalled(Exception):
    """The app is no longer in that workspace, or its token cannot be read."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is set: Slack's address, the site's (None where people cannot reach it) and whose texts it shows, the owners' channel."""

    api_url: str
    site_url: str | None = None
    site_audience: Audience = "public"
    owner_channel: str | None = None


@dataclass(frozen=True, slots=True)
class Kit:
    """The parts. ``suggestions`` gives questions that the policies answer; ``key`` names conversations; ``threads`` bounds the engine."""

    answering: Answering
    served: Callable[[], Served]
    suggestions: Callable[[Lang, Audience], tuple[str, ...]]
    store: Store
    queue: Queue
    installations: Installations
    people: People
    readers: Readers
    options: Options
    key: bytes
    threads: CapacityLimiter
    metrics: Metrics
    now: Callable[[], datetime]
    around: Around = field(default=Around())

    async def here(self, task: Task) -> tuple[Installation, Web]:
        """The installation in a task's workspace, or its organisation, and Slack with its token. Raises `NotInstalled`."""
        return await self.at(task.team, task.payload.get("org"))

    async def at(self, team: str, org: str | None = None) -> tuple[Installation, Web]:
        """The same for a workspace and its organisation."""
        found = await to_thread.run_sync(self.installations.find, team, org)
        if found is None:
            raise NotInstalled
        return found, Web(found.token, self.options.api_url)

    async def reply(self, taken: Taken, text: str, place: str, audience: Audience) -> tuple[Mapping[str, Any], Lang]:
        """The reply to a question, after the turns before it in that place; the same one where it was given already.

        Raises:
            QuestionRefused: it cannot be asked.
            LeaseLost: somebody else has the task.
        """
        turn = await to_thread.run_sync(self.store.turn, taken.reply) if taken.reply else None
        # Somebody may have joined since it was given.
        if turn is not None and not (audience == "public" and names_staff(policies_of(turn.reply), self.served().library)):
            wire: Mapping[str, Any] = {**turn.reply, "id": turn.id}
        else:
            wire = (await to_thread.run_sync(self._ask, taken, text, place, audience, limiter=self.threads)).wire
        return self.linked(wire), spoken(text)

    def linked(self, wire: Mapping[str, Any]) -> dict[str, Any]:
        """A reply's JSON with addresses that open in a browser."""
        return with_links(wire, self.served().library, self.options.site_url, self.options.site_audience)

    def shared_from(self, audience: Audience, thread: str) -> Around:
        """What is offered where only the asker sees the answer."""
        return replace(self.around, shares=f"{audience}:{thread}")

    async def cites_staff(self, text: str, place: str) -> bool:
        """Whether staff would be answered from a policy that is for them alone. Raises `QuestionRefused`."""
        library = self.served().library
        if not names_staff((one.policy for one in library), library):
            return False
        wish = self._wish(text, place, "staff")
        reply = await to_thread.run_sync(self.answering.foresee, wish, limiter=self.threads)
        return names_staff((one.policy for one in getattr(reply, "citations", ())), library)

    def _wish(self, text: str, place: str, audience: Audience) -> Wish:
        # What somebody was told as staff is no part of a conversation that others read.
        name = hmac.new(self.key, f"{place}\n{audience}".encode(), hashlib.sha256).hexdigest()[:32]
        return Wish(text, name, audience)

    def _ask(self, taken: Taken, text: str, place: str, audience: Audience) -> Any:
        wish = self._wish(text, place, audience)
        self.answering.admit(wish, True)
        with self.metrics.running.track_inprogress():
            given = self.answering.ask(wish)
        self.metrics.count_reply(given.reply, given.took_ms)
        log.info("answered", reply=given.id, verdict=given.reply.verdict, took_ms=round(given.took_ms, 1))
        if not self.queue.replied(taken, given.id):
            raise LeaseLost
        return given


def askable(text: str) -> str:
    """The beginning of what somebody wrote for others, which may be longer than a question."""
    return beginning(text, MAX_CHARS)
