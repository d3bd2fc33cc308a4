"""How often an address and a session may ask."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.web.refusals import Refused

_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_ROUNDED_S: Final = 0.001


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates such as ``30/minute``."""

    address: str
    session: str
    requests: str = "10/hour"


class Window:
    """Counts by name within a sliding window: this stretch of time, and the one before by the share of it that is still within reach.

    A name is forgotten with the stretch that it was counted in, so that nothing has to look through all of them.
    """

    def __init__(self, rate: str, clock: Callable[[], float] = time.time) -> None:
        """``rate`` is one such as ``30/minute``, ``clock`` gives the seconds since 1970."""
        most, _, unit = rate.partition("/")
        self._most, self._length_s, self._clock = int(most), _SECONDS[unit], clock
        self._number = 0
        self._counts: dict[str, int] = {}
        self._before: dict[str, int] = {}

    def __len__(self) -> int:
        """How many names are known."""
        return len(self._counts.keys() | self._before.keys())

    def count(self, name: str) -> int:
        """Count a request, and give 0; where there were too many, give the seconds to wait instead."""
        number, passed = divmod(self._clock() / self._length_s, 1)
        if number != self._number:
            self._before = self._counts if number == self._number + 1 else {}
            self._number, self._counts = int(number), {}
        here, before, left = self._counts.get(name, 0), self._before.get(name, 0), 1 - passed
        if here + int(before * left) < self._most:
            self._counts[name] = here + 1
            return 0
        # Within this stretch only what was counted before it loses weight.
        wait = left - (self._most - here) / before if here < self._most else left
        # The next whole second after that instant: at the instant itself it is still one too many, however it is rounded.
        return math.floor(wait * self._length_s + _ROUNDED_S) + 1


class Limiter:
    """Counts in the memory of this process."""

    def __init__(self, rates: Rates) -> None:
        """``rates`` hold for each address and each session; that of ``requests`` for who files, by address and by contact."""
        self._addresses, self._sessions = Window(rates.address), Window(rates.session)
        self._filing, self._contacts = Window(rates.requests), Window(rates.requests)

    async def count(self, address: str, session: str | None = None) -> None:
        """Count a request. Raises `Refused` (429), with the seconds to wait, where there were too many."""
        _hit(self._addresses, neighbourhood(address))
        if session is not None:
            _hit(self._sessions, session)

    async def count_filing(self, address: str, contact: str) -> None:
        """Count a request that is filed. Raises `Refused` (429) where there were too many from there, or for this contact."""
        _hit(self._filing, neighbourhood(address))
        _hit(self._contacts, contact)


def _hit(window: Window, name: str) -> None:
    if wait_s := window.count(name):
        raise Refused(429, "too_often", headers={"Retry-After": str(wait_s)})


def neighbourhood(address: str) -> str:
    """What is counted as one: an IPv4 address, or the /64 that one subscriber of IPv6 has."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)  # noqa: PLR2004 - IPv6
