"""Filing a request, from the form to the receipt, and what its receipt is good for. Synchronous, and it knows no framework."""

from __future__ import annotations

import hmac
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.errors import CodeNeeded, RequestFixed, RequestRefused, RequestUnknown, TargetRefused, TargetUnavailable
from bot.phrases import Lang
from bot.requests.adapters.choosing import Targets
from bot.requests.codes import Codes
from bot.requests.drafts import Drafts, Shown
from bot.requests.forms import MAX_CHARS, Filled, Wanted, read_form
from bot.requests.port import Entry, RequestStore
from bot.requests.preview import Draft, Grounds
from bot.requests.receipts import Receipt, Receipts, secret_digest, typed
from bot.requests.record import Channel, Record
from bot.requests.sealing import Sealer
from bot.requests.targets import Resending, Verifying
from bot.requests.words import words

_RACES: Final = 3
"""How often one like it may come in between and end at once, before that is given up."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text to be confirmed, and the token to confirm it with."""

    draft: Draft
    token: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a confirmation has led to: a receipt, or None where the same was open already (``entry`` is that one)."""

    entry: Entry
    receipt: Receipt | None


class Requesting:
    """Prepares, confirms, tells and withdraws. Safe to call from several threads. Before a confirmation, nothing is kept."""

    def __init__(
        self,
        store: RequestStore,
        targets: Targets,
        *,
        receipts: Receipts,
        drafts: Drafts,
        sealer: Sealer,
        codes: Codes | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        noted: Callable[[Record, str], object] = lambda _, __: None,
        filed: Callable[[], object] = lambda: None,
    ) -> None:
        """``codes``: nothing is filed before the code is given that they send; None where that is not asked for. ``noted`` puts a confirmed record and its target on the trail; ``filed`` is called once there is something to send."""
        self._store = store
        self._targets = targets
        self._receipts = receipts
        self._drafts = drafts
        self._sealer = sealer
        self._codes = codes
        self._now = now
        self._noted = noted
        self._filed = filed

    @property
    def asks_first(self) -> bool:
        """Whether a code has to be sent and given before anything is filed."""
        return self._codes is not None

    def prepare(self, filled: Filled, grounds: Grounds, lang: Lang, channel: Channel = "web", session: str = "") -> Prepared:
        """The text that will be sent. Raises `RequestRefused` for what cannot be filed."""
        draft = self._draft(read_form(filled, lang), Shown(str(uuid.uuid4()), "", grounds), lang, channel)
        return Prepared(draft, self._drafts.sign(Shown(draft.id, draft.sha256, grounds, session)))

    def session_of(self, token: str) -> str:
        """The session in which a text was shown; "" for none."""
        shown = self._drafts.read(token)
        return shown.session if shown else ""

    def shown(self, filled: Filled, token: str, lang: Lang, channel: Channel = "web") -> Draft:
        """The text that was shown. Raises `RequestRefused` where it is another one, or was shown too long ago."""
        shown = self._drafts.read(token)
        if shown is None:
            raise RequestRefused(words("stale", lang))
        draft = self._draft(read_form(filled, lang), shown, lang, channel)
        if not hmac.compare_digest(draft.sha256, shown.text_sha256):
            raise RequestRefused(words("changed", lang))
        return draft

    def send_code(self, filled: Filled, token: str, lang: Lang, channel: Channel = "web") -> Draft:
        """Send the code that a text is confirmed with, and the text. Where none is asked for, nothing is sent.

        Raises:
            RequestRefused: it is not the text that was shown, or there were too many codes.
            CodeNotSent: the mail server did not take it.
        """
        draft = self.shown(filled, token, lang, channel)
        if self._codes is not None:
            self._codes.send(draft.id, draft.wanted.subject.email, lang)
        return draft

    def confirm(self, filled: Filled, token: str, lang: Lang, channel: Channel = "web", code: str = "") -> Confirmed:
        """File what was shown. Done a second time, it gives the same receipt and files nothing.

        Raises:
            RequestRefused: it is not the text that was shown, or was shown too long ago.
            CodeRefused: the code is not the one that was sent.
            CodeNeeded: there is no code with it, and one is asked for.
            StateUnavailable: it cannot be kept; then it is not filed either.
        """
        draft = self.shown(filled, token, lang, channel)
        receipt = self._receipts.of(draft.id, draft.sha256)
        if self._store.get(draft.id) is None:
            # Before anything is told: whether there is one like it is told to whom the address belongs alone.
            self._check_code(draft, code[:MAX_CHARS], lang)
            if same := self._file(draft, receipt):
                return Confirmed(same, None)
        kept = self._store.get(draft.id)
        if kept is None or kept.secret_sha256 != receipt.secret_sha256:
            raise RequestRefused(words("changed", lang))
        return Confirmed(kept, receipt)

    def state(self, number: str, secret: str, lang: Lang) -> Entry:
        """How a request stands. Raises `RequestUnknown`, alike for a wrong number and a wrong secret."""
        entry = self._store.numbered(typed(number)[:16])
        known = entry.secret_sha256 if entry else ""
        if not hmac.compare_digest(known, secret_digest(secret)) or entry is None:
            raise RequestUnknown(words("no_request", lang))
        return entry

    def withdraw(self, number: str, secret: str, lang: Lang) -> Entry:
        """Take a request back; it is passed on to where it was sent. Raises `RequestUnknown`, `RequestFixed`."""
        entry = self.state(number, secret, lang)
        if entry.status == "in_progress":
            raise RequestFixed(words("too_late", lang))
        try:
            kept = self._store.withdraw(entry.record.id, self._now(), words("withdrawn", entry.record.locale))
        except RequestFixed:
            raise RequestFixed(words("too_late", lang)) from None
        self._filed()
        return kept or entry

    def asks_for_code(self, entry: Entry) -> bool:
        """Whether the person was sent a code that the request waits for."""
        return entry.history[-1].awaits_code and self._verifying(entry) is not None

    def verify(self, number: str, secret: str, code: str, lang: Lang) -> Entry:
        """Hand in the code that a person was sent by the system that has their request.

        Raises:
            RequestUnknown: there is no such request.
            RequestFixed: no code is waited for.
            RequestRefused: it is not the right one.
            TargetUnavailable: it could not be handed in.
        """
        entry = self.state(number, secret, lang)
        target = self._verifying(entry)
        if not entry.history[-1].awaits_code or target is None:
            raise RequestFixed(words("no_code", lang))
        try:
            target.verify(entry.record, entry.reference, "".join(code.split())[:MAX_CHARS])
        except TargetRefused:
            raise RequestRefused(words("bad_code", lang)) from None
        if self._store.hasten(entry.record.id, self._now()):
            self._filed()
        return entry

    def sends_codes(self, entry: Entry) -> bool:
        """Whether another code can be had for a request that waits for one."""
        return self.asks_for_code(entry) and isinstance(self._verifying(entry), Resending)

    def send_another(self, number: str, secret: str, lang: Lang) -> Entry:
        """Have the system that has a request send another code to the person.

        Raises:
            RequestUnknown: there is no such request.
            RequestFixed: no code is waited for.
            RequestRefused: there were too many.
            TargetUnavailable: it could not be asked to.
        """
        entry = self.state(number, secret, lang)
        target = self._verifying(entry)
        if not entry.history[-1].awaits_code or not isinstance(target, Resending):
            raise RequestFixed(words("no_code", lang))
        try:
            target.send_code(entry.record, entry.reference)
        except TargetRefused:
            raise RequestRefused(words("too_many_codes", lang)) from None
        return entry

    def alike(self, wanted: Wanted) -> str:
        """By what a request is known for the same as another that is open."""
        subject = wanted.subject
        parts = (wanted.right, subject.email, subject.phone_e164, subject.name, wanted.for_whom)
        return self._sealer.alike(*("".join(unicodedata.normalize("NFKC", part).casefold().split()) for part in parts))

    def _check_code(self, draft: Draft, code: str, lang: Lang) -> None:
        if self._codes is None:
            return
        if not code.strip():
            raise CodeNeeded(words("code_needed", lang))
        self._codes.check(draft.id, draft.wanted.subject.email, code, lang)

    def _file(self, draft: Draft, receipt: Receipt) -> Entry | None:
        """Keep it with the work of filing it, unless one like it is open: that one."""
        alike = self.alike(draft.wanted)
        for _ in range(_RACES):
            if same := self._store.open_like(alike):
                return same if same.record.id != draft.id else None
            record = draft.record(self._now())
            # Noted first: what is not on the trail is not filed.
            self._noted(record, draft.target)
            if self._store.add(record, receipt, target=draft.target, alike=alike):
                self._filed()
                return None
            # Another was quicker: this one in another process, or one like it, which is pointed out.
        return None

    def _verifying(self, entry: Entry) -> Verifying | None:
        try:
            target = self._targets.named(entry.target)
        except TargetUnavailable:
            return None
        return target if isinstance(target, Verifying) else None

    def _draft(self, wanted: Wanted, shown: Shown, lang: Lang, channel: Channel) -> Draft:
        by_code = self._codes is not None
        if by_code and not wanted.subject.email:
            raise RequestRefused(words("no_email", lang))
        choice = self._targets.choose(wanted.right, wanted.subject, wanted.relation, lang)
        return Draft(shown.id, wanted, shown.grounds, channel, lang, choice.target.name, choice.caution, by_code)
