"""Answers that only the asker sees: to the command, and about somebody's message; and sharing one with the channel."""

from __future__ import annotations

from typing import Any

from anyio import to_thread

from bot.errors import QuestionRefused
from bot.questions import spoken
from bot.slack.blocks.parts import context, sections
from bot.slack.blocks.reply import ANSWER, Message, note, reply_message
from bot.slack.delivery import Delivery
from bot.slack.kit import Kit, askable
from bot.slack.people import Person
from bot.slack.places import names_staff, policies_of
from bot.slack.question import chosen
from bot.slack.queue import Taken
from bot.slack.web import respond
from bot.slack.words import words


async def answer(kit: Kit, taken: Taken) -> None:
    """Answer to the asker alone. Where a crash comes between sending and noting it, they see the same answer twice."""
    asked = taken.task.payload
    if not asked:
        return
    _, web = await kit.here(taken.task)
    person = await kit.people.person(web, taken.task.team, asked["user"])
    text = askable(asked["text"]) if "choice" not in asked else await chosen(kit, asked)
    if not text:
        await respond(asked["respond"], hidden(note(await _nothing(kit, asked, person))))
        return
    try:
        wire, lang = await kit.reply(taken, text, taken.task.place, person.audience)
    except QuestionRefused as error:
        await respond(asked["respond"], hidden(note(str(error))))
        return
    await respond(asked["respond"], hidden(reply_message(wire, lang, kit.shared_from(person.audience, asked["thread"]))))


async def _nothing(kit: Kit, asked: Any, person: Person) -> str:
    """What to do instead of asking nothing."""
    if asked.get("message"):
        return words("no_text", person.lang)
    found = await to_thread.run_sync(kit.suggestions, person.lang, person.audience, limiter=kit.threads)
    return words("no_question", person.lang, example=found[0] if found else words("command_hint", person.lang))


async def given_up(kit: Kit, taken: Taken) -> None:  # noqa: ARG001 - as all of them
    """Say that it cannot be answered."""
    asked = taken.task.payload
    await respond(asked["respond"], hidden(note(words("failed", spoken(asked.get("text", "")), number=taken.task.id))))


async def share_given_up(kit: Kit, taken: Taken) -> None:  # noqa: ARG001 - as all of them
    """Say that it cannot be posted there."""
    await respond(
        taken.task.payload["respond"], hidden(note(words("share_failed", "ja"), *sections(words("share_failed", "en"))))
    )


async def share(kit: Kit, taken: Taken) -> None:
    """Post an answer to the channel, by its asker's wish."""
    asked = taken.task.payload
    here, web = await kit.here(taken.task)
    turn = await to_thread.run_sync(kit.store.turn, asked["reply"])
    person = await kit.people.person(web, taken.task.team, asked["user"])
    if turn is None:
        return
    is_staffs = asked["audience"] != "public" and names_staff(policies_of(turn.reply), kit.served().library)
    if is_staffs and not await kit.readers.are_staff(web, taken.task.team, asked["channel"]):
        await respond(asked["respond"], hidden(note(words("share_staff", person.lang))))
        return
    lang = spoken(turn.question)
    message = reply_message(kit.linked({**turn.reply, "id": turn.id}), lang, ANSWER)
    head = [
        context(words("shared_by", lang, user=asked["user"])),
        *sections(words("asked_about", lang, question=turn.question)),
    ]
    after = f"{taken.accepted_at.timestamp() - 60:.6f}"
    delivery = Delivery(web, kit.queue, taken, here, channel=asked["channel"], thread=asked["thread"], after=after)
    await delivery.post(Message(message.text, [*head[:2], *message.blocks[: 50 - len(head[:2])]]))
    await respond(asked["respond"], {"delete_original": True})


def hidden(message: Message) -> dict[str, Any]:
    """As an answer that only the asker sees, beside what is there."""
    return {"response_type": "ephemeral", "replace_original": False, "text": message.text, "blocks": message.blocks}
