"""Who somebody in Slack is: whether they count as staff, and the language they use. Whoever cannot be looked up is no staff."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from bot.phrases import Lang
from bot.slack.web import Web, paged, refusal
from corpus.model import Audience

log = structlog.get_logger()

_KEPT_S: Final = 300.0
_MOST: Final = 10_000
_OUTSIDE: Final = ("is_restricted", "is_ultra_restricted", "is_stranger")
_SILENT: Final = ("is_bot", "is_workflow_bot", "deleted")
"""Of a user, what says that there is nobody behind it who reads."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody. ``audience`` is what they may be told where nobody else reads it."""

    audience: Audience
    lang: Lang


_STRANGER: Final = Person("public", "ja")


class People:
    """Looks people up, and remembers them for five minutes."""

    def __init__(self, teams: Collection[str], group: str | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Staff are the full members of ``teams`` (workspaces), and of ``group`` (a user group) where there is one."""
        self._teams = frozenset(teams)
        self._group = group
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[float, Person]] = {}
        self._members: dict[str, tuple[float, frozenset[str]]] = {}
        self._rolls: dict[str, tuple[float, frozenset[str], frozenset[str]]] = {}
        self._listing = asyncio.Lock()

    async def person(self, web: Web, team: str, user: str) -> Person:
        """What is known of a user of a workspace."""
        key, now = (team, user), self._clock()
        if key in self._known and now - self._known[key][0] < _KEPT_S:
            return self._known[key][1]
        try:
            found = (await web.call("users.info", user=user, include_locale=True))["user"]
            person = Person(await self._audience(web, team, found), "ja" if _is_japanese(found) else "en")
        except (SlackApiError, ClientError, TimeoutError, KeyError) as error:
            reason = refusal(error) if isinstance(error, SlackApiError) else type(error).__name__
            log.warning("person_unknown", error=reason)
            return _STRANGER
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[key] = (now, person)
        return person

    async def are_staff(self, web: Web, team: str, users: Collection[str]) -> bool:
        """Whether all these users are staff, bots and those who have left aside. One who is not in the workspace is none.

        Raises `SlackApiError` where Slack refuses, `TooMany` where there are more people in the workspace than are looked through; where it
        cannot be reached, what aiohttp raises.
        """
        async with self._listing:
            now = self._clock()
            if team not in self._rolls or now - self._rolls[team][0] >= _KEPT_S:
                listed = await self._listed(web, team)
                silent = frozenset(one["id"] for one in listed if any(one.get(mark) for mark in _SILENT))
                self._rolls[team] = (now, frozenset([one["id"] for one in listed if self._is_full(one, team)]), silent)
            _, staff, silent = self._rolls[team]
        people = frozenset(users) - silent
        return people <= (staff if self._group is None else staff & await self._in_group(web, team))

    async def _listed(self, web: Web, team: str) -> list[Mapping[str, Any]]:
        """Everybody in a workspace: a call for each thousand, which one a person would soon be too many of."""
        return [one async for one in paged(web, "users.list", "members", team_id=team)]

    async def _audience(self, web: Web, team: str, user: Mapping[str, Any]) -> Audience:
        if not self._is_full(user, team):
            return "public"
        if self._group is None:
            return "staff"
        return "staff" if user["id"] in await self._in_group(web, team) else "public"

    def _is_full(self, user: Mapping[str, Any], team: str) -> bool:
        is_outside = any(user.get(mark) for mark in (*_OUTSIDE, *_SILENT))
        return not is_outside and user.get("team_id") in self._teams and team in self._teams

    async def _in_group(self, web: Web, team: str) -> frozenset[str]:
        now = self._clock()
        if team not in self._members or now - self._members[team][0] >= _KEPT_S:
            found = await web.call("usergroups.users.list", usergroup=self._group, team_id=team)
            self._members[team] = (now, frozenset(found.get("users", ())))
        return self._members[team][1]


def _is_japanese(user: Mapping[str, Any]) -> bool:
    # Where Slack does not say, Japanese comes first.
    return str(user.get("locale") or "ja").startswith("ja")
