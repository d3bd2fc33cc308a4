"""Opening a database: what SQLite is told so that several threads and processes can use it, and its tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.errors import StateUnavailable
from bot.settings import Settings

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_LOCK_TIMEOUT_MS: Final = 10_000
# Any number that nobody else locks under in the same database.
_MIGRATION_LOCK: Final = 7_213_001


def database_url(settings: Settings) -> str:
    """The URL that is set, else that of a file in the home folder, which is made. It may hold a password."""
    if settings.database is not None:
        return settings.database.get_secret_value()
    settings.home.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{settings.home / 'state.db'}"


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
        # What the driver says may hold the address and the user's name.
        raise StateUnavailable(
            f"The database cannot be used ({type(error).__name__}); look at JOBUN_DATABASE, and whether it can be reached."
        ) from error
    return engine


def migrate(engine: Engine) -> None:
    """Bring the tables up to date; one process does it while the others wait. Raises `StateUnavailable` for later ones."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with _alone(engine) as connection:
        scripts = ScriptDirectory.from_config(config)
        there = _revision(connection)
        if there is not None and there not in {script.revision for script in scripts.walk_revisions()}:
            raise StateUnavailable("A later version of this program has used the database; use that version.")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read by. Raises `StateUnavailable`."""
    with _told(), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection within one transaction to write by. Raises `StateUnavailable`, and SQLAlchemy's `IntegrityError`."""
    with _told(), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong in the database, as an error that holds none of the values that were on their way to it."""
    try:
        yield
    except IntegrityError:
        raise
    except SQLAlchemyError as error:
        raise StateUnavailable(
            f"The database cannot be used at present ({type(error).__name__}); look at whether it can be reached and has room."
        ) from None


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
    parsed = make_url(url)
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
