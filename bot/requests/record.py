"""The record of a request: what a person wants done, for whom, and where that stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal, TypeAlias, get_args

from bot.replies import Filable, Right

Status: TypeAlias = Literal[
    "draft",
    "awaiting_confirmation",
    "queued",
    "submitted",
    "awaiting_verification",
    "in_progress",
    "fulfilled",
    "denied",
    "cancelled",
    "expired",
    "failed",
]
Relation: TypeAlias = Literal["self", "agent", "guardian"]
Channel: TypeAlias = Literal["slack", "web", "cli"]

ENDED: Final[frozenset[Status]] = frozenset({"fulfilled", "denied", "cancelled", "expired"})
"""Nothing follows these."""
FILED_RIGHTS: Final[tuple[Right, ...]] = get_args(Filable)
"""The rights that a request can be about; `status` and `withdraw` concern a request already filed."""
BY_CODE: Final = {"by": "code"}
"""What is noted beside `awaiting_verification` where a code is waited for that was sent to the person."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data it is about, and how they are reached; at least one of e-mail and phone. Never an ID document."""

    name: str = ""
    email: str = ""
    phone_e164: str = ""
    customer_id: str = ""
    email_verified: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A request, complete: what the person confirmed.

    ``id`` is a UUID v4 of ours and the idempotency key; ``on_behalf_of`` says who asks, ``for_whom`` (an agent must say) for whom;
    ``details`` are the person's own words; ``confirmation`` the SHA-256 (hexadecimal) of the preview they saw, with the instant.
    """

    id: str
    right: Right
    policy: str
    version: date
    cited_sections: tuple[str, ...]
    subject: Subject
    on_behalf_of: Relation
    for_whom: str
    details: str
    channel: Channel
    locale: Literal["ja", "en"]
    submitted_at: datetime
    confirmation_sha256: str
    confirmed_at: datetime
    regime: Literal["appi"] = "appi"


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a request's way; ``reason`` is what a person may read about it, "" for nothing."""

    status: Status
    at: datetime
    reason: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def awaits_code(self) -> bool:
        """Whether a code is waited for that was sent to the person."""
        return self.status == "awaiting_verification" and dict(self.extra) == BY_CODE
