"""The tables of requests: ours with what is still to be done about them, and those that our own desk has taken."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.state.base import Base, Instant

_OPEN: Final = text("ended_at IS NULL")


class RecordColumns:
    """What a request says. ``sealed`` holds, encrypted, all that tells who somebody is; NULL once its time is over."""

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    right: Mapped[str] = mapped_column(String(40))
    regime: Mapped[str] = mapped_column(String(16))
    policy: Mapped[str] = mapped_column(String(200))
    version: Mapped[date] = mapped_column(Date)
    cited_sections: Mapped[list[str]] = mapped_column(JSON)
    on_behalf_of: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(16))
    locale: Mapped[str] = mapped_column(String(8))
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    confirmation_sha256: Mapped[str] = mapped_column(String(64))
    confirmed_at: Mapped[datetime] = mapped_column(Instant)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(String(24), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(Instant, index=True)


class EventColumns:
    """A step of a request's way, the first at position 1."""

    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    status: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON)


class LeaseColumns:
    """Work that is due: whoever has the lease does it, until the lease is over."""

    due_at: Mapped[datetime] = mapped_column(Instant, index=True)
    attempts: Mapped[int] = mapped_column(Integer)
    lease: Mapped[str] = mapped_column(String(32))
    leased_until: Mapped[datetime | None] = mapped_column(Instant)


class RequestRow(RecordColumns, Base):
    """A confirmed request. ``alike`` is a keyed digest of the right and the contact: of those that have not ended, each is there once."""

    __tablename__ = "requests"
    __table_args__ = (Index("uq_requests_open", "alike", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),)

    number: Mapped[str] = mapped_column(String(16), unique=True)
    secret_sha256: Mapped[str] = mapped_column(String(64))
    alike: Mapped[str] = mapped_column(String(64), index=True)
    target: Mapped[str] = mapped_column(String(16))
    reference: Mapped[str] = mapped_column(String(200))


class RequestEventRow(EventColumns, Base):
    """A step of a request's way."""

    __tablename__ = "request_events"

    request: Mapped[str] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"), primary_key=True)


class OutboxRow(LeaseColumns, Base):
    """What is still to be done about a request at its target: ``file``, ``follow`` or ``withdraw`` it. A dead one waits for people."""

    __tablename__ = "outbox"

    request: Mapped[str] = mapped_column(ForeignKey("requests.id", ondelete="CASCADE"), primary_key=True)
    action: Mapped[str] = mapped_column(String(8))
    dead: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(Text)


class DeskRow(RecordColumns, Base):
    """A request that our own desk has taken; ``body_sha256`` tells whether one that is sent again is the same."""

    __tablename__ = "desk_requests"

    body_sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(Instant)
    due_on: Mapped[date] = mapped_column(Date, index=True)


class DeskEventRow(EventColumns, Base):
    """A step of a request's way at the desk."""

    __tablename__ = "desk_events"

    request: Mapped[str] = mapped_column(ForeignKey("desk_requests.id", ondelete="CASCADE"), primary_key=True)


class CallbackRow(LeaseColumns, Base):
    """Whoever filed a request is still to be told that it has changed."""

    __tablename__ = "desk_callbacks"

    request: Mapped[str] = mapped_column(ForeignKey("desk_requests.id", ondelete="CASCADE"), primary_key=True)


class CodeRow(Base):
    """The code that was sent by e-mail about a request. ``address`` and ``digest`` are keyed digests of the two."""

    __tablename__ = "email_codes"

    request: Mapped[str] = mapped_column(String(36), primary_key=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    sendings: Mapped[int] = mapped_column(Integer)
    tries: Mapped[int] = mapped_column(Integer)
    verified: Mapped[bool] = mapped_column(Boolean)
