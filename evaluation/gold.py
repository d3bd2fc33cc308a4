"""What a case rests on in a text: the sentences that answer it, known by a digest, and where they went in another version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from corpus.diff import Comparison
from corpus.diff_words import plain
from corpus.library import Library
from corpus.model import Citation, PolicyVersion
from evaluation.cases import Case, folded
from evaluation.wanted import WantedSection, is_wanted

Place: TypeAlias = tuple[str, str, int]
"""Policy, section number, and which sentence of the section."""

_DIGITS: Final = 12


def digest(sentence: str) -> str:
    """What a sentence is known by: the first 12 hexadecimal digits of SHA-256 over it after NFKC, without blanks."""
    return hashlib.sha256(plain(sentence).encode("utf-8", "replace")).hexdigest()[:_DIGITS]


@dataclass(frozen=True, slots=True)
class Rest:
    """Sentences of a text, any of which a case rests on: places by digest, and one of them in its words."""

    digests: tuple[str, ...]
    places: tuple[Place, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """Every sentence of some texts by its digest, with the places where it stands."""

    library: Library
    places: dict[str, tuple[Place, ...]]

    @classmethod
    def of(cls, library: Library) -> Sentences:
        """The sentences of all versions of a library, which should hold one a policy and language."""
        found: dict[str, list[Place]] = {}
        for version in library:
            for section in version.sections:
                for at in range(len(section.sentences)):
                    found.setdefault(digest(section.quote(at)), []).append((version.policy, section.number, at))
        return cls(library, {key: tuple(places) for key, places in found.items()})

    def rests(self, case: Case, citations: Sequence[Citation] = ()) -> tuple[Rest, ...]:
        """What a case rests on here; each of these should still be there in a later text.

        It is what its ``evidence`` says, else for each wanted text the sentences of the wanted sections that hold it, else the
        sentences of wanted sections among ``citations``, those of a right reply.
        """
        if case.evidence:
            return tuple(Rest((one,), self.places.get(one, ()), self._quote(one)) for one in case.evidence)
        if not case.sections:
            return ()
        if case.must_include:
            found = [self._holding(case, text) for text in case.must_include]
            return tuple(one for one in found if one is not None)
        cited = [one for one in citations if is_wanted(case.sections, one.policy, one.section)]
        texts = [(one, text, at) for one in cited for text, at in self._sentences(one)]
        return tuple(Rest((digest(text),), ((one.policy, one.section, at),), text) for one, text, at in texts)

    def digests_of(self, citations: Iterable[Citation]) -> frozenset[str]:
        """The digests of all sentences that are cited."""
        return frozenset(digest(text) for one in citations for text, _ in self._sentences(one))

    def version_of(self, citation: Citation) -> PolicyVersion | None:
        """The text that a citation quotes; both languages of a policy may have the section."""
        for version in self.library:
            if version.policy == citation.policy and cites(citation, version):
                return version
        return None

    def _sentences(self, citation: Citation) -> list[tuple[str, int]]:
        version = self.version_of(citation)
        if version is None:
            return [(citation.quote, citation.sentences[0])]
        return [(version.by_number[citation.section].quote(at), at) for at in range(*citation.sentences)]

    def _holding(self, case: Case, text: str) -> Rest | None:
        found: list[tuple[Place, str]] = []
        for version in self.library:
            for section in version.sections:
                if is_wanted(case.sections, version.policy, section.number):
                    quotes = [section.quote(at) for at in range(len(section.sentences))]
                    found += [
                        ((version.policy, section.number, at), quote)
                        for at, quote in enumerate(quotes)
                        if folded(text) in folded(quote)
                    ]
        if not found:
            return None
        return Rest(tuple(digest(quote) for _, quote in found), tuple(place for place, _ in found), found[0][1])

    def _quote(self, key: str) -> str:
        for policy, number, at in self.places.get(key, ()):
            for version in self.library:
                if version.policy == policy and number in version.by_number:
                    section = version.by_number[number]
                    if at < len(section.sentences) and digest(section.quote(at)) == key:
                        return section.quote(at)
        return ""


@dataclass(frozen=True, slots=True)
class Followed:
    """A case as it is asked of a later text: the sections wanted there, and what it rests on that is no longer there."""

    case: Case
    stale: tuple[Rest, ...]
    migrated: bool


def follow(case: Case, rests: Sequence[Rest], new: Sentences, changed: Sequence[Comparison]) -> Followed:
    """A case about the old text of ``changed`` held against the new one: renumbered sections and moved sentences are followed.

    A case that rests on nothing in the old text stays as it is: its numbers may be those of the new one.
    """
    stale = tuple(one for one in rests if not any(key in new.places for key in one.digests))
    wanted = [number for one in case.sections for number in _numbers(one, new.library, changed)]
    moved = [place for rest in rests for place in _moved(rest, wanted, new)]
    if moved:
        # Those that hold none of what it rests on any more are wanted no longer.
        places = [place for rest in rests for key in rest.digests for place in new.places.get(key, ())]
        wanted = [one for one in wanted if any(one.covers(policy, number) for policy, number, _ in places)] + moved
    sections = tuple(dict.fromkeys(wanted))
    rested = any(rest.places for rest in rests)
    same = sections == case.sections or not sections or not rested or _is_about(case, new)
    return Followed(case if same else replace(case, sections=sections), stale, not same)


def _numbers(wanted: WantedSection, library: Library, changed: Sequence[Comparison]) -> list[WantedSection]:
    """What a section is called now. One that any policy may have keeps its number where no policy that has it renumbered it."""
    renumbered = {
        one.new.policy: number
        for one in changed
        if wanted.policy in (None, one.new.policy) and (number := one.numbers.get(wanted.number)) not in (None, wanted.number)
    }
    if not renumbered:
        return [wanted]
    if wanted.policy is None:
        has_it = {version.policy for version in library if wanted.number in version.by_number} - set(renumbered)
        others = [one for one in has_it if not any(change.new.policy == one for change in changed)]
        return [WantedSection(policy, str(number)) for policy, number in renumbered.items()] + [
            WantedSection(policy, wanted.number) for policy in sorted(others)
        ]
    return [WantedSection(wanted.policy, str(renumbered[wanted.policy]))]


def _moved(rest: Rest, wanted: Sequence[WantedSection], new: Sentences) -> list[WantedSection]:
    """Where the sentence stands now, if it stands in none of the wanted sections any more."""
    places = [place for key in rest.digests for place in new.places.get(key, ())]
    if not places or not rest.places or any(is_wanted(wanted, policy, number) for policy, number, _ in places):
        return []
    mine = {policy for policy, _, _ in rest.places}
    return [WantedSection(policy, number) for policy, number, _ in places if policy in mine]


def _is_about(case: Case, new: Sentences) -> bool:
    """Whether its sections are those of the new text already: what it rests on, or each wanted text, stands in them there."""
    if case.evidence:
        places = [place for key in case.evidence for place in new.places.get(key, ())]
        return any(is_wanted(case.sections, policy, number) for policy, number, _ in places)
    return bool(case.must_include) and all(new._holding(case, text) for text in case.must_include)  # noqa: SLF001 - its own module


def cites(citation: Citation, version: PolicyVersion) -> bool:
    """Whether what is quoted stands in ``version`` where the citation says; both languages of a policy may have the section."""
    section, (first, last) = version.by_number.get(citation.section), citation.sentences
    if section is None or not 0 <= first < last <= len(section.sentences):
        return False
    return section.quote(first, last - 1) == citation.quote
