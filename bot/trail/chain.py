"""The chain: each link's digest is made from its record and the digest of the link before."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.errors import TrailBroken
from bot.state.port import NOTHING_BEFORE, Link


@dataclass(frozen=True, slots=True)
class Verified:
    """A chain without a fault: how many links, and the digest of the last, which vouches for all of them."""

    links: int
    digest: str


def sealer(key: bytes) -> Callable[[int, str, str], str]:
    """What makes a link's digest: HMAC-SHA256, so that who can write to the database alone cannot forge a chain anew."""

    def seal(position: int, before: str, record: str) -> str:
        return hmac.new(key, f"{position}\n{before}\n{record}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    return seal


def verify(links: Iterable[Link], key: bytes, *, end: Verified | None = None) -> Verified:
    """Go through the whole chain.

    Args:
        links: in order.
        key: what they were sealed with.
        end: what an earlier run said; the chain must still hold that link at that place, so that nothing was cut off behind it.

    Raises:
        TrailBroken: a link is missing, out of place, changed, or sealed with another key.
    """
    seal = sealer(key)
    before, count = NOTHING_BEFORE, 0
    for count, link in enumerate(links, 1):
        if link.position != count:
            raise TrailBroken(f"Link {count} of the trail is missing: the next one there is {link.position}.")
        if link.before != before:
            raise TrailBroken(f"Link {count} of the trail ({link.id}) does not follow the one before it.")
        if not hmac.compare_digest(link.digest, seal(count, before, link.record)):
            raise TrailBroken(f"Link {count} of the trail ({link.id}) is not what was written, or JOBUN_SECRET is another one.")
        _check_names(link)
        before = link.digest
        if end is not None and count == end.links and before != end.digest:
            raise TrailBroken(f"The trail up to link {count} is another one than the one that was verified before.")
    if end is not None and count < end.links:
        raise TrailBroken(f"The trail ends at link {count}; {end.links} were there before.")
    return Verified(count, before)


def _check_names(link: Link) -> None:
    """The id beside a record is how it is found, and no part of what is sealed."""
    try:
        named = json.loads(link.record)["id"]
    except (ValueError, KeyError, TypeError):
        named = None
    if named != link.id:
        raise TrailBroken(f"Link {link.position} of the trail stands under the name {link.id}, which is not its own.")
