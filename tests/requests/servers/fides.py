"""Fides 2.84, as far as requests go."""

from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import parse_qs

from tests.requests.servers.base import Call, ProtocolServer, Reply

CLIENT, SECRET = "fides-client", "fides-secret-0123456789abcdef"
POLICIES = ("default_access_policy", "default_erasure_policy", "correction_policy")
CODE = "394175"


class FidesServer(ProtocolServer):
    """Files whatever it is given, as often as it is given it."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, Any]] = []
        self.tokens: set[str] = set()
        self.asks_for_code = False
        self.policies = POLICIES
        self.fails_with = ""
        """The message with which the next request is told to have failed."""
        self.fails_when_stored = False
        self.ids = itertools.count(1)

    @property
    def requests(self) -> dict[str, dict[str, Any]]:
        """By their external ids; there must not be two with one."""
        by_id = {row["external_id"]: row for row in self.rows}
        assert len(by_id) == len(self.rows)
        return by_id

    def stands(self, external_id: str, status: str) -> None:
        """Advance a request."""
        self.requests[external_id]["status"] = status

    def answer(self, call: Call) -> Reply:  # noqa: PLR0911 - a line a call
        if call.parts[:2] != ("api", "v1"):
            return Reply(404, {"detail": "Not Found"})
        match call.method, call.parts[2:]:
            case "POST", ("oauth", "token"):
                return self._token(call)
            case "POST", ("privacy-request",):
                return self._create(call.read())
            case "POST", ("privacy-request", reference, "verify"):
                return self._verify(reference, call.read()["code"])
            case _ if call.token not in self.tokens:
                return Reply(403, {"detail": "Not Authorized for this action"})
            case "POST", ("privacy-request", "search"):
                return self._search(call)
            case "PATCH", ("privacy-request", "administrate", "cancel"):
                return self._cancel(call.read()["request_ids"])
        return Reply(404, {"detail": "Not Found"})

    def _token(self, call: Call) -> Reply:
        form = {name: value[0] for name, value in parse_qs(call.body.decode()).items()}
        if form != {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}:
            return Reply(401, {"detail": "Authentication Failure"})
        token = f"token-{len(self.tokens)}"
        self.tokens.add(token)
        return Reply(200, {"access_token": token, "token_type": "bearer", "expires_in": 691_200})

    def _create(self, asked: Any) -> Reply:
        if not isinstance(asked, list) or len(asked) > 50:
            return Reply(422, {"detail": [{"msg": "Input should be a valid list", "input": asked}]})
        succeeded: list[Any] = []
        failed: list[Any] = []
        for one in asked:
            problem = ""
            if not any(one["identity"].values()):
                problem = "You must provide at least one identity to process"
            elif one["policy_key"] not in self.policies:
                problem = f"Policy with key {one['policy_key']} does not exist"
            elif self.fails_with:
                problem, self.fails_with = self.fails_with, ""
            if not problem or self.fails_when_stored:
                status = "identity_unverified" if self.asks_for_code else "pending"
                row = {"id": f"pri_{next(self.ids)}", "status": status, "deleted_at": None, "asked": one}
                self.rows.append(row | {"external_id": one.get("external_id"), "policy": {"key": one["policy_key"]}})
            if problem:
                failed.append({"message": problem, "data": one})
            else:
                succeeded.append(_shown(self.rows[-1]))
        return Reply(200, {"succeeded": succeeded, "failed": failed})

    def _search(self, call: Call) -> Reply:
        wanted = call.read()
        known = {"request_id", "external_id", "include_deleted_requests", "sort_field", "sort_direction"}
        if set(wanted) - known:
            return Reply(422, {"detail": "Extra inputs are not permitted"})
        found = [
            _shown(row)
            for row in self.rows
            if (row["external_id"] or "").lower().startswith(wanted.get("external_id", "").lower())
            and wanted.get("request_id", "").lower() in row["id"].lower()
            and (not row["deleted_at"] or wanted.get("include_deleted_requests"))
        ]
        if wanted.get("sort_direction") != "asc":
            found.reverse()
        size = int(call.query.get("size", 50))
        return Reply(200, {"items": found[:size], "total": len(found), "page": 1, "size": size, "pages": 1})

    def _cancel(self, references: list[str]) -> Reply:
        told: dict[str, list[Any]] = {"succeeded": [], "failed": []}
        for row in (row for row in self.rows if row["id"] in references):
            if row["status"] in ("identity_unverified", "pending", "requires_input"):
                row["status"] = "canceled"
                told["succeeded"].append(_shown(row))
            else:
                told["failed"].append({"message": "Cannot transition status", "data": _shown(row)})
        return Reply(200, told)

    def _verify(self, reference: str, code: str) -> Reply:
        row = next((row for row in self.rows if row["id"] == reference), None)
        if row is None:
            return Reply(404, {"detail": f"No privacy request found with id '{reference}'."})
        if row["status"] != "identity_unverified":
            return Reply(400, {"detail": f"Invalid identity verification request. Privacy request '{reference}' status."})
        if code != CODE:
            return Reply(403, {"detail": f"Incorrect identification code for '{reference}'"})
        row["status"] = "pending"
        return Reply(200, _shown(row))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "status", "external_id", "deleted_at", "policy")}
