"""How long until something is tried again: twice as long each time, spread by chance, and never before the target wants it.

The waits outlive the process: they are due times in the database, and no sleep.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Final

FIRST_S: Final = 5.0
LONGEST_S: Final = 3600.0
MAX_ATTEMPTS: Final = 25
"""With these waits, about a day; after them, people look at it."""

_SPREAD: Final = 0.25


def wait_after(attempts: int, retry_after_s: float | None = None, *, first_s: float = FIRST_S) -> timedelta:
    """The wait after so many attempts. What the target asks for is kept to, up to a day."""
    backoff_s = min(first_s * 2.0 ** min(attempts - 1, 20), LONGEST_S)
    # Those that failed together do not come again together.
    backoff_s *= 1 + random.uniform(0, _SPREAD)  # noqa: S311 - no secret
    return timedelta(seconds=max(backoff_s, min(retry_after_s or 0.0, 86_400.0)))
