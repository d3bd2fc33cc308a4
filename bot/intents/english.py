"""English turns, by the shape of their sentences."""

from __future__ import annotations

import re
from typing import Final

from bot.intents.reading import Form
from bot.replies import Right


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?\n]*")
_LEAD: Final = r"^(?:(?:hi|hello|hey|so|and|but|also|then|ok|okay|well|sorry|excuse me|thanks|in that case)[\s,]+)*"
_WHO: Final = (
    r"\b(?:i|we|she|he|they|(?:my|the|a|our) (?:client|customer|user|patient|son|daughter|mother|father|wife|husband))"
)
_WANTS: Final = rf"{_WHO}(?:'d| would)?(?: really| also| just| kindly| hereby)? (?:want|like|wish|need|request|demand|ask|prefer|object|withdraw)s?\b"
_TELL: Final = r"(?:tell|let (?:me|us) know|explain|advise|clarify|know|find out|understand|ask|learn)\b"
_MAY_YOU: Final = r"(?:can|could|would|will|won't|can't) you"
_DO: Final = (
    r"(?:delete|remove|erase|wipe|purge|destroy|close|forget|correct|fix|update|change|amend|rectify|add|append|include|send|give|show|provide"
    r"|export|stop|quit|cease|cancel|withdraw|retract|unsubscribe|opt|take|don't|do not|never|notify|hand|please|kindly)\b"
)
_ASKING: Final = (
    r"(?:how|what|when|where|who|whom|whose|why|which|is|are|am|was|were|do(?! not\b)|does|did|has|have|had|can|could|may|might|should|shall|will"
    r"|would|must)\b"
)
_CONTACTED: Final = (
    r"(?:sold|shared|used|contacted|calls?|e?mails?|newsletters?|you to (?:use|share|sell|send|contact|track|keep|store))\b"
)

# The first that fits a sentence says what it does.
_FORMS: Final[tuple[tuple[Form, re.Pattern[str]], ...]] = (
    (
        "question",
        _any(
            rf"{_LEAD}(?:please |{_MAY_YOU} (?:please )?)*{_TELL}", rf"{_WANTS}(?: you)? to {_TELL}", rf"{_LEAD}let me know\b"
        ),
    ),
    (
        "wish",
        _any(
            rf"{_LEAD}{_MAY_YOU} (?!{_TELL}|ever\b|still\b|also\b|have\b|keep\b|be\b)\w+",
            "would you mind",
            r"never mind\b",
            r"\b(?:can|could|may) i (?:please )?(?:get|have) a copy",
        ),
    ),
    (
        "negation",
        _any(
            rf"\b(?:don't|do not|doesn't) (?:want|need|wish)\b(?!.*\b{_CONTACTED})",
            r"\bno(?:t|n't)? (?:necessary|required|needed|need)\b",
        ),
    ),
    ("question", _any(_LEAD + _ASKING)),
    (
        "wish",
        _any(
            _LEAD + _DO, _WANTS, r"\bplease\b", r"\b(?:am|'m) (?:asking|requesting|writing to)\b", r"\bno longer (?:want|wish)"
        ),
    ),
    ("wish", _any(r"\bi (?:do not|don't) (?:want|wish|consent|agree)\b")),
    (
        "report",
        _any(
            rf"{_WHO}(?:'ve| have| had)?(?: already| just)? (?:\w+ed|got|had|sent|made)\b",
            r"\b(?:was|were|(?:has|have|had) been) \w+",
        ),
    ),
)

_REFUSED: Final = _any(r"\b(?:don't|do not|never|not)\b")
_STOPS: Final = _any(
    r"\b(?:don't|do not|never|not to|stop|quit|cease|no longer|object|without|unsubscribe|no more)\b",
    r"\bopt(?:ed|ing)?\b.{0,12}\bout",
    r"\boff (?:your|the|my)? ?(?:mailing )?list\b",
)
_DELETES: Final = _any(
    r"\b(?:delet|remov|eras|wip(?:e|ing)|purg|destroy)\w*", r"\b(?:forget me|be forgotten|close my account|get rid of)\b"
)
_DATA: Final = _any(
    r"\b(?:data|information|info|account|profile|records?|details|history|address|name|surname|e-?mail|phone|number|photos?|pictures?|birth\w*)\b",
    r"\b(?:everything|personal|forget me|forgotten|about me|on me|of me)\b",
)
_OTHER: Final = _any(
    r"\b(?:order|reservation|booking|post|comment|review|bookmark|refund|invoice|password|app|ticket|usb|leave|file)s?\b"
)
_SURELY: Final = _any(r"\b(?:data|account|personal|information)\b")
_REQUEST: Final = r"\b(?:request|application|claim)\b"
_MY_REQUEST: Final = rf"\b(?:my|our|his|her|their|the)\b.{{0,30}}{_REQUEST}"
_SPECIFIC: Final = r"^(?!.*\bhow (?:long|many|do|does|can)\b).*"
_GIVES: Final = r"\b(?:shar\w+|sell\w*|sold|giv\w+|gave|pass\w*|disclos\w+|provid\w+|transfer\w*|hand\w*)\b"
_STANDS: Final = (
    r"\b(?:status|progress|updates? on|happened to|how far|processed|received|news on|handled|going|done|yet|stands?)\b"
)

_ON_FILE: Final[tuple[tuple[Right, re.Pattern[str]], ...]] = (
    (
        "withdraw",
        _any(
            rf"\b(?:never mind|withdraw|cancel|retract|take back|drop|revoke)\b.*{_REQUEST}",
            rf"{_REQUEST}.*\b(?:withdrawn|cancell?ed)",
        ),
    ),
    ("status", _any(rf"{_SPECIFIC}{_STANDS}.*{_MY_REQUEST}", rf"{_SPECIFIC}{_MY_REQUEST}.*{_STANDS}")),
)
_NOTED: Final[tuple[tuple[Right, re.Pattern[str]], ...]] = (
    (
        "third_party_record_disclosure",
        _any(rf"\b(?:records?|list|log|history)\b.*(?:third part|{_GIVES}|recipients|who (?:got|received))"),
    ),
    (
        "purpose_notice",
        _any(r"\b(?:notify|notice|inform|in writing)\b.*\bpurposes?\b", r"\bpurposes?\b.*\b(?:notify|notice|in writing)\b"),
    ),
)
_STOP_GIVING: Final = _any(_GIVES, "third part", "other compan", "partners")
_STOP_USING: Final = _any(
    r"\b(?:us(?:e|ed|ing)|mailing list|ads?|me out)\b",
    r"\b(?:market|newsletter|e-?mail|mail|advert|call|contact|spam|track|profil|process|collect|send|messag|promotion|subscri|unsubscri|analy|train)\w*\b",
)
_DONE: Final[tuple[tuple[Right, re.Pattern[str]], ...]] = (
    ("deletion", _DELETES),
    ("correction", _any(r"\b(?:correct|fix|updat|chang|amend|rectif|misspel)\w*", r"\bwrong\b")),
    ("addition", _any(r"\b(?:add(?:ed|ing|ition)?|append|include|complete my)\b")),
    (
        "disclosure",
        _any(
            r"\b(?:cop(?:y|ies)|access|see|view|show|send|give|provide|export|download|obtain|receive|hand over)\b",
            r"\bdisclos\w+",
        ),
    ),
)


def is_english(text: str) -> bool:
    """Whether a text has Latin letters and no Japanese ones."""
    return bool(re.search(r"[A-Za-z]", text)) and not re.search(r"[\u3041-\u30ff\u3400-\u9fff]", text)


def sentences(text: str) -> list[str]:
    """The sentences of a turn."""
    return [found for match in _SENTENCE.finditer(text) if (found := match.group().strip())]


def is_vague(sentence: str) -> bool:
    """Whether what is to be done, or to what, stands in another sentence (``Please fix it``)."""
    return bool(re.search(r"\b(?:it|this|that|them)\b", sentence, re.IGNORECASE))


def form_of(sentence: str) -> Form:
    """What a sentence does; to wish that something be left as it is counts as a negation."""
    form = next((form for form, pattern in _FORMS if pattern.search(sentence)), None)
    if form is None:
        form = "question" if sentence.endswith("?") else "other"
    is_left = form == "wish" and _REFUSED.search(sentence) and wished(sentence) is None and about(sentence) is not None
    return "negation" if is_left else form


def of_filed(sentence: str) -> Right | None:
    """What a sentence says of a request already filed."""
    return _first(_ON_FILE, sentence)


def wished(sentence: str) -> Right | None:
    """The right that a wish is for; None where it concerns something else or forbids (``Don't delete my data``)."""
    if right := of_filed(sentence) or _first(_NOTED, sentence):
        return right
    if not _STOPS.search(sentence):
        return about(sentence)
    if _DELETES.search(sentence):
        return None if _REFUSED.search(sentence) else "deletion"
    if _STOP_GIVING.search(sentence):
        return "stop_third_party"
    return "stop_use" if _STOP_USING.search(sentence) else None


def about(sentence: str) -> Right | None:
    """What a sentence talks of doing with personal data."""
    if not _DATA.search(sentence) or (_OTHER.search(sentence) and not _SURELY.search(sentence)):
        return None
    return _first(_DONE, sentence)


def _first(table: tuple[tuple[Right, re.Pattern[str]], ...], sentence: str) -> Right | None:
    return next((right for right, pattern in table if pattern.search(sentence)), None)
