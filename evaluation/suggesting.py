"""Cases that a new or changed text asks for: a question for each sentence that says something new, and near misses of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from corpus.diff import compare
from corpus.diff_words import plain
from corpus.model import PolicyVersion, Section
from evaluation.case_checks import plain_question
from evaluation.cases import Case
from evaluation.gold import digest
from evaluation.wanted import WantedSection

Reason: TypeAlias = Literal["added", "changed", "text", "near miss"]

_MIN_CHARS: Final = 12
"""A shorter sentence tells too little to ask about: 「委任状」."""
_TOPIC_CHARS: Final = 40
_PLAIN_CHARS: Final = 60
"""A longer sentence makes no question by turning its end."""
_CONDITION: Final = re.compile(r"^(?!次の|この|その|上記)(?P<when>[^。]{2,40}?(?:ときは|場合は|方は|際は|にあたっては))、?")
_POINTS_BACK: Final = re.compile(r"(?:この|その|これ|それ|上記|前記)(?!際)")
"""How a sentence begins that tells nothing without the one before it."""
_LEADING: Final = re.compile(r"^(?:ただし|また|なお|その際|そして|さらに)(?:は|に)?、?")
_OURSELVES: Final = re.compile(r"^(?:当社|弊社|会社)は、?(?:原則として、)?")
_POLITE: Final = re.compile(r"ま(?:す|せん)。?$")
_FIGURE: Final = re.compile(
    r"\d[\d,.]*\s*(?P<unit>営業日|か月|ヶ月|カ月|箇月|年間|週間|日間|時間|円|日|年|月|時|点|回|件|名|歳|%|％)(?P<within>以内|まで|前|後|以上|以下)?(?!につき|あたり|当たり|ごと|毎)"
)
_ASKS: Final = {
    "営業日": "何営業日",
    "か月": "何か月",
    "ヶ月": "何か月",
    "カ月": "何か月",
    "箇月": "何か月",
    "年間": "何年間",
    "週間": "何週間",
    "日間": "何日間",
    "時間": "何時間",
    "円": "いくら",
    "日": "何日",
    "年": "何年",
    "月": "何月",
    "時": "何時",
    "点": "何点",
    "回": "何回",
    "件": "何件",
    "名": "何名",
    "歳": "何歳",
    "%": "何％",
    "％": "何％",
}
_MISSES: Final = (
    "{topic}に違反したときの罰則は何ですか",
    "{topic}は海外に住む人でも同じですか",
    "{topic}の例外を認めるのは誰ですか",
)
_MISSES_EN: Final = ("What is the penalty for breaking the rule on {topic}?", "Who may grant an exception on {topic}?")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case that may be taken, and why: the sentence is new, changed or there, or a question near it that the text does not answer."""

    case: Case
    reason: Reason
    sentence: str


def suggest(new: PolicyVersion, old: PolicyVersion | None, known: Sequence[Case]) -> tuple[Suggestion, ...]:
    """Suggestions for what is new or changed in ``new`` since ``old`` (all of it where that is None), in the order of the text.

    Questions that ``known`` cases ask already are left out, and so are sentences that are the evidence of one. A question is made from
    its sentence by rule: it is for the owner to put it in the words that people use.
    """
    asked = {plain_question(case.question) for case in known}
    rested = {key for case in known for key in case.evidence}
    found: list[Suggestion] = []
    sections: set[str] = set()
    for section, at, reason in _sentences(new, old):
        sentence = section.quote(at)
        question = question_about(sentence, section, new.lang)
        if question is None or digest(sentence) in rested or plain_question(question) in asked:
            continue
        asked.add(plain_question(question))
        found.append(Suggestion(_answered(new, section, at, question), reason, sentence))
        if section.number not in sections:
            sections.add(section.number)
            if (miss := _miss(new, section, len(sections))) and plain_question(miss.case.question) not in asked:
                asked.add(plain_question(miss.case.question))
                found.append(miss)
    return tuple(found)


def edited(suggestion: Suggestion, question: str) -> Suggestion:
    """The same with the question in other words."""
    return replace(suggestion, case=replace(suggestion.case, question=question))


def question_about(sentence: str, section: Section, lang: str) -> str | None:
    """A question that a sentence answers, made by rule; None for a sentence that tells too little by itself."""
    text = _flat(sentence)
    if len(plain(text)) < _MIN_CHARS or (_POINTS_BACK.match(text) and not _FIGURE.search(text)):
        return None
    topic = _title(section)
    return _in_japanese(text, topic) if lang == "ja" else _in_english(text, topic)


def _in_english(text: str, topic: str) -> str:
    return f"What does the policy say about “{topic or text[:_TOPIC_CHARS]}”: {text[:_TOPIC_CHARS].rstrip()}…?"


def _in_japanese(text: str, topic: str) -> str:
    if figure := _FIGURE.search(text):
        return _about_figure(text, figure, topic)
    said = _LEADING.sub("", text, count=1)
    about = f"{topic}で、" if topic else ""
    if condition := _CONDITION.match(said):
        return f"{about}{condition['when']}どうなりますか"
    said = _OURSELVES.sub("", said, count=1)
    if _POLITE.search(said) and len(said) <= _PLAIN_CHARS:
        # 「渡しません」 becomes 「渡しますか」: the answer is not in the question.
        return _POLITE.sub("ますか", said)
    if said.endswith("。") or not topic:
        return f"{topic or said[:_TOPIC_CHARS]}について、どのように定めていますか"
    return f"{topic}に、{said[:_TOPIC_CHARS]}{'…' if len(said) > _TOPIC_CHARS else ''}は含まれますか"


def _sentences(new: PolicyVersion, old: PolicyVersion | None) -> Iterator[tuple[Section, int, Reason]]:
    if old is None:
        for section in new.sections:
            if section.kind == "text":
                yield from ((section, at, "text") for at in range(len(section.sentences)))
        return
    for change in compare(old, new).changes:
        if change.new is None or change.new.kind == "history":
            continue
        for hunk in change.hunks:
            if hunk.new is not None:
                yield from ((change.new, at, "changed" if hunk.old else "added") for at in range(*hunk.new.sentences))


def _answered(version: PolicyVersion, section: Section, at: int, question: str) -> Case:
    sentence = section.quote(at)
    figure = _FIGURE.search(unicodedata.normalize("NFKC", sentence))
    return Case(
        id=f"{version.policy}-{version.effective_on:%Y%m%d}-{digest(sentence)[:8]}",
        question=question,
        verdict="answered",
        sections=(WantedSection(version.policy, section.number),),
        must_include=(figure[0],) if figure else (),
        lang=None if version.lang == "ja" else version.lang,
        tags=("suggested",),
        evidence=(digest(sentence),),
    )


def _miss(version: PolicyVersion, section: Section, number: int) -> Suggestion | None:
    topic = _title(section)
    if not topic:
        return None
    forms = _MISSES if version.lang == "ja" else _MISSES_EN
    question = forms[number % len(forms)].format(topic=topic)
    case = Case(
        id=f"{version.policy}-{version.effective_on:%Y%m%d}-{digest(question)[:8]}",
        question=question,
        verdict="not_stated",
        near=(WantedSection(version.policy, section.number),),
        lang=None if version.lang == "ja" else version.lang,
        tags=("suggested", f"near:{version.policy}/{section.number}"),
    )
    return Suggestion(case, "near miss", "")


def _about_figure(text: str, figure: re.Match[str], topic: str) -> str:
    asks = _ASKS[figure["unit"]] + (figure["within"] or "")
    before = re.split(r"[。、]", text[: figure.start()])[-1][-_TOPIC_CHARS:]
    about = f"{topic}では、" if topic and topic not in before else ""
    return f"{about}{before}{asks}ですか"


def _title(section: Section) -> str:
    title = section.title or (section.path[-1] if section.path else "")
    title = re.sub(r"^[\d.．\s（）()①-⑳第条項]+", "", title)
    return title.removesuffix("について").strip("「」？? ")


def _flat(sentence: str) -> str:
    return re.sub(r"^\s*(?:[-*・]|\d+[.)])\s*", "", " ".join(unicodedata.normalize("NFKC", sentence).split()))
