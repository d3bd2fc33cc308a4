"""Kills the service, breaks the target, and prints what became of every request: ``python -m tests.requests.faults``.

Exit status: 0 where every confirmed request ended at the target exactly once or with the dead letters, and no other arrived.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests import databases
from tests.requests.faults.harness import run


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--requests", type=int, default=300, help="how many are confirmed for each database and target")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--target", choices=["jobun", "fides", "desk", "both"], default="both", help="both: jobun and fides")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--max-s", type=float, default=1800.0, help="the longest that one run may take")
    given = parser.parse_args()
    well = True
    with tempfile.TemporaryDirectory() as folder:
        for database in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
            for target in ("jobun", "fides") if given.target == "both" else (given.target,):
                began = datetime.now(UTC)
                with _database(database, Path(folder)) as url:
                    counts = run(url, target, given.requests, seed=given.seed, max_s=given.max_s)
                well = well and counts.is_right
                values = " ".join(f"{name}={value}" for name, value in asdict(counts).items())
                took_s = (datetime.now(UTC) - began).total_seconds()
                sys.stdout.write(
                    f"{database} {target} {'right' if counts.is_right else 'WRONG'} {values} took_s={took_s:.0f}\n"
                )
                sys.stdout.flush()
    return 0 if well else 1


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/state{os.urandom(4).hex()}.db"
        return
    runtime = folder / "runtime"
    runtime.mkdir(exist_ok=True)
    with databases.postgres(runtime) as server:
        yield databases.new_database(server)


if __name__ == "__main__":
    sys.exit(main())
