"""One process of the site, for tests that end it without warning: ``python -m tests.slack.fake.process PORT [BUSY_MS]``."""

from __future__ import annotations

import os
import sys

import uvicorn

from bot.logs import configure_logs
from bot.settings import Settings
from bot.slack import service
from bot.state.database import database_url
from bot.state.store import DatabaseStore
from bot.web.app import build_app
from bot.web.serving import bind
from tests.slack.fake.engine import Canned

# What a process that was killed has held is due again after this.
service.open_slack.__kwdefaults__["lease_s"] = 8.0  # type: ignore[index]


def main() -> None:
    """Serve until killed."""
    configure_logs()
    settings = Settings.read(os.environ)
    engine = Canned()
    engine.slow_s, engine.busy_s = 0.01, int(sys.argv[2]) / 1000 if len(sys.argv) > 2 else 0.0
    app = build_app(engine, settings=settings, store=DatabaseStore.open(database_url(settings)))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    server.run(sockets=[bind("127.0.0.1", int(sys.argv[1]))])


if __name__ == "__main__":
    main()
