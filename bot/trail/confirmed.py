"""What is noted of a request that was confirmed: which text, by its digest, and nothing of what it says of anybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.requests.record import Record
from bot.state.port import Store
from bot.trail.chain import sealer

FORMAT: Final = "request-1"


@dataclass(frozen=True, slots=True)
class ConfirmedNote:
    """One confirmation, beside the records of answers on the same chain."""

    record: Record
    target: str

    def canonical(self) -> str:
        """The one text that stands for it: JSON with sorted keys and without blanks."""
        record = self.record
        values = {
            "format": FORMAT,
            "id": record.id,
            "at": record.confirmed_at.isoformat(),
            "right": record.right,
            "policy": record.policy,
            "version": record.version.isoformat(),
            "sections": list(record.cited_sections),
            "channel": record.channel,
            "target": self.target,
            "confirmation": record.confirmation_sha256,
        }
        return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def noter(store: Store, key: bytes) -> Callable[[Record, str], None]:
    """What notes a record and its target on the trail, once. Raises `StateUnavailable`."""
    seal = sealer(key)

    def note(record: Record, target: str) -> None:
        store.append(record.id, ConfirmedNote(record, target).canonical(), seal)

    return note
