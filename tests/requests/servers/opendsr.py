"""A processor of OpenDSR 2.0."""

from __future__ import annotations

import uuid
from base64 import b64encode
from typing import Any

from tests.requests.servers.base import Call, ProtocolServer, Reply

KEY = "opendsr-key-0123456789abcdef"
IDENTITIES = [("email", "raw"), ("controller_customer_id", "raw")]


class OpenDsrServer(ProtocolServer):
    """Names requests as the controller does, and takes each once."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: dict[str, dict[str, Any]] = {}
        self.identities = IDENTITIES
        self.kinds = ["access", "erasure", "portability"]
        self.conflicts_first = False
        """Which of its two errors it gives to a request that it has: the specification does not say."""
        self.certificate: tuple[str, bytes] | None = None

    def stands(self, request_id: str, status: str) -> None:
        """Advance a request."""
        self.requests[request_id]["status"] = status

    def answer(self, call: Call) -> Reply:  # noqa: PLR0911 - a line a call
        match call.method, call.parts:
            case "GET", ("cert.pem",) if self.certificate:
                return Reply(200, self.certificate[1])
            case _ if call.token != KEY:
                return Reply(401, _error(401, "The credentials are not valid."))
            case "GET", ("discovery",):
                return Reply(200, self._discovery())
            case "POST", ("requests",):
                return self._create(call)
            case "GET" | "DELETE", ("requests", request_id) if request_id not in self.requests:
                return Reply(404, _error(404, "The specified subject request id could not be found."))
            case "GET", ("requests", request_id):
                return Reply(200, self._told(request_id) | {"request_status": self.requests[request_id]["status"]})
            case "DELETE", ("requests", request_id):
                if self.requests[request_id]["status"] != "pending":
                    return Reply(400, _error(400, "The request is not pending."))
                self.stands(request_id, "cancelled")
                return Reply(202, self._told(request_id) | {"received_time": "2026-11-26T12:00:00Z"})
        return Reply(404, _error(404, "not found"))

    def _discovery(self) -> dict[str, Any]:
        return {
            "api_version": "2.0",
            "supported_identities": [{"identity_type": kind, "identity_format": form} for kind, form in self.identities],
            "supported_subject_request_types": self.kinds,
            "processor_certificate": self.certificate[0] if self.certificate else "https://certificates.example/cert.pem",
        }

    def _create(self, call: Call) -> Reply:
        body = call.read()
        wanted = ("regulation", "subject_request_id", "subject_request_type", "subject_identities", "submitted_time")
        if any(not body.get(name) for name in wanted) or body["regulation"] not in ("gdpr", "ccpa"):
            return Reply(400, _error(400, "A field is required."))
        request_id = body["subject_request_id"]
        if (
            uuid.UUID(request_id).version != 4
            or request_id != request_id.lower()
            or body["subject_request_type"] not in self.kinds
        ):
            return Reply(400, _error(400, "Invalid data was detected."))
        if any((one["identity_type"], one["identity_format"]) not in self.identities for one in body["subject_identities"]):
            return Reply(400, _error(400, "Invalid data was detected."))
        known = request_id in self.requests
        if known and not self.conflicts_first:
            return Reply(400, _error(400, "Subject request already exists."))
        same = ("subject_request_type", "subject_identities")
        if any(
            one["status"] in ("pending", "in_progress") and all(one["body"][name] == body[name] for name in same)
            for one in self.requests.values()
        ):
            return Reply(409, _error(409, "There is an in progress request with the same identities, extensions and type."))
        self.requests[request_id] = {"body": body, "status": "pending"}
        told = {"received_time": "2026-11-26T12:00:00Z", "encoded_request": b64encode(call.body).decode()}
        return Reply(201, self._told(request_id) | told, {"X-OpenDSR-Processor-Domain": "localhost"})

    def _told(self, request_id: str) -> dict[str, Any]:
        return {
            "controller_id": "3622",
            "expected_completion_time": "2026-12-26T12:00:00Z",
            "subject_request_id": request_id,
            "api_version": "2.0",
            "results_url": None,
            "extensions": None,
        }


def _error(code: int, message: str) -> dict[str, Any]:
    return {"code": code, "message": message, "errors": [{"domain": "Validation", "reason": "Invalid", "message": message}]}
