"""Who reads along in a channel: whether what only staff may be told can be said there."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from bot.slack.people import People
from bot.slack.web import TooMany, Web, paged, refusal

log = structlog.get_logger()

_KEPT_S: Final = 30.0
_MOST: Final = 1_000
_SHARED: Final = ("is_shared", "is_ext_shared", "is_pending_ext_shared", "is_org_shared")


class Readers:
    """Looks channels up, and remembers what it found for half a minute, since somebody may join. A channel that cannot be looked up has strangers."""

    def __init__(self, people: People, *, clock: Callable[[], float] = time.monotonic) -> None:
        """``people`` knows who is staff."""
        self._people = people
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[float, bool]] = {}

    async def are_staff(self, web: Web, team: str, channel: str) -> bool:
        """Whether nobody but staff reads a channel, or will where it is about to be shared with another organisation."""
        key, now = (team, channel), self._clock()
        if key in self._known and now - self._known[key][0] < _KEPT_S:
            return self._known[key][1]
        try:
            found = await self._look(web, team, channel)
        except (SlackApiError, ClientError, TimeoutError, KeyError, TooMany) as error:
            reason = refusal(error) if isinstance(error, SlackApiError) else type(error).__name__
            log.warning("readers_unknown", error=reason)
            return False
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[key] = (now, found)
        return found

    async def _look(self, web: Web, team: str, channel: str) -> bool:
        about = (await web.call("conversations.info", channel=channel))["channel"]
        if any(about.get(mark) for mark in _SHARED):
            return False
        members = [one async for one in paged(web, "conversations.members", "members", channel=channel)]
        # A list that names nobody says nothing: at least we ourselves are there.
        return bool(members) and await self._people.are_staff(web, team, members)
