"""From a Markdown file with front matter to a `PolicyVersion`, and back."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.errors import PolicyUnreadable
from corpus.model import AUDIENCES, Audience, PolicyVersion
from corpus.sections import find_sections

_FENCE: Final = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_EXAMPLE: Final = "---\nid: my-policy\ntitle: …\nlang: ja\naudience: public\neffective_on: 2026-04-01\n---"
MAX_BYTES: Final = 8_000_000
"""Larger than any policy, small enough to be read at once."""


def _as_text(value: object) -> object:
    # YAML reads an unquoted 2022 as a number; a title may well be one.
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _as_date(value: object) -> object:
    # A bare number would be taken for seconds since 1970.
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or (isinstance(value, str) and re.fullmatch(r"\s*\d{4}-\d{2}-\d{2}\s*", value)):
        return value
    raise ValueError("no date")


Text = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]


class FrontMatter(BaseModel):
    """What stands above a policy's text. ``lang`` is a two-letter code; ``url`` is where the versions are published."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")]
    title: Text
    lang: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "ja"
    audience: Audience | None = None
    url: str = ""
    effective_on: Annotated[date, BeforeValidator(_as_date)]


def read(path: Path) -> PolicyVersion:
    """The policy version in ``path``. Raises `PolicyUnreadable` naming the file and what to mend."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PolicyUnreadable(
                f"{path}: larger than {MAX_BYTES // 1_000_000} MB; a policy is text, split it or remove what is not."
            )
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise PolicyUnreadable(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise PolicyUnreadable(f"{path}: is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    return parse(text, source=str(path))


def parse(text: str, *, source: str = "text") -> PolicyVersion:
    """A policy version from its text; ``source`` names it in messages. Line ends become line feeds. Raises `PolicyUnreadable`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    found = _FENCE.match(text)
    if found is None:
        raise PolicyUnreadable(f"{source}: has no front matter; begin the file with\n{_EXAMPLE}")
    front = _front_matter(found[1], source)
    body = text[found.end() :]
    if not re.search(r"\w", body):
        raise PolicyUnreadable(f"{source}: has front matter but no text below it.")
    notices: tuple[str, ...] = ()
    if front.audience is None:
        notices = ("audience is missing, so the text is treated as staff only; write `audience: public` or `audience: staff`",)
    audience = front.audience or "staff"
    front = front.model_copy(update={"audience": audience, "url": front.url or f"/policies/{front.id}"})
    return PolicyVersion(
        policy=front.id,
        title=front.title,
        lang=front.lang,
        audience=audience,
        url=front.url,
        effective_on=front.effective_on,
        body=body,
        sections=find_sections(body, front.title),
        digest=hashlib.sha256(f"{front.model_dump_json()}\n{body}".encode()).hexdigest(),
        source=source,
        notices=notices,
    )


def render(version: PolicyVersion) -> str:
    """The Markdown file of ``version``: `parse` of it gives an equal version."""
    front = {
        "id": version.policy,
        "title": version.title,
        "lang": version.lang,
        "audience": version.audience,
        "url": version.url,
        "effective_on": version.effective_on,
    }
    return f"---\n{yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)}---\n{version.body}"


def _front_matter(text: str, source: str) -> FrontMatter:
    try:
        values = yaml.safe_load(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 2}" if mark else ""
        what = (
            "holds a date that no calendar has" if type(error) is ValueError else "is not YAML; write one `key: value` a line"
        )
        raise PolicyUnreadable(f"{source}{where}: the front matter {what}.") from error
    if not isinstance(values, dict) or not isinstance(node, yaml.MappingNode):
        raise PolicyUnreadable(f"{source}: the front matter holds no keys; it needs\n{_EXAMPLE}")
    repeated = [key for key, count in Counter(key.value for key, _ in node.value).items() if count > 1]
    if repeated:
        raise PolicyUnreadable(f"{source}: `{repeated[0]}` stands twice in the front matter; keep one.")
    try:
        return FrontMatter.model_validate(values)
    except ValidationError as error:
        problems = "; ".join(_problem(e["loc"][0] if e["loc"] else "", e["type"]) for e in error.errors())
        raise PolicyUnreadable(f"{source}: {problems}.") from error


def _problem(key: object, kind: str) -> str:
    if kind == "missing":
        return f"`{key}` is missing from the front matter"
    if kind == "extra_forbidden":
        return f"`{key}` is no key of the front matter ({', '.join(FrontMatter.model_fields)})"
    wanted = {
        "effective_on": "a date such as 2026-04-01",
        "audience": " or ".join(AUDIENCES),
        "id": "small letters, digits and hyphens",
        "lang": "a two-letter code such as ja",
    }.get(str(key), "text")
    return f"`{key}` of the front matter must be {wanted}"
