"""What only staff may be told, where others read along: in a direct message to whoever asked, beside the public answer in the channel."""

from __future__ import annotations

from bot.errors import QuestionRefused
from bot.slack.blocks.limits import MESSAGE_BLOCKS
from bot.slack.blocks.mrkdwn import escape, link
from bot.slack.blocks.parts import context
from bot.slack.blocks.reply import Message, reply_message
from bot.slack.delivery import Delivery
from bot.slack.kit import Kit
from bot.slack.queue import Taken
from bot.slack.web import permalink
from bot.slack.words import words


async def tell(kit: Kit, taken: Taken) -> None:
    """Answer as to staff, and say why here; nothing where the staff's policies have no part in the answer."""
    asked, place = taken.task.payload, taken.task.place
    if not asked:
        return
    here, web = await kit.here(taken.task)
    person = await kit.people.person(web, taken.task.team, asked["user"])
    try:
        if person.audience != "staff" or (taken.reply is None and not await kit.cites_staff(asked["text"], place)):
            return
        wire, lang = await kit.reply(taken, asked["text"], place, "staff")
    except QuestionRefused:
        # The answer in the channel has said so.
        return
    message = reply_message(wire, lang, kit.around)
    there = link(words("apart_place", lang), await permalink(web, asked["channel"], asked["thread"]))
    why = context(f"{escape(words('apart', lang))} {there}")
    channel = (await web.call("conversations.open", users=asked["user"]))["channel"]["id"]
    after = f"{taken.accepted_at.timestamp() - 60:.6f}"
    delivery = Delivery(web, kit.queue, taken, here, channel=channel, thread="", after=after)
    await delivery.post(Message(message.text, [why, *message.blocks[: MESSAGE_BLOCKS - 1]]))
