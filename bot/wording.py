"""How a reply names sections and quotes them: the fixed sentences around what a policy says."""

from __future__ import annotations

from collections.abc import Sequence

from bot.phrases import Lang, date_text, phrase
from bot.quoting import Picked, best_sentence, citation
from bot.replies import Answered, Clarify, Trace
from corpus.approved import Approved
from corpus.model import Citation, PolicyVersion
from corpus.numbers import normal_number, to_half
from index.found import Hit
from index.plain import plain


def as_approved(approved: Approved, citations: tuple[Citation, ...], trace: Trace, lang: Lang) -> Answered:
    """An answer that an owner approved, with the day it was."""
    marked = phrase("approved", lang, date=date_text(approved.approved_on, lang))
    return Answered(f"{approved.text.strip()}\n{marked}", citations, trace, approved_on=approved.approved_on)


def clarify(choices: Sequence[Hit], trace: Trace, lang: Lang) -> Clarify:
    """Which of several sections is meant: asked back with their titles."""
    names = tuple(hit.section.title for hit in choices)
    lines = [phrase("clarify", lang), *(f"・{name}" for name in names)]
    return Clarify("\n".join(lines), names, tuple(citation(hit, *best_sentence(hit)) for hit in choices), trace)


def scope_text(versions: Sequence[PolicyVersion], lang: Lang) -> str:
    """That a turn has nothing to do with these policies."""
    names = list(dict.fromkeys(version.title for version in versions))
    return phrase("out_of_scope", lang, policies=listed(names, lang))


def listed(names: Sequence[str], lang: Lang) -> str:
    """Names in a row, each between the language's quotation marks."""
    return "、".join(f"「{name}」" for name in names) if lang == "ja" else ", ".join(f"“{name}”" for name in names)


def section_name(hit: Hit) -> str:
    """A section as people cite it: 「7.2.1 ご本人様の場合」, 「第17条 引継ぎ」, 「第17条 引継ぎ 第2項」."""
    section = hit.section
    if section.kind == "preamble":
        return section.title or section.number
    if not section.title and section.path:
        above, label = section.path[-1], to_half(section.label)
        return f"{above} 第{label}項" if label.isdecimal() and above.startswith("第") else f"{above} {section.label}"
    if section.label.startswith("第") or normal_number(section.label) == section.number:
        return section.heading
    return f"{section.number} {section.title}"


def introduced(hit: Hit, lang: Lang) -> str:
    """The sentence before a quote: which policy, of which day, says so in which section."""
    version = hit.version
    return phrase(
        "answered", lang, policy=version.title, version=date_text(version.effective_on, lang), section=section_name(hit)
    )


def quoted_text(hit: Hit, picked: Picked) -> str:
    """The quote as a reader sees it: marks taken away, list items on lines of their own."""
    lines = []
    for first, last in picked.ranges:
        for at in range(first, last):
            sentence = hit.section.sentences[at]
            text = plain(hit.section.text[sentence.start : sentence.end], row=sentence.kind in ("row", "header"))
            begins = sentence.kind != "sentence" or at == first
            lines.append(f"{'・' if sentence.kind in ('item', 'row') else ''}{text}" if begins else text)
    return "\n".join(f"> {line}" for line in lines)
