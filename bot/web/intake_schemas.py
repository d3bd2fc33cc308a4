"""What comes into the intake and goes out of it as JSON, with examples."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from bot.phrases import Lang
from bot.replies import Filable
from bot.requests.adapters.ours import as_sent
from bot.requests.desk import MAX_REASON
from bot.requests.forms import MAX_CHARS, MAX_DETAILS
from bot.requests.record import Channel, Record, Relation, Status, Subject
from bot.requests.tickets import Ticket
from bot.web.schemas import In

_UUID4: Final = r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
_EXAMPLE: Final[dict[str, Any]] = {
    "request_id": "0b9f4f2e-6f0b-4c8e-9a55-0d6c1f6e7a10",
    "right": "deletion",
    "regime": "appi",
    "policy": "site-privacy",
    "version": "2022-04-01",
    "cited_sections": ["7.1", "7.2"],
    "subject": {"name": "山田花子", "email": "hanako@example.jp", "verified": {"email": False}},
    "on_behalf_of": "self",
    "for_whom": "",
    "details": "退会したので消してください",
    "channel": "web",
    "locale": "ja",
    "submitted_at": "2026-11-26T12:00:00+00:00",
    "confirmation": {
        "text_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "at": "2026-11-26T12:00:00+00:00",
    },
}


def _is_text(value: str) -> str:
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in value):
        raise ValueError("no text")
    return value


RequestId = Annotated[str, Field(pattern=_UUID4)]
Line = Annotated[str, StringConstraints(max_length=MAX_CHARS), AfterValidator(_is_text)]


class VerifiedIn(In):
    """What is known to be the person's own."""

    email: bool = False


class SubjectIn(In):
    """Whose data it is about. An e-mail address or a telephone number is needed."""

    name: Line = ""
    email: Line = ""
    phone_e164: Annotated[str, Field(pattern=r"^(?:\+[1-9][0-9]{7,14})?$")] = ""
    customer_id: Line = ""
    verified: VerifiedIn = VerifiedIn()


class ConfirmationIn(In):
    """What the person confirmed: the SHA-256 of the text that they were shown, and when."""

    text_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    at: AwareDatetime


class RecordIn(In):
    """A confirmed request."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    request_id: RequestId
    right: Filable
    regime: Literal["appi"] = "appi"
    policy: Annotated[Line, Field(min_length=1)]
    version: date
    cited_sections: Annotated[tuple[Line, ...], Field(max_length=50)] = ()
    subject: SubjectIn
    on_behalf_of: Relation = "self"
    for_whom: Line = ""
    details: Annotated[str, StringConstraints(max_length=MAX_DETAILS), AfterValidator(_is_text)] = ""
    channel: Channel
    locale: Lang = "ja"
    submitted_at: AwareDatetime
    confirmation: ConfirmationIn

    def record(self) -> Record:
        """It, as it is kept."""
        subject = self.subject
        return Record(
            id=self.request_id,
            right=self.right,
            policy=self.policy,
            version=self.version,
            cited_sections=self.cited_sections,
            subject=Subject(subject.name, subject.email, subject.phone_e164, subject.customer_id, subject.verified.email),
            on_behalf_of=self.on_behalf_of,
            for_whom=self.for_whom,
            details=self.details,
            channel=self.channel,
            locale=self.locale,
            submitted_at=self.submitted_at,
            confirmation_sha256=self.confirmation.text_sha256,
            confirmed_at=self.confirmation.at,
        )


class StepIn(In):
    """Where the desk takes a request; a denial has a reason."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "denied", "reason": "法令により保存が必要なため"}]})

    status: Literal["awaiting_verification", "in_progress", "fulfilled", "denied", "expired"]
    reason: Annotated[str, StringConstraints(max_length=MAX_REASON), AfterValidator(_is_text)] = ""


class CodeIn(In):
    """The code that was sent to the request's e-mail address."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "394175"}]})

    code: Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_is_text)]


class StepOut(BaseModel):
    """A step of a request's way; ``reason`` is for whoever filed it."""

    status: Status
    at: datetime
    reason: str


class RequestOut(BaseModel):
    """How a request stands. ``due_on`` is the last day for the answer; it ``awaits_code`` before it counts, where one was sent."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "request_id": "0b9f4f2e-6f0b-4c8e-9a55-0d6c1f6e7a10",
                    "status": "submitted",
                    "received_at": "2026-11-26T12:00:01Z",
                    "due_on": "2026-12-16",
                    "awaits_code": False,
                    "history": [{"status": "submitted", "at": "2026-11-26T12:00:01Z", "reason": ""}],
                }
            ]
        }
    )

    request_id: str
    status: Status
    received_at: datetime
    due_on: date
    awaits_code: bool = False
    history: list[StepOut]


class TicketOut(RequestOut):
    """The same for the desk, with all that was filed."""

    model_config = ConfigDict(json_schema_extra={"examples": []})

    record: dict[str, Any]


class TicketsOut(BaseModel):
    """Requests, the soonest due first."""

    requests: list[TicketOut]


def request_out(ticket: Ticket) -> RequestOut:
    """How a request stands."""
    return RequestOut(**_stands(ticket))


def ticket_out(ticket: Ticket) -> TicketOut:
    """A request with all that was filed."""
    return TicketOut(**_stands(ticket), record=as_sent(ticket.record))


def _stands(ticket: Ticket) -> dict[str, Any]:
    history = [StepOut(status=event.status, at=event.at, reason=event.reason) for event in ticket.history]
    return {
        "request_id": ticket.record.id,
        "status": ticket.status,
        "received_at": ticket.received_at,
        "due_on": ticket.due_on,
        "awaits_code": ticket.awaits_code,
        "history": history,
    }
