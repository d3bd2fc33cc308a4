"""What is noted of an answer: enough to give it again and to see that it was changed, and nothing that people wrote."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, TypeAlias

from bot.replies import ActionOffer, Clarify, NotStated, Reply, Verdict
from corpus.model import Audience, Citation

FORMAT: Final = 1
Outcome: TypeAlias = Literal["verdict", "reply"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer depended on besides the policies and the program. ``as_of`` is the day whose texts were in force."""

    text: str
    history: tuple[str, ...]
    audience: Audience
    lang: str | None
    as_of: date


@dataclass(frozen=True, slots=True)
class Record:
    """One answer.

    Attributes:
        id: that of the reply.
        at: when it was given (aware).
        question: a keyed digest of the question and the turns before it.
        audience, lang, as_of: as in `Asked`.
        versions: the texts that could be searched, with their digests.
        digests: by part, what the answer was made with: index, encoder, reader, thresholds, program.
        evidence: the ranked sections with their scores, the features that were weighed, and the probability.
        verdict: the kind of reply.
        reply: the digest of all that was said.
    """

    id: str
    at: datetime
    question: str
    audience: Audience
    lang: str | None
    as_of: date
    versions: Mapping[str, str]
    digests: Mapping[str, str | None]
    evidence: Mapping[str, Any]
    verdict: Verdict
    reply: str

    def canonical(self) -> str:
        """The one text that stands for it: JSON with sorted keys and without blanks."""
        return _canonical(
            {
                "format": FORMAT,
                "id": self.id,
                "at": self.at.isoformat(),
                "question": self.question,
                "audience": self.audience,
                "lang": self.lang,
                "as_of": self.as_of.isoformat(),
                "versions": dict(self.versions),
                "digests": dict(self.digests),
                "evidence": dict(self.evidence),
                "verdict": self.verdict,
                "reply": self.reply,
            }
        )

    @classmethod
    def read(cls, text: str) -> Record:
        """What `canonical` wrote. Raises `ValueError` or `KeyError` for anything else."""
        values = json.loads(text)
        if values.pop("format") != FORMAT:
            raise ValueError("a record of another format")
        values["at"] = datetime.fromisoformat(values["at"])
        values["as_of"] = date.fromisoformat(values["as_of"])
        return cls(**values)


def question_digest(asked: Asked, key: bytes) -> str:
    """HMAC-SHA256 of a question and the turns before it: without the key, nobody can tell a short question by trying many."""
    return hmac.new(key, _canonical([asked.text, *asked.history]).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def reply_digest(reply: Reply) -> str:
    """SHA-256 of all that a reply says, scores included to the last bit."""
    said: dict[str, Any] = {"verdict": reply.verdict, "text": reply.text}
    said["citations"] = _citations(getattr(reply, "citations", ()))
    match reply:
        case ActionOffer():
            said["intent"] = reply.intent
        case NotStated():
            said["near"] = _citations(reply.near)
        case Clarify():
            said["choices"] = list(reply.choices)
    return hashlib.sha256(_canonical(said).encode("utf-8", "surrogatepass")).hexdigest()


def evidence(reply: Reply) -> dict[str, Any]:
    """The ranking and what was weighed, as plain numbers."""
    trace = reply.trace
    return {
        "ranked": [[one.id, float(one.score)] for one in trace.ranked],
        "features": {name: float(value) for name, value in trace.features.items()},
        "probability": None if trace.probability is None else float(trace.probability),
    }


def _citations(citations: Sequence[Citation]) -> list[list[Any]]:
    return [
        [c.policy, c.version.isoformat(), c.section, c.title, list(c.sentences), c.quote, c.url, float(c.score)]
        for c in citations
    ]


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
