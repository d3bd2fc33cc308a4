"""English turns, by the shape of their sentences."""

from __future__ import annotations

import re
from typing import Final

from bot.intents.reading import Form
from bot.replies import Right

_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?\n]*")
_LEAD: Final = r"^(?:(?:hi|hello|hey|so|and|but|also|then|ok|okay|well|sorry|excuse me|dear \w+|thanks|in that case)[\s,]+)*"
_TELL: Final = r"(?:tell|let (?:me|us) know|explain|advise|clarify|know|find out|understand|ask|learn|wonder)"
_DESIRE: Final = r"(?:i|we|my (?:client|customer|son|daughter|mother|father|wife|husband)|the customer|a customer|she|he|they)(?:'d| would| 'd)?(?: really| also| just| kindly)? (?:want|wants|like|wish|wishes|need|needs|request|requests|demand|demands|ask|asks|prefer|hereby request)"
_FORMS: Final[tuple[tuple[Form, re.Pattern[str]], ...]] = (
    (
        "question",
        re.compile(
            rf"{_LEAD}(?:please |can you |could you |would you |will you )+{_TELL}\b|{_DESIRE}(?: you)? to {_TELL}\b|{_LEAD}(?:tell|let me know)\b",
            re.I,
        ),
    ),
    (
        "wish",
        re.compile(
            rf"{_LEAD}(?:can|could|would|will|won't|can't) you (?:please |kindly |just )?(?!{_TELL}\b|ever\b|still\b|also\b|have\b|keep\b|be\b)\w+|would you mind",
            re.I,
        ),
    ),
    (
        "negation",
        re.compile(
            r"\b(?:don't|do not|doesn't|does not) (?:want|need|wish)\b(?!.*\b(?:sold|shared|used|contacted|calls?|mails?|emails?|newsletters?|you to (?:use|share|sell|send|contact|track|keep|store))\b)|\b(?:not|n't) (?:necessary|required|needed)\b",
            re.I,
        ),
    ),
    (
        "question",
        re.compile(
            rf"{_LEAD}(?:how|what|when|where|who|whom|whose|why|which|is|are|am|was|were|do|does|did|has|have|had|can|could|may|might|should|shall|will|would|must)\b",
            re.I,
        ),
    ),
    (
        "wish",
        re.compile(
            rf"{_LEAD}(?:please|kindly)\b|{_DESIRE}\b|\bplease\b|\bi(?:'m| am) (?:asking|requesting|writing to request)|\bi no longer (?:want|wish)|\bno longer (?:want|wish)|\bi (?:do not|don't) (?:want|wish|consent|agree)|\bi (?:object|opt out|withdraw|hereby)",
            re.I,
        ),
    ),
    (
        "wish",
        re.compile(
            rf"{_LEAD}(?:delete|remove|erase|wipe|purge|destroy|close|forget|correct|fix|update|change|amend|rectify|add|append|include|send|give|show|provide|export|stop|quit|cease|cancel|withdraw|retract|unsubscribe|opt|take|don't|do not|never|notify|hand)\b",
            re.I,
        ),
    ),
    (
        "report",
        re.compile(
            r"\b(?:i|we|he|she|they|you)(?:'ve| have| had)? (?:already |just )?(?:\w+ed|got|had|sent|made|asked)\b|\b(?:was|were|has been|have been|had been) \w+",
            re.I,
        ),
    ),
)
_NOT: Final = re.compile(
    r"\b(?:don't|do not|never|not to|stop|quit|cease|no longer|opt(?:ed)?[ -]?out|object to|without|(?:not|n't) (?:want|wish|consent|agree)|unsubscribe|off (?:your|the|my)? ?(?:mailing )?list)\b",
    re.I,
)
_REFUSED: Final = re.compile(r"\b(?:don't|do not|never|not)\b", re.I)
_DELETE: Final = r"\b(?:delet\w*|remov\w*|eras\w*|wip(?:e|ed|ing)|purg\w*|destroy\w*|forget me|right to be forgotten|close my account|get rid of)\b"
_DATA: Final = r"\b(?:data|information|info|account|profile|records?|details|history|address|name|surname|e-?mail(?: address)?|phone|number|photos?|pictures?|birth\w*|everything|personal|files? (?:on|about) me|about me|on me|of me)\b"
_OTHER: Final = re.compile(
    r"\b(?:order|reservation|booking|post|comment|review|bookmark|refund|invoice|subscription plan|password|app|ticket|usb|leave|file)\b",
    re.I,
)
_REQUEST: Final = r"\b(?:request|application|claim|petition)\b"
_GIVING: Final = r"\b(?:shar\w+|sell\w*|sold|giv\w+|gave|pass\w*|disclos\w+|provid\w+|transfer\w*|hand\w*)\b"
_RIGHTS: Final[tuple[tuple[Right, re.Pattern[str]], ...]] = (
    (
        "withdraw",
        re.compile(
            rf"\b(?:withdraw|cancel|retract|take back|drop|revoke)\b.*{_REQUEST}|{_REQUEST}.*\b(?:withdrawn|cancell?ed|never mind)",
            re.I,
        ),
    ),
    (
        "status",
        re.compile(
            rf"\b(?:status|progress|update on|happened to|how far|processed|received|heard back|news on|handled|stand)\b.*{_REQUEST}|{_REQUEST}.*\b(?:status|progress|processed|going|received|handled|done|yet|stand)\b",
            re.I,
        ),
    ),
    (
        "third_party_record_disclosure",
        re.compile(rf"\b(?:records?|list|log|history)\b.*(?:third part|{_GIVING}|recipients|who (?:got|received))", re.I),
    ),
    (
        "purpose_notice",
        re.compile(
            r"\b(?:notify|notice|inform|in writing|written)\b.*\bpurposes?\b|\bpurposes?\b.*\b(?:notify|notice|in writing|written)\b",
            re.I,
        ),
    ),
)
_STOP_GIVING: Final = re.compile(rf"{_GIVING}|third part|other compan|partners", re.I)
_STOP_USING: Final = re.compile(
    r"\b(?:us(?:e|ed|ing)|market\w*|newsletters?|e-?mails?|mails?|ads?|advert\w*|call\w*|contact\w*|spam\w*|track\w*|profil\w+|process\w*|collect\w*|send\w*|messag\w*|promotion\w*|subscri\w+|mailing list|me out|analy\w+|train\w*)\b",
    re.I,
)
_DONE: Final[tuple[tuple[Right, re.Pattern[str]], ...]] = (
    ("deletion", re.compile(_DELETE, re.I)),
    ("correction", re.compile(r"\b(?:correct\w*|fix\w*|updat\w*|chang\w*|amend\w*|rectif\w*|wrong|misspel\w*)\b", re.I)),
    ("addition", re.compile(r"\b(?:add(?:ed|ing|ition)?|append\w*|include|complete my)\b", re.I)),
    (
        "disclosure",
        re.compile(
            r"\b(?:cop(?:y|ies)|access|see|view|show|send|give|provide|export|disclos\w*|download|obtain|receive|hand over)\b",
            re.I,
        ),
    ),
)


def is_english(text: str) -> bool:
    """Whether a text has Latin letters and no Japanese ones."""
    return bool(re.search(r"[A-Za-z]", text)) and not re.search(r"[\u3041-\u30ff\u3400-\u9fff]", text)


def sentences(text: str) -> list[str]:
    """The sentences of a turn."""
    return [found for match in _SENTENCE.finditer(text) if (found := match.group().strip())]


def form_of(sentence: str) -> Form:
    """What a sentence does; a wish that something be left as it is counts as a negation."""
    form = next((form for form, pattern in _FORMS if pattern.search(sentence)), None)
    if form is None:
        form = "question" if sentence.endswith("?") else "other"
    if form == "wish" and _REFUSED.search(sentence) and right_of(sentence) is None and about(sentence) is not None:
        return "negation"
    return form


def right_of(sentence: str) -> Right | None:
    """The right that a wish is for; None where it concerns something else or is refused (``Don't delete my data``)."""
    for right, pattern in _RIGHTS:
        if pattern.search(sentence):
            return right
    if _NOT.search(sentence):
        if re.search(_DELETE, sentence, re.I) and _REFUSED.search(sentence):
            return None
        if _STOP_GIVING.search(sentence):
            return "stop_third_party"
        return "stop_use" if _STOP_USING.search(sentence) else None
    return about(sentence)


def about(sentence: str) -> Right | None:
    """What a sentence talks of doing with personal data."""
    if not re.search(_DATA, sentence, re.I) or (
        _OTHER.search(sentence) and not re.search(r"\b(?:data|account|personal|information)\b", sentence, re.I)
    ):
        return None
    return next((right for right, pattern in _DONE if pattern.search(sentence)), None)
