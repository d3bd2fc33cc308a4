"""What cannot be done, as people and programs are told: a status, a code, a fixed sentence and the request's id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse

from bot.errors import (
    CodeNeeded,
    CodeNotSent,
    CodeRefused,
    ConversationUnknown,
    QuestionRefused,
    ReplyUnknown,
    RequestFixed,
    RequestRefused,
    RequestUnknown,
    StateUnavailable,
)
from bot.phrases import Lang
from bot.sentences import sentence
from corpus.errors import JobunError, PolicyUnknown


# Not frozen: whatever passes an exception on notes the way on it.
@dataclass(eq=False)
class Refused(Exception):
    """A request that is not fulfilled. ``code`` names the sentence that is said, unless ``message`` is one itself."""

    status: int
    code: str
    message: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def told(self, lang: Lang) -> str:
        """The sentence."""
        return self.message or sentence(self.code, lang)

    def as_json(self, lang: Lang, request_id: str) -> dict[str, Any]:
        """The object that programs read."""
        return {"error": {"code": self.code, "message": self.told(lang), "request_id": request_id}}


_STATUSES: Final = {
    400: "bad_request",
    401: "no_token",
    403: "bad_origin",
    404: "not_found",
    405: "bad_method",
    413: "too_large",
    415: "no_files",
    422: "invalid",
    429: "too_often",
    503: "unavailable",
}


def of_status(status: int, headers: Mapping[str, str] | None = None) -> Refused:
    """What is said for an HTTP status."""
    return Refused(status, _STATUSES.get(status, "bad_request" if status < 500 else "failed"), headers=headers or {})  # noqa: PLR2004 - HTTP


_TOLD: Final[Mapping[type[JobunError], tuple[int, str]]] = {
    QuestionRefused: (422, "question_refused"),
    RequestRefused: (422, "request_refused"),
    CodeRefused: (422, "code_refused"),
    CodeNeeded: (422, "code_needed"),
    RequestUnknown: (404, "no_request"),
    RequestFixed: (409, "request_fixed"),
}
"""What is a person's own to mend: it is told as it stands."""
_SAID: Final[Mapping[type[JobunError], tuple[int, str, Mapping[str, str]]]] = {
    ConversationUnknown: (404, "no_conversation", {}),
    ReplyUnknown: (404, "no_reply", {}),
    PolicyUnknown: (404, "not_found", {}),
    CodeNotSent: (503, "code_not_sent", {"Retry-After": "60"}),
    StateUnavailable: (503, "unavailable", {"Retry-After": "10"}),
}
"""What is told by a fixed sentence."""


def of_error(error: JobunError) -> Refused:
    """What is said for an error of ours."""
    for kind in type(error).__mro__:
        if kind in _TOLD:
            return Refused(*_TOLD[kind], str(error))
        if kind in _SAID:
            status, code, headers = _SAID[kind]
            return Refused(status, code, headers=headers)
    return Refused(503, "unavailable")


def language_of(connection: HTTPConnection) -> Lang:
    """``?lang=`` where it is given, else the first language that the browser names and we speak; else Japanese."""
    chosen = connection.query_params.get("lang")
    if chosen in ("ja", "en"):
        return "en" if chosen == "en" else "ja"
    for part in connection.headers.get("accept-language", "").split(","):
        name = part.split(";")[0].strip().lower()
        if name[:2] in ("ja", "en"):
            return "en" if name[:2] == "en" else "ja"
    return "ja"


def request_id_of(connection: HTTPConnection) -> str:
    """The id that the request was given."""
    return str(connection.scope.get("state", {}).get("request_id", ""))


def json_refusal(connection: HTTPConnection, refused: Refused) -> JSONResponse:
    """The response for programs."""
    return JSONResponse(
        refused.as_json(language_of(connection), request_id_of(connection)), refused.status, headers=dict(refused.headers)
    )
