"""The app's own pages in Slack: App Home, and the questions that are suggested in the Messages tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from anyio import to_thread

from bot.phrases import Lang
from bot.slack.blocks.home import PolicyCard, home_view
from bot.slack.blocks.limits import PROMPTS
from bot.slack.blocks.request import OwnRequest
from bot.slack.kit import Kit
from bot.slack.queue import Taken
from bot.slack.words import words
from corpus.diff import CHANGE_KINDS, ChangeKind, compare
from corpus.model import Audience, PolicyVersion, Section

Requests = Callable[[Sequence[str | None], str, Lang], tuple[OwnRequest, ...]]
"""The requests of a user of a workspace, or of its organisation."""


async def show_home(kit: Kit, taken: Taken, *, requests: Requests | None = None) -> None:
    """Publish somebody's App Home."""
    user, team = taken.task.payload["user"], taken.task.team
    teams = (team, taken.task.payload.get("org"))
    _, web = await kit.here(taken.task)
    person = await kit.people.person(web, team, user)
    policies = await to_thread.run_sync(lambda: list(cards(kit, person.audience, person.lang)))
    own = None if requests is None else await to_thread.run_sync(requests, teams, user, person.lang)
    await web.call("views.publish", user_id=user, view=home_view(policies, own, person.audience, person.lang))


async def suggest(kit: Kit, taken: Taken) -> None:
    """Suggest questions that the policies answer."""
    asked, team = taken.task.payload, taken.task.team
    _, web = await kit.here(taken.task)
    person = await kit.people.person(web, team, asked["user"])
    found = await to_thread.run_sync(kit.suggestions, person.lang, person.audience, limiter=kit.threads)
    prompts = [{"title": text, "message": text} for text in found[:PROMPTS]]
    if prompts:
        title = words("prompts", person.lang)
        await web.call("assistant.threads.setSuggestedPrompts", channel_id=asked["channel"], prompts=prompts, title=title)


def cards(kit: Kit, audience: Audience, lang: Lang) -> Iterator[PolicyCard]:
    """The policies that somebody may read, as they are in force, in one language."""
    library = kit.served().library
    today = kit.now().astimezone().date()
    site = kit.options.site_url
    for version in sorted(_chosen(library.in_force(today, audience), lang), key=lambda one: (one.audience, one.policy)):
        line = [one for one in library if (one.policy, one.lang) == (version.policy, version.lang)]
        line.sort(key=lambda one: one.effective_on)
        before = next((old for old, new in pairwise(line) if new is version), None)
        opens = site if site and (version.audience == "public" or kit.options.site_audience == "staff") else None
        here = f"{opens}/policies/{version.policy}" if opens else ""
        language = "" if version.lang == "ja" else f"?lang={version.lang}"
        date = version.effective_on.isoformat()
        counts, changed = (None, ()) if before is None else _changes(before, version)
        yield PolicyCard(
            version.title,
            date,
            counts,
            f"{here}/{date}{language}" if here else "",
            f"{here}/{before.effective_on.isoformat()}..{date}{language}" if here and before else "",
            changed,
        )


def _chosen(versions: tuple[PolicyVersion, ...], lang: Lang) -> list[PolicyVersion]:
    """One text a policy: the one in that language where there is one."""
    chosen: dict[str, PolicyVersion] = {}
    for version in versions:
        if version.policy not in chosen or version.lang == lang:
            chosen[version.policy] = version
    return list(chosen.values())


def _changes(old: PolicyVersion, new: PolicyVersion) -> tuple[tuple[int, int, int], tuple[tuple[ChangeKind, str], ...]]:
    found = compare(old, new)
    counts = found.count("added"), found.count("changed"), found.count("removed")
    # Those whose sentences are others come first.
    changes = sorted(found.changes, key=lambda change: CHANGE_KINDS.index(change.kind) > CHANGE_KINDS.index("changed"))
    return counts, tuple((change.kind, _name(change.new or change.old)) for change in changes)


def _name(section: Section | None) -> str:
    if section is None:
        return ""
    return section.title if section.title.startswith(section.number) else f"{section.number} {section.title}".strip()
