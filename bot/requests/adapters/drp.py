"""Data Rights Protocol 1.0: what an authorised agent sends to a business, or to whoever takes requests for it.

Relies on the specification (github.com/consumer-reports-innovation-lab/data-rights-protocol, 0.9.4 and the fields that 1.0 has):
messages are signed with Ed25519 and sent as base64 in ``text/plain``; ``POST /v1/agent/{agent-id}`` gives a bearer token for such a
message; ``POST /v1/data-rights-request`` takes a request, ``GET`` and ``DELETE /v1/data-rights-request/{id}`` tell its state and
revoke it; an error that is not ``fatal`` may be tried again, and a 403 may mean that the token has ended. ``agent-request-id`` is
our id of the request. The specification has no search: a request whose answer was lost is asked for under that id, which those
who keep it as the protocol says can tell; before each try it is asked for.

No regime is named, since there is but "ccpa" to name; the person's own words have no claim of their own and go under ``jobun``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import BaseModel, SecretStr, ValidationError

from bot.errors import TargetRefused, TargetUnavailable
from bot.phrases import Lang
from bot.replies import Right
from bot.requests.adapters.following import Following
from bot.requests.adapters.http import Answer, Caller, bearer, in_path, in_time, known_as, stated, token_from
from bot.requests.adapters.signing import TokenFile, signed
from bot.requests.adapters.words import knows, say
from bot.requests.record import Record, Relation, Status, Subject
from bot.requests.targets import Filed, Fit

VERSION: Final = "1.0"
EXERCISES: Final[Mapping[Right, tuple[str, Fit]]] = {
    "disclosure": ("access", "exact"),
    "deletion": ("deletion", "exact"),
    "stop_third_party": ("sale:opt-out", "nearest"),
}
"""The rights that it has an exercise for, and how near that is."""
STATUSES: Final[Mapping[str, Status]] = {
    "open": "submitted",
    "in_progress": "in_progress",
    "fulfilled": "fulfilled",
    "revoked": "cancelled",
    "denied": "denied",
    "expired": "expired",
}
"""Its states, and ours; one in progress that needs the person to be verified is awaiting that."""

_VALID_FOR: Final = timedelta(minutes=10)
_PATH: Final = "/v1/data-rights-request"
_VERIFICATION: Final = re.compile(r"https://[A-Za-z0-9.-]+(?::\d{1,5})?/[A-Za-z0-9._~%/?=&-]{0,400}")
_TEXT: Final = {"Content-Type": "text/plain"}


class Exercise(BaseModel):
    """The state of a request, as it is answered and called back."""

    request_id: str
    status: str
    reason: str | None = None
    agent_request_id: str | None = None
    user_verification_url: str | None = None


class _Agent(BaseModel):
    token: str


class _Error(BaseModel):
    message: str
    fatal: bool = False


class DataRights(Following):
    """See `bot.requests.targets.Target`."""

    name = "drp"
    is_idempotent = False
    # Who does not know an id may well say that it is not ours.
    not_there = frozenset({400, 403, 404})

    def __init__(
        self,
        http: Caller,
        *,
        agent_id: str,
        business_id: str,
        key: SecretStr,
        token: TokenFile,
        callback_url: Callable[[Record], str] | None = None,
        return_to: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``key`` is the base64 of the agent's Ed25519 seed; ``callback_url`` gives where a request's states may be told.

        ``return_to`` is the page that a person comes back to once they have confirmed who they are, "" for none.
        """
        self.http = http
        self._agent_id = agent_id
        self._business_id = business_id
        self._key = key
        self._token = token
        self._callback_url = callback_url
        self._return_to = return_to
        self._now = now

    def fit(self, right: Right) -> Fit:
        """See `Target.fit`."""
        return EXERCISES[right][1] if right in EXERCISES else "none"

    def identifies(self, subject: Subject, relation: Relation) -> bool:
        """See `Adapter.identifies`. It knows no numbers of customers."""
        return relation == "self" and bool(subject.email or subject.phone_e164)

    def caution(self, right: Right, lang: Lang) -> str:
        """See `Adapter.caution`."""
        return (say("nearest_drp", lang) if self.fit(right) == "nearest" else "") + say("details_aside", lang)

    @in_time
    def file(self, record: Record) -> Filed:
        """See `Target.file`. What is there already is not filed again."""
        if record.right not in EXERCISES or not self.identifies(record.subject, record.on_behalf_of):
            raise TargetRefused(f"The target {self.name} cannot express this request.")
        return self._found(record) or self._filed(self._judged(self._ask("POST", _PATH, self._as_sent(record))), record)

    @in_time
    def withdraw(self, record: Record, reference: str) -> Filed:
        """See `Target.withdraw`."""
        answer = self._ask("DELETE", f"{_PATH}/{in_path(reference)}", self._envelope())
        return self._taken_back_before(answer, record, reference) or self._filed(answer, record)

    def _get(self, reference: str) -> Answer:
        return self._ask("GET", f"{_PATH}/{in_path(reference)}")

    def _envelope(self) -> dict[str, Any]:
        now = self._now()
        return {
            "agent-id": self._agent_id,
            "business-id": self._business_id,
            "issued-at": now.isoformat(),
            "expires-at": (now + _VALID_FOR).isoformat(),
            "drp.version": VERSION,
        }

    def _as_sent(self, record: Record) -> dict[str, Any]:
        subject = record.subject
        person = {
            "name": subject.name,
            "email": subject.email,
            "email_verified": subject.email_verified or None,
            "phone_number": subject.phone_e164,
        }
        ours = {"customer_id": subject.customer_id, "details": record.details}
        return self._envelope() | stated(
            {
                "agent-request-id": record.id,
                "exercise": EXERCISES[record.right][0],
                "relationships": ["customer"] if subject.customer_id else [],
                "status_callback": self._callback_url(record) if self._callback_url else "",
                **person,
                "jobun": stated(ours),
            }
        )

    def _ask(self, method: str, path: str, message: Mapping[str, Any] | None = None) -> Answer:
        """The answer to who we are; a token that is no longer taken is asked for anew, once."""
        content = None if message is None else signed(message, self._key)
        kept = self._token.get()
        token = kept or self._token.renew("", self._new_token)
        answer = self.http.call(method, path, headers=_TEXT | bearer(token), content=content)
        if answer.status in (401, 403) and kept and not self._is_valid(token):
            token = self._token.renew(token, self._new_token)
            answer = self.http.call(method, path, headers=_TEXT | bearer(token), content=content)
        return answer

    def _is_valid(self, token: str) -> bool:
        """Whether a token still holds: else a 403 could be about a request."""
        return self.http.call("GET", f"/v1/agent/{in_path(self._agent_id)}", headers=bearer(token)).is_ok

    def _new_token(self) -> str:
        content = signed(self._envelope(), self._key)
        answer = self.http.call("POST", f"/v1/agent/{in_path(self._agent_id)}", headers=_TEXT, content=content)
        return token_from(self._judged(answer).read(_Agent).token, self.name)

    def _judged(self, answer: Answer) -> Answer:
        """As `Answer.judged`, but an error of the protocol's own says itself whether it is final."""
        try:
            return answer.judged()
        except TargetRefused:
            try:
                final = _Error.model_validate_json(answer.body).fatal
            except ValidationError:
                # It is none of the protocol's: no body at all, say, where a signature was not accepted.
                final = True
            if final:
                raise
        raise TargetUnavailable(f"The target {self.name} answered {answer.status}, which may be tried again.")

    def _filed(self, answer: Answer, record: Record) -> Filed:
        told = answer.read(Exercise)
        if told.agent_request_id not in (None, record.id):
            raise TargetUnavailable(f"The target {self.name} answered about another request.")
        reference = known_as(told.request_id, self.name)
        if told.status == "in_progress" and told.reason == "need_user_verification":
            return Filed(reference, "awaiting_verification", self._asked_of(told, record.locale))
        key = f"{told.status}_{told.reason}"
        return Filed(reference, STATUSES.get(told.status, "submitted"), say(key, record.locale) if knows(key) else "")

    def _asked_of(self, told: Exercise, lang: Lang) -> str:
        url = told.user_verification_url or ""
        if not _VERIFICATION.fullmatch(url):
            return say("verify", lang)
        asked = {"request_id": told.request_id, "redirect_to": self._return_to}
        joined = f"{url}{'&' if '?' in url else '?'}{urlencode(stated(asked))}"
        return say("verify_at", lang, url=joined)
