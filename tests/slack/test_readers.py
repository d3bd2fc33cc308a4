"""Who may be told what staff may: whoever reads a channel, looked up in few calls and remembered for a short while."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.slack.people import People
from bot.slack.readers import Readers

USERS = [
    {"id": "U1", "team_id": "T1"},
    {"id": "U2", "team_id": "T1"},
    {"id": "UGUEST", "team_id": "T1", "is_ultra_restricted": True},
    {"id": "UGONE", "team_id": "T1", "deleted": True},
    {"id": "UBOT", "team_id": "T1", "is_bot": True},
]


class Workspace:
    """Answers as Slack does; ``calls`` are the methods called."""

    def __init__(self, members: list[str], pages: int = 1, **channel: bool) -> None:
        self.members = members
        self.pages = pages
        self.channel = channel
        self.refuses = ""
        self.calls: list[str] = []

    async def call(self, method: str, **given: Any) -> Mapping[str, Any]:
        self.calls.append(method)
        if method == self.refuses:
            raise SlackApiError("", {"ok": False, "error": "no"})  # type: ignore[no-untyped-call]
        page = int(given.get("cursor", 1))
        more = {"response_metadata": {"next_cursor": str(page + 1) if page < self.pages else ""}}
        match method:
            case "conversations.info":
                return {"channel": self.channel}
            case "conversations.members":
                return {"members": self.members, **more}
            case "users.list":
                return {"members": USERS}
        return {"users": ["U1"]}


def judged(workspace: Any, group: str | None = None, *, at: tuple[float, ...] = (0.0,)) -> list[bool]:
    now = [0.0]
    readers = Readers(People(["T1"], group, clock=lambda: now[0]), clock=lambda: now[0])

    async def run() -> list[bool]:
        found = []
        for each in at:
            now[0] = each
            found.append(await readers.are_staff(workspace, "T1", "C1"))
        return found

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("members", "group", "channel", "are_staff"),
    [
        (["U1", "U2", "UBOT", "UGONE"], None, {}, True),
        (["U1", "UGUEST"], None, {}, False),
        (["U1", "UELSEWHERE"], None, {}, False),
        (["U1", "UBOT"], "S1", {}, True),
        (["U1", "U2"], "S1", {}, False),
        (["U1"], None, {"is_ext_shared": True}, False),
        (["U1"], None, {"is_pending_ext_shared": True}, False),
        (["U1"], None, {"is_shared": True}, False),
        ([], None, {}, False),
    ],
)
def test_all_who_read_must_be_staff(members: list[str], group: str | None, channel: dict[str, bool], are_staff: bool) -> None:  # noqa: FBT001
    assert judged(Workspace(members, **channel), group) == [are_staff]


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members", "users.list", "usergroups.users.list"])
def test_what_cannot_be_looked_up_is_taken_for_the_worse(method: str) -> None:
    workspace = Workspace(["U1"])
    workspace.refuses = method

    assert judged(workspace, "S1") == [False]


def test_a_list_without_end_is_not_read_to_its_end() -> None:
    workspace = Workspace(["U1"], pages=1_000_000)

    assert judged(workspace) == [False]
    assert len(workspace.calls) < 30


def test_it_is_remembered_for_half_a_minute_and_the_workspace_for_longer() -> None:
    workspace = Workspace(["U1"])

    assert judged(workspace, at=(0, 29, 31, 62)) == [True] * 4
    assert workspace.calls.count("conversations.members") == 3
    assert workspace.calls.count("users.list") == 1
