"""What comes in and goes out as JSON, with examples."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.phrases import Lang
from bot.questions import MAX_CHARS
from bot.replies import Right, Verdict

_ID: Final = r"^[A-Za-z0-9_-]{8,64}$"
Id = Annotated[str, Field(pattern=_ID)]


class In(BaseModel):
    """What comes in holds nothing that we do not know."""

    model_config = ConfigDict(extra="forbid")


class SessionIn(In):
    """Whoever begins, and in which language."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lang": "ja"}]})

    lang: Lang | None = None


class SessionOut(BaseModel):
    """A session: send ``token`` as a bearer token with all that follows."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "token": "WyJ…",
                    "expires_at": "2026-11-26T12:30:00Z",
                    "conversation": "4m1pAz5vJ2p0T3qk8c7b1w",
                }
            ]
        }
    )

    token: str
    expires_at: datetime
    conversation: str


class ChatIn(In):
    """A question; without ``conversation`` it is put in the one that came with the token."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "開示の手数料はいくらですか", "lang": "ja"}]})

    question: Annotated[str, Field(json_schema_extra={"minLength": 1, "maxLength": MAX_CHARS})]
    conversation: Id | None = None
    lang: Lang | None = None


class CitationOut(BaseModel):
    """Where a quote stands. ``sentences`` is the half-open range of the quoted sentences in their section."""

    policy: str
    version: str
    section: str
    title: str
    quote: str
    url: str
    score: float
    sentences: list[int]


class ReplyOut(BaseModel):
    """A reply: one of five verdicts, and what goes with it. ``filing`` says that the wish can be filed at ``/requests/new``."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "verdict": "answered",
                    "text": "「個人情報の取り扱いについて」（2022年4月1日版）の「7.3 開示等の請求申出先」に、次のように書かれています。\n> 手数料などは一切かかりません。",
                    "citations": [
                        {
                            "policy": "site-privacy",
                            "version": "2022-04-01",
                            "section": "7.3",
                            "title": "開示等の請求申出先",
                            "quote": "手数料などは一切かかりません。",
                            "url": "/policies/site-privacy/2022-04-01#7.3",
                            "score": 4.2,
                            "sentences": [2, 3],
                        }
                    ],
                    "took_ms": 21.4,
                    "engine": {"index": "3f1c", "encoder": "bundled", "reader": None, "thresholds": "9b2e+41d7"},
                    "id": "b0ZkVn3Yw1xQ7s2a",
                    "conversation": "4m1pAz5vJ2p0T3qk8c7b1w",
                }
            ]
        }
    )

    id: str
    conversation: str
    verdict: Verdict
    text: str
    citations: list[CitationOut]
    intent: Right | None = None
    filing: bool | None = None
    near: list[CitationOut] | None = None
    choices: list[str] | None = None
    took_ms: float
    engine: dict[str, str | None]


class FeedbackIn(In):
    """What somebody thinks of a reply."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reply": "b0ZkVn3Yw1xQ7s2a", "verdict": "down", "reason": "別の条文でした"}]}
    )

    reply: Id
    verdict: Literal["up", "down"]
    reason: Annotated[str, Field(max_length=1_000)] = ""


class SuggestionsOut(BaseModel):
    """Questions that the policies answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"questions": ["開示の手数料はいくらですか"]}]})

    questions: list[str]


class ReadyOut(BaseModel):
    """Whether questions can be answered, and what cannot be used where not."""

    ready: bool
    checks: dict[str, bool]


class ErrorBody(BaseModel):
    """What went wrong: ``message`` is for a person, ``code`` for a program, ``request_id`` for whoever asks about it."""

    code: str
    message: str
    request_id: str


class ErrorOut(BaseModel):
    """An error."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "error": {
                        "code": "no_token",
                        "message": "セッションが無いか、期限が切れています。もう一度始めてください。",
                        "request_id": "5d1f3b7c9a8e4f20b6d0c1a2e3f4a5b6",
                    }
                }
            ]
        }
    )

    error: ErrorBody


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The responses of a route besides its good one, for OpenAPI."""
    return {status: {"model": ErrorOut} for status in statuses}
