"""What is alike in targets: finding a request, and, where one tells of it by its name, following it and taking it back after a lost answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Final

from bot.errors import TargetRefused
from bot.requests.adapters.http import Answer, Caller, in_time, looking_up
from bot.requests.record import Record
from bot.requests.targets import Filed

_NOT_FOUND: Final = 404


class Finding(ABC):
    """The part of an adapter that finds what was filed by it."""

    http: Caller

    @in_time
    def find(self, record: Record) -> Filed | None:
        """See `Target.find`."""
        with looking_up():
            return self._found(record)

    @abstractmethod
    def _found(self, record: Record) -> Filed | None:
        """What the target has under a record's id. Raises `TargetRefused`, `TargetUnavailable`."""


class Following(Finding):
    """The half of an adapter that follows. Such a target knows a request by our own id of it, too, or tells that it does not."""

    not_there: ClassVar[frozenset[int]] = frozenset({_NOT_FOUND})
    """The statuses by which it tells so."""

    @in_time
    def state(self, record: Record, reference: str) -> Filed:
        """See `Target.state`."""
        return self._filed(self._get(reference).judged(), record)

    def _found(self, record: Record) -> Filed | None:
        answer = self._get(record.id)
        return None if answer.status in self.not_there else self._filed(answer.judged(), record)

    def _taken_back_before(self, answer: Answer, record: Record, reference: str) -> Filed | None:
        """How it stands where it had been taken back before ``answer``, by a call whose own was lost; None where it is now.

        Raises `TargetRefused`, `TargetUnavailable` where it is not taken back.
        """
        try:
            answer.judged()
        except TargetRefused:
            with looking_up():
                now = self._get(reference)
                stands = self._filed(now.judged(), record) if now.status not in self.not_there else None
            if stands is None or stands.status != "cancelled":
                raise
            return stands
        return None

    @abstractmethod
    def _get(self, reference: str) -> Answer:
        """What the target says of a request, by its reference or our id."""

    @abstractmethod
    def _filed(self, answer: Answer, record: Record) -> Filed:
        """An answer of success, in our words. Raises `TargetUnavailable` where it is none about this record."""
