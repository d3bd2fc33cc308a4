"""Slack, put together from the settings: accepting by HTTP or over a socket, and the workers behind both."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog
from aiohttp import ClientError
from anyio import CapacityLimiter
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.errors import SlackApiError

from bot.answering import Answering, Served
from bot.errors import SlackUnreachable
from bot.keys import key_for
from bot.phrases import Lang
from bot.requests.assemble import Requests, retention_of
from bot.settings import Settings
from bot.slack import aside, home, news, owner, private, question
from bot.slack.app import build_bolt
from bot.slack.blocks.reply import Around
from bot.slack.filed import FiledBook
from bot.slack.filing import Filing
from bot.slack.forms import register_filing
from bot.slack.installations import Installation, Installations
from bot.slack.kit import Kit, Options
from bot.slack.oauth import install_flow
from bot.slack.people import People
from bot.slack.queue import Kind, Taken
from bot.slack.readers import Readers
from bot.slack.sealing import Sealer
from bot.slack.store import DatabaseQueue
from bot.slack.web import Web, client, refusal
from bot.slack.worker import LEASE_S, Do, Workers
from bot.state.database import database_url, open_database
from bot.state.port import Store
from bot.web.limiting import Limiter, Rates
from bot.web.metrics import Metrics
from corpus.model import Audience

log = structlog.get_logger()

_AGAIN_S: Final = 5.0
_SWITCH_S: Final = 0.000_1


@dataclass(frozen=True, slots=True)
class Slack:
    """The parts of Slack in one process. ``install`` is the flow of an installation, None where a token is set instead."""

    kit: Kit
    bolt: AsyncApp
    workers: Workers
    install: AsyncOAuthFlow | None
    token: str | None
    close: Callable[[], None]

    async def begin(self) -> None:
        """Find out whose token it is that is set. Raises `SlackUnreachable`."""
        if self.token is None or self.kit.installations.only is not None:
            return
        try:
            said = await Web(self.token, self.kit.options.api_url).call("auth.test")
        except (SlackApiError, ClientError, TimeoutError) as error:
            reason = refusal(error) if isinstance(error, SlackApiError) else type(error).__name__
            raise SlackUnreachable(f"Slack does not take JOBUN_SLACK_BOT_TOKEN, or cannot be reached ({reason}).") from None
        number = said.get("team_id") or said["enterprise_id"]
        self.kit.installations.only = Installation(number, self.token, said["user_id"], said.get("bot_id", ""))

    @property
    def is_ready(self) -> bool:
        """Whether events can be accepted."""
        return self.token is None or self.kit.installations.only is not None

    async def run(self) -> None:
        """Work until cancelled, from when Slack can be reached."""
        while True:
            try:
                await self.begin()
                break
            except SlackUnreachable:
                log.warning("slack_unreachable")
                await asyncio.sleep(_AGAIN_S)
        # Whoever computes gives the interpreter away more often: an acknowledgement needs it for less than 1 ms, in some ten pieces.
        sys.setswitchinterval(_SWITCH_S)
        log.info("slack_started")
        await self.workers.run()

    async def listen(self, app_token: str, connected: Callable[[], object] = lambda: None) -> None:
        """Accept over a socket, and work, until cancelled. Raises `SlackUnreachable` where the tokens are not taken at the start."""
        await self.begin()
        handler = AsyncSocketModeHandler(self.bolt, app_token, web_client=client(None, self.kit.options.api_url))
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
        except (SlackApiError, ClientError, TimeoutError) as error:
            await handler.close_async()  # type: ignore[no-untyped-call]
            reason = refusal(error) if isinstance(error, SlackApiError) else type(error).__name__
            raise SlackUnreachable(f"Slack does not take JOBUN_SLACK_APP_TOKEN, or cannot be reached ({reason}).") from None
        connected()
        try:
            await self.run()
        finally:
            with suppress(ClientError):
                await handler.close_async()  # type: ignore[no-untyped-call]


def open_slack(
    settings: Settings,
    *,
    answering: Answering,
    served: Callable[[], Served],
    suggestions: Callable[[Lang, Audience], tuple[str, ...]],
    store: Store,
    metrics: Metrics,
    filing: Requests | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    lease_s: float = LEASE_S,
) -> Slack:
    """Slack on the database that is set. Raises `StateUnavailable`, and `SettingsWrong` where there is no key."""
    key = key_for("slack", settings)
    engine = open_database(database_url(settings))
    sealer = Sealer(key)
    queue = DatabaseQueue(engine, sealer)
    people = People(settings.slack_staff_teams, settings.slack_staff_group)
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else None
    kit = Kit(
        answering=answering,
        served=served,
        suggestions=suggestions,
        store=store,
        queue=queue,
        installations=Installations(engine, sealer, now=now),
        people=people,
        readers=Readers(people),
        options=Options(settings.slack_api_url, settings.site_url, settings.audience, settings.slack_owner_channel),
        key=key,
        # More that compute than there are cores would keep everything else waiting, and be no sooner.
        threads=CapacityLimiter(max(2, os.cpu_count() or 1)),
        metrics=metrics,
        now=now,
        around=Around(owner=settings.slack_owner_channel is not None, files=filing is not None),
    )
    limiter = Limiter(Rates(settings.rate_address, settings.rate_session, settings.rate_requests))
    filed = None if filing is None else Filing(kit, filing, FiledBook(engine), retention_of(settings), limiter)
    kept = timedelta(days=settings.retention_days)
    workers = Workers(
        queue,
        _do(kit, filed),
        often=filed.news if filed else None,
        given_up=partial(_given_up, kit),
        kept=kept,
        lease_s=lease_s,
        now=now,
    )
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
    bolt = build_bolt(kit, signing_secret=secret, wake=workers.wake, now=now, more=partial(_more, filed, now))
    return Slack(kit, bolt, workers, _install(kit, settings) if token is None else None, token, engine.dispose)


def _more(filed: Filing | None, now: Callable[[], datetime], app: AsyncApp) -> None:
    if filed is not None:
        register_filing(app, filed, now=now)


def _do(kit: Kit, filed: Filing | None) -> Mapping[Kind, Do]:
    with_requests: dict[Kind, Do] = {} if filed is None else {"news": partial(news.tell, kit, filed)}
    return {
        **with_requests,
        "question": partial(question.answer, kit),
        "private": partial(private.tell, kit),
        "aside": partial(aside.answer, kit),
        "share": partial(aside.share, kit),
        "owner": partial(owner.ask, kit),
        "owner_answer": partial(owner.answer, kit),
        "home": partial(home.show_home, kit, requests=filed.own if filed else None),
        "prompts": partial(home.suggest, kit),
    }


async def _given_up(kit: Kit, taken: Taken) -> None:
    told: Mapping[Kind, Any] = {
        "question": question.given_up,
        "aside": aside.given_up,
        "owner": aside.given_up,
        "share": aside.share_given_up,
    }
    if taken.task.kind in told:
        await told[taken.task.kind](kit, taken)


def _install(kit: Kit, settings: Settings) -> AsyncOAuthFlow | None:
    if settings.slack_client_id is None or settings.slack_client_secret is None or settings.site_url is None:
        return None
    root = settings.slack_api_url.removesuffix("/").removesuffix("/api")
    return install_flow(
        kit,
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
        site_url=settings.site_url,
        authorize_url=f"{root}/oauth/v2/authorize",
    )
