"""OpenDSR 2.0: what a controller sends to a processor.

Relies on the specification (github.com/opengdpr/OpenDSR) as its implementers publish version 2.0 of it (mParticle's DSR API v3):
``GET /discovery`` tells the kinds of request and of identity; ``POST /requests`` takes one, named by ``subject_request_id``, and
answers 201; a second under the same name is 400, one that does the same for the same identities is 409, and which of the two comes
first for a request of ours sent twice is not said, so that on either the request is looked for; ``GET /requests/{id}`` tells its
state; ``DELETE /requests/{id}`` takes it back while it is pending. How one shows who one is is left to the processor: here by HTTP
Basic where a user is given, else by a bearer token.

A regulation must be named, and none but the GDPR and the CCPA can be. The person's own words have no place in the form, so that
they go into the extension of the processor's domain.
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from bot.errors import TargetRefused, TargetUnavailable
from bot.phrases import Lang
from bot.replies import Right
from bot.requests.adapters.following import Following
from bot.requests.adapters.http import Answer, Caller, bearer, in_path, in_time, stated
from bot.requests.adapters.words import say
from bot.requests.record import Record, Relation, Status, Subject
from bot.requests.targets import Filed, Fit
from corpus.errors import JobunError

Kind = Literal["access", "erasure"]

KINDS: Final[Mapping[Right, Kind]] = {"disclosure": "access", "deletion": "erasure"}
"""The rights that it has a kind of request for."""
STATUSES: Final[Mapping[str, Status]] = {
    "pending": "submitted",
    "in_progress": "in_progress",
    "completed": "fulfilled",
    "cancelled": "cancelled",
}
"""Its states, and ours."""

_DISCOVERY_S: Final = 5.0
_KEPT_S: Final = 3600.0
_KEPT_FAILED_S: Final = 60.0


class _Identity(BaseModel):
    identity_type: str
    identity_format: str


class Discovery(BaseModel):
    """What a processor says of itself."""

    supported_identities: list[_Identity]
    supported_subject_request_types: list[str]
    processor_certificate: str = ""


class _Taken(BaseModel):
    subject_request_id: str


class _State(_Taken):
    request_status: str


class OpenDsr(Following):
    """See `bot.requests.targets.Target`."""

    name = "opendsr"
    is_idempotent = True

    def __init__(
        self,
        http: Caller,
        *,
        key: SecretStr,
        user: str = "",
        regulation: Literal["gdpr", "ccpa"] = "gdpr",
        callback_url: Callable[[Record], str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``key`` is a bearer token, or the password of ``user``; ``callback_url`` gives where a request's states may be told."""
        self.http = http
        self._key = key
        self._user = user
        self._regulation = regulation
        self._callback_url = callback_url
        self._clock = clock
        self._discovered: tuple[float, Discovery | None] = (0.0, None)

    @property
    def domain(self) -> str:
        """The processor's domain."""
        return urlsplit(self.http.base_url).hostname or ""

    def fit(self, right: Right) -> Fit:
        """See `Target.fit`. Never exact: the form names another regulation than the one that the right is of."""
        kind = KINDS.get(right)
        found = self.discovery()
        return "nearest" if kind and (found is None or kind in found.supported_subject_request_types) else "none"

    def identifies(self, subject: Subject, relation: Relation) -> bool:
        """See `Adapter.identifies`. It knows no telephone numbers."""
        return relation == "self" and bool(self._identities(subject))

    def caution(self, right: Right, lang: Lang) -> str:
        """See `Adapter.caution`."""
        kind = say(f"opendsr_{KINDS[right]}", lang)
        return say("nearest_opendsr", lang, regulation=self._regulation.upper(), kind=kind) + say("details_aside", lang)

    @in_time
    def file(self, record: Record) -> Filed:
        """See `Target.file`."""
        answer = self.http.send("POST", "/requests", self._as_sent(record), headers=self._shown())
        if answer.status in (400, 409):
            found = self.find(record)
            if found is None and answer.status == 409:  # noqa: PLR2004 - HTTP
                raise TargetRefused(f"The target {self.name} has a request for the same identities in progress (409).")
            return found or self._taken(answer, record)
        return self._taken(answer, record)

    @in_time
    def withdraw(self, record: Record, reference: str) -> Filed:
        """See `Target.withdraw`."""
        answer = self.http.call("DELETE", f"/requests/{in_path(reference)}", headers=self._shown())
        return self._taken_back_before(answer, record, reference) or Filed(reference, "cancelled")

    def discovery(self) -> Discovery | None:
        """What the processor supports, asked for once an hour; None where it has never said."""
        until, found = self._discovered
        if self._clock() >= until:
            # A person may be waiting for it.
            http = Caller(self.name, self.http.base_url, timeout_s=_DISCOVERY_S)
            try:
                found, kept_s = http.call("GET", "/discovery", headers=self._shown()).judged().read(Discovery), _KEPT_S
            except JobunError:
                # What it said before is the best that is known.
                kept_s = _KEPT_FAILED_S
            self._discovered = (self._clock() + kept_s, found)
        return found

    def _as_sent(self, record: Record) -> dict[str, Any]:
        if record.right not in KINDS or not self.identifies(record.subject, record.on_behalf_of):
            raise TargetRefused(f"The target {self.name} cannot express this request.")
        ours = {
            "right": record.right,
            "regime": record.regime,
            "details": record.details,
            "name": record.subject.name,
            "phone_e164": record.subject.phone_e164,
        }
        body = {
            "regulation": self._regulation,
            "subject_request_id": record.id,
            "subject_request_type": KINDS[record.right],
            "subject_identities": self._identities(record.subject),
            "submitted_time": record.submitted_at.isoformat(),
            "api_version": "2.0",
            "extensions": {self.domain: stated(ours)},
        }
        return body | ({"status_callback_urls": [self._callback_url(record)]} if self._callback_url else {})

    def _identities(self, subject: Subject) -> list[dict[str, str]]:
        found = self.discovery()
        takes = {(one.identity_type, one.identity_format) for one in found.supported_identities} if found else None
        told = []
        for kind, value in (("email", subject.email), ("controller_customer_id", subject.customer_id)):
            if value and (takes is None or (kind, "raw") in takes):
                told.append({"identity_type": kind, "identity_value": value, "identity_format": "raw"})
            elif value and takes and (kind, "sha256") in takes:
                digest = sha256(value.strip().lower().encode() if kind == "email" else value.encode()).hexdigest()
                told.append({"identity_type": kind, "identity_value": digest, "identity_format": "sha256"})
        return told

    def _shown(self) -> dict[str, str]:
        key = self._key.get_secret_value()
        return {"Authorization": f"Basic {b64encode(f'{self._user}:{key}'.encode()).decode()}"} if self._user else bearer(key)

    def _get(self, reference: str) -> Answer:
        return self.http.call("GET", f"/requests/{in_path(reference)}", headers=self._shown())

    def _taken(self, answer: Answer, record: Record) -> Filed:
        return Filed(self._named(answer.judged().read(_Taken), record), "submitted")

    def _filed(self, answer: Answer, record: Record) -> Filed:
        told = answer.read(_State)
        return Filed(self._named(told, record), STATUSES.get(told.request_status, "submitted"))

    def _named(self, told: _Taken, record: Record) -> str:
        if told.subject_request_id != record.id:
            raise TargetUnavailable(f"The target {self.name} answered about another request.")
        return record.id
