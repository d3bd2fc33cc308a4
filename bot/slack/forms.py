"""Filing a request in Slack: the form, the text that is confirmed, the receipt, and one's own requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, cast

import structlog
from anyio import to_thread
from slack_bolt.async_app import AsyncApp

from bot.errors import CodeNeeded, CodeRefused, RequestFixed
from bot.phrases import Lang
from bot.replies import Right
from bot.requests.record import FILED_RIGHTS
from bot.requests.words import STATUSES
from bot.slack.blocks.mrkdwn import escape
from bot.slack.blocks.request import (
    CODE_VIEW,
    FORM_VIEW,
    PREVIEW_VIEW,
    code_view,
    form_view,
    own_view,
    preview_view,
    read_code_view,
    read_form_view,
    read_preview_view,
    told_view,
)
from bot.slack.events import org_of, team_of
from bot.slack.filing import Filing
from bot.slack.kit import Kit
from bot.slack.queue import Task
from bot.slack.words import words
from bot.web.grounds import demands_of
from bot.web.refusals import Refused, of_error
from corpus.errors import JobunError

log = structlog.get_logger()

Ack = Callable[..., Any]
Body = Mapping[str, Any]


def register_filing(app: AsyncApp, filing: Filing, *, now: Callable[[], datetime]) -> None:
    """Add the listeners to an app."""
    _register_forms(app, filing, now)
    _register_own(app, filing, now)


def _register_forms(app: AsyncApp, filing: Filing, now: Callable[[], datetime]) -> None:
    kit = filing.kit

    @app.action("file")
    async def open_form(ack: Ack, body: Body) -> None:
        await ack()
        _, web, person = await _who(kit, body)
        turn = await to_thread.run_sync(kit.store.turn, body["actions"][0]["value"])
        intent = turn.reply.get("intent") if turn else None
        right = cast("Right", intent) if intent in FILED_RIGHTS else None
        await web.call("views.open", trigger_id=body["trigger_id"], view=form_view(right, person.lang))

    @app.view(FORM_VIEW)
    async def check_form(ack: Ack, body: Body) -> None:
        # In the form's own language, so that Slack need not be asked while it waits.
        filled, lang = read_form_view(body["view"])
        try:
            grounds = await to_thread.run_sync(_grounds, kit, filled.right, lang)
            prepared = await to_thread.run_sync(filing.requests.requesting.prepare, filled, grounds, lang, "slack")
        except JobunError as error:
            await ack(response_action="errors", errors={"details": str(error)})
            return
        await ack(response_action="update", view=preview_view(prepared.draft.text, filled, prepared.token, lang))

    @app.view(PREVIEW_VIEW)
    async def confirm(ack: Ack, body: Body) -> None:
        if not filing.requests.requesting.asks_first:
            await _file(ack, body, kit, filing, now)
            return
        filled, token, lang = read_preview_view(body["view"])
        try:
            await filing.limiter.count_code(_whose(body), "")
            draft = await to_thread.run_sync(filing.requests.requesting.send_code, filled, token, lang, "slack")
        except (JobunError, Refused) as error:
            await ack(response_action="update", view=told_view("preview_title", escape(_said(error, lang)), lang))
            return
        log.info("code_sent")
        await ack(response_action="update", view=code_view(draft.text, filled, token, lang))

    @app.view(CODE_VIEW)
    async def give_code(ack: Ack, body: Body) -> None:
        await _file(ack, body, kit, filing, now)


async def _file(ack: Ack, body: Body, kit: Kit, filing: Filing, now: Callable[[], datetime]) -> None:
    filled, token, lang = read_preview_view(body["view"])
    confirmed = partial(filing.requests.requesting.confirm, filled, token, lang, "slack", read_code_view(body["view"]))
    try:
        await filing.limiter.count_filing(_whose(body), "", f"{filled.email} {filled.phone}".casefold())
        done = await to_thread.run_sync(confirmed)
        if done.receipt is not None:
            # Noted by where the app is installed: from there its state is told.
            here, _ = await kit.at(team_of(body), org_of(body))
            noted = (done.entry.record.id, here.id, body["user"]["id"], done.entry.status)
            await to_thread.run_sync(filing.book.add, *noted, now())
    except (CodeNeeded, CodeRefused) as error:
        await ack(response_action="errors", errors={"code": str(error)})
        return
    except (JobunError, Refused) as error:
        await ack(response_action="update", view=told_view("preview_title", escape(_said(error, lang)), lang))
        return
    if done.receipt is None:
        said = words("receipt_open", lang, status=STATUSES[done.entry.status][lang])
    else:
        said = words("receipt", lang, number=done.receipt.number, secret=done.receipt.secret)
    log.info("slack_confirmed", status="new" if done.receipt else "open_already")
    await ack(response_action="update", view=told_view("receipt_title", said, lang))


def _whose(body: Body) -> str:
    """Whom requests are counted for: there are no addresses in Slack."""
    return f"slack/{team_of(body)}/{body['user']['id']}"


def _said(error: JobunError | Refused, lang: Lang) -> str:
    return (error if isinstance(error, Refused) else of_error(error)).told(lang)


def _register_own(app: AsyncApp, filing: Filing, now: Callable[[], datetime]) -> None:
    kit = filing.kit

    @app.action("look_up")
    async def look_up(ack: Ack, body: Body) -> None:
        await ack()
        teams, web, person = await _who(kit, body)
        own = await to_thread.run_sync(filing.own, teams, body["user"]["id"], person.lang)
        await web.call("views.open", trigger_id=body["trigger_id"], view=own_view(own, person.lang))

    @app.action("withdraw")
    async def withdraw(ack: Ack, body: Body) -> None:
        await ack()
        teams, web, person = await _who(kit, body)
        user, said = body["user"]["id"], ""
        try:
            await to_thread.run_sync(filing.withdraw, body["actions"][0]["value"], teams, user, person.lang)
        except RequestFixed as error:
            said = str(error)
        view = body.get("view") or {}
        if view.get("type") == "home":
            number = f"withdrawn/{body['trigger_id']}"
            payload = {"user": user, "channel": "", "org": org_of(body)}
            home = Task(number, "home", team_of(body), f"{team_of(body)}/{user}/home", payload)
            await to_thread.run_sync(kit.queue.claim, home, now())
            return
        own = await to_thread.run_sync(filing.own, teams, user, person.lang)
        shown = told_view("own_title", escape(said), person.lang) if said else own_view(own, person.lang)
        await web.call("views.update", view_id=view["id"], view=shown)


def _grounds(kit: Kit, right: Right | None, lang: Lang) -> Any:
    # Whom a request concerns may read the public policies alone.
    return demands_of(kit.served(), right or FILED_RIGHTS[0], "public", lang).grounds


async def _who(kit: Kit, body: Body) -> tuple[tuple[str, str | None], Any, Any]:
    """The workspace and its organisation, Slack, and who it is."""
    team, org = team_of(body), org_of(body)
    _, web = await kit.at(team, org)
    return (team, org), web, await kit.people.person(web, team, body["user"]["id"])
