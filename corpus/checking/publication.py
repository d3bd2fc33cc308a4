"""What the APPI (個人情報保護法) wants an operator to publish, or to keep within easy reach of the person, and a text does not say.

Looked for by `concepts`, in titles and text. Texts for staff are not published, and so not asked for any of this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from corpus.checking import concepts
from corpus.checking.findings import Finding
from corpus.checking.outline import Outline
from corpus.checking.rules import finding
from corpus.model import Section

_MENTIONS: Final = 3
"""A text without the words in its title is about personal information if this many of its sections mention it."""
_WANTED: Final = (
    ("appi-operator-name", concepts.NAME),
    ("appi-operator-address", concepts.ADDRESS),
    ("appi-representative", concepts.REPRESENTATIVE),
    ("appi-purpose", concepts.PURPOSE),
    ("appi-third-party", concepts.THIRD_PARTY),
    ("appi-security", concepts.SECURITY),
)
_JOINT_WANTED: Final = (
    (concepts.JOINT_ITEMS, "利用される個人データの項目", "what items of personal data are used"),
    (concepts.JOINT_PARTIES, "利用する者の範囲", "who the joint users are"),
    (concepts.JOINT_PURPOSE, "利用目的", "the purpose of use"),
    (
        concepts.JOINT_MANAGER,
        "管理について責任を有する者の氏名または名称",
        "the name of the party responsible for managing the data",
    ),
)
# The responsible party is mostly the operator, whose address and representative may stand anywhere in the text.
_JOINT_ANYWHERE: Final = (
    (concepts.ADDRESS, "責任を有する者の住所", "the address of the responsible party"),
    (concepts.REPRESENTATIVE, "責任を有する法人の代表者の氏名", "the representative of the responsible party"),
)


def check_publication(outline: Outline) -> Iterator[Finding]:
    """Findings on what a text for the public about its personal information leaves out."""
    version = outline.version
    sections = [section for section in version.sections if section.kind != "history"]
    if version.audience != "public" or not _is_about_persons(version.title, sections):
        return
    text = "\n".join(_said(section) for section in sections)
    for rule, concept in _WANTED:
        if not concept.search(text):
            yield finding(rule, outline.place(), version.lang)
    yield from _requests(outline, sections)
    if not concepts.COMPLAINT.search(text):
        rule = "appi-complaints-word" if concepts.DESK.search(text) else "appi-complaints"
        yield finding(rule, outline.place(), version.lang)
    yield from _joint_use(outline, sections, text)


def _is_about_persons(title: str, sections: Sequence[Section]) -> bool:
    if concepts.PERSONAL.search(title):
        return True
    return sum(bool(concepts.PERSONAL.search(_said(section))) for section in sections) >= _MENTIONS


def _said(section: Section) -> str:
    return f"{section.title}\n{section.text}"


def _requests(outline: Outline, sections: Sequence[Section]) -> Iterator[Finding]:
    about = [
        section
        for section in sections
        if any(concepts.REQUESTS.search(said) for said in (_persons_part(section), *section.path))
    ]
    if not about:
        yield finding("appi-requests", outline.place(), outline.version.lang)
    elif not any(concepts.FEE.search(_said(section)) for section in about):
        yield finding("appi-fee", outline.place(about[0]), outline.version.lang)


def _persons_part(section: Section) -> str:
    """What a section says without the sentences on what authorities may ask for."""
    said = re.split(r"(?<=[。\n])|(?<=\. )", _said(section))
    return "".join(sentence for sentence in said if not concepts.AUTHORITIES.search(sentence))


def _is_joint(section: Section) -> bool:
    others, denials = concepts.NO_JOINT_USE.subn("", section.text)
    return bool(concepts.JOINT_USE.search(others) or (not denials and concepts.JOINT_USE.search(section.title)))


def _joint_use(outline: Outline, sections: Sequence[Section], text: str) -> Iterator[Finding]:
    """What is missing of the five items of joint use, where there is any. What is missing may stand behind a link."""
    done = [section for section in sections if _is_joint(section)]
    if not done:
        return
    below = [child for section in done for child in outline.children[section.number]]
    said = "\n".join(_said(section) for section in [*done, *below])
    place, lang = outline.place(done[0]), outline.version.lang
    rule = "appi-joint-use-link" if concepts.LINK.search(said) else "appi-joint-use"
    for where, wanted in ((said, _JOINT_WANTED), (text, _JOINT_ANYWHERE)):
        for concept, ja, en in wanted:
            if not concept.search(where):
                yield finding(rule, place, lang, item=ja if lang == "ja" else en)
