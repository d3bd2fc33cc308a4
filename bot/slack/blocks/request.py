"""Filing a request in Slack: the form, the text that is confirmed, the receipt, and one's own requests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast, get_args

from bot.phrases import Lang, right_name
from bot.replies import Right
from bot.requests.forms import Filled
from bot.requests.record import FILED_RIGHTS, Relation
from bot.requests.words import RELATIONS
from bot.slack.blocks import limits
from bot.slack.blocks.mrkdwn import escape
from bot.slack.blocks.parts import Block, button, context, plain, section, sections, within
from bot.slack.words import words

FORM_VIEW: Final = "request_form"
PREVIEW_VIEW: Final = "request_preview"
CODE_VIEW: Final = "request_code"
_FIELDS: Final[Mapping[str, int]] = {"for_whom": 100, "name": 100, "email": 150, "phone": 30, "customer_id": 50, "details": 800}
"""The fields with the most that each takes: all of them fit into what a view carries along."""


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request of one's own: its id, the number of its receipt, what is wanted, how it stands, since when, and whether it can be withdrawn."""

    id: str
    number: str
    right: str
    status: str
    since: str
    is_open: bool


def form_view(right: Right | None, lang: Lang) -> dict[str, Any]:
    """The form, with the right chosen that the wish stands for."""
    rights = [_option(right_name(each, lang), each) for each in FILED_RIGHTS]
    relations = [_option(RELATIONS[each][lang], each) for each in get_args(Relation)]
    chosen = next((one for one in rights if one["value"] == right), None)
    blocks = [
        context(escape(words("form_hint", lang))),
        _input("right", {"type": "static_select", "options": rights} | ({"initial_option": chosen} if chosen else {}), lang),
        _input("relation", {"type": "static_select", "options": relations, "initial_option": relations[0]}, lang),
        *(_input(name, _text(name, most), lang, optional=True) for name, most in _FIELDS.items()),
    ]
    return _modal("form_title", lang, blocks, callback=FORM_VIEW, submit="form_next") | {"private_metadata": lang}


def read_form_view(view: Mapping[str, Any]) -> tuple[Filled, Lang]:
    """What was filled in, and the language."""
    values = view["state"]["values"]
    texts = {name: (values.get(name, {}).get(name) or {}).get("value") or "" for name in _FIELDS}
    right, relation = (
        ((values.get(name, {}).get(name) or {}).get("selected_option") or {}).get("value") for name in ("right", "relation")
    )
    known = cast("Right", right) if right in FILED_RIGHTS else None
    filled = Filled(right=known, relation=cast("Relation", relation or "self"), **texts)
    return filled, "en" if view.get("private_metadata") == "en" else "ja"


def preview_view(text: str, filled: Filled, token: str, lang: Lang) -> dict[str, Any]:
    """Exactly what will be sent. What was filled in stays in the view, since nothing is kept before it is confirmed."""
    view = _modal("preview_title", lang, sections(text), callback=PREVIEW_VIEW, submit="preview_send")
    return view | _carried(filled, token, lang)


def code_view(text: str, filled: Filled, token: str, lang: Lang) -> dict[str, Any]:
    """The same with a field for the code that was sent to the e-mail address in it."""
    blocks = [*sections(text), _input("code", {"type": "plain_text_input", "max_length": 40}, lang)]
    return _modal("code_title", lang, blocks, callback=CODE_VIEW, submit="preview_send") | _carried(filled, token, lang)


def read_code_view(view: Mapping[str, Any]) -> str:
    """The code that was given."""
    return str((view["state"]["values"].get("code", {}).get("code") or {}).get("value") or "")


def read_preview_view(view: Mapping[str, Any]) -> tuple[Filled, str, Lang]:
    """What was shown: the fields, the token and the language."""
    carried = json.loads(view["private_metadata"])
    token, lang = carried.pop("token"), carried.pop("lang")
    return Filled(**carried), token, lang


def told_view(title: str, markup: str, lang: Lang) -> dict[str, Any]:
    """A view that only says something."""
    return _modal(title, lang, [section(markup)])


def own_view(requests: Iterable[OwnRequest], lang: Lang) -> dict[str, Any]:
    """One's own requests, with what can be done about them."""
    blocks = list(own_blocks(requests, lang))
    return _modal("own_title", lang, blocks)


def own_blocks(requests: Iterable[OwnRequest], lang: Lang) -> list[Block]:
    """One block a request, the newest first; a line where there are none."""
    blocks = [_own(each, lang) for each in requests]
    return blocks or [context(escape(words("home_no_requests", lang)))]


def _carried(filled: Filled, token: str, lang: Lang) -> dict[str, str]:
    carried = {"token": token, "lang": lang, **{name: getattr(filled, name) for name in ("right", "relation", *_FIELDS)}}
    return {"private_metadata": json.dumps(carried, ensure_ascii=False, separators=(",", ":"))}


def _own(request: OwnRequest, lang: Lang) -> Block:
    block = section(f"*{escape(request.number)}* {escape(request.right)}\n{escape(request.status)} — {escape(request.since)}")
    if request.is_open:
        asked = {"title": plain(words("withdraw", lang)), "text": plain(words("withdraw_ask", lang))}
        asked |= {"confirm": plain(words("yes", lang)), "deny": plain(words("no", lang))}
        block["accessory"] = button(words("withdraw", lang), "withdraw", request.id) | {"confirm": asked}
    return block


def _modal(title: str, lang: Lang, blocks: Iterable[Block], *, callback: str = "", submit: str = "") -> dict[str, Any]:
    view = {
        "type": "modal",
        "title": plain(words(title, lang)),
        "close": plain(words("close", lang)),
        "blocks": within(blocks, limits.VIEW_BLOCKS, limits.ALL)[0],
    }
    if callback:
        view["callback_id"] = callback
    if submit:
        view["submit"] = plain(words(submit, lang))
    return view


def _input(name: str, element: Mapping[str, Any], lang: Lang, *, optional: bool = False) -> Block:
    label = plain(words(f"form_{name}", lang))
    return {"type": "input", "block_id": name, "label": label, "element": {**element, "action_id": name}, "optional": optional}


def _text(name: str, most: int) -> dict[str, Any]:
    return {"type": "plain_text_input", "max_length": most, "multiline": name == "details"}


def _option(label: str, value: str) -> dict[str, Any]:
    return {"text": plain(label), "value": value}
