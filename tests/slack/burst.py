"""How long acknowledgements take while the engine is busy: ``python -m tests.slack.burst`` prints it, in milliseconds."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot.slack.manifest import manifest
from tests.slack.conftest import by_http, settings_of
from tests.slack.fake.engine import Canned
from tests.slack.fake.sender import Sender
from tests.slack.fake.server import FakeSlack

PARALLEL, ROUNDS = 20, 10


def main() -> None:
    """For the command line."""
    engine = Canned()
    engine.slow_s = 0.2
    with tempfile.TemporaryDirectory() as home, FakeSlack(manifest("ja", site_url="https://jobun.example.org")) as slack:
        slack.add_user("UEMP")
        with by_http(settings_of(Path(home), slack), engine) as address, ThreadPoolExecutor(PARALLEL) as pool:
            sender = Sender(slack, address)

            def took_ms(payload: dict[str, Any]) -> float:
                started = time.perf_counter()
                assert sender.post(payload)[0] == 200
                return (time.perf_counter() - started) * 1000

            asked = [sender.mention("C1", "UEMP", f"質問{number}") for number in range(PARALLEL * ROUNDS)]
            took = list(pool.map(took_ms, asked))
            cuts = statistics.quantiles(took, n=100)
            sys.stdout.write(f"acknowledged {len(took)}, {PARALLEL} at a time\n")
            sys.stdout.write(f"p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, longest {max(took):.0f} ms\n")


if __name__ == "__main__":
    main()
