"""The tables of Slack: what was accepted from it and is to be done, and the workspaces that the app is installed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Index, Integer, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.state.base import Base, Instant


class SlackTaskRow(Base):
    """Something accepted from Slack under the id it came with, so that it is done once.

    ``sealed`` is what it says, encrypted, and empty once it has ended; ``place`` is where one is done after the other; ``message`` the
    timestamp of the message that answers it, ``reply`` the id of the reply; ``sending`` says that such a message may be there.
    """

    __tablename__ = "slack_tasks"
    __table_args__ = (Index("ix_slack_tasks_place", "place", "position"),)

    position: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(160), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    team: Mapped[str] = mapped_column(String(32))
    place: Mapped[str] = mapped_column(String(200))
    sealed: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), index=True)
    accepted_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    holder: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(Integer)
    sending: Mapped[bool] = mapped_column(Boolean, server_default=false())
    stopped: Mapped[bool] = mapped_column(Boolean, server_default=false())
    message: Mapped[str | None] = mapped_column(String(32))
    reply: Mapped[str | None] = mapped_column(String(64))


class SlackFiledRow(Base):
    """A request that was filed from Slack: by whom, and the last state that they were told."""

    __tablename__ = "slack_filed"
    __table_args__ = (Index("ix_slack_filed_user", "team", "user"),)

    request: Mapped[str] = mapped_column(String(36), primary_key=True)
    team: Mapped[str] = mapped_column(String(32))
    user: Mapped[str] = mapped_column(String(32))
    told: Mapped[str] = mapped_column(String(24))
    filed_at: Mapped[datetime] = mapped_column(Instant)


class SlackInstallRow(Base):
    """A workspace, or an organisation, that has installed the app; ``sealed`` is the bot's token, encrypted."""

    __tablename__ = "slack_installs"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    bot_user: Mapped[str] = mapped_column(String(32))
    bot: Mapped[str] = mapped_column(String(32))
    installed_at: Mapped[datetime] = mapped_column(Instant)
