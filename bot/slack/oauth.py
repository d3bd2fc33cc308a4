"""Installing the app into a workspace over OAuth: the state is signed, bound to the browser, and good for one time."""

from __future__ import annotations

import hashlib
import logging
import secrets
from logging import Logger
from typing import Any, Final

from anyio import to_thread
from itsdangerous import BadData, URLSafeTimedSerializer
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.slack.calls import scopes
from bot.slack.installations import Installation, Installations
from bot.slack.kit import Kit
from bot.slack.manifest import INSTALL_PATH, REDIRECT_PATH
from bot.slack.web import client
from bot.slack.words import words

_STATE_S: Final = 600
_log: Final = logging.getLogger("jobun.slack.oauth")
# The flow's own logger says the code at WARNING.
_log.setLevel(logging.ERROR)


class _States(AsyncOAuthStateStore):
    """States that nothing is kept of until they come back."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._signer = URLSafeTimedSerializer(
            kit.key, salt="jobun.slack.oauth", signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        )

    @property
    def logger(self) -> Logger:
        return _log

    async def async_issue(self, *_: Any, **__: Any) -> str:
        return str(self._signer.dumps(secrets.token_hex(16)))

    async def async_consume(self, state: str) -> bool:
        try:
            number = self._signer.loads(state, max_age=_STATE_S)
        except (BadData, ValueError, TypeError):
            return False
        return await to_thread.run_sync(self._kit.queue.spend, f"oauth/{number}", self._kit.now())


class _Store(AsyncInstallationStore):
    """Where the flow puts what it was given."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    @property
    def logger(self) -> Logger:
        return _log

    async def async_save(self, installation: SlackInstallation) -> None:
        number = installation.enterprise_id if installation.is_enterprise_install else installation.team_id
        if number and installation.bot_token:
            kept = Installation(number, installation.bot_token, installation.bot_user_id or "", installation.bot_id or "")
            await to_thread.run_sync(self._installations.add, kept)


def install_flow(kit: Kit, *, client_id: str, client_secret: str, site_url: str, authorize_url: str) -> AsyncOAuthFlow:
    """The two pages of an installation; ``authorize_url`` is Slack's page where an admin agrees."""
    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=scopes(),
        redirect_uri=f"{site_url}{REDIRECT_PATH}",
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        install_page_rendering_enabled=False,
        authorization_url=authorize_url,
        installation_store=_Store(kit.installations),
        installation_store_bot_only=True,
        state_store=_States(kit),
        state_expiration_seconds=_STATE_S,
        callback_options=AsyncCallbackOptions(success=_installed, failure=_not_installed),
        logger=_log,
    )
    return AsyncOAuthFlow(client=client(None, kit.options.api_url), logger=_log, settings=settings)


async def _installed(_: AsyncSuccessArgs) -> BoltResponse:
    return _page(200, "installed")


async def _not_installed(args: AsyncFailureArgs) -> BoltResponse:
    # Why is in none of the words: it may hold what came with the address.
    return _page(args.suggested_status_code, "not_installed")


def _page(status: int, key: str) -> BoltResponse:
    text = f"{words(key, 'ja')}\n{words(key, 'en')}\n"
    return BoltResponse(status=status, body=text, headers={"Content-Type": "text/plain; charset=utf-8"})
