"""What is there and what is not, found out by cheap looks alone: no model is loaded and nothing is made."""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from bot.errors import SettingsWrong
from bot.settings import VARIABLES, Settings
from corpus.errors import JobunError
from corpus.library import Library

State: TypeAlias = Literal["ok", "note", "wrong"]

_ENCODER_MB: Final = 350
"""What the bundled encoder takes on disk."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: how it is, and what to do about it where that does not say so. "wrong" is needed and not there."""

    name: str
    state: State
    says: str
    do: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The object that ``jobun doctor --json`` prints for it."""
        return {
            "name": self.name,
            "state": self.state,
            "says": self.says,
            **({"do": self.do} if self.do else {}),
            **self.details,
        }


def examine(environ: Mapping[str, str]) -> list[Check]:
    """All checks, in order. Where the settings cannot be read, what depends on them is left out."""
    libraries = _libraries()
    checks = [Check("python", "ok", platform.python_version()), libraries]
    try:
        settings = Settings.read(environ)
    except SettingsWrong as error:
        return [*checks, Check("settings", "wrong", str(error), "Set it right, or unset it.")]
    checks.append(_settings(environ))
    if libraries.state == "wrong":
        return checks
    return [*checks, *_made(settings)]


def _made(settings: Settings) -> Iterator[Check]:
    library: Library | None = None
    try:
        library = Library.load(settings.policies)
        yield _policies(library, settings.policies)
    except JobunError as error:
        yield Check("policies", "wrong", str(error), "Mend it, or set JOBUN_POLICIES to another folder.")
    encoder = _encoder(settings)
    yield encoder
    yield _reader(settings)
    if library:
        yield _index(settings, library)
    database = _database(settings)
    yield database
    if settings.requests == "on":
        yield _outbox(settings, is_there=database.details.get("tables") == "fresh")
    yield _disk(settings.home, needed_mb=_ENCODER_MB if encoder.state == "wrong" else 0)


def _libraries() -> Check:
    wanted = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in metadata.requires("jobun") or () if "extra ==" not in line]
    versions: dict[str, str | None] = {"jobun": metadata.version("jobun")}
    for name in sorted(wanted):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = None
    missing = [name for name, version in versions.items() if version is None]
    if missing:
        advice = "Install Jobun again: pip install -c constraints.txt -e ."
        return Check("libraries", "wrong", f"Not installed: {', '.join(missing)}.", advice, {"versions": versions})
    return Check(
        "libraries", "ok", ", ".join(f"{name} {version}" for name, version in versions.items()), "", {"versions": versions}
    )


def _settings(environ: Mapping[str, str]) -> Check:
    given = {name: "set" if environ.get(name) else "default" for name in VARIABLES}
    return Check("settings", "ok", ", ".join(f"{name} {how}" for name, how in given.items()), "", {"variables": given})


def _policies(library: Library, folder: Path) -> Check:
    versions = [{"name": one.name, "audience": one.audience, "notices": list(one.notices)} for one in library]
    notices = [f"{one.name}: {notice}" for one in library for notice in one.notices]
    says = f"{len(versions)} versions in {folder}: {', '.join(one.name for one in library)}."
    details = {"folder": str(folder), "versions": versions}
    if notices:
        return Check("policies", "note", "\n".join([says, *notices]), "Look at `jobun corpus check`.", details)
    return Check("policies", "ok", says, "", details)


def _encoder(settings: Settings) -> Check:
    from index.adapter import adapter_for
    from index.encoder import making, manifest, sources
    from index.encoder.loading import BUNDLED, HASHING

    if settings.encoder == HASHING:
        return Check("encoder", "note", "hashing: it knows wording and no meaning.", "", {"encoder": HASHING})
    if settings.encoder != BUNDLED:
        return Check("encoder", "note", "A sentence-transformers model: whether it can be loaded is seen when it is used.")
    folder = settings.home / "encoder" / making.NAME
    details = {"encoder": making.NAME, "folder": str(folder)}
    try:
        adapter_for(making.NAME)
    except JobunError as error:
        return Check("encoder", "wrong", str(error), "Without it nothing is searched for.", details)
    if manifest.is_intact(folder, making.NAME, making.SERVED):
        return Check("encoder", "ok", f"{making.NAME}, and its files are what was made.", "", details)
    try:
        for source in (sources.WEIGHTS, sources.TOKENIZER):
            source.path()
    except JobunError as error:
        return Check("encoder", "wrong", str(error), "Install what it names; the encoder is made of it.", details)
    says = f"{making.NAME} {'is damaged' if folder.exists() else 'has not been made yet'}."
    return Check("encoder", "wrong", says, "Run `jobun index build`: it makes it, in some seconds.", details)


def _reader(settings: Settings) -> Check:
    from index.encoder.loading import BUNDLED
    from index.reader.loading import GRAPH, is_intact, read_card

    if settings.reader == "none" or (settings.reader == "auto" and settings.encoder != BUNDLED):
        return Check("reader", "note", "None: replies are quicker, and tell less well what a policy does not say.")
    try:
        name = read_card()["name"]
    except JobunError as error:
        return Check("reader", "wrong", str(error))
    if not is_intact():
        return Check("reader", "wrong", f"{GRAPH} is not what it should be.", "Reinstall Jobun, or set JOBUN_READER=none.")
    return Check("reader", "ok", f"{name}, and its file is what was made.", "", {"reader": name})


def _index(settings: Settings, library: Library) -> Check:
    from index.places import index_folder
    from index.state import index_state

    folder = index_folder(settings.home, settings.policies)
    found = index_state(folder, library, settings.encoder)
    details = {"folder": str(folder), "index": found.state}
    if found.state != "fresh" or found.manifest is None:
        # Why says what to do as well.
        return Check("index", "wrong", found.why, "", details)
    return Check(
        "index", "ok", f"Fresh: {found.manifest.units:,} sentences and headings, {found.manifest.digest[:12]}.", "", details
    )


def _database(settings: Settings) -> Check:
    from bot.state.database import look

    try:
        found = look(settings)
    except JobunError as error:
        return Check("database", "wrong", str(error))
    tables = {
        "none": "and nothing is kept yet; `jobun serve` makes its tables",
        "behind": "whose tables are an earlier version's; `jobun serve` brings them up to date",
        "fresh": "and its tables are up to date",
    }
    return Check(
        "database", "note" if found.tables == "behind" else "ok", f"{found.kind}, {tables[found.tables]}.", "", found.as_json()
    )


def _outbox(settings: Settings, *, is_there: bool) -> Check:
    """What is left to be done about requests, and whether there is the key that they are encrypted with."""
    from datetime import UTC, datetime

    from bot.keys import requests_key_state
    from bot.requests.counting import outstanding
    from bot.state.database import as_it_is

    key = requests_key_state(settings)
    if key == "missing":
        advice = "Set JOBUN_REQUESTS_KEY to a long random text, or JOBUN_REQUESTS=off."
        return Check("outbox", "wrong", "There is no key to encrypt requests with.", advice, {"key": key})
    if not is_there:
        return Check("outbox", "ok", f"Nothing was filed yet; the key is {key}.", "", {"key": key})
    try:
        with as_it_is(settings) as engine:
            left = outstanding(engine, datetime.now(UTC))
    except JobunError as error:
        return Check("outbox", "wrong", str(error), "", {"key": key})
    says = f"{left.waiting} waiting, {left.overdue} of them overdue; {left.dead} dead letters; the key is {key}."
    details = {"key": key, "waiting": left.waiting, "overdue": left.overdue, "dead": left.dead}
    if left.overdue or left.dead:
        advice = "Look at `jobun requests list --status failed`." if left.dead else "Is `jobun serve` running?"
        return Check("outbox", "note", says, advice, details)
    return Check("outbox", "ok", says, "", details)


def _disk(home: Path, *, needed_mb: int) -> Check:
    there = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    used_mb = sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1e6
    free_mb = shutil.disk_usage(there).free / 1e6
    says = f"{home}: {used_mb:,.0f} MB used, {free_mb:,.0f} MB free."
    details = {"folder": str(home), "used_mb": round(used_mb, 1), "free_mb": round(free_mb, 1)}
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return Check(
            "disk", "wrong", f"{says} It cannot be written.", "Set JOBUN_HOME to a folder that can be written.", details
        )
    if free_mb < needed_mb:
        advice = "Free some space, or set JOBUN_HOME to a folder with more."
        return Check("disk", "wrong", f"{says} The encoder needs {needed_mb} MB.", advice, details)
    return Check("disk", "ok", says, "", details)
