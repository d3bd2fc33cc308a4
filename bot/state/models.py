"""The tables. Instants are aware datetimes in UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.state.base import Base, Instant
from bot.state.request_models import CallbackRow, DeskEventRow, DeskRow, OutboxRow, RequestEventRow, RequestRow
from bot.state.slack_models import SlackFiledRow, SlackInstallRow, SlackTaskRow

__all__ = [
    "Base",
    "CallbackRow",
    "ConversationRow",
    "DeskEventRow",
    "DeskRow",
    "FeedbackRow",
    "OutboxRow",
    "RequestEventRow",
    "RequestRow",
    "SlackFiledRow",
    "SlackInstallRow",
    "SlackTaskRow",
    "TrailRow",
    "TurnRow",
]


class ConversationRow(Base):
    """A conversation. Its id is a secret: whoever has it may go on with it, or delete it."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    audience: Mapped[str] = mapped_column(String(16))
    began_at: Mapped[datetime] = mapped_column(Instant)


class TurnRow(Base):
    """A question in redacted words, and the reply to it as JSON. ``id`` is that of the reply."""

    __tablename__ = "turns"
    __table_args__ = (Index("ix_turns_conversation_position", "conversation", "position", unique=True),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    asked_at: Mapped[datetime] = mapped_column(Instant, index=True)
    question: Mapped[str] = mapped_column(Text)
    reply: Mapped[dict[str, Any]] = mapped_column(JSON)


class FeedbackRow(Base):
    """What somebody thought of a reply; ``reason`` is in redacted words."""

    __tablename__ = "feedback"

    turn: Mapped[str] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(Instant)


class TrailRow(Base):
    """A link of the trail. ``record`` is the canonical text that ``digest`` was made of."""

    __tablename__ = "trail"

    position: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(64), unique=True)
    record: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
