"""Asking the policies' owner: the question in their channel, the form for their answer, and the answer to whoever asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from bot.phrases import Lang
from bot.replies import Verdict
from bot.sentences import VERDICTS
from bot.slack.blocks.cutting import pieces
from bot.slack.blocks.limits import SECTION
from bot.slack.blocks.mrkdwn import cost, escape, link, quoted
from bot.slack.blocks.parts import Block, actions, button, context, plain, section, sections
from bot.slack.blocks.reply import Message
from bot.slack.words import words

OWNER_VIEW: Final = "owner_answer"
_MOST: Final = 2_900


def owner_question(question: str, verdict: Verdict, lang: Lang, *, user: str, place: str, value: str) -> Message:
    """What the owners see: the question in redacted words, who asks, and where; ``value`` says where the answer goes.

    ``place`` is the address of the conversation, "" where only the asker sees that.
    """
    head = words("owner_head", lang, user=user, place=link(words("owner_place", lang), place))
    blocks = [
        section(head),
        *(section(quoted(piece)) for piece in pieces(question, SECTION, cost)),
        context(escape(VERDICTS[verdict][lang])),
        *actions([button(words("owner_reply", lang), "owner_reply", value, primary=True)]),
    ]
    return Message(words("asked_about", lang, question=question), blocks)


def owner_modal(metadata: Mapping[str, str], lang: Lang) -> dict[str, Any]:
    """The form for an owner's answer."""
    return {
        "type": "modal",
        "callback_id": OWNER_VIEW,
        "private_metadata": json.dumps(dict(metadata)),
        "title": plain(words("owner_title", lang)),
        "submit": plain(words("send", lang)),
        "close": plain(words("close", lang)),
        "blocks": [
            {
                "type": "input",
                "block_id": "answer",
                "label": plain(words("owner_label", lang)),
                "element": {"type": "plain_text_input", "action_id": "answer", "multiline": True, "max_length": _MOST},
            }
        ],
    }


def owner_answer(text: str, user: str, lang: Lang) -> Message:
    """What whoever asked sees."""
    head: Block = section(words("owner_answered", lang, user=user))
    return Message(text, [head, *sections(text)])
