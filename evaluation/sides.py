"""The two texts that are compared: each a version of one policy beside the other policies as they are, or a folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from corpus.approved import Approvals, read_approvals
from corpus.diff import Comparison, compare
from corpus.errors import PolicyUnknown
from corpus.library import Library
from corpus.model import PolicyVersion

LAST_DAY: Final = date.max
"""The day that both sides are asked about: each holds one text a policy and language, and that one is meant, in force or not."""

_VERSION: Final = re.compile(r"(?:(?P<policy>[a-z0-9][a-z0-9._-]*)/)?(?P<day>\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what it is called, its texts, one for each policy and language, and the answers approved for them."""

    name: str
    library: Library
    approvals: Approvals = field(default=Approvals())


def side(named: str, policies: Path) -> Side:
    """What ``named`` says: a folder of policies, a date, or "<policy>/<date>"; versions are those of the folder ``policies``.

    Raises:
        PolicyUnknown: there is neither such a folder nor such a version, or several policies have a version of that date.
        PolicyUnreadable: a text of the folder cannot be used.
    """
    if Path(named).is_dir():
        return Side(named, Library.of(_latest(Library.load(Path(named)))), read_approvals(Path(named)))
    found = _VERSION.fullmatch(named)
    if found is None:
        raise PolicyUnknown(
            f"{named!r} is neither a folder nor a version; write 2022-04-01, site-privacy/2022-04-01 or a path."
        )
    library = Library.load(policies)
    policy = found["policy"] or _policy_of(library, found["day"])
    day = library.get(policy, _day(found["day"])).effective_on
    kept = [version for version in library if version.policy != policy or version.effective_on <= day]
    return Side(f"{policy}/{day}", Library.of(_latest(kept)), read_approvals(policies))


def comparisons(old: Library, new: Library) -> tuple[Comparison, ...]:
    """What changed in each policy and language that both sides hold, in the order of the new one; what is the same is left out."""
    before = {(version.policy, version.lang): version for version in old}
    pairs = [(before[key], version) for version in new if (key := (version.policy, version.lang)) in before]
    return tuple(compare(ours, theirs) for ours, theirs in pairs if ours.body != theirs.body or ours.title != theirs.title)


def only_in(one: Library, other: Library) -> tuple[PolicyVersion, ...]:
    """The versions whose policy and language the other side lacks."""
    there = {(version.policy, version.lang) for version in other}
    return tuple(version for version in one if (version.policy, version.lang) not in there)


def _latest(versions: Iterable[PolicyVersion]) -> list[PolicyVersion]:
    latest: dict[tuple[str, str], PolicyVersion] = {}
    for version in versions:
        known = latest.get((version.policy, version.lang))
        if known is None or known.effective_on <= version.effective_on:
            latest[version.policy, version.lang] = version
    return list(latest.values())


def _policy_of(library: Library, day: str) -> str:
    found = sorted({version.policy for version in library if version.effective_on.isoformat() == day})
    if len(found) == 1:
        return found[0]
    if not found:
        there = ", ".join(f"{version.policy}/{version.effective_on}" for version in library if version.lang == "ja")
        raise PolicyUnknown(f"No policy has a version of {day}; there are: {there}.")
    raise PolicyUnknown(f"Several policies have a version of {day}; write {' or '.join(f'{one}/{day}' for one in found)}.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PolicyUnknown(f"{text} is in no calendar; write a date such as 2022-04-01.") from error
