"""All the policies there are, and which of their versions hold for whom on which day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.errors import PolicyUnknown, PolicyUnreadable
from corpus.model import Audience, PolicyVersion
from corpus.reading import read

SHIPPED = Path(__file__).parent / "policies"
"""The policies that come with the project."""


@dataclass(frozen=True, slots=True)
class Library:
    """Policy versions, ordered by policy, language and date; no two share all three."""

    versions: tuple[PolicyVersion, ...]

    @classmethod
    def load(cls, folder: Path) -> Library:
        """Every ``*.md`` with front matter below ``folder``. Raises `PolicyUnreadable` for the first that cannot be used."""
        return cls.of(read(path) for path in policy_files(folder))

    @classmethod
    def of(cls, versions: Iterable[PolicyVersion]) -> Library:
        """A library of ``versions``. Raises `PolicyUnreadable` where two have the same policy, language and date."""
        seen: dict[tuple[str, str, date], PolicyVersion] = {}
        for version in versions:
            key = (version.policy, version.lang, version.effective_on)
            if key in seen:
                raise PolicyUnreadable(
                    f"{version.source} and {seen[key].source}: two versions of {version.policy} ({version.lang}) take effect on "
                    f"{version.effective_on}; change `effective_on` of one or remove it."
                )
            seen[key] = version
        return cls(tuple(seen[key] for key in sorted(seen)))

    def __iter__(self) -> Iterator[PolicyVersion]:
        return iter(self.versions)

    @property
    def policies(self) -> tuple[str, ...]:
        """The ids, sorted."""
        return tuple(sorted({version.policy for version in self.versions}))

    def in_force(self, as_of: date, audience: Audience) -> tuple[PolicyVersion, ...]:
        """For each policy and language that ``audience`` may see, the version in force on ``as_of``. Staff sees everything."""
        latest: dict[tuple[str, str], PolicyVersion] = {}
        for version in self.versions:
            if version.effective_on <= as_of and may_see(audience, version.audience):
                latest[version.policy, version.lang] = version
        return tuple(latest.values())

    def get(self, policy: str, effective_on: date | None = None, lang: str = "ja") -> PolicyVersion:
        """One version, the latest where no date is given. Raises `PolicyUnknown` naming those that are there."""
        mine = [v for v in self.versions if v.policy == policy]
        if not mine:
            raise PolicyUnknown(f"There is no policy {policy!r}; there are: {', '.join(self.policies)}.")
        same = [v for v in mine if v.lang == lang] or [v for v in mine if v.lang == mine[0].lang]
        if effective_on is None:
            return same[-1]
        for version in same:
            if version.effective_on == effective_on:
                return version
        dates = ", ".join(v.effective_on.isoformat() for v in same)
        raise PolicyUnknown(f"{policy} has no version of {effective_on}; there are: {dates}.")


def policy_files(folder: Path) -> list[Path]:
    """The files below ``folder`` that hold policies, sorted. Raises `PolicyUnreadable` where there is none."""
    if not folder.is_dir():
        problem = "is a file, and no folder" if folder.exists() else "there is no such folder"
        raise PolicyUnreadable(f"{folder}: {problem}; policies are kept as <policy id>/<effective date>.md below one.")
    paths = sorted(p for p in folder.rglob("*.md") if p.name.lower() != "readme.md" and not p.name.startswith("."))
    if not paths:
        raise PolicyUnreadable(f"{folder}: holds no policy; add <policy id>/<effective date>.md.")
    return paths


def may_see(viewer: Audience, audience: Audience) -> bool:
    """Whether a text for ``audience`` may be shown to ``viewer``: the public never sees a staff text."""
    return viewer == "staff" or audience == "public"
