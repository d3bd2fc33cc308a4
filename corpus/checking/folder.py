"""Checks all the policies below a folder, one file's trouble never hiding another's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from corpus.approved import FILE, read_approvals
from corpus.checking.findings import SEVERITIES, Finding, Place, Severity
from corpus.checking.numbering import check_emptiness, check_numbering
from corpus.checking.outline import Outline
from corpus.checking.publication import check_publication
from corpus.checking.references import check_references
from corpus.checking.revisions import check_dates
from corpus.checking.rules import finding
from corpus.errors import PolicyUnknown, PolicyUnreadable
from corpus.library import policy_files
from corpus.model import PolicyVersion
from corpus.reading import read

_NAME: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.([a-z]{2}))?\.md")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked, each file with its version's name or "" where it cannot be read, and what was found."""

    files: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]

    def count(self, severity: Severity) -> int:
        """How many findings are of ``severity``."""
        return sum(finding.severity == severity for finding in self.findings)

    def passed(self, *, strict: bool = False) -> bool:
        """Whether there is no error, and with ``strict`` no warning either."""
        return not self.count("error") and not (strict and self.count("warning"))


def check_folder(folder: Path, policies: Sequence[str] = ()) -> Checked:
    """Check the policies below ``folder``, or those of them whose ids are given.

    Raises `PolicyUnreadable` where the folder holds none, `PolicyUnknown` for an id that none of them has.
    """
    versions: list[PolicyVersion] = []
    files: list[tuple[str, str]] = []
    findings: list[Finding] = []
    seen: set[str] = set()
    for path in policy_files(folder):
        try:
            version = read(path)
        except PolicyUnreadable as error:
            seen.add(path.parent.name)
            if not policies or path.parent.name in policies:
                files.append((str(path), ""))
                problem = str(error).removeprefix(str(path)).lstrip(":, ")
                findings.append(finding("unreadable", Place(str(path)), "en", problem=problem))
            continue
        seen.add(version.policy)
        if not policies or version.policy in policies:
            files.append((str(path), version.name))
            versions.append(version)
    unknown = [policy for policy in policies if policy not in seen]
    if unknown:
        raise PolicyUnknown(f"There is no policy {unknown[0]!r} below {folder}; there are: {', '.join(sorted(seen))}.")
    newest = {
        (version.policy, version.lang): version.effective_on for version in sorted(versions, key=lambda v: v.effective_on)
    }
    for version in versions:
        superseded = version.effective_on < newest[version.policy, version.lang]
        findings.extend(check_version(version, superseded=superseded))
    findings.extend(_together(versions))
    findings.extend(_approved(folder, versions, policies, files))
    order = {path: index for index, (path, _) in enumerate(files)}
    findings.sort(key=lambda found: (order[found.place.file], SEVERITIES.index(found.severity)))
    return Checked(tuple(files), tuple(findings))


def _approved(
    folder: Path, versions: Sequence[PolicyVersion], policies: Sequence[str], files: list[tuple[str, str]]
) -> Iterator[Finding]:
    """Approved answers that hold no longer in the latest versions."""
    path = folder / FILE
    if not path.exists():
        return
    files.append((str(path), FILE))
    try:
        approvals = read_approvals(folder)
    except PolicyUnreadable as error:
        problem = str(error).removeprefix(str(path)).lstrip(":, ")
        yield finding("unreadable", Place(str(path)), "en", problem=problem)
        return
    latest = {(version.policy, version.lang): version for version in sorted(versions, key=lambda v: v.effective_on)}
    for one in approvals.answers:
        for cited in one.missing(latest.values()):
            policy = cited.section.partition("/")[0]
            if not policies or policy in policies:
                langs = [version.lang for version in latest.values() if version.policy == policy]
                place = Place(str(path), section=cited.section, quote=cited.quote)
                lang = "ja" if "ja" in langs or not langs else langs[0]
                yield finding("approved-expired", place, lang, question=one.question, section=cited.section)


def check_version(version: PolicyVersion, *, superseded: bool = False) -> tuple[Finding, ...]:
    """All that one version tells by itself. What should be published is not asked of a version that a later one replaced."""
    outline = Outline(version)
    return (
        *_front(outline),
        *check_numbering(outline),
        *check_emptiness(outline),
        *check_references(outline),
        *check_dates(outline),
        *(() if superseded else check_publication(outline)),
    )


def _front(outline: Outline) -> Iterator[Finding]:
    version, place = outline.version, outline.place()
    for notice in version.notices:
        rule = "audience-missing" if notice.startswith("audience") else "front-matter"
        yield finding(rule, place, version.lang, problem=notice)
    path = Path(version.source)
    if path.suffix != ".md":
        return
    found = _NAME.fullmatch(path.name)
    day = version.effective_on.isoformat()
    if found is None:
        wanted = f"{day}.md" if version.lang == "ja" else f"{day}.{version.lang}.md"
        yield finding("file-name-form", place, version.lang, name=path.name, wanted=wanted)
    elif found[1] != day:
        yield finding("file-name", place, version.lang, name=path.name, key="effective_on", value=day)
    elif found[2] is not None and found[2] != version.lang:
        yield finding("file-name", place, version.lang, name=path.name, key="lang", value=version.lang)
    if path.parent.name and path.parent.name != version.policy and found is not None:
        yield finding("file-name", place, version.lang, name=f"{path.parent.name}/{path.name}", key="id", value=version.policy)


def _together(versions: Iterable[PolicyVersion]) -> Iterator[Finding]:
    """What two versions tell only together: the same day twice, and sections that a translation lacks."""
    first: dict[tuple[str, str, str], PolicyVersion] = {}
    for version in versions:
        day = version.effective_on.isoformat()
        other = first.setdefault((version.policy, version.lang, day), version)
        if other is not version:
            place = Outline(version).place()
            yield finding(
                "version-twice", place, version.lang, policy=version.policy, lang=version.lang, day=day, other=other.source
            )
    for (policy, lang, day), version in first.items():
        original = first.get((policy, "ja", day))
        if original is None or lang == "ja":
            continue
        for one, other in ((version, original), (original, version)):
            missing = [s.number for s in other.sections if s.label and s.kind == "text" and s.number not in one.by_number]
            if missing:
                place = Outline(one).place()
                yield finding("translation-sections", place, one.lang, missing=", ".join(missing), other=other.name)
