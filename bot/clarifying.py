"""When a question has two readings that lead to different answers.

That is so where two sections under one heading, each for a case of its own (「本人の場合」「代理人の場合」), answer it about equally well,
and the question does not say which case is meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from index.found import Hit
from index.tokens import query_tokens

_CASE: Final = re.compile(r"(?:場合|の方|方へ|とき|時|向け|in the case|for |if )")
_MAX_CASES: Final = 4
_SPREAD: Final = 1.2
"""Sections whose scores differ by less than this answer about equally well (a ratio of weights of about 0.3)."""


def readings(question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The sections that each answer one reading, in the order of the text; () where the question is clear."""
    best = hits[0]
    if not _CASE.search(best.section.title):
        return ()
    asked = set(query_tokens(question))
    cases = [hit for hit in hits[:_MAX_CASES] if _is_sibling(best, hit) and best.score - hit.score <= _SPREAD]
    if len(cases) < 2:  # noqa: PLR2004 - one case is no choice
        return ()
    words = [set(query_tokens(hit.section.title)) for hit in cases]
    shared = set.intersection(*words)
    if any(asked & (mine - shared) for mine in words):
        return ()
    return tuple(sorted(cases, key=lambda hit: hit.section.start))


def _is_sibling(one: Hit, other: Hit) -> bool:
    return (
        one.version.name == other.version.name
        and one.section.path == other.section.path
        and one.section.path != ()
        and bool(_CASE.search(other.section.title))
    )
