"""The app's manifest, for Slack to make the app from: made from what the code uses."""

from __future__ import annotations

from typing import Any, Final

from bot.phrases import Lang
from bot.slack.calls import COMMAND, EVENTS, SHORTCUT, scopes
from bot.slack.words import words

EVENTS_PATH: Final = "/slack/events"
INSTALL_PATH: Final = "/slack/install"
REDIRECT_PATH: Final = "/slack/oauth_redirect"


def manifest(lang: Lang, *, site_url: str | None = None, prompts: tuple[str, ...] = ()) -> dict[str, Any]:
    """The manifest as Slack reads it.

    Args:
        lang: that of the app's own words.
        site_url: where Slack can reach the site, for events by HTTP; None is Socket Mode, where Slack reaches nothing.
        prompts: questions to suggest before the app itself has suggested any.
    """
    address = {"request_url": f"{site_url}{EVENTS_PATH}"} if site_url else {}
    command = {
        "command": COMMAND,
        "description": words("command_help", lang),
        "usage_hint": prompts[0] if prompts else words("command_hint", lang),
    }
    oauth: dict[str, Any] = {"scopes": {"bot": scopes()}}
    if site_url:
        oauth["redirect_urls"] = [f"{site_url}{REDIRECT_PATH}"]
    return {
        "display_information": {"name": "Jobun", "description": words("app_description", lang)},
        "features": {
            "agent_view": {
                "agent_description": words("agent_description", lang),
                "suggested_prompts": [{"title": text, "message": text} for text in prompts],
            },
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
            "bot_user": {"display_name": "jobun", "always_online": True},
            "shortcuts": [
                {
                    "name": words("shortcut", lang),
                    "type": "message",
                    "callback_id": SHORTCUT,
                    "description": words("shortcut_help", lang),
                }
            ],
            "slash_commands": [{**command, **({"url": address["request_url"]} if address else {}), "should_escape": False}],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**address, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": True,
            "socket_mode_enabled": site_url is None,
            "token_rotation_enabled": False,
        },
    }
