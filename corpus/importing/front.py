"""The front matter of a draft: what the person said, else what the file says, else a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from corpus.errors import ImportRefused
from corpus.importing.facts import effective_date, language
from corpus.importing.guesses import Guesses
from corpus.importing.pieces import Piece
from corpus.importing.wording import POLICY_TITLE
from corpus.model import AUDIENCES, Audience

_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_WHERE: Final = "front matter"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person said of the policy; None where they said nothing and it is guessed."""

    id: str | None = None
    effective_on: date | None = None
    title: str | None = None
    lang: str | None = None
    audience: Audience | None = None
    url: str | None = None


def front_matter(
    wishes: Wishes, given: Mapping[str, Any], title: str, pieces: Iterable[Piece], guesses: Guesses
) -> dict[str, object]:
    """The keys and values above a draft's text. Raises `ImportRefused` where one can be neither taken nor guessed."""
    pieces = list(pieces)
    policy = wishes.id or _text(given.get("id"))
    if policy is None:
        raise ImportRefused("The policy has no id yet; give one with --id, such as --id site-privacy.")
    if not _ID.fullmatch(policy):
        raise ImportRefused(f"{policy!r} is no id of a policy; use small letters, digits and hyphens, such as site-privacy.")
    return {
        "id": policy,
        "title": wishes.title or _text(given.get("title")) or _title(title, policy, guesses),
        "lang": _lang(wishes.lang or _text(given.get("lang")), pieces, guesses),
        "audience": _audience(wishes.audience or _text(given.get("audience")), guesses),
        "url": wishes.url or _text(given.get("url")) or f"/policies/{policy}",
        "effective_on": wishes.effective_on or _given_date(given.get("effective_on")) or _date(pieces, guesses),
    }


def _title(title: str, policy: str, guesses: Guesses) -> str:
    if not title:
        guesses.add("title", "the text shows none, so the id stands for it", policy, where=_WHERE)
        return policy
    worded = POLICY_TITLE.search(title)
    why = (
        "it stands above the text and is worded like a policy's title"
        if worded
        else "it stands above the text and is no sentence"
    )
    guesses.add("title", why, title, where=_WHERE)
    return title


def _lang(lang: str | None, pieces: Iterable[Piece], guesses: Guesses) -> str:
    if lang is None:
        lang = language("".join(piece.plain for piece in pieces))
        guesses.add("lang", "most of the letters are of that language", lang, where=_WHERE)
    if not re.fullmatch(r"[a-z]{2}", lang):
        raise ImportRefused(f"{lang!r} is no language; give a two-letter code such as ja.")
    return lang


def _audience(audience: str | None, guesses: Guesses) -> str:
    if audience is None:
        why = "nobody said who may read it, so only staff may; give --audience public for a published text"
        guesses.add("audience", why, "staff", where=_WHERE)
        return "staff"
    if audience not in AUDIENCES:
        raise ImportRefused(f"{audience!r} is no audience; it is {' or '.join(AUDIENCES)}.")
    return audience


def _date(pieces: Iterable[Piece], guesses: Guesses) -> date:
    found = effective_date((piece.plain, piece.at) for piece in pieces)
    if found is None:
        raise ImportRefused(
            "The text does not say from when it holds; give the date with --effective-on, such as --effective-on 2026-04-01."
        )
    why = {
        "revised": "it is the latest date that the text says it was revised on",
        "in force": "it is the latest date that the text says it holds from",
        "made": "the text says that it was made then, and names no later date",
    }[found.kind]
    guesses.add(f"effective_on {found.on.isoformat()}", why, found.text[:200], where=_WHERE)
    return found.on


def _given_date(value: object) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _text(value: object) -> str | None:
    return None if value is None else str(value).strip() or None
