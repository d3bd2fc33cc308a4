"""Addresses in Slack: a citation's page on the site, where it can be opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.web.site import marked_link
from corpus.library import Library
from corpus.model import Audience


def names_staff(policies: Iterable[str], library: Library) -> bool:
    """Whether one of these policies, known by their ids, is for the staff alone."""
    public = {one.policy for one in library if one.audience == "public"}
    return not public.issuperset(policies)


def policies_of(wire: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of all policies that a reply's JSON names."""
    return tuple(one["policy"] for key in ("citations", "near") for one in wire.get(key, ()))


def with_links(wire: Mapping[str, Any], library: Library, site_url: str | None, site_audience: Audience) -> dict[str, Any]:
    """A reply's JSON whose citations have an ``href``: "" where the site has no address, or does not show that text to everybody."""
    public = {one.policy for one in library if one.audience == "public" or site_audience == "staff"}

    def shown(citation: Mapping[str, Any]) -> dict[str, Any]:
        address = marked_link(citation["url"], citation["section"], citation["sentences"])
        if address.startswith("/"):
            address = f"{site_url}{address}" if site_url and citation["policy"] in public else ""
        return {**citation, "href": address, "url": ""}

    return {**wire, **{key: [shown(one) for one in wire[key]] for key in ("citations", "near") if key in wire}}
