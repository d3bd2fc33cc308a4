"""An intake of our own, as `bot.requests.adapters.ours` relies on it."""

from __future__ import annotations

from typing import Any

from tests.requests.servers.base import Call, ProtocolServer, Reply

CODE = "394175"
KEY = "own-key-0123456789abcdef-0123456789"


class OwnServer(ProtocolServer):
    """Takes a record once for each Idempotency-Key."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: dict[str, dict[str, Any]] = {}
        self.asks_for_code = False

    def stands(self, request_id: str, status: str, reason: str = "") -> None:
        """Advance a request."""
        found = self.requests[request_id]
        found["status"] = status
        found["history"].append({"status": status, "at": "2026-11-26T12:00:00+00:00", "reason": reason})

    def answer(self, call: Call) -> Reply:  # noqa: PLR0911 - a line a call
        if call.token != KEY:
            return Reply(401, {"detail": "no key"})
        match call.method, call.parts:
            case "POST", ("intake", "v1", "requests"):
                return self._create(call)
            case "GET" | "DELETE", ("intake", "v1", "requests", request_id) if request_id not in self.requests:
                return Reply(404, {"detail": "not found"})
            case "GET", ("intake", "v1", "requests", request_id):
                return Reply(200, self.requests[request_id])
            case "POST", ("intake", "v1", "requests", request_id, "verification"):
                if call.read() != {"code": CODE}:
                    return Reply(422, {"detail": "not the code"})
                self.requests[request_id]["awaits_code"] = False
                self.stands(request_id, "submitted")
                return Reply(200, self.requests[request_id])
            case "POST", ("intake", "v1", "requests", request_id, "code"):
                waits = self.requests[request_id]["awaits_code"]
                return Reply(202, self.requests[request_id]) if waits else Reply(409, {"detail": "no code"})
            case "DELETE", ("intake", "v1", "requests", request_id):
                if self.requests[request_id]["status"] not in ("submitted", "queued"):
                    return Reply(409, {"detail": "too late"})
                self.stands(request_id, "cancelled")
                return Reply(200, self.requests[request_id])
        return Reply(404, {"detail": "not found"})

    def _create(self, call: Call) -> Reply:
        record = call.read()
        request_id = call.headers.get("idempotency-key")
        if request_id is None or record["request_id"] != request_id:
            return Reply(400, {"detail": "no Idempotency-Key"})
        if request_id in self.requests:
            before = {name: self.requests[request_id][name] for name in record}
            return Reply(200, self.requests[request_id]) if before == record else Reply(422, {"detail": "another request"})
        by_code = self.asks_for_code and not record["subject"]["verified"]["email"]
        self.requests[request_id] = {**record, "awaits_code": by_code, "history": []}
        self.stands(request_id, "awaiting_verification" if by_code else "submitted")
        return Reply(201, self.requests[request_id])
