"""The store on a database, by SQLAlchemy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Connection, Engine, Select, and_, bindparam, delete, exists, func, insert, or_, select, text, update
from sqlalchemy.exc import IntegrityError

from bot.state.database import open_database, reading, writing
from bot.state.models import ConversationRow, FeedbackRow, TrailRow, TurnRow
from bot.state.port import NOTHING_BEFORE, Feedback, Kept, Link, Opinion, Turn
from corpus.model import Audience

_BATCH: Final = 500
# Any number that nobody else locks under in the same database.
_TRAIL_LOCK: Final = 7_213_002

# What every question takes is put together once: to build a statement costs more than to run it.
_THERE: Final = select(ConversationRow.id).where(ConversationRow.id == bindparam("conversation"))
# The row is locked, so that positions follow one another and a deletion waits.
_HELD: Final = _THERE.with_for_update()
_AUDIENCE: Final = select(ConversationRow.audience).where(ConversationRow.id == bindparam("conversation"))
_LAST_POSITION: Final = select(func.max(TurnRow.position)).where(TurnRow.conversation == bindparam("conversation"))
_LAST_QUESTIONS: Final = select(TurnRow.question).order_by(TurnRow.position.desc()).limit(bindparam("last"))
_QUESTIONS: Final = _LAST_QUESTIONS.where(TurnRow.conversation == bindparam("conversation"))
_THIS: Final = select(TurnRow.conversation, TurnRow.position).where(TurnRow.id == bindparam("reply")).subquery()
_EARLIER: Final = _LAST_QUESTIONS.where(TurnRow.conversation == _THIS.c.conversation, TurnRow.position < _THIS.c.position)
_LINKS: Final = select(TrailRow.position, TrailRow.id, TrailRow.record, TrailRow.before, TrailRow.digest)
_LINK: Final = _LINKS.where(TrailRow.id == bindparam("reply"))
_LAST_LINK: Final = select(TrailRow.position, TrailRow.digest).order_by(TrailRow.position.desc()).limit(1)
_BEGIN: Final = insert(ConversationRow)
_ADD: Final = insert(TurnRow)
_APPEND: Final = insert(TrailRow)


class DatabaseStore:
    """See `bot.state.port.Store`."""

    def __init__(self, engine: Engine) -> None:
        """``engine`` is as `open_database` gives it."""
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> DatabaseStore:
        """The store on the database at ``url``, whose tables are made where they are not there. Raises `StateUnavailable`."""
        return cls(open_database(url))

    def begin(self, conversation: str, audience: Audience, at: datetime) -> None:
        """See `Store.begin`."""
        row = {"id": conversation, "audience": audience, "began_at": at}
        try:
            with writing(self._engine) as connection:
                if connection.scalar(_THERE, {"conversation": conversation}) is None:
                    connection.execute(_BEGIN, row)
        except IntegrityError:
            # Somebody else has begun it in this very moment.
            return

    def audience_of(self, conversation: str) -> Audience | None:
        """See `Store.audience_of`."""
        with reading(self._engine) as connection:
            found = connection.scalar(_AUDIENCE, {"conversation": conversation})
        return cast("Audience | None", found)

    def keep(self, conversation: str, turn: Turn, record: str, seal: Callable[[int, str, str], str]) -> bool:
        """See `Store.keep`."""
        with writing(self._engine) as connection:
            _linked(connection, turn.id, record, seal)
            return _added(connection, conversation, turn)

    def questions(self, conversation: str, last: int) -> tuple[str, ...]:
        """See `Store.questions`."""
        return self._asked(_QUESTIONS, conversation=conversation, last=last)

    def give_feedback(self, feedback: Feedback) -> bool:
        """See `Store.give_feedback`."""
        with writing(self._engine) as connection:
            # Locked, so that two opinions on one reply come one after the other.
            if connection.scalar(select(TurnRow.id).where(TurnRow.id == feedback.turn).with_for_update()) is None:
                return False
            row = {"verdict": feedback.verdict, "reason": feedback.reason, "given_at": feedback.given_at}
            if not connection.execute(update(FeedbackRow).where(FeedbackRow.turn == feedback.turn).values(row)).rowcount:
                connection.execute(insert(FeedbackRow).values(turn=feedback.turn, **row))
            return True

    def delete(self, conversation: str) -> bool:
        """See `Store.delete`."""
        with writing(self._engine) as connection:
            return connection.execute(delete(ConversationRow).where(ConversationRow.id == conversation)).rowcount > 0

    def purge(self, before: datetime) -> int:
        """See `Store.purge`."""
        with writing(self._engine) as connection:
            gone = connection.execute(delete(TurnRow).where(TurnRow.asked_at < before)).rowcount
            empty = ~exists().where(TurnRow.conversation == ConversationRow.id)
            connection.execute(delete(ConversationRow).where(ConversationRow.began_at < before, empty))
            return gone

    def export(self, conversation: str) -> Kept | None:
        """See `Store.export`."""
        with reading(self._engine) as connection:
            head = connection.execute(
                select(ConversationRow.audience, ConversationRow.began_at).where(ConversationRow.id == conversation)
            ).one_or_none()
            if head is None:
                return None
            mine = TurnRow.conversation == conversation
            turns = connection.execute(_turns().where(mine).order_by(TurnRow.position)).all()
            opinions = connection.execute(
                select(FeedbackRow.turn, FeedbackRow.verdict, FeedbackRow.reason, FeedbackRow.given_at)
                .join(TurnRow, TurnRow.id == FeedbackRow.turn)
                .where(mine)
                .order_by(TurnRow.position)
            ).all()
        feedback = tuple(Feedback(row.turn, cast("Opinion", row.verdict), row.reason, row.given_at) for row in opinions)
        return Kept(conversation, cast("Audience", head.audience), head.began_at, tuple(Turn(*row) for row in turns), feedback)

    def turns_since(self, instant: datetime) -> Iterator[tuple[Turn, Feedback | None]]:
        """See `Store.turns_since`."""
        opinion = (FeedbackRow.verdict, FeedbackRow.reason, FeedbackRow.given_at)
        every = (
            select(TurnRow.id, TurnRow.asked_at, TurnRow.question, TurnRow.reply, *opinion)
            .outerjoin(FeedbackRow, FeedbackRow.turn == TurnRow.id)
            .order_by(TurnRow.asked_at, TurnRow.id)
            .limit(_BATCH)
        )
        after = TurnRow.asked_at >= instant
        while True:
            with reading(self._engine) as connection:
                rows = connection.execute(every.where(after)).all()
            for row in rows:
                thought = Feedback(row.id, cast("Opinion", row.verdict), row.reason, row.given_at) if row.verdict else None
                yield Turn(row.id, row.asked_at, row.question, row.reply), thought
            if len(rows) < _BATCH:
                return
            last = rows[-1]
            after = or_(TurnRow.asked_at > last.asked_at, and_(TurnRow.asked_at == last.asked_at, TurnRow.id > last.id))

    def turn(self, reply: str) -> Turn | None:
        """See `Store.turn`."""
        with reading(self._engine) as connection:
            row = connection.execute(_turns().where(TurnRow.id == reply)).one_or_none()
        return None if row is None else Turn(*row)

    def history(self, reply: str, last: int) -> tuple[str, ...]:
        """See `Store.history`."""
        return self._asked(_EARLIER, reply=reply, last=last)

    def append(self, reply: str, record: str, seal: Callable[[int, str, str], str]) -> Link:
        """See `Store.append`."""
        with writing(self._engine) as connection:
            return _linked(connection, reply, record, seal)

    def links(self) -> Iterator[Link]:
        """See `Store.links`."""
        after = 0
        while True:
            with reading(self._engine) as connection:
                rows = connection.execute(
                    _LINKS.where(TrailRow.position > after).order_by(TrailRow.position).limit(_BATCH)
                ).all()
            if not rows:
                return
            yield from (Link(*row) for row in rows)
            after = rows[-1].position

    def link(self, reply: str) -> Link | None:
        """See `Store.link`."""
        with reading(self._engine) as connection:
            row = connection.execute(_LINK, {"reply": reply}).one_or_none()
        return None if row is None else Link(*row)

    def check(self) -> None:
        """See `Store.check`."""
        with reading(self._engine) as connection:
            connection.execute(select(1).select_from(ConversationRow).limit(1))

    def close(self) -> None:
        """See `Store.close`."""
        self._engine.dispose()

    def _asked(self, last_first: Select[str], **its: str | int) -> tuple[str, ...]:
        """The questions that a statement finds, the oldest first."""
        with reading(self._engine) as connection:
            rows = connection.scalars(last_first, its).all()
        return tuple(reversed(rows))


def _turns() -> Select[str, datetime, str, dict[str, object]]:
    return select(TurnRow.id, TurnRow.asked_at, TurnRow.question, TurnRow.reply)


def _added(connection: Connection, conversation: str, turn: Turn) -> bool:
    """Keep a turn within a transaction; False where the conversation is gone."""
    its = {"conversation": conversation}
    if connection.scalar(_HELD, its) is None:
        return False
    position = (connection.scalar(_LAST_POSITION, its) or 0) + 1
    row = {"id": turn.id, "conversation": conversation, "position": position, "asked_at": turn.asked_at}
    connection.execute(_ADD, {**row, "question": turn.question, "reply": dict(turn.reply)})
    return True


def _linked(connection: Connection, reply: str, record: str, seal: Callable[[int, str, str], str]) -> Link:
    """Add a record to the trail within a transaction; the link that is there, where one is."""
    if connection.dialect.name == "postgresql":
        # SQLite lets one write at a time as it is.
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _TRAIL_LOCK})
    there = connection.execute(_LINK, {"reply": reply}).one_or_none()
    if there is not None:
        return Link(*there)
    last = connection.execute(_LAST_LINK).one_or_none()
    position, before = (last.position + 1, last.digest) if last else (1, NOTHING_BEFORE)
    link = Link(position, reply, record, before, seal(position, before, record))
    row = {"position": position, "id": reply, "record": record, "before": before, "digest": link.digest}
    connection.execute(_APPEND, row)
    return link
