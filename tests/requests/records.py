"""A record to file, for the tests of what takes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from bot.requests.record import Record, Subject

NAME, EMAIL, PHONE, CUSTOMER = "山田花子", "hanako@example.jp", "+819012345678", "C-1029"
DETAILS = "退会したので消してください"
PERSONAL = (NAME, EMAIL, PHONE, CUSTOMER, DETAILS)


def a_record(**changed: Any) -> Record:
    """A deletion that 山田花子 wants of her own data."""
    given: dict[str, Any] = {
        "id": str(uuid4()),
        "right": "deletion",
        "policy": "site-privacy",
        "version": date(2022, 4, 1),
        "cited_sections": ("7.1", "7.2"),
        "subject": Subject(NAME, EMAIL, PHONE, CUSTOMER, email_verified=True),
        "on_behalf_of": "self",
        "for_whom": "",
        "details": DETAILS,
        "channel": "web",
        "locale": "ja",
        "submitted_at": datetime(2026, 11, 26, 12, tzinfo=UTC),
        "confirmation_sha256": "0" * 64,
        "confirmed_at": datetime(2026, 11, 26, 11, 59, tzinfo=UTC),
    }
    return Record(**given | changed)
