"""What is done where others are at the same rows: once more, for a while; and what is told when that is over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from bot.errors import StateBusy, StateUnavailable
from bot.state import database
from bot.state.database import open_database, persistent, writing


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = open_database(url)
    yield made
    made.dispose()


def test_rows_that_others_hold_are_told_from_a_database_that_is_gone(
    engine: Engine, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Within a process writers wait for one another first.
    monkeypatch.setattr(database, "_LOCK_TIMEOUT_MS", 10)
    other = open_database(url)
    waits = "pragma busy_timeout = 0" if engine.dialect.name == "sqlite" else "set lock_timeout = '1ms'"
    with other.connect() as connection:
        # The connection that is used next is this one.
        connection.exec_driver_sql(waits)
        connection.commit()
    with writing(engine) as holder:
        holder.execute(text("update alembic_version set version_num = version_num"))
        with pytest.raises(StateBusy), writing(other) as connection:
            connection.execute(text("update alembic_version set version_num = version_num"))
    with writing(other) as connection:
        connection.execute(text("update alembic_version set version_num = version_num"))
    other.dispose()

    with pytest.raises(StateUnavailable) as failed, writing(engine) as connection:
        connection.execute(text("update nothing_there set a = 1"))
    assert not isinstance(failed.value, StateBusy)


def test_a_change_is_made_again_until_the_rows_are_free() -> None:
    made: list[str] = []

    @persistent
    def change(name: str) -> int:
        made.append(name)
        if len(made) < 3:
            raise StateBusy("busy")
        return len(made)

    assert change("a") == 3


def test_what_stays_busy_is_told_and_what_fails_otherwise_is_not_tried_again() -> None:
    made: list[type[StateUnavailable]] = []

    @persistent
    def change(kind: type[StateUnavailable]) -> None:
        made.append(kind)
        raise kind("no")

    with pytest.raises(StateBusy):
        change(StateBusy)
    with pytest.raises(StateUnavailable):
        change(StateUnavailable)
    assert made == [StateBusy] * 5 + [StateUnavailable]
