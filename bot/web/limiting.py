"""How often an address and a session may ask."""

from __future__ import annotations

import ipaddress
import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from bot.web.refusals import Refused


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates such as ``30/minute``."""

    address: str
    session: str
    requests: str = "10/hour"


class Limiter:
    """Counts in the memory of this process."""

    def __init__(self, rates: Rates) -> None:
        """``rates`` hold for each address and each session; that of ``requests`` for who files, by address, session and contact."""
        self._address, self._session = parse(rates.address), parse(rates.session)
        self._requests = parse(rates.requests)
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def count(self, address: str, session: str | None = None) -> None:
        """Count a request. Raises `Refused` (429), with the seconds to wait, where there were too many."""
        await self._hit(self._address, "address", neighbourhood(address))
        if session is not None:
            await self._hit(self._session, "session", session)

    async def count_filing(self, address: str, session: str, contact: str) -> None:
        """Count a request that is filed. Raises `Refused` (429) where there were too many from there, in a session or for a contact."""
        await self._hit(self._requests, "filing", neighbourhood(address))
        if session:
            await self._hit(self._requests, "filing session", session)
        await self._hit(self._requests, "contact", contact)

    async def count_code(self, address: str, session: str) -> None:
        """Count a code that is sent for a request. Raises `Refused` (429) where there were too many from there, or in a session."""
        await self._hit(self._requests, "code", neighbourhood(address))
        if session:
            await self._hit(self._requests, "code session", session)

    async def _hit(self, rate: RateLimitItem, kind: str, name: str) -> None:
        if not await self._counter.hit(rate, kind, name):
            stats = await self._counter.get_window_stats(rate, kind, name)
            wait_s = max(1, math.ceil(stats.reset_time - time.time()))
            raise Refused(429, "too_often", headers={"Retry-After": str(min(wait_s, rate.get_expiry()))})


def neighbourhood(address: str) -> str:
    """What is counted as one: an IPv4 address, or the /64 that one subscriber of IPv6 has."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)  # noqa: PLR2004 - IPv6
