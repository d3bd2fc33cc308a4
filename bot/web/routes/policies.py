"""``/policies``: the list, a version with the cited sentence marked, and two versions side by side."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response

from bot.phrases import Lang, date_text
from bot.web.pages import page
from bot.web.policy_pages import change_views, read_mark, section_views
from bot.web.refusals import language_of
from bot.web.site import Here, Site, Viewer, address_of
from corpus.diff import compare
from corpus.errors import PolicyUnknown
from corpus.library import may_see
from corpus.model import Audience, PolicyVersion

router = APIRouter(include_in_schema=False)


@router.get("/policies")
async def policies(request: Request, site: Here, viewer: Viewer) -> Response:
    """All policies that the viewer may see, with their versions."""
    lang = language_of(request)
    shown = _shown(site, viewer)
    groups: dict[str, list[PolicyVersion]] = {}
    for version in sorted(shown, key=lambda one: (one.policy, one.lang != lang, one.lang, -one.effective_on.toordinal())):
        groups.setdefault(version.policy, []).append(version)
    return page(request, site, "policies.html", lang, {"groups": groups, **_common(site, shown, lang)})


@router.get("/policies/{policy}/{version}")
async def policy(
    request: Request,
    policy: str,
    version: str,
    site: Here,
    viewer: Viewer,
    *,
    section: Annotated[str | None, Query()] = None,
    mark: Annotated[str | None, Query()] = None,
) -> Response:
    """A version (``2022-04-01``), or two to compare (``2019-12-19..2022-04-01``); ``?lang=en`` for the English text."""
    mine = [one for one in _shown(site, viewer) if one.policy == policy]
    lang = language_of(request)
    if ".." in version:
        old, _, new = version.partition("..")
        return await _compared(request, site, _pair(mine, old, new, request.query_params.get("lang")))
    found = _of_day(mine, version, request.query_params.get("lang"))
    marked = read_mark(found, section, mark)
    context = {
        "version": found,
        "sections": section_views(found, marked),
        "marked": marked,
        "others": [one for one in reversed(mine) if one.lang == found.lang],
        "translations": [one for one in mine if one.lang != found.lang and one.effective_on == found.effective_on],
        "before": _before(mine, found),
        **_common(site, mine, lang),
    }
    return page(request, site, "policy.html", lang, context)


async def _compared(request: Request, site: Site, pair: tuple[PolicyVersion, PolicyVersion]) -> Response:
    # Two texts are compared anew for each who looks.
    await site.limiter.count(address_of(request))
    comparison = await to_thread.run_sync(compare, *pair, limiter=site.threads)
    context = {"old": pair[0], "new": pair[1], "changes": change_views(comparison), "comparison": comparison}
    lang = language_of(request)
    return page(request, site, "compare.html", lang, {**context, **_common(site, pair, lang)})


def _common(site: Site, versions: Any, lang: Lang) -> dict[str, Any]:
    today = site.now().astimezone().date()
    in_force: dict[tuple[str, str], date] = {}
    for one in versions:
        if one.effective_on <= today:
            key = (one.policy, one.lang)
            in_force[key] = max(one.effective_on, in_force.get(key, one.effective_on))

    def state(version: PolicyVersion) -> str:
        if version.effective_on > today:
            return "page_to_come"
        return "page_in_force" if in_force.get((version.policy, version.lang)) == version.effective_on else ""

    return {"state_of": state, "day": lambda day: date_text(day, lang), "address": address}


def address(version: PolicyVersion) -> str:
    """Where a version is shown."""
    return f"/policies/{version.policy}/{version.effective_on}{'' if version.lang == 'ja' else f'?lang={version.lang}'}"


def _shown(site: Site, viewer: Audience) -> list[PolicyVersion]:
    return [version for version in site.current.served().library if may_see(viewer, version.audience)]


def _of_day(versions: list[PolicyVersion], day: str, lang: str | None) -> PolicyVersion:
    """The version of a day: in the language that is named, else in Japanese, else in whichever there is. Raises `PolicyUnknown`."""
    there = [one for one in versions if one.effective_on.isoformat() == day]
    for wanted in (lang, "ja"):
        for one in there:
            if one.lang == wanted:
                return one
    if not there:
        raise PolicyUnknown("no such version")
    return there[0]


def _pair(versions: list[PolicyVersion], old: str, new: str, lang: str | None) -> tuple[PolicyVersion, PolicyVersion]:
    before, after = _of_day(versions, old, lang), _of_day(versions, new, lang)
    if before.lang != after.lang or before is after:
        raise PolicyUnknown("nothing to compare")
    return before, after


def _before(versions: list[PolicyVersion], this: PolicyVersion) -> PolicyVersion | None:
    earlier = [one for one in versions if one.lang == this.lang and one.effective_on < this.effective_on]
    return max(earlier, key=lambda one: one.effective_on, default=None)
