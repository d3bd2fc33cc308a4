"""Filing a request, from the form to the receipt, and what its receipt is good for. Synchronous, and it knows no framework."""

from __future__ import annotations

import hmac
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.errors import RequestFixed, RequestRefused, RequestUnknown
from bot.phrases import Lang
from bot.requests.adapters.choosing import Targets
from bot.requests.drafts import Drafts, Shown
from bot.requests.forms import Filled, Wanted, read_form
from bot.requests.port import Entry, RequestStore
from bot.requests.preview import Draft, Grounds
from bot.requests.receipts import Receipt, Receipts, secret_digest, typed
from bot.requests.record import Channel
from bot.requests.sealing import Sealer
from bot.requests.words import words


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
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        filed: Callable[[], object] = lambda: None,
    ) -> None:
        """``filed`` is called once there is something to send."""
        self._store = store
        self._targets = targets
        self._receipts = receipts
        self._drafts = drafts
        self._sealer = sealer
        self._now = now
        self._filed = filed

    def prepare(self, filled: Filled, grounds: Grounds, lang: Lang, channel: Channel = "web") -> Prepared:
        """The text that will be sent. Raises `RequestRefused` for what cannot be filed."""
        draft = self._draft(read_form(filled, lang), Shown(str(uuid.uuid4()), "", grounds), lang, channel)
        return Prepared(draft, self._drafts.sign(Shown(draft.id, draft.sha256, grounds)))

    def confirm(self, filled: Filled, token: str, lang: Lang, channel: Channel = "web") -> Confirmed:
        """File what was shown. Done a second time, it gives the same receipt and files nothing.

        Raises:
            RequestRefused: it is not the text that was shown, or was shown too long ago.
            StateUnavailable: it cannot be kept; then it is not filed either.
        """
        shown = self._drafts.read(token)
        if shown is None:
            raise RequestRefused(words("stale", lang))
        draft = self._draft(read_form(filled, lang), shown, lang, channel)
        if not hmac.compare_digest(draft.sha256, shown.text_sha256):
            raise RequestRefused(words("changed", lang))
        receipt = self._receipts.of(draft.id, draft.sha256)
        alike = self.alike(draft.wanted)
        if self._store.get(draft.id) is None:
            if same := self._store.open_like(alike):
                return Confirmed(same, None)
            self._store.add(draft.record(self._now()), receipt, target=draft.target, alike=alike)
            self._filed()
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

    def alike(self, wanted: Wanted) -> str:
        """By what a request is known for the same as another that is open."""
        subject = wanted.subject
        parts = (wanted.right, subject.email, subject.phone_e164, subject.name, wanted.for_whom)
        return self._sealer.alike(*("".join(unicodedata.normalize("NFKC", part).casefold().split()) for part in parts))

    def _draft(self, wanted: Wanted, shown: Shown, lang: Lang, channel: Channel) -> Draft:
        choice = self._targets.choose(wanted.right, wanted.subject, wanted.relation, lang)
        return Draft(shown.id, wanted, shown.grounds, channel, lang, choice.target.name, choice.caution)
