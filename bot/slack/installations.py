"""The workspaces that the app is installed in, with their tokens, encrypted; or the one whose token is set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, insert, select

from bot.slack.sealing import Sealer
from bot.state.database import reading, writing
from bot.state.models import SlackInstallRow as Row


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

    def find(self, *ids: str | None) -> Installation | None:
        """The installation of the first of these teams or organisations that has one. One sealed with another key is none."""
        for number in filter(None, ids):
            if self.only is not None and self.only.id == number:
                return self.only
            with reading(self._engine) as connection:
                row = connection.execute(select(Row).where(Row.id == number)).one_or_none()
            if row is not None:
                try:
                    return Installation(row.id, self._sealer.open(row.sealed), row.bot_user, row.bot)
                except ValueError:
                    continue
        return None

    def add(self, installation: Installation) -> None:
        """Keep an installation, in place of an earlier one of the same workspace."""
        values = {"sealed": self._sealer.seal(installation.token), "bot_user": installation.bot_user, "bot": installation.bot}
        with writing(self._engine) as connection:
            connection.execute(delete(Row).where(Row.id == installation.id))
            connection.execute(insert(Row).values(id=installation.id, installed_at=self._now(), **values))

    def remove(self, number: str) -> bool:
        """Forget one; False where there is none."""
        with writing(self._engine) as connection:
            return connection.execute(delete(Row).where(Row.id == number)).rowcount > 0
