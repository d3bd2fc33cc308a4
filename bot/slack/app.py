"""The Bolt app: one code path for Socket Mode and HTTP."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from anyio import to_thread
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from bot.slack.intake import Intake
from bot.slack.interactions import register
from bot.slack.kit import Kit
from bot.slack.web import client

_ANY: Final = re.compile(".*", re.DOTALL)
# On a bad signature it would log the whole body.
logging.getLogger("slack_bolt.RequestVerification").setLevel(logging.WARNING)


def build_bolt(
    kit: Kit,
    *,
    signing_secret: str,
    wake: Callable[[], object],
    now: Callable[[], datetime],
    more: Callable[[AsyncApp], object] = lambda _: None,
) -> AsyncApp:
    """The app.

    Args:
        kit: what all that is done shares.
        signing_secret: what Slack signs requests by HTTP with; Socket Mode needs none.
        wake: called once there is something to do.
        now: the present instant (aware).
        more: registers further listeners.
    """

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        # Whose it is is enough here: whatever is done then asks for the token again.
        found = kit.installations.known(team_id, enterprise_id)
        if found is None:
            found = await to_thread.run_sync(kit.installations.find, team_id, enterprise_id)
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=found.token,
            bot_id=found.bot,
            bot_user_id=found.bot_user,
        )

    app = AsyncApp(
        name="jobun",
        signing_secret=signing_secret,
        authorize=authorize,  # type: ignore[arg-type] # None says that there is no installation
        client=client(None, kit.options.api_url),
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    intake = Intake(kit, now=now, wake=wake)

    @app.middleware
    async def accept(body: dict[str, Any], context: Mapping[str, Any], next_: Any) -> BoltResponse | None:
        return await intake.accept(body, context.get("bot_user_id")) or await next_()

    register(app, kit, wake=wake, now=now)
    more(app)

    # What nobody listens for would be refused with 404, and delivered again.
    async def others(ack: Any) -> None:
        await ack()

    app.action(_ANY)(others)
    app.view(_ANY)(others)
    return app
