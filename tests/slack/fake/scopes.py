"""What each method takes, as Slack's documentation says; kept apart from our own table, so that a mistake there shows."""

from __future__ import annotations

from typing import Final

_READS = {"C": "channels:{}", "G": "groups:{}", "D": "im:{}"}

METHODS: Final = {
    "agents.sessions.setStatus": {"chat:write"},
    "assistant.threads.setSuggestedPrompts": {"assistant:write"},
    "auth.test": set(),
    "chat.appendStream": {"chat:write"},
    "chat.getPermalink": set(),
    "chat.postMessage": {"chat:write"},
    "chat.startStream": {"chat:write"},
    "chat.stopStream": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": "history",
    "conversations.info": "read",
    "conversations.members": "read",
    "conversations.open": {"im:write"},
    "conversations.replies": "history",
    "usergroups.users.list": {"usergroups:read"},
    "users.info": {"users:read"},
    "users.list": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.update": set(),
}
EVENTS: Final = {"app_mention": "app_mentions:read", "message": "im:history"}
FORMS: Final = frozenset(
    {
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.replies",
        "usergroups.users.list",
        "users.info",
        "users.list",
    }
)
"""These do not read JSON."""


def needed(method: str, channel: str) -> set[str]:
    """The scopes that a call takes."""
    found = METHODS[method]
    if isinstance(found, str):
        return {_READS[channel[:1]].format(found)}
    return set(found)
