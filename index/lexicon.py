"""Words that mean the same to the person who asks and to the policy that answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from index.tokens import morphemes, tokens

_FILE: Final = Path(__file__).parent / "lexicon.txt"


def expansions(words: Sequence[str]) -> list[str]:
    """The words of every group that one of ``words`` belongs to, without these themselves, each once."""
    groups = _groups()
    found = dict.fromkeys(other for word in dict.fromkeys(words) for other in groups.get(word, ()))
    return [word for word in found if word not in words]


@lru_cache(maxsize=1)
def _groups() -> dict[str, tuple[str, ...]]:
    groups: dict[str, dict[str, None]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        members = list(dict.fromkeys(token for word in line.split() if (token := _as_one(word))))
        for member in members:
            groups.setdefault(member, {}).update(dict.fromkeys(members))
    return {member: tuple(others) for member, others in groups.items()}


def _as_one(word: str) -> str:
    """The token of a word; "" where it is several words to the analyser, since a part of it means something else (利用 of 利用停止)."""
    forms = tokens(word)
    return forms[0] if forms and (len(forms) == 1 or len(morphemes(word)) == 1) else ""
