"""Running the assistant over a socket: one process, as many as one likes beside it on the same database."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from bot.answering import Answering, Keys
from bot.assemble import assemble
from bot.errors import SettingsWrong
from bot.keys import key_for
from bot.logs import configure_logs
from bot.requests.assemble import open_requests
from bot.settings import Settings
from bot.slack.service import Slack, open_slack
from bot.state.database import database_url
from bot.state.store import DatabaseStore
from bot.web.current import Current, PolicyEngine, Renewal
from bot.web.metrics import Metrics
from corpus.approved import FILE as APPROVED
from index.places import index_folder

_FINISH_S: Final = 10.0


def run(settings: Settings, connected: Callable[[], object], engine: PolicyEngine | None = None) -> None:
    """Answer until SIGINT or SIGTERM; ``connected`` is called once events are taken. ``engine`` stands in for the one of the settings.

    Raises:
        SettingsWrong: a token is missing.
        SlackUnreachable: Slack does not take one.
        SiteFailed: the port for what is counted is taken.
    """
    if settings.slack_app_token is None:
        raise SettingsWrong("Socket Mode needs JOBUN_SLACK_APP_TOKEN; the README says where Slack shows it.")
    if settings.slack_bot_token is None and settings.slack_client_id is None:
        raise SettingsWrong("JOBUN_SLACK_BOT_TOKEN is missing; the README says where Slack shows it.")
    configure_logs()
    app_token = settings.slack_app_token.get_secret_value()
    filing = open_requests(settings) if settings.requests == "on" else None
    metrics = Metrics()
    current, store = _current(settings, engine, metrics), DatabaseStore.open(database_url(settings))
    keys = Keys(key_for("trail", settings), key_for("questions", settings))
    slack = open_slack(
        settings,
        answering=Answering(current.served, store, keys),
        served=current.served,
        suggestions=current.suggestions,
        store=store,
        metrics=metrics,
        filing=filing,
    )
    outbox = threading.Thread(target=filing.worker.run, name="outbox", daemon=True) if filing else None
    if outbox:
        outbox.start()
    hide = metrics.expose(settings.metrics_port) if settings.metrics_port is not None else lambda: None
    try:
        asyncio.run(_until_told(slack, current, app_token, connected))
    finally:
        hide()
        slack.close()
        if filing and outbox:
            filing.worker.end()
            outbox.join(_FINISH_S)
            filing.close()
        store.close()


async def _until_told(slack: Slack, current: Current, app_token: str, connected: Callable[[], object]) -> None:
    listening = asyncio.create_task(slack.listen(app_token, connected))
    watching = asyncio.create_task(current.watch())
    for told in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(told, listening.cancel)
    try:
        with suppress(asyncio.CancelledError):
            await listening
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def _current(settings: Settings, engine: PolicyEngine | None, metrics: Metrics) -> Current:
    if engine is not None:
        return Current(engine, metrics)
    made = assemble(settings)
    encoder, reader = made.searcher.encoder, made.searcher.reader or False
    renewal = Renewal(
        index_folder(settings.home, settings.policies),
        lambda: assemble(settings, encoder=encoder, reader=reader),
        settings.policies / APPROVED,
    )
    return Current(made, metrics, renewal)
