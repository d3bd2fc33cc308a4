"""A question in a thread, in a direct message or where the app was mentioned: one answer, in that thread."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from anyio import to_thread
from slack_sdk.errors import SlackApiError

from bot.errors import QuestionRefused
from bot.questions import spoken
from bot.slack.blocks.reply import note, reply_message
from bot.slack.delivery import Delivery, Stopped
from bot.slack.kit import Kit
from bot.slack.queue import Taken, Task
from bot.slack.web import Web
from bot.slack.words import words


async def answer(kit: Kit, taken: Taken) -> None:
    """Answer a question where it was asked."""
    asked = taken.task.payload
    if not asked:
        # Sealed with another key: nobody can tell any more what was asked, and where.
        return
    here, web = await kit.here(taken.task)
    person = await kit.people.person(web, taken.task.team, asked["user"])
    is_apart = person.audience == "staff" and not asked["direct"] and not await _are_staff(kit, web, taken)
    audience = "public" if is_apart else person.audience
    where = {"channel": asked["channel"], "thread": asked["thread"], "after": asked["ts"]}
    delivery = Delivery(web, kit.queue, taken, here, **where)
    text = asked["text"] if "choice" not in asked else await chosen(kit, asked)

    async def is_stopped() -> bool:
        return await to_thread.run_sync(kit.queue.is_stopped, taken)

    if not text:
        await delivery.post(note(words("no_mention", person.lang)))
        return
    await working(web, asked, is_working=True)
    try:
        wire, lang = await kit.reply(taken, text, taken.task.place, audience)
        message = reply_message(wire, lang, kit.around)
        if await is_stopped():
            await delivery.post(note(words("stopped", lang)))
        elif asked["direct"]:
            await delivery.stream(message, asked["user"], is_stopped)
        else:
            await delivery.post(message)
    except QuestionRefused as error:
        await delivery.post(note(str(error)))
    except Stopped:
        await delivery.post(note(words("stopped", spoken(text))))
    if is_apart and not await is_stopped():
        payload = {**asked, "text": text}
        apart = Task(f"private/{taken.task.id}", "private", taken.task.team, taken.task.place, payload)
        await to_thread.run_sync(kit.queue.claim, apart, kit.now())
    await working(web, asked, is_working=False)


async def _are_staff(kit: Kit, web: Web, taken: Taken) -> bool:
    """Whether whoever reads the answer may be told what staff may."""
    asked = taken.task.payload
    return not asked["external"] and await kit.readers.are_staff(web, taken.task.team, asked["channel"])


async def given_up(kit: Kit, taken: Taken) -> None:
    """Say that a question cannot be answered."""
    asked = taken.task.payload
    here, web = await kit.here(taken.task)
    delivery = Delivery(web, kit.queue, taken, here, channel=asked["channel"], thread=asked["thread"], after=asked["ts"])
    await delivery.post(note(words("failed", spoken(asked.get("text", "")), number=taken.task.id)))
    await working(web, asked, is_working=False)


async def chosen(kit: Kit, asked: Any) -> str:
    """The reading that somebody chose of those that a reply named; "" where the reply is no longer kept."""
    turn = await to_thread.run_sync(kit.store.turn, asked["reply"])
    choices = turn.reply.get("choices", ()) if turn else ()
    return str(choices[asked["choice"] - 1]) if 0 < asked["choice"] <= len(choices) else ""


async def working(web: Web, asked: Any, *, is_working: bool) -> None:
    """Show that we are at it, with Slack's button to stop; what cannot be shown is not worth an answer."""
    status = "processing" if is_working else "active"
    with suppress(SlackApiError):
        await web.call("agents.sessions.setStatus", channel_id=asked["channel"], thread_ts=asked["thread"], status=status)
