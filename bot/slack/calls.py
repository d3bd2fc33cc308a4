"""All that is asked of Slack: the methods of its Web API with the scopes they take, the events, the command and the shortcut.

The manifest is made from these tables, and nothing that is not in them can be called.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

Method: TypeAlias = Literal[
    "agents.sessions.setStatus",
    "assistant.threads.setSuggestedPrompts",
    "auth.test",
    "chat.appendStream",
    "chat.getPermalink",
    "chat.postMessage",
    "chat.startStream",
    "chat.stopStream",
    "chat.update",
    "conversations.history",
    "conversations.info",
    "conversations.members",
    "conversations.open",
    "conversations.replies",
    "usergroups.users.list",
    "users.info",
    "users.list",
    "views.open",
    "views.publish",
    "views.update",
]

METHODS: Final[Mapping[Method, tuple[str, ...]]] = {
    "agents.sessions.setStatus": ("chat:write",),
    "assistant.threads.setSuggestedPrompts": ("assistant:write",),
    "auth.test": (),
    "chat.appendStream": ("chat:write",),
    "chat.getPermalink": (),
    "chat.postMessage": ("chat:write",),
    "chat.startStream": ("chat:write",),
    "chat.stopStream": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history", "mpim:history"),
    "conversations.info": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "conversations.members": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "conversations.open": ("im:write",),
    "conversations.replies": ("channels:history", "groups:history", "im:history", "mpim:history"),
    "usergroups.users.list": ("usergroups:read",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.update": (),
}
"""By method, the scopes that it takes: each for the kind of conversation that it is about, so that all are asked for."""

READS: Final[frozenset[Method]] = frozenset(
    {
        "chat.getPermalink",
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.replies",
        "usergroups.users.list",
        "users.info",
        "users.list",
    }
)
"""These take a form and no JSON."""

SENDS: Final[frozenset[Method]] = frozenset({"chat.postMessage", "chat.startStream", "chat.appendStream"})
"""Done a second time, these show something twice: they are not tried again before it is known what became of them."""

EVENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "agent_session_stopped": (),
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "message.im": ("im:history",),
    "tokens_revoked": (),
}
"""By event, the scopes that it takes."""

COMMAND: Final = "/policy"
SHORTCUT: Final = "check_policy"
INTERACTIVE_SCOPES: Final = ("commands",)
"""What a command and a shortcut take."""


def scopes() -> list[str]:
    """All scopes of the bot, sorted."""
    tables = (*METHODS.values(), *EVENTS.values(), INTERACTIVE_SCOPES)
    return sorted({scope for each in tables for scope in each})
