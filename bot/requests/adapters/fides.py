"""Fides 2.84, under ``/api/v1``.

Relies on its source (github.com/ethyca/fides): ``POST /oauth/token`` gives a client a token for its credentials; ``POST
/privacy-request`` takes an array and answers 200 with what of it succeeded and what failed, and a request in ``failed`` may be there
all the same, since a message that could not be sent to the person counts as a failure; nothing keeps two requests with one
``external_id`` apart, so that before each try it is searched for; ``POST /privacy-request/search`` finds every ``external_id`` that
begins like the one asked for, whatever the case, and hides what was deleted unless asked; ``PATCH /privacy-request/administrate/cancel``
takes requests back, in the same two lists; ``POST /privacy-request/{id}/verify`` takes the code that was sent to the person.

A right is expressed by the policy whose key the settings give for it; a right without one cannot be expressed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import BaseModel, SecretStr

from bot.errors import TargetRefused, TargetUnavailable
from bot.phrases import Lang, right_name
from bot.replies import Right
from bot.requests.adapters.following import Finding
from bot.requests.adapters.http import Answer, Caller, bearer, in_path, in_time, known_as, stated, token_from
from bot.requests.adapters.words import say
from bot.requests.record import Record, Relation, Status, Subject
from bot.requests.targets import Filed, Fit

STATUSES: Final[Mapping[str, Status]] = {
    "identity_unverified": "awaiting_verification",
    "pending": "submitted",
    "awaiting_pre_approval": "submitted",
    "pre_approval_not_eligible": "submitted",
    "requires_input": "in_progress",
    "approved": "in_progress",
    "in_processing": "in_progress",
    "paused": "in_progress",
    "pending_external": "in_progress",
    "awaiting_email_send": "in_progress",
    "requires_manual_finalization": "in_progress",
    "complete": "fulfilled",
    "denied": "denied",
    "canceled": "cancelled",
    "duplicate": "cancelled",
    "error": "failed",
}
"""Its states, and ours."""

_ROOT: Final = "/api/v1"
_REASONS: Final = {"identity_unverified": "verify_by_code", "duplicate": "duplicate_there", "error": "failed_there"}
_MAY_WORK_LATER: Final = frozenset({"This record could not be added", "Verification message could not be sent."})
"""The failures of a single request that are none of its own."""
_PAGE: Final = 50
_EARLY_S: Final = 60.0


class _Token(BaseModel):
    access_token: str
    expires_in: float = 0.0


class _Request(BaseModel):
    id: str
    status: str
    external_id: str | None = None
    deleted_at: datetime | None = None


class _Failure(BaseModel):
    message: str = ""


class _Bulk(BaseModel):
    succeeded: list[_Request]
    failed: list[_Failure]


class _Page(BaseModel):
    items: list[_Request]


class Fides(Finding):
    """See `bot.requests.targets.Target`."""

    name = "fides"
    is_idempotent = False

    def __init__(
        self,
        http: Caller,
        *,
        client_id: str,
        client_secret: SecretStr,
        policies: Mapping[Right, str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``policies`` gives the key of the policy that stands for a right."""
        self.http = http
        self._client_id = client_id
        self._client_secret = client_secret
        self._policies = policies
        self._clock = clock
        self._token: tuple[float, str] = (0.0, "")

    def fit(self, right: Right) -> Fit:
        """See `Target.fit`."""
        return "exact" if right in self._policies else "none"

    def identifies(self, subject: Subject, relation: Relation) -> bool:
        """See `Adapter.identifies`."""
        return relation == "self" and bool(subject.email or subject.phone_e164 or subject.customer_id)

    def caution(self, right: Right, lang: Lang) -> str:  # noqa: ARG002 - the port tells them
        """See `Adapter.caution`."""
        return ""

    @in_time
    def file(self, record: Record) -> Filed:
        """See `Target.file`. What is there already is not filed again."""
        if record.right not in self._policies or not self.identifies(record.subject, record.on_behalf_of):
            raise TargetRefused(f"The target {self.name} cannot express this request.")
        if found := self._found(record):
            return found
        told = self._ask("POST", "/privacy-request", [self._as_sent(record)]).judged().read(_Bulk)
        if told.succeeded:
            return self._filed(told.succeeded[0], record.locale)
        if not told.failed:
            raise TargetUnavailable(f"The target {self.name} neither took the request nor refused it.")
        if found := self._found(record):
            return found
        if told.failed[0].message in _MAY_WORK_LATER:
            raise TargetUnavailable(f"The target {self.name} could not take the request.")
        raise TargetRefused(f"The target {self.name} took the call and refused the request in it.")

    @in_time
    def state(self, record: Record, reference: str) -> Filed:
        """See `Target.state`."""
        found = self._search({"request_id": reference, "include_deleted_requests": True}).judged().read(_Page).items
        for one in found:
            if one.id == reference:
                return self._filed(one, record.locale)
        raise TargetRefused(f"The target {self.name} knows no such request.")

    @in_time
    def withdraw(self, record: Record, reference: str) -> Filed:
        """See `Target.withdraw`."""
        answer = self._ask("PATCH", "/privacy-request/administrate/cancel", {"request_ids": [reference]})
        told = answer.judged().read(_Bulk)
        if told.succeeded:
            return self._filed(told.succeeded[0], record.locale)
        # It may have been taken back before, by a call whose answer was lost.
        if (now := self.state(record, reference)).status == "cancelled":
            return now
        raise TargetRefused(f"The target {self.name} no longer takes the request back.")

    @in_time
    def verify(self, record: Record, reference: str, code: str) -> Filed:
        """See `Verifying.verify`."""
        answer = self._ask("POST", f"/privacy-request/{in_path(reference)}/verify", {"code": code})
        return self._filed(answer.judged().read(_Request), record.locale)

    def _found(self, record: Record) -> Filed | None:
        sought = {
            "external_id": record.id,
            "include_deleted_requests": True,
            "sort_field": "created_at",
            "sort_direction": "asc",
        }
        found = [one for one in self._search(sought).judged().read(_Page).items if one.external_id == record.id]
        return self._filed(found[0], record.locale) if found else None

    def _as_sent(self, record: Record) -> dict[str, Any]:
        subject = record.subject
        fields = {
            "right": right_name(record.right, record.locale),
            "name": subject.name,
            "details": record.details,
            "policy": f"{record.policy}/{record.version}#{','.join(record.cited_sections)}",
        }
        return {
            "policy_key": self._policies[record.right],
            "identity": stated(
                {"email": subject.email, "phone_number": subject.phone_e164, "external_id": subject.customer_id}
            ),
            "external_id": record.id,
            "requested_at": record.submitted_at.isoformat(),
            "custom_privacy_request_fields": {
                name: {"label": say(f"label_{name}", record.locale), "value": value} for name, value in fields.items() if value
            },
            "location": "JP",
        }

    def _search(self, sought: Mapping[str, Any]) -> Answer:
        return self._ask("POST", "/privacy-request/search", sought, query={"page": 1, "size": _PAGE}, only_asks=True)

    def _ask(
        self, method: str, path: str, body: object, query: Mapping[str, str | int] | None = None, *, only_asks: bool = False
    ) -> Answer:
        """The answer to who we are; a token that is no longer taken is asked for anew, once."""
        until, token = self._token
        fresh = self._clock() >= until
        if fresh:
            token = self._new_token()
        answer = self.http.send(method, _ROOT + path, body, headers=bearer(token), query=query, only_asks=only_asks)
        if answer.status in (401, 403) and not fresh:
            answer = self.http.send(
                method, _ROOT + path, body, headers=bearer(self._new_token()), query=query, only_asks=only_asks
            )
        return answer

    def _new_token(self) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "client_secret": self._client_secret.get_secret_value(),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.http.call("POST", f"{_ROOT}/oauth/token", headers=headers, content=urlencode(form).encode())
        told = answer.judged().read(_Token)
        token = token_from(told.access_token, self.name)
        self._token = (self._clock() + max(told.expires_in - _EARLY_S, 0.0), token)
        return token

    def _filed(self, request: _Request, lang: Lang) -> Filed:
        reference = known_as(request.id, self.name)
        if request.deleted_at:
            return Filed(reference, "cancelled", say("removed_there", lang))
        reason = _REASONS.get(request.status)
        status = STATUSES.get(request.status, "submitted")
        return Filed(reference, status, say(reason, lang) if reason else "", by_code=status == "awaiting_verification")
