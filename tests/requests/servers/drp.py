"""A privacy infrastructure provider of the Data Rights Protocol 1.0."""

from __future__ import annotations

import itertools
import json
import uuid
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.requests.servers.base import Call, ProtocolServer, Reply

AGENT, BUSINESS = "JOBUN_AGENT", "EXAMPLE_BUSINESS"
SEED = bytes(range(32))
KEY = b64encode(SEED).decode()
ACTIONS = ("sale:opt-out", "sale:opt-in", "deletion", "access", "access:categories", "access:specific")


class DrpServer(ProtocolServer):
    """Checks what it is sent in the order that the protocol gives (3.07)."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, dict[str, Any]] = {}
        self.verify_key = Ed25519PrivateKey.from_private_bytes(SEED).public_key()
        self.bearer = ""
        self.now = lambda: datetime.now(UTC)
        self.looks_up = True
        """Whether a request can be asked for under the agent's id for it; if not, one sent twice is told from that id."""
        self.counter = itertools.count(1)

    @property
    def requests(self) -> dict[str, dict[str, Any]]:
        """By the agent's ids; there must not be two with one."""
        by_id = {row["asked"]["agent-request-id"]: row for row in self.rows.values()}
        assert len(by_id) == len(self.rows)
        return by_id

    def stands(self, agent_request_id: str, status: str, reason: str | None = None, **more: str) -> None:
        """Advance a request."""
        row = self.requests[agent_request_id]
        row["told"] |= {"status": status, "reason": reason, **more}

    def answer(self, call: Call) -> Reply:  # noqa: PLR0911 - a line a call
        match call.method, call.parts:
            case "POST", ("v1", "agent", agent_id):
                message = self._message(call)
                if message is None or agent_id != AGENT or message.get("agent-id") != AGENT:
                    return Reply(403)
                self.bearer = f"token-{next(self.counter)}"
                return Reply(200, {"agent-id": AGENT, "token": self.bearer})
            case _ if not self.bearer or call.token != self.bearer:
                return Reply(403, an_error(403, "no such token"))
            case "GET", ("v1", "agent", agent_id):
                return Reply(200, {}) if agent_id == AGENT else Reply(403)
            case "POST", ("v1", "data-rights-request"):
                return self._exercise(self._message(call))
            case "GET" | "DELETE", ("v1", "data-rights-request", reference):
                return self._about(call, reference)
        return Reply(404, an_error(404, "not found"))

    def _about(self, call: Call, reference: str) -> Reply:
        row = self.rows.get(reference) or (self.requests.get(reference) if self.looks_up else None)
        if row is None:
            return Reply(403, an_error(403, "not yours"))
        if call.method == "DELETE":
            if self._message(call) is None:
                return Reply(403, an_error(403, "not signed", fatal=True))
            if row["told"]["status"] not in ("open", "in_progress"):
                return Reply(409, an_error(409, "too late", fatal=True))
            row["told"] |= {"status": "revoked", "reason": None}
        return Reply(200, row["told"])

    def _exercise(self, message: dict[str, Any] | None) -> Reply:
        if message is None:
            return Reply(403, an_error(403, "The signature is not the agent's.", fatal=True))
        if message.get("exercise") not in ACTIONS or message.get("drp.version") != "1.0":
            return Reply(400, an_error(400, "Unsupported rights actions submitted.", fatal=True))
        if message.get("regime", "ccpa") != "ccpa" or not (message.get("email") or message.get("phone_number")):
            return Reply(400, an_error(400, "Nobody can be found by this.", fatal=True))
        there = self.requests.get(message["agent-request-id"])
        if there and not self.looks_up:
            return Reply(200, there["told"])
        reference = str(uuid.uuid4())
        told = {
            "request_id": reference,
            "agent_request_id": message["agent-request-id"],
            "received_at": self.now().isoformat(),
            "status": "open",
            "reason": None,
        }
        self.rows[reference] = {"asked": message, "told": told}
        return Reply(200, told)

    def _message(self, call: Call) -> dict[str, Any] | None:
        """What was signed; None where it is not by the agent, for us, and of now."""
        if not call.headers.get("content-type", "").startswith("text/plain"):
            return None
        try:
            combined = b64decode(call.body, validate=True)
            self.verify_key.verify(combined[:64], combined[64:])
        except (ValueError, InvalidSignature):
            return None
        message: dict[str, Any] = json.loads(combined[64:])
        if message["agent-id"] != AGENT or message["business-id"] != BUSINESS:
            return None
        issued, expires = (datetime.fromisoformat(message[name]) for name in ("issued-at", "expires-at"))
        return message if issued <= self.now() < expires else None


def an_error(code: int, message: str, *, fatal: bool = False) -> dict[str, Any]:
    return {"code": str(code), "message": message} | ({"fatal": True} if fatal else {})
