"""A Slack of our own on loopback: a Web API with state, a websocket for Socket Mode, and what it delivers, signed."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.slack.fake.blocks import wrong, wrong_view
from tests.slack.fake.scopes import EVENTS, FORMS, METHODS, needed

TEAM, BOT, BOT_USER, BOT_TOKEN, APP_TOKEN = "T1TEAM", "B1BOT", "U1BOT", "xoxb-test-token-1", "xapp-test-token-1"


class FakeSlack:
    """Runs in a thread of its own. What was sent is in ``messages``, ``ephemerals``, ``views`` …; ``faults`` are served first."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        """``manifest`` is the app's: what it does not ask for is refused."""
        self.scopes = set(manifest["oauth_config"]["scopes"]["bot"])
        self.events = set(manifest["settings"]["event_subscriptions"]["bot_events"])
        self.command = manifest["features"]["slash_commands"][0]["command"]
        self.tokens = {BOT_TOKEN: TEAM}
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.ephemerals: list[dict[str, Any]] = []
        self.views: list[dict[str, Any]] = []
        self.homes: dict[str, dict[str, Any]] = {}
        self.prompts: list[dict[str, Any]] = []
        self.statuses: list[dict[str, Any]] = []
        self.users: dict[str, dict[str, Any]] = {BOT_USER: {"id": BOT_USER, "team_id": TEAM, "is_bot": True}}
        self.groups: dict[str, list[str]] = {}
        self.shared_channels: set[str] = set()
        self.members: dict[str, list[str]] = {}
        self.codes: dict[str, dict[str, Any]] = {}
        self.calls: list[str] = []
        self.refused: list[str] = []
        self.faults: dict[str, list[str]] = {}
        self.acks: dict[str, float] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self._last = 0.0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    def ts(self) -> str:
        self._last = max(time.time(), self._last + 0.000_01)
        return f"{self._last:.6f}"

    def add_user(self, user: str, **more: Any) -> str:
        self.users[user] = {"id": user, "team_id": TEAM, "locale": "ja-JP", **more}
        return user

    def in_thread(self, channel: str, thread: str) -> list[dict[str, Any]]:
        """The messages of the bot in a thread."""
        found = self.messages.get(channel, [])
        return [one for one in list(found) if one.get("thread_ts") == thread and one["user"] == BOT_USER]

    def wait(self, is_there: Callable[[], Any], seconds: float = 60) -> Any:
        """What a condition gives as soon as it holds."""
        until = time.monotonic() + seconds
        while not (found := is_there()):
            assert time.monotonic() < until, f"waited in vain; refused: {self.refused[-3:]}, calls: {self.calls[-6:]}"
            time.sleep(0.01)
        return found

    # Delivering over the socket.

    def push(self, kind: str, payload: dict[str, Any], envelope: str) -> None:
        """Send an envelope over the newest socket."""
        data = {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": kind != "events_api"}
        asyncio.run_coroutine_threadsafe(self.sockets[-1].send_json(data), self._loop).result(30)

    def drop_sockets(self, *, politely: bool) -> None:
        """End all sockets: with a word to come again, or without."""

        async def end() -> None:
            for socket in self.sockets[:]:
                if politely:
                    await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
                else:
                    await socket.close()

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(30)

    # Serving.

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._ready.set()
        self._loop.run_forever()
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application(client_max_size=4_000_000)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/respond/{number}", self._respond)
        app.router.add_get("/socket", self._socket)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def _stop(self) -> None:
        for socket in self.sockets[:]:
            await socket.close()
        await self._runner.cleanup()

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets), "connection_info": {"app_id": "A1"}})
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                answer = json.loads(message.data)
                self.acks[answer["envelope_id"]] = time.monotonic()
        self.sockets.remove(socket)
        return socket

    async def _respond(self, request: web.Request) -> web.Response:
        message = await request.json()
        reason = wrong(message.get("blocks", []))
        if reason:
            self.refused.append(reason)
            return web.Response(status=400, text="invalid_blocks")
        self.ephemerals.append({**message, "number": request.match_info["number"]})
        return web.Response(text="ok")

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        is_json = request.content_type == "application/json"
        given = dict(request.query) | dict(await request.json() if is_json else await request.post())
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append(method)
        fault = self.faults[method].pop(0) if self.faults.get(method) else ""
        if fault == "429":
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "0"})
        if fault == "503":
            return web.Response(status=503, text="<html>")
        if fault and fault != "done_503":
            return web.json_response({"ok": False, "error": fault})
        answer = self._answer(method, given, token, is_json=is_json)
        if not answer.get("ok", True):
            self.refused.append(f"{method}: {answer['error']}")
        if fault == "done_503":
            return web.Response(status=503, text="<html>")
        return web.json_response({"ok": True, **answer})

    def _answer(self, method: str, given: dict[str, Any], token: str, *, is_json: bool) -> dict[str, Any]:  # noqa: PLR0911 - one for each refusal
        if method == "apps.connections.open":
            return {"url": f"ws://127.0.0.1:{self.port}/socket"} if token == APP_TOKEN else _no("invalid_auth")
        if method == "oauth.v2.access":
            return self.codes.pop(str(given.get("code")), None) or _no("invalid_code")
        if token not in self.tokens:
            return _no("invalid_auth")
        if method not in METHODS:
            return _no("unknown_method")
        if method in FORMS and is_json:
            return _no("json_not_supported")
        if not needed(method, str(given.get("channel", "C"))) <= self.scopes:
            return _no("missing_scope")
        reason = wrong(given["blocks"]) if "blocks" in given else wrong_view(given["view"]) if "view" in given else ""
        if reason:
            return _no(f"invalid_blocks {reason}")
        found: dict[str, Any] = getattr(self, "_" + method.replace(".", "_").lower())(given)
        return found

    def _auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT, "url": "https://fake.slack.test/"}

    def _post(self, given: dict[str, Any], **more: Any) -> dict[str, Any]:
        message = {**given, "user": BOT_USER, "bot_id": BOT, "ts": self.ts(), **more}
        self.messages.setdefault(given["channel"], []).append(message)
        return {"ts": message["ts"], "channel": given["channel"]}

    def _find(self, given: dict[str, Any]) -> dict[str, Any] | None:
        return next((one for one in self.messages.get(given["channel"], []) if one["ts"] == given["ts"]), None)

    def _chat_postmessage(self, given: dict[str, Any]) -> dict[str, Any]:
        if len(given.get("text", "")) > 40_000:
            return _no("msg_too_long")
        return self._post(given)

    def _chat_update(self, given: dict[str, Any]) -> dict[str, Any]:
        message = self._find(given)
        if message is None or message.get("streaming"):
            return _no("message_not_found" if message is None else "streaming_state_conflict")
        message.update(given, markdown=None)
        return {"ts": given["ts"]}

    def _chat_startstream(self, given: dict[str, Any]) -> dict[str, Any]:
        if not given.get("thread_ts") or len(given.get("markdown_text", "")) > 12_000:
            return _no("invalid_arguments")
        return self._post(given, streaming=True, markdown=given.get("markdown_text", ""))

    def _chat_appendstream(self, given: dict[str, Any]) -> dict[str, Any]:
        message = self._find(given)
        if message is None or not message.get("streaming"):
            return _no("message_not_in_streaming_state")
        message["markdown"] += given["markdown_text"]
        return {"ts": given["ts"]}

    def _chat_stopstream(self, given: dict[str, Any]) -> dict[str, Any]:
        message = self._find(given)
        if message is None or not message.get("streaming"):
            return _no("message_not_in_streaming_state")
        message.update({"streaming": False, **given})
        return {"ts": given["ts"]}

    def _chat_getpermalink(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"permalink": f"https://fake.slack.test/archives/{given['channel']}/p{given['message_ts']}"}

    def _conversations_replies(self, given: dict[str, Any]) -> dict[str, Any]:
        found = [one for one in self.messages.get(given["channel"], []) if given["ts"] in (one["ts"], one.get("thread_ts"))]
        return self._page([one for one in found if one["ts"] >= given.get("oldest", "")], given)

    def _conversations_history(self, given: dict[str, Any]) -> dict[str, Any]:
        found = [one for one in self.messages.get(given["channel"], []) if not one.get("thread_ts")]
        return self._page([one for one in found if one["ts"] >= given.get("oldest", "")], given)

    @staticmethod
    def _page(found: list[dict[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
        # Two at a time, so that whoever asks has to turn the pages.
        at = int(given.get("cursor") or 0)
        following = str(at + 2) if len(found) > at + 2 else ""
        return {"messages": found[at : at + 2], "response_metadata": {"next_cursor": following}}

    def _conversations_open(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": f"D{given['users']}"}}

    def _conversations_info(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": given["channel"], "is_ext_shared": given["channel"] in self.shared_channels}}

    def _conversations_members(self, given: dict[str, Any]) -> dict[str, Any]:
        # Where a test says nothing of a channel, nobody but a full member is in it.
        found = self.members.get(given["channel"], [BOT_USER, "UEMP"])
        page = self._page([{"id": one} for one in found], given)
        return {**page, "members": [one["id"] for one in page["messages"]]}

    def _users_list(self, given: dict[str, Any]) -> dict[str, Any]:
        page = self._page([one for one in self.users.values() if one["team_id"] == TEAM], given)
        return {**page, "members": page["messages"]}

    def _users_info(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"user": self.users[given["user"]]} if given["user"] in self.users else _no("user_not_found")

    def _usergroups_users_list(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"users": self.groups.get(given["usergroup"], [])}

    def _views_open(self, given: dict[str, Any]) -> dict[str, Any]:
        self.views.append({"id": f"V{len(self.views)}", **given["view"], "trigger": given["trigger_id"]})
        return {"view": self.views[-1]}

    def _views_update(self, given: dict[str, Any]) -> dict[str, Any]:
        self.views.append({"id": given["view_id"], **given["view"]})
        return {"view": self.views[-1]}

    def _views_publish(self, given: dict[str, Any]) -> dict[str, Any]:
        self.homes[given["user_id"]] = given["view"]
        return {}

    def _agents_sessions_setstatus(self, given: dict[str, Any]) -> dict[str, Any]:
        self.statuses.append(given)
        return {}

    def _assistant_threads_setsuggestedprompts(self, given: dict[str, Any]) -> dict[str, Any]:
        self.prompts.append(given)
        return {}

    def subscribed(self, event: dict[str, Any]) -> bool:
        """Whether the app asked for an event, and for its scope."""
        name = "message.im" if event["type"] == "message" else event["type"]
        scope = EVENTS.get(event["type"])
        return name in self.events and (scope is None or scope in self.scopes)


def _no(error: str) -> dict[str, Any]:
    return {"ok": False, "error": error}
