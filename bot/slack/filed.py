"""Who in Slack has filed which request, and what they were told of it last."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Engine, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.requests.record import ENDED
from bot.state.database import reading, writing
from bot.state.models import SlackFiledRow as Row

_MOST: Final = 20


class FiledBook:
    """Kept in the database, by where the app is installed: a workspace, or a whole organisation. Safe to call from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        """``engine`` is as `bot.state.database.open_database` gives it."""
        self._engine = engine

    def add(self, request: str, team: str, user: str, status: str, at: datetime) -> None:
        """Note who has filed a request; noted a second time, it changes nothing."""
        try:
            with writing(self._engine) as connection:
                connection.execute(insert(Row).values(request=request, team=team, user=user, told=status, filed_at=at))
        except IntegrityError:
            return

    def of(self, user: str, *teams: str | None) -> tuple[str, ...]:
        """The ids of the last requests of somebody in these workspaces or organisations, the newest first."""
        with reading(self._engine) as connection:
            mine = and_(Row.team.in_(team for team in teams if team), Row.user == user)
            return tuple(connection.scalars(select(Row.request).where(mine).order_by(Row.filed_at.desc()).limit(_MOST)))

    def going(self) -> tuple[tuple[str, str, str, str], ...]:
        """Each request that has not ended as far as its asker knows, with the workspace, the user, and the state that they were told."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(Row.request, Row.team, Row.user, Row.told).where(Row.told.not_in(ENDED))).all()
        return tuple((row.request, row.team, row.user, row.told) for row in rows)

    def told(self, request: str, status: str) -> None:
        """Note that somebody was told, or is about to be."""
        with writing(self._engine) as connection:
            connection.execute(update(Row).where(Row.request == request).values(told=status))

    def purge(self, before: datetime) -> None:
        """Forget who has filed requests that have ended, and were filed before an instant."""
        with writing(self._engine) as connection:
            connection.execute(delete(Row).where(Row.filed_at < before, Row.told.in_(ENDED)))

    def forget(self, request: str) -> None:
        """Forget who has filed a request."""
        with writing(self._engine) as connection:
            connection.execute(delete(Row).where(Row.request == request))
