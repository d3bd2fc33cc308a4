"""A reply as a message: the verdict, the text, the quotes with where they stand, what is only near, and what can be done next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from bot.phrases import Lang
from bot.replies import Verdict
from bot.sentences import VERDICTS, sentence
from bot.slack.blocks import limits
from bot.slack.blocks.cutting import beginning, pieces
from bot.slack.blocks.mrkdwn import cost, escape, link, quoted
from bot.slack.blocks.parts import Block, actions, button, context, section, sections, size, within
from bot.slack.words import words
from bot.web.answers import AnswerView, Place, answer_view

FILED: Final = frozenset({"status", "withdraw"})
_NAME: Final = 300
_CHOICES: Final = 20
_ASKABLE: Final = frozenset({"answered", "not_stated", "clarify", "action"})


@dataclass(frozen=True, slots=True)
class Around:
    """What a message offers besides the answer: asking the policy's owner, filing a request, an opinion.

    Where only the asker sees it, ``shares`` says where sharing it would put it: "audience:thread", as `bot.slack.events` reads it.
    """

    owner: bool = False
    files: bool = False
    shares: str | None = None
    feedback: bool = True


ANSWER: Final = Around()


@dataclass(frozen=True, slots=True)
class Message:
    """``text`` is for notifications and for those who see no blocks; ``markdown`` is what is streamed, above the ``tail``."""

    text: str
    blocks: list[Block]
    markdown: str = ""
    tail: list[Block] = field(default_factory=list)


def note(text: str, *blocks: Block) -> Message:
    """A message of our own words."""
    return Message(text, [*sections(text), *blocks], escape(text), list(blocks))


def reply_message(wire: Mapping[str, Any], lang: Lang, around: Around = ANSWER) -> Message:
    """A reply as `bot.wire` makes it, with its ``id``. The address of a citation is its ``href``, "" where none can be opened."""
    view = answer_view(wire)
    verdict = VERDICTS[cast("Verdict", wire["verdict"])][lang]
    word = f"【{verdict}】" if lang == "ja" else f"[{verdict}]"
    below = [*_near(view, lang), *_after(wire, view, lang, around)]
    body = [section(f"*{escape(word)}*"), *_parts(view, lang)]
    return Message(
        beginning(f"{word}\n{wire['text']}", limits.TEXT),
        _fitted(body, below, lang),
        f"**{word}**\n\n{escape(wire['text']).replace('&gt; ', '> ')}",
        _fitted(_where(view, lang), below, lang),
    )


def _fitted(body: Iterable[Block], below: list[Block], lang: Lang) -> list[Block]:
    """All of what stands below, and as much of the body as there is room for, in whole blocks."""
    more = context(escape(words("more", lang)))
    kept, left_out = within(body, limits.MESSAGE_BLOCKS - len(below) - 1, limits.ALL - size(below) - size(more))
    return [*kept, *([more] if left_out else []), *below]


def _parts(view: AnswerView, lang: Lang) -> Iterator[Block]:
    for part in view.parts:
        if not part.quoted:
            yield from sections("\n".join(part.lines))
            continue
        for piece in pieces("\n".join(part.lines), limits.SECTION, cost):
            yield section(quoted(piece))
        yield from _line(part.places, lang)
    yield from _choices(view)
    yield from _line(view.places, lang)


def _where(view: AnswerView, lang: Lang) -> Iterator[Block]:
    for part in view.parts:
        yield from _line(part.places, lang)
    yield from _line(view.places, lang)


def _line(places: Iterable[Place], lang: Lang) -> Iterator[Block]:
    for place in places:
        yield context(_named(place, lang))


def _named(place: Place, lang: Lang) -> str:
    return f"{link(beginning(place.name, _NAME), place.href)} — {escape(words('version', lang, version=place.version))}"


def _choices(view: AnswerView) -> Iterator[Block]:
    for number, choice in enumerate(view.choices, 1):
        yield from sections(f"{number}. {choice}")


def _near(view: AnswerView, lang: Lang) -> Iterator[Block]:
    if view.near:
        yield context(escape(sentence("near", lang)))
        yield from (section(f"• {_named(place, lang)}") for place in view.near)


def _after(wire: Mapping[str, Any], view: AnswerView, lang: Lang, around: Around) -> Iterator[Block]:
    reply = str(wire["id"])
    yield from actions(_buttons(wire, view, reply, lang, around))
    if around.feedback:
        yield {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "feedback",
                    "positive_button": _opinion("up", reply, lang),
                    "negative_button": _opinion("down", reply, lang),
                }
            ],
        }


def _buttons(wire: Mapping[str, Any], view: AnswerView, reply: str, lang: Lang, around: Around) -> Iterator[Block]:
    if around.files and wire["verdict"] == "action":
        kind = "look_up" if wire["intent"] in FILED else "file"
        yield button(words(kind, lang), kind, reply, primary=True)
    for number, _ in enumerate(view.choices[:_CHOICES], 1):
        yield button(str(number), f"choose_{number}", f"{reply}:{number}")
    if around.shares is not None:
        yield button(words("share", lang), "share", f"{reply}:{around.shares}")
    if around.owner and wire["verdict"] in _ASKABLE:
        yield button(words("ask_owner", lang), "ask_owner", reply)


def _opinion(opinion: str, reply: str, lang: Lang) -> dict[str, Any]:
    return {
        "text": {"type": "plain_text", "text": words(opinion, lang)},
        "accessibility_label": words(f"{opinion}_label", lang),
        "value": f"{opinion}:{reply}",
    }
