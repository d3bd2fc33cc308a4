"""Receipts: the same for the same text, told apart by nobody without the secret."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from bot.requests.drafts import MINUTES, Drafts, Shown
from bot.requests.preview import Grounds
from bot.requests.receipts import Receipts, secret_digest, typed

SHOWN = Shown("id-1", "0" * 64, Grounds("site-privacy", date(2022, 4, 1), ("7.1",)))


def test_a_receipt_is_the_same_for_the_same_text_and_key_alone() -> None:
    receipts = Receipts(b"k" * 32)
    one = receipts.of("id-1", "0" * 64)

    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", one.number)
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", one.secret)
    assert receipts.of("id-1", "0" * 64) == one
    assert receipts.of("id-1", "1" * 64).secret != one.secret
    assert receipts.of("id-2", "0" * 64).number != one.number
    assert Receipts(b"l" * 32).of("id-1", "0" * 64) != one


def test_a_secret_is_known_however_it_is_typed() -> None:
    assert typed(" 7k3m 9qxd ") == "7K3M-9QXD"
    assert secret_digest("a1b2-c3d4-e5f6-g7h8") == secret_digest("A1B2C3D4E5F6G7H8")
    assert secret_digest("OIL0") == secret_digest("0110")


def test_what_was_shown_is_read_again_for_an_hour_and_cannot_be_changed() -> None:
    now = [datetime(2026, 11, 26, tzinfo=UTC).timestamp()]
    drafts = Drafts(b"d" * 32, clock=lambda: now[0])
    token = drafts.sign(SHOWN)

    assert drafts.read(token) == SHOWN
    assert Drafts(b"e" * 32, clock=lambda: now[0]).read(token) is None
    assert drafts.read(token[:-2] + ("AA" if token[-2:] != "AA" else "BB")) is None
    assert drafts.read("") is None
    now[0] += MINUTES * 60
    assert drafts.read(token) is None
