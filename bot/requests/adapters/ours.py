"""An intake of our own at another address, over HTTP.

Relies on ``/intake/v1``: ``POST /requests`` takes a record once for each ``Idempotency-Key``, which is the record's id, and answers
with the request as it stands, however often it is sent; ``GET /requests/{id}`` tells it again, or answers 404; ``DELETE
/requests/{id}`` takes it back, or answers 409 where it is too late; ``POST /requests/{id}/verification`` takes the code that it may have
sent to the person. A key is shown as a bearer token.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from pydantic import BaseModel, SecretStr

from bot.errors import TargetUnavailable
from bot.phrases import Lang
from bot.replies import Right
from bot.requests.adapters.following import Following
from bot.requests.adapters.http import Answer, Caller, bearer, in_path, in_time, stated
from bot.requests.record import FILED_RIGHTS, Record, Relation, Status, Subject
from bot.requests.targets import Filed, Fit

_PATH: Final = "/intake/v1/requests"


class _Step(BaseModel):
    status: str
    reason: str | None = None


class _Request(BaseModel):
    request_id: str
    status: Status
    awaits_code: bool = False
    history: list[_Step] = []


class OwnIntake(Following):
    """See `bot.requests.targets.Target`."""

    name = "jobun"
    is_idempotent = True

    def __init__(self, http: Caller, *, key: SecretStr) -> None:
        """``key`` is one of those that the other intake knows."""
        self.http = http
        self._key = key

    def fit(self, right: Right) -> Fit:
        """See `Target.fit`."""
        return "exact" if right in FILED_RIGHTS else "none"

    def identifies(self, subject: Subject, relation: Relation) -> bool:  # noqa: ARG002 - the port tells it
        """See `Adapter.identifies`."""
        return bool(subject.email or subject.phone_e164 or subject.customer_id)

    def caution(self, right: Right, lang: Lang) -> str:  # noqa: ARG002 - the port tells them
        """See `Adapter.caution`."""
        return ""

    @in_time
    def file(self, record: Record) -> Filed:
        """See `Target.file`."""
        answer = self.http.send("POST", _PATH, as_sent(record), headers=self._shown() | {"Idempotency-Key": record.id})
        return self._filed(answer.judged(), record)

    @in_time
    def withdraw(self, record: Record, reference: str) -> Filed:
        """See `Target.withdraw`."""
        answer = self.http.call("DELETE", f"{_PATH}/{in_path(reference)}", headers=self._shown())
        if before := self._taken_back_before(answer, record, reference):
            return before
        return self._filed(answer, record) if answer.body else self.state(record, reference)

    @in_time
    def verify(self, record: Record, reference: str, code: str) -> Filed:
        """See `Verifying.verify`."""
        answer = self.http.send("POST", f"{_PATH}/{in_path(reference)}/verification", {"code": code}, headers=self._shown())
        return self._filed(answer.judged(), record)

    @in_time
    def send_code(self, record: Record, reference: str) -> None:  # noqa: ARG002 - the port tells it
        """See `Resending.send_code`."""
        self.http.call("POST", f"{_PATH}/{in_path(reference)}/code", headers=self._shown()).judged()

    def _get(self, reference: str) -> Answer:
        return self.http.call("GET", f"{_PATH}/{in_path(reference)}", headers=self._shown())

    def _shown(self) -> dict[str, str]:
        return bearer(self._key.get_secret_value())

    def _filed(self, answer: Answer, record: Record) -> Filed:
        told = answer.read(_Request)
        if told.request_id != record.id:
            raise TargetUnavailable(f"The target {self.name} answered about another request.")
        last = told.history[-1] if told.history else None
        reason = (last.reason or "") if last and last.status == told.status else ""
        return Filed(told.request_id, told.status, reason, by_code=told.awaits_code)


def as_sent(record: Record) -> dict[str, Any]:
    """A record as the wire has it."""
    subject = record.subject
    known = {"name": subject.name, "email": subject.email, "phone_e164": subject.phone_e164, "customer_id": subject.customer_id}
    return {
        "request_id": record.id,
        "right": record.right,
        "regime": record.regime,
        "policy": record.policy,
        "version": record.version.isoformat(),
        "cited_sections": list(record.cited_sections),
        "subject": stated(known) | {"verified": {"email": subject.email_verified}},
        "on_behalf_of": record.on_behalf_of,
        "for_whom": record.for_whom,
        "details": record.details,
        "channel": record.channel,
        "locale": record.locale,
        "submitted_at": record.submitted_at.isoformat(),
        "confirmation": {"text_sha256": record.confirmation_sha256, "at": record.confirmed_at.isoformat()},
    }


STATUSES: Final = {status: status for status in get_args(Status)}
"""An intake of ours speaks of states as we do."""
