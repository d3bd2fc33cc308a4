"""What is answered at once, within the seconds that Slack waits: opinions, and the forms."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, cast

from anyio import to_thread
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot.errors import ReplyUnknown
from bot.slack.aside import hidden
from bot.slack.blocks.owner import OWNER_VIEW, owner_modal
from bot.slack.blocks.reply import note
from bot.slack.events import org_of, team_of
from bot.slack.kit import Kit
from bot.slack.queue import Task
from bot.slack.web import respond
from bot.slack.words import words
from bot.state.port import Opinion


def register(app: AsyncApp, kit: Kit, *, wake: Callable[[], object], now: Callable[[], datetime]) -> None:
    """Add the listeners to an app."""

    @app.action("feedback")
    async def feedback(ack: Any, body: Mapping[str, Any]) -> None:
        await ack()
        opinion, _, reply = str(body["actions"][0]["value"]).partition(":")
        _, web = await kit.at(team_of(body), org_of(body))
        person = await kit.people.person(web, team_of(body), body["user"]["id"])
        with suppress(ReplyUnknown, SlackApiError):
            await to_thread.run_sync(kit.answering.opine, reply, cast("Opinion", opinion), "", person.lang)
            kit.metrics.feedback.labels(opinion).inc()
            await respond(body["response_url"], hidden(note(words("thanks", person.lang))))

    @app.action("owner_reply")
    async def open_answer(ack: Any, body: Mapping[str, Any]) -> None:
        await ack()
        _, web = await kit.at(team_of(body), org_of(body))
        person = await kit.people.person(web, team_of(body), body["user"]["id"])
        reply, asker, channel, thread = str(body["actions"][0]["value"]).split(":")
        container = body["container"]
        here = {"owner_channel": container["channel_id"], "owner_ts": container["message_ts"]}
        metadata = {"reply": reply, "asker": asker, "channel": channel, "thread": thread, **here}
        await web.call("views.open", trigger_id=body["trigger_id"], view=owner_modal(metadata, person.lang))

    @app.view(OWNER_VIEW)
    async def answer(ack: Any, body: Mapping[str, Any]) -> None:
        view = body["view"]
        text = view["state"]["values"]["answer"]["answer"]["value"]
        payload = {**json.loads(view["private_metadata"]), "text": text, "user": body["user"]["id"], "org": org_of(body)}
        number = f"owner_answer/{view['id']}"
        await to_thread.run_sync(kit.queue.claim, Task(number, "owner_answer", team_of(body), number, payload), now())
        await ack()
        wake()
