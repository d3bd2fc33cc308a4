"""The queue on a database, by SQLAlchemy."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import Engine, and_, delete, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from bot.slack.queue import Kind, Taken, Task
from bot.slack.sealing import Sealer
from bot.state.database import reading, writing
from bot.state.models import SlackTaskRow as Row

_OPEN: Final = ("waiting", "taken")


class DatabaseQueue:
    """See `bot.slack.queue.Queue`."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        """``engine`` is as `bot.state.database.open_database` gives it."""
        self._engine = engine
        self._sealer = sealer

    def claim(self, task: Task, now: datetime) -> bool:
        """See `Queue.claim`."""
        return self.claim_all([task], now)[0]

    def claim_all(self, tasks: Sequence[Task], now: datetime) -> tuple[bool, ...]:
        """See `Queue.claim_all`."""
        # Encrypted before the transaction begins, which others wait for.
        return self._insert([_row(task, now, "waiting", self._sealer.seal(dict(task.payload))) for task in tasks])

    def spend(self, number: str, now: datetime) -> bool:
        """See `Queue.spend`."""
        return self._insert([_row(Task(number, "question", "", number, {}), now, "done", "")])[0]

    def take(self, now: datetime, for_s: float) -> Taken | None:
        """See `Queue.take`."""
        earlier = aliased(Row)
        busy = exists().where(earlier.place == Row.place, earlier.position < Row.position, earlier.state.in_(_OPEN))
        # A lease that is over is due again.
        due = select(Row).where(Row.state.in_(_OPEN), Row.due_at <= now, ~busy).order_by(Row.position).limit(1)
        with writing(self._engine) as connection:
            row = connection.execute(due.with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            taken = Taken(
                Task(row.id, cast("Kind", row.kind), row.team, row.place, self._payload(row.sealed)),
                secrets.token_hex(8),
                row.attempts + 1,
                row.accepted_at,
                row.sending,
                row.message,
                row.reply,
            )
            values = {"state": "taken", "holder": taken.holder, "attempts": taken.attempts}
            connection.execute(update(Row).where(Row.id == row.id).values(**values, due_at=now + timedelta(seconds=for_s)))
            return taken

    def renew(self, taken: Taken, now: datetime, for_s: float) -> bool:
        """See `Queue.renew`."""
        return self._change(taken, due_at=now + timedelta(seconds=for_s))

    def replied(self, taken: Taken, reply: str) -> bool:
        """See `Queue.replied`."""
        return self._change(taken, reply=reply)

    def sending(self, taken: Taken) -> bool:
        """See `Queue.sending`."""
        return self._change(taken, sending=True)

    def sent(self, taken: Taken, message: str) -> bool:
        """See `Queue.sent`."""
        return self._change(taken, message=message)

    def finish(self, taken: Taken, *, failed: bool = False) -> bool:
        """See `Queue.finish`."""
        return self._change(taken, state="failed" if failed else "done", holder=None, sealed="")

    def put_off(self, taken: Taken, until: datetime) -> bool:
        """See `Queue.put_off`."""
        return self._change(taken, state="waiting", holder=None, due_at=until)

    def stop(self, event: str, place: str, now: datetime) -> int:
        """See `Queue.stop`."""
        if not self.spend(event, now):
            return 0
        here = and_(Row.place == place, Row.state.in_(_OPEN), Row.accepted_at <= now)
        with writing(self._engine) as connection:
            return connection.execute(update(Row).where(here).values(stopped=True)).rowcount

    def is_stopped(self, taken: Taken) -> bool:
        """See `Queue.is_stopped`."""
        with reading(self._engine) as connection:
            return bool(connection.scalar(select(Row.stopped).where(Row.id == taken.task.id)))

    def messages(self, place: str) -> frozenset[str]:
        """See `Queue.messages`."""
        with reading(self._engine) as connection:
            found = connection.scalars(select(Row.message).where(Row.place == place, Row.message.is_not(None)))
            return frozenset(message for message in found if message is not None)

    def unfinished(self) -> int:
        """See `Queue.unfinished`."""
        with reading(self._engine) as connection:
            return connection.scalar(select(func.count()).select_from(Row).where(Row.state.in_(_OPEN))) or 0

    def purge(self, before: datetime) -> int:
        """See `Queue.purge`."""
        with writing(self._engine) as connection:
            old = and_(Row.accepted_at < before, Row.state.not_in(_OPEN))
            return connection.execute(delete(Row).where(old)).rowcount

    def _insert(self, rows: Sequence[dict[str, Any]]) -> tuple[bool, ...]:
        """Whether each is new; of two alike the first is."""
        if not rows:
            return ()
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        # One statement: each gives the interpreter away, and gets it back after whatever computes meanwhile.
        kept = insert(Row).values(rows).on_conflict_do_nothing(index_elements=[Row.id]).returning(Row.id)
        with writing(self._engine) as connection:
            new = set(connection.scalars(kept))
        found = []
        for row in rows:
            found.append(row["id"] in new)
            new.discard(row["id"])
        return tuple(found)

    def _change(self, taken: Taken, **values: Any) -> bool:
        ours = and_(Row.id == taken.task.id, Row.state == "taken", Row.holder == taken.holder)
        with writing(self._engine) as connection:
            return connection.execute(update(Row).where(ours).values(**values)).rowcount > 0

    def _payload(self, sealed: str) -> Any:
        try:
            return self._sealer.open(sealed)
        except ValueError:
            # The secret was changed meanwhile: nobody can tell any more what was asked.
            return {}


def _row(task: Task, now: datetime, state: str, sealed: str) -> dict[str, Any]:
    where = {"id": task.id, "kind": task.kind, "team": task.team, "place": task.place}
    return {**where, "sealed": sealed, "state": state, "accepted_at": now, "due_at": now, "attempts": 0}
