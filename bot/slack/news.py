"""Telling whoever has filed a request that it stands otherwise."""

from __future__ import annotations

from anyio import to_thread

from bot.phrases import right_name
from bot.requests.words import STATUSES
from bot.slack.blocks.reply import note
from bot.slack.delivery import Delivery
from bot.slack.filing import Filing
from bot.slack.kit import Kit
from bot.slack.queue import Taken
from bot.slack.words import words


async def tell(kit: Kit, filing: Filing, taken: Taken) -> None:
    """Tell it in a direct message, with the reason where there is one."""
    what = taken.task.payload
    here, web = await kit.here(taken.task)
    person = await kit.people.person(web, taken.task.team, what["user"])
    entry = await to_thread.run_sync(filing.requests.store.get, what["request"])
    if entry is None:
        return
    status = STATUSES[what["status"]][person.lang]
    right = right_name(entry.record.right, person.lang)
    lines = [words("news", person.lang, number=entry.number, right=right, status=status)]
    lines += [event.reason for event in entry.history[-1:] if event.reason and event.status == what["status"]]
    channel = (await web.call("conversations.open", users=what["user"]))["channel"]["id"]
    after = f"{taken.accepted_at.timestamp() - 60:.6f}"
    delivery = Delivery(web, kit.queue, taken, here, channel=channel, thread="", after=after)
    await delivery.post(note("\n".join(lines)))
