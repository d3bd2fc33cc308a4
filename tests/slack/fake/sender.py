"""What Slack delivers: built as Slack builds it, and sent by HTTP, signed, or over the socket."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

from tests.slack.fake.server import BOT_USER, TEAM, FakeSlack

SIGNING_SECRET = "s" * 32
_numbers = itertools.count(1)


class Sender:
    """Delivers to one app: by HTTP to ``address``, or over the socket where that is None."""

    def __init__(self, slack: FakeSlack, address: str | None) -> None:
        self.slack = slack
        self.address = address
        self.org: str | None = None

    # Payloads.

    def event(self, event: dict[str, Any], **more: Any) -> dict[str, Any]:
        assert self.slack.subscribed(event), f"the manifest does not ask for {event['type']}"
        number = f"Ev{next(_numbers):08d}"
        envelope = {"type": "event_callback", "team_id": TEAM, "event_id": number, "event_time": int(time.time())}
        org = {"enterprise_id": self.org} if self.org else {}
        ours = {"team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": bool(self.org), **org}
        return {**envelope, **org, "event": event, "authorizations": [ours], **more}

    def said(self, channel: str, user: str, text: str, thread: str | None = None, **more: Any) -> dict[str, Any]:
        """A message in a conversation, kept there; its event."""
        message = {"type": "message", "channel": channel, "user": user, "text": text, "ts": self.slack.ts()}
        if thread:
            message["thread_ts"] = thread
        self.slack.messages.setdefault(channel, []).append(message)
        if channel.startswith("D"):
            return {**message, "channel_type": "im", **more}
        return {**message, "type": "app_mention", **more}

    def mention(self, channel: str, user: str, text: str, thread: str | None = None, **more: Any) -> dict[str, Any]:
        return self.event(self.said(channel, user, f"<@{BOT_USER}> {text}", thread), **more)

    def dm(self, user: str, text: str, thread: str | None = None, **more: Any) -> dict[str, Any]:
        return self.event(self.said(f"D{user}", user, text, thread, **more))

    def command(self, user: str, text: str, channel: str = "C1") -> dict[str, Any]:
        number = next(_numbers)
        where = {"team_id": TEAM, "channel_id": channel, "user_id": user, "command": self.slack.command, "text": text}
        return {**where, "trigger_id": f"tr{number}", "response_url": self.respond_url(number)}

    def shortcut(self, user: str, message: dict[str, Any], channel: str) -> dict[str, Any]:
        number = next(_numbers)
        who = {"team": {"id": TEAM}, "user": {"id": user}, "channel": {"id": channel}, "message": message}
        kind = {"type": "message_action", "callback_id": "check_policy", "trigger_id": f"tr{number}"}
        return {**kind, **who, "response_url": self.respond_url(number)}

    def click(
        self, user: str, element: dict[str, Any], channel: str, ts: str, *, thread: str = "", hidden: bool = False
    ) -> Any:
        number = next(_numbers)
        container = {"type": "message", "channel_id": channel, "message_ts": ts, "is_ephemeral": hidden}
        if thread:
            container["thread_ts"] = thread
        action = {
            "action_id": element["action_id"],
            "type": element["type"],
            "value": element.get("value", ""),
            "block_id": "b",
        }
        who = {"team": {"id": TEAM}, "user": {"id": user}, "channel": {"id": channel}, "trigger_id": f"tr{number}"}
        return {
            "type": "block_actions",
            **who,
            **self._org(),
            "container": container,
            "actions": [action],
            "response_url": self.respond_url(number),
        }

    def submit(self, user: str, view: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
        state = {"state": {"values": values}}
        who = {"team": {"id": TEAM}, "user": {"id": user}, **self._org()}
        return {"type": "view_submission", **who, "view": {**view, **state}}

    def _org(self) -> dict[str, Any]:
        return {"enterprise": {"id": self.org}, "is_enterprise_install": True} if self.org else {}

    def respond_url(self, number: int) -> str:
        return f"http://127.0.0.1:{self.slack.port}/respond/{number}"

    # Delivering.

    def deliver(self, payload: dict[str, Any], **http: Any) -> tuple[int, str]:
        """Send it; what the app says. Over the socket, an acknowledgement counts as 200."""
        if self.address is not None:
            return self.post(payload, **http)
        kind = "events_api" if "event" in payload else "slash_commands" if "command" in payload else "interactive"
        envelope = f"env{next(_numbers)}"
        self.slack.push(kind, payload, envelope)
        self.slack.wait(lambda: envelope in self.slack.acks, 30)
        return 200, ""

    def post(
        self,
        payload: dict[str, Any] | bytes,
        *,
        at: str | None = None,
        secret: str = SIGNING_SECRET,
        signature: str | None = None,
    ) -> tuple[int, str]:
        body, kind = (payload, "application/json") if isinstance(payload, bytes) else _encoded(payload)
        at = at or str(int(time.time()))
        signed = "v0=" + hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature or signed}
        request = urllib.request.Request(f"{self.address}/slack/events", body, headers)  # noqa: S310 - loopback
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - likewise
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


def _encoded(payload: dict[str, Any]) -> tuple[bytes, str]:
    if "event" in payload or "challenge" in payload:
        return json.dumps(payload).encode(), "application/json"
    form = payload if "command" in payload else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"
