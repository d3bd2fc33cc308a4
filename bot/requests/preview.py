"""The text that a person confirms: exactly what will be sent. Its SHA-256 is the confirmation."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.phrases import Lang, right_name
from bot.requests.forms import Wanted
from bot.requests.record import Channel, Record
from bot.requests.words import CHANNELS, RELATIONS, words


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a request rests on: the policy in force, and the sections that say how such a request is made."""

    policy: str
    version: date
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A request before its confirmation. It is kept nowhere but on the page of the person who writes it.

    ``target`` is whom it will be sent to, ``caution`` what they should know of how that expresses the right ("" for nothing);
    ``by_code``: it counts once the code is given that is sent to their e-mail address.
    """

    id: str
    wanted: Wanted
    grounds: Grounds
    channel: Channel
    lang: Lang
    target: str
    caution: str = ""
    by_code: bool = False

    @property
    def text(self) -> str:
        """What is confirmed: every field that will be sent, and nothing else."""
        return "\n".join(_lines(self))

    @property
    def sha256(self) -> str:
        """The confirmation of that text (hexadecimal)."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def record(self, confirmed_at: datetime) -> Record:
        """The request, confirmed at an instant (aware), and its e-mail address by a code where that is asked for."""
        wanted, grounds = self.wanted, self.grounds
        subject = replace(wanted.subject, email_verified=self.by_code)
        return Record(
            id=self.id,
            right=wanted.right,
            policy=grounds.policy,
            version=grounds.version,
            cited_sections=grounds.sections,
            subject=subject,
            on_behalf_of=wanted.relation,
            for_whom=wanted.for_whom,
            details=wanted.details,
            channel=self.channel,
            locale=self.lang,
            submitted_at=confirmed_at,
            confirmation_sha256=self.sha256,
            confirmed_at=confirmed_at,
        )


def _lines(draft: Draft) -> list[str]:
    lang, wanted, grounds = draft.lang, draft.wanted, draft.grounds
    subject = wanted.subject
    policy = words("preview_version", lang, policy=grounds.policy, version=grounds.version.isoformat())
    target = words("target_desk", lang) if draft.target == "desk" else words("target_other", lang, value=draft.target)
    said = {
        "right": right_name(wanted.right, lang),
        "regime": "appi",
        "policy": policy,
        "sections": "、".join(grounds.sections) if lang == "ja" else ", ".join(grounds.sections),
        "relation": RELATIONS[wanted.relation][lang],
        "for_whom": wanted.for_whom,
        "name": subject.name,
        "email": subject.email,
        "verified": "1" if draft.by_code else "",
        "phone": subject.phone_e164,
        "customer": subject.customer_id,
        "sent_by": CHANNELS[draft.channel][lang],
        "language": lang,
        "target": target,
        "caution": draft.caution,
        "id": draft.id,
    }
    lines = [words("preview_head", lang), *(words(f"preview_{key}", lang, value=value) for key, value in said.items() if value)]
    # Their own words come last, marked line by line: they cannot pass for a line of ours.
    if wanted.details:
        lines += [words("preview_details", lang), *(f"> {line}" for line in wanted.details.split("\n"))]
    return lines
