"""Opening a database: what SQLite is told so that several threads and processes can use it, and its tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal, ParamSpec, TypeVar

import stamina
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError

from bot.errors import StateBusy, StateUnavailable
from bot.settings import Settings

STATE_FILE: Final = "state.db"
"""The name of the SQLite file in the home folder."""

_NO_URL: Final = (
    "JOBUN_DATABASE is no URL of a database that can be used; write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/DATABASE."
)
_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_LOCK_TIMEOUT_MS: Final = 10_000
_WRITERS: Final[dict[str, Lock]] = {}
# Any number that nobody else locks under in the same database.
_MIGRATION_LOCK: Final = 7_213_001
# SQLite's "busy" and "locked"; PostgreSQL's serialisation failure, deadlock and lock that was not to be had.
_BUSY_SQLITE: Final = frozenset({5, 6})
_BUSY_POSTGRES: Final = frozenset({"40001", "40P01", "55P03"})
_AGAIN: Final = stamina.RetryingCaller(attempts=5, timeout=10.0, wait_initial=0.02, wait_max=0.5, wait_jitter=0.05)

Asked = ParamSpec("Asked")
Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Looked:
    """A database that was looked at: ``kind`` is "sqlite" or "postgresql"; its tables are not there, older than the program, or fresh."""

    kind: str
    tables: Literal["none", "behind", "fresh"]

    def as_json(self) -> dict[str, Any]:
        """As it stands in a report."""
        return {"database": self.kind, "tables": self.tables}


def database_url(settings: Settings) -> str:
    """The URL that is set, else that of a file in the home folder, which is made. It may hold a password."""
    if settings.database is None:
        settings.home.mkdir(parents=True, exist_ok=True)
    return _url(settings)


def _url(settings: Settings) -> str:
    if settings.database is not None:
        return settings.database.get_secret_value()
    return f"sqlite:///{settings.home / STATE_FILE}"


def open_database(url: str) -> Engine:
    """An engine on a database whose tables are there, and up to date.

    Raises:
        StateUnavailable: it cannot be reached or used, or a later version of this program has been at it.
    """
    try:
        engine = _engine(url)
        try:
            migrate(engine)
        except BaseException:
            engine.dispose()
            raise
    except (SQLAlchemyError, OSError) as error:
        raise _unusable(error) from error
    return engine


def look(settings: Settings) -> Looked:
    """Look at the database without making or changing anything. Raises `StateUnavailable` as `open_database` does."""
    with _named():
        url = make_url(_url(settings))
    file = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
    if file is not None and not file.exists() and (settings.database is None or file.parent.is_dir()):
        # Connecting would make it.
        return Looked("sqlite", "none")
    try:
        engine = _engine(_url(settings))
        try:
            with engine.connect() as connection:
                scripts = ScriptDirectory.from_config(_config())
                there = _known(connection, scripts)
                is_fresh = there == scripts.get_current_head()
                return Looked(engine.dialect.name, "fresh" if is_fresh else "behind" if there else "none")
        finally:
            engine.dispose()
    except (SQLAlchemyError, OSError) as error:
        raise _unusable(error) from error


@contextmanager
def as_it_is(settings: Settings) -> Iterator[Engine]:
    """An engine on a database whose tables `look` has found to be fresh; nothing is made or changed. Raises `StateUnavailable`."""
    engine = _engine(_url(settings))
    try:
        yield engine
    finally:
        engine.dispose()


def migrate(engine: Engine) -> None:
    """Bring the tables up to date; one process does it while the others wait. Raises `StateUnavailable` for later ones."""
    config = _config()
    with _alone(engine) as connection:
        _known(connection, ScriptDirectory.from_config(config))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


def _known(connection: Connection, scripts: ScriptDirectory) -> str | None:
    """The revision of the tables, None where there are none. Raises `StateUnavailable` for one of a later version."""
    there = _revision(connection)
    if there is not None and there not in {script.revision for script in scripts.walk_revisions()}:
        raise StateUnavailable("A later version of this program has used the database; use that version.")
    return there


def _unusable(error: Exception) -> StateUnavailable:
    if getattr(getattr(error, "orig", None), "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
        return StateUnavailable("The file that JOBUN_DATABASE names is no SQLite database; name another one.")
    # What the driver says may hold the address and the user's name.
    return StateUnavailable(
        f"The database cannot be used ({type(error).__name__}); look at JOBUN_DATABASE, and whether it can be reached."
    )


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read by. Raises `StateUnavailable`."""
    with _told(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection within one transaction to write by. Raises `StateUnavailable`, and SQLAlchemy's `IntegrityError`."""
    with _told(), _turn(engine), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """SQLite has one writer at a time, and whoever finds another sleeps; within a process they wait for one another instead.

    Not longer than for another process: then it is SQLite that says that it is busy.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    lock = _WRITERS.setdefault(str(engine.url), Lock())
    is_mine = lock.acquire(timeout=_LOCK_TIMEOUT_MS / 1000)
    try:
        yield
    finally:
        if is_mine:
            lock.release()


def persistent(change: Callable[Asked, Given]) -> Callable[Asked, Given]:
    """A function that is one transaction, done again at once, for some seconds at most, where others are at the same rows."""

    @wraps(change)
    def done(*asked: Asked.args, **named: Asked.kwargs) -> Given:
        # Without arguments, so that none of them can get into a log of retries.
        return _AGAIN(StateBusy, lambda: change(*asked, **named))

    return done


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong in the database, as an error that holds none of the values that were on their way to it."""
    try:
        yield
    except IntegrityError:
        raise
    except SQLAlchemyError as error:
        if isinstance(error, DBAPIError) and _is_busy(error.orig):
            raise StateBusy("The database is busy; do it again.") from None
        raise StateUnavailable(
            f"The database cannot be used at present ({type(error).__name__}); look at whether it can be reached and has room."
        ) from None


def _is_busy(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    # The lowest byte is the kind of an extended code.
    return getattr(error, "sqlstate", None) in _BUSY_POSTGRES or (code is not None and code & 0xFF in _BUSY_SQLITE)


def _revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A connection that no other process migrates beside."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            yield connection
        return
    path = engine.url.database
    if path in (None, "", ":memory:"):
        with engine.connect() as connection:
            yield connection
        return
    with FileLock(f"{path}.lock"), engine.connect() as connection:
        yield connection


def _engine(url: str) -> Engine:
    with _named():
        engine = _made(make_url(url))
        # What is asked for behind the "?" is read here, and else only when connecting.
        engine.dialect.create_connect_args(engine.url)
    return engine


@contextmanager
def _named() -> Iterator[None]:
    """Say of a URL that cannot be used by which setting it was given."""
    try:
        yield
    except (ArgumentError, ValueError):
        # What they say holds parts of the address.
        raise StateUnavailable(_NO_URL) from None


def _made(parsed: URL) -> Engine:
    if parsed.get_backend_name() == "postgresql":
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        try:
            return create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20)
        except ModuleNotFoundError as error:
            raise StateUnavailable("The driver for PostgreSQL is missing; run: pip install 'jobun[postgres]'.") from error
    engine = create_engine(parsed, connect_args={"timeout": _LOCK_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _tell_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _tell_sqlite(connection: Any, _: Any) -> None:
    # Python's own way of beginning transactions is put out of force; `_begin_sqlite` is in its place.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once where another has written meanwhile; one that says so at
    # its beginning waits.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
