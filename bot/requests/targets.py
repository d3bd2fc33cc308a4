"""The port to what takes requests: our own intake, or a system that the organisation already has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from bot.replies import Right
from bot.requests.record import Record, Status

Fit: TypeAlias = Literal["exact", "nearest", "none"]
"""How well a target can express a right. The person is told of "nearest" before confirming; "none" goes to our own desk."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A request as a target knows it: its ``reference`` there, and its state in our words.

    ``by_code``: it waits for a code that the target has sent to the person.
    """

    reference: str
    status: Status
    reason: str = ""
    by_code: bool = False


class Target(Protocol):
    """Takes requests. Safe to call from several threads.

    Promises, checked for every adapter by ``tests/contracts/test_targets.py``: filing a record again, after any failure whatever,
    leaves one request at the target and gives its reference; `find` after a time-out finds what was accepted; each state of the
    target's has one of ours.
    """

    @property
    def name(self) -> str:
        """「jobun」, 「opendsr」, 「fides」 or 「drp」."""

    @property
    def is_idempotent(self) -> bool:
        """Whether filing the same record twice is safe as it is; where not, `find` comes before any second try."""

    def fit(self, right: Right) -> Fit:
        """How well it can express a right."""

    def file(self, record: Record) -> Filed:
        """Hand a request in. Raises `TargetRefused`, `TargetUnavailable`."""

    def find(self, record: Record) -> Filed | None:
        """What the target has under this record's id; None where it has nothing. Raises `TargetUnavailable`."""

    def state(self, record: Record, reference: str) -> Filed:
        """Where a request stands there. Raises `TargetRefused` where it is unknown, `TargetUnavailable`."""

    def withdraw(self, record: Record, reference: str) -> Filed:
        """Take it back while that is possible. Raises `TargetRefused` where it no longer is, `TargetUnavailable`."""


@runtime_checkable
class Verifying(Target, Protocol):
    """A target that itself sends the person a code to tell who they are, and waits for it."""

    def verify(self, record: Record, reference: str, code: str) -> Filed:
        """Hand the code in. Raises `TargetRefused` where it is wrong or spent, `TargetUnavailable`."""


@runtime_checkable
class Resending(Verifying, Protocol):
    """One that sends another code when it is asked to."""

    def send_code(self, record: Record, reference: str) -> None:
        """Have another code sent. Raises `TargetRefused` where there were too many, or none is waited for; `TargetUnavailable`."""
