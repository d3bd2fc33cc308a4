"""From what Slack delivers to what is to be done: a task, or nothing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.slack.calls import COMMAND, SHORTCUT
from bot.slack.plain import plain_text
from bot.slack.queue import Task

OLD_S: Final = 3600
"""An event that is older is left alone: Slack delivers for minutes, and nobody waits for hours."""
_SUBTYPES: Final = frozenset({None, "file_share"})

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody pressed Stop in a thread."""

    event: str
    place: str


@dataclass(frozen=True, slots=True)
class Removed:
    """The app was taken out of a workspace, or its token was revoked."""

    team: str


def place_of(team: str, channel: str, thread: str) -> str:
    """The name of a thread: where one is answered after the other."""
    return f"{team}/{channel}/{thread}"


def read(body: Body, bot_user: str | None, now_s: float) -> Task | Stop | Removed | None:
    """What is to be done about an event, a command or a shortcut; None for what is left alone.

    Args:
        body: as Slack delivers it.
        bot_user: our own user in that workspace.
        now_s: the present, in seconds since 1970.
    """
    if body.get("type") == "event_callback":
        return _event(body, bot_user, now_s)
    if body.get("command") == COMMAND:
        return _command(body)
    if body.get("type") == "message_action" and body.get("callback_id") == SHORTCUT:
        return _shortcut(body)
    if body.get("type") == "block_actions":
        return _button(body)
    return None


def _event(body: Body, bot_user: str | None, now_s: float) -> Task | Stop | Removed | None:
    event, team, number = body.get("event", {}), team_of(body), str(body.get("event_id", ""))
    kind = event.get("type")
    if kind == "app_uninstalled" or (kind == "tokens_revoked" and event.get("tokens", {}).get("bot")):
        return Removed(team)
    if not number or now_s - float(body.get("event_time") or 0) > OLD_S:
        return None
    user, channel = event.get("user"), event.get("channel")
    if not user or not channel or user == bot_user or event.get("bot_id") or event.get("bot_profile"):
        return None
    if kind == "agent_session_stopped":
        return Stop(number, place_of(team, channel, event.get("thread_ts") or ""))
    if kind == "app_home_opened":
        wanted = {"home": "home", "messages": "prompts"}.get(event.get("tab", ""))
        # The person's page as such: shown anew each time, and not in an order with anything else.
        return Task(number, wanted, team, f"{team}/{user}/{wanted}", {"channel": channel, "user": user}) if wanted else None  # type: ignore[arg-type]
    return _question(body, event, team, number)


def _question(body: Body, event: Mapping[str, Any], team: str, number: str) -> Task | None:
    direct = str(event["channel"]).startswith("D")
    # In a direct message a mention comes twice, as a mention and as a message.
    wanted = "message" if direct else "app_mention"
    if event.get("type") != wanted or event.get("subtype") not in _SUBTYPES or event.get("edited") or event.get("hidden"):
        return None
    if direct and event.get("channel_type") != "im":
        return None
    thread = event.get("thread_ts") or event["ts"]
    payload = {
        "channel": event["channel"],
        "thread": thread,
        "ts": event["ts"],
        "user": event["user"],
        "text": plain_text(event.get("text") or ""),
        "direct": direct,
        "external": bool(body.get("is_ext_shared_channel")),
    }
    return Task(number, "question", team, place_of(team, event["channel"], thread), payload)


def _command(body: Body) -> Task:
    team, number = str(body.get("team_id", "")), f"command/{body['trigger_id']}"
    payload = {
        "channel": body["channel_id"],
        "thread": "",
        "user": body["user_id"],
        "text": plain_text(body.get("text") or ""),
        "respond": body["response_url"],
    }
    return Task(number, "aside", team, number, payload)


def _shortcut(body: Body) -> Task:
    team, number = team_of(body), f"shortcut/{body['trigger_id']}"
    message = body.get("message", {})
    payload = {
        "channel": body["channel"]["id"],
        "thread": message.get("thread_ts") or message.get("ts") or "",
        "user": body["user"]["id"],
        "text": plain_text(message.get("text") or ""),
        "respond": body["response_url"],
        "message": True,
    }
    return Task(number, "aside", team, number, payload)


def _button(body: Body) -> Task | None:
    """A button whose work takes longer than Slack waits, or must not be done twice."""
    action = (body.get("actions") or [{}])[0]
    name, value, team = str(action.get("action_id", "")), str(action.get("value", "")), team_of(body)
    container, message = body.get("container", {}), body.get("message", {})
    place = {
        "channel": container.get("channel_id", ""),
        "thread": container.get("thread_ts") or message.get("thread_ts") or container.get("message_ts", ""),
        "user": body.get("user", {}).get("id", ""),
        "hidden": bool(container.get("is_ephemeral")),
        "respond": body.get("response_url", ""),
    }
    reply, _, rest = value.partition(":")
    if name == "share":
        audience, _, thread = rest.partition(":")
        payload = {**place, "reply": reply, "audience": audience, "thread": thread}
        return Task(f"share/{reply}/{place['channel']}", "share", team, f"{team}/share/{reply}", payload)
    if name == "ask_owner":
        return Task(f"owner/{reply}", "owner", team, f"{team}/owner/{reply}", {**place, "reply": reply})
    if name.startswith("choose_"):
        number = f"choice/{value}/{place['user']}"
        payload = {**place, "reply": reply, "choice": int(rest), "ts": container.get("message_ts", ""), "external": False}
        if place["hidden"]:
            return Task(number, "aside", team, number, payload)
        payload["direct"] = str(place["channel"]).startswith("D")
        return Task(number, "question", team, place_of(team, str(place["channel"]), str(place["thread"])), payload)
    return None


def team_of(body: Body) -> str:
    """The workspace that something comes from; the organisation where it is none's."""
    team = body.get("team_id") or (body.get("team") or {}).get("id")
    return str(team or org_of(body) or "")


def org_of(body: Body) -> str | None:
    """The organisation that the workspace belongs to."""
    return body.get("enterprise_id") or (body.get("enterprise") or {}).get("id")
