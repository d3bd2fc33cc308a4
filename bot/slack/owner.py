"""Asking the policies' owner, and bringing their answer back to whoever asked."""

from __future__ import annotations

from contextlib import suppress

from anyio import to_thread
from slack_sdk.errors import SlackApiError

from bot.questions import spoken
from bot.slack.aside import hidden
from bot.slack.blocks.owner import owner_answer, owner_question
from bot.slack.blocks.reply import note
from bot.slack.delivery import Delivery
from bot.slack.kit import Kit
from bot.slack.queue import Taken
from bot.slack.web import permalink, respond
from bot.slack.words import words


async def ask(kit: Kit, taken: Taken) -> None:
    """Post a question, in redacted words, where its owners are."""
    asked, channel = taken.task.payload, kit.options.owner_channel
    here, web = await kit.here(taken.task)
    turn = await to_thread.run_sync(kit.store.turn, asked["reply"])
    if turn is None or channel is None:
        return
    lang = spoken(turn.question)
    place = "" if asked["hidden"] else await permalink(web, asked["channel"], asked["thread"])
    # The answer to what only the asker saw goes to them alone.
    value = f"{asked['reply']}:{asked['user']}:{'' if asked['hidden'] else asked['channel']}:{asked['thread']}"
    message = owner_question(turn.question, turn.reply["verdict"], lang, user=asked["user"], place=place, value=value)
    after = f"{taken.accepted_at.timestamp() - 60:.6f}"
    await Delivery(web, kit.queue, taken, here, channel=channel, thread="", after=after).post(message)
    with suppress(SlackApiError):
        # Whoever asked knows soon enough; the question is where it should be.
        await respond(asked["respond"], hidden(note(words("owner_asked", lang))))


async def answer(kit: Kit, taken: Taken) -> None:
    """Bring an owner's answer to whoever asked: in their thread, or to them alone."""
    given = taken.task.payload
    here, web = await kit.here(taken.task)
    channel, thread = given["channel"], given["thread"]
    if not channel:
        channel, thread = (await web.call("conversations.open", users=given["asker"]))["channel"]["id"], ""
    after = f"{taken.accepted_at.timestamp() - 60:.6f}"
    message = owner_answer(given["text"], given["user"], spoken(given["text"]))
    await Delivery(web, kit.queue, taken, here, channel=channel, thread=thread, after=after).post(message)
    turn = await to_thread.run_sync(kit.store.turn, given["reply"])
    if turn is None:
        return
    lang = spoken(turn.question)
    place = await permalink(web, channel, thread) if given["channel"] else ""
    asked = owner_question(turn.question, turn.reply["verdict"], lang, user=given["asker"], place=place, value="")
    done = note(words("owner_done", lang, user=given["user"]))
    with suppress(SlackApiError):
        # Without its button; that it is still there harms nobody.
        blocks = [*asked.blocks[:-1], *done.blocks]
        await web.call("chat.update", channel=given["owner_channel"], ts=given["owner_ts"], text=asked.text, blocks=blocks)
