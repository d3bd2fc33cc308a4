"""The workspaces that the app is installed in, with their tokens, encrypted; or the one whose token is set."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Engine, delete, insert, select

from bot.slack.sealing import Sealer
from bot.state.database import reading, writing
from bot.state.models import SlackInstallRow as Row

_RECENT_S: Final = 60.0
_MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Installation:
    """The app in one workspace, or in a whole organisation (``id`` is the team's or the enterprise's); ``token`` is a secret."""

    id: str
    token: str
    bot_user: str
    bot: str


class Installations:
    """Keeps installations in the database; ``only`` is the one whose token is set from outside, which is not kept. Safe to call from several threads and processes."""

    def __init__(
        self,
        engine: Engine,
        sealer: Sealer,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``engine`` is as `bot.state.database.open_database` gives it."""
        self._engine = engine
        self._sealer = sealer
        self.only: Installation | None = None
        self._now = now
        self._recent: dict[tuple[str | None, ...], tuple[float, Installation]] = {}

    def known(self, *ids: str | None) -> Installation | None:
        """As `find`, without a look at the database, of those found in the last minute. Its token may have been taken back."""
        if self.only is not None and self.only.id in ids:
            return self.only
        recent = self._recent.get(ids)
        return recent[1] if recent is not None and time.monotonic() - recent[0] < _RECENT_S else None

    def find(self, *ids: str | None) -> Installation | None:
        """The installation of the first of these teams or organisations that has one. One sealed with another key is none."""
        for number in filter(None, ids):
            if self.only is not None and self.only.id == number:
                return self.only
            with reading(self._engine) as connection:
                row = connection.execute(select(Row).where(Row.id == number)).one_or_none()
            if row is not None:
                try:
                    found = Installation(row.id, self._sealer.open(row.sealed), row.bot_user, row.bot)
                except ValueError:
                    continue
                if len(self._recent) >= _MOST:
                    self._recent.clear()
                self._recent[ids] = (time.monotonic(), found)
                return found
        self._recent.pop(ids, None)
        return None

    def add(self, installation: Installation) -> None:
        """Keep an installation, in place of an earlier one of the same workspace."""
        values = {"sealed": self._sealer.seal(installation.token), "bot_user": installation.bot_user, "bot": installation.bot}
        self._recent.clear()
        with writing(self._engine) as connection:
            connection.execute(delete(Row).where(Row.id == installation.id))
            connection.execute(insert(Row).values(id=installation.id, installed_at=self._now(), **values))

    def remove(self, number: str) -> bool:
        """Forget one; False where there is none."""
        self._recent.clear()
        with writing(self._engine) as connection:
            return connection.execute(delete(Row).where(Row.id == number)).rowcount > 0
