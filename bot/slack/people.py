"""Who somebody in Slack is: whether they count as staff, and the language they use. Whoever cannot be looked up is no staff."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from bot.phrases import Lang
from bot.slack.web import Web, refusal
from corpus.model import Audience

log = structlog.get_logger()

_KEPT_S: Final = 300.0
_MOST: Final = 10_000


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

    async def _audience(self, web: Web, team: str, user: Mapping[str, Any]) -> Audience:
        outside = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted", "is_workflow_bot")
        if any(user.get(mark) for mark in outside) or user.get("team_id") not in self._teams or team not in self._teams:
            return "public"
        if self._group is None:
            return "staff"
        return "staff" if user["id"] in await self._in_group(web, team) else "public"

    async def _in_group(self, web: Web, team: str) -> frozenset[str]:
        now = self._clock()
        if team not in self._members or now - self._members[team][0] >= _KEPT_S:
            found = await web.call("usergroups.users.list", usergroup=self._group, team_id=team)
            self._members[team] = (now, frozenset(found.get("users", ())))
        return self._members[team][1]


def _is_japanese(user: Mapping[str, Any]) -> bool:
    # Where Slack does not say, Japanese comes first.
    return str(user.get("locale") or "ja").startswith("ja")
