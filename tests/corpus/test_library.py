"""Which versions there are, and which hold for whom on which day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.errors import PolicyUnknown, PolicyUnreadable
from corpus.library import SHIPPED, Library, may_see
from corpus.model import PolicyVersion
from corpus.reading import parse


def version(policy: str, day: str, *, lang: str = "ja", audience: str = "public") -> PolicyVersion:
    front = f"id: {policy}\ntitle: {policy}\nlang: {lang}\naudience: {audience}\neffective_on: {day}\n"
    return parse(f"---\n{front}---\n\n## 1. 定義\n\n{day}の定義です。\n", source=f"{policy}/{day}.{lang}.md")


LIBRARY = Library.of(
    [
        version("site", "2022-04-01"),
        version("site", "2019-12-19"),
        version("site", "2022-04-01", lang="en"),
        version("staff", "2021-04-01", audience="staff"),
    ]
)


def test_versions_are_ordered_by_policy_language_and_date() -> None:
    assert [v.name for v in LIBRARY] == ["site/2022-04-01.en", "site/2019-12-19", "site/2022-04-01", "staff/2021-04-01"]
    assert LIBRARY.policies == ("site", "staff")


def test_two_versions_of_one_day_are_refused_with_both_files() -> None:
    with pytest.raises(PolicyUnreadable) as caught:
        Library.of([version("site", "2022-04-01"), version("site", "2022-04-01")])
    assert str(caught.value).count("site/2022-04-01.ja.md") == 2


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(2019, 12, 18), []),
        (date(2019, 12, 19), ["site/2019-12-19"]),
        (date(2022, 3, 31), ["site/2019-12-19", "staff/2021-04-01"]),
        (date(2022, 4, 1), ["site/2022-04-01", "site/2022-04-01.en", "staff/2021-04-01"]),
    ],
)
def test_what_is_in_force_for_staff(day: date, names: list[str]) -> None:
    assert sorted(v.name for v in LIBRARY.in_force(day, "staff")) == names


def test_the_public_never_sees_a_staff_text() -> None:
    assert {v.policy for v in LIBRARY.in_force(date(2030, 1, 1), "public")} == {"site"}
    assert [may_see(viewer, "staff") for viewer in ("public", "staff")] == [False, True]


def test_one_version_is_got_by_date_and_language() -> None:
    assert LIBRARY.get("site").name == "site/2022-04-01"
    assert LIBRARY.get("site", date(2019, 12, 19)).name == "site/2019-12-19"
    assert LIBRARY.get("site", lang="en").name == "site/2022-04-01.en"
    assert LIBRARY.get("staff", lang="en").name == "staff/2021-04-01"


def test_what_is_not_there_is_told_with_what_is() -> None:
    with pytest.raises(PolicyUnknown, match="there are: site, staff"):
        LIBRARY.get("shop")
    with pytest.raises(PolicyUnknown, match="2019-12-19, 2022-04-01"):
        LIBRARY.get("site", date(2020, 1, 1))


def test_a_folder_is_loaded_without_what_is_no_policy(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    text = "---\nid: site\ntitle: 題\naudience: public\neffective_on: 2022-04-01\n---\n\n定義です。\n"
    (tmp_path / "site" / "2022-04-01.md").write_text(text, "utf-8")
    (tmp_path / "README.md").write_text("about this folder", "utf-8")
    (tmp_path / ".draft.md").write_text("a draft", "utf-8")
    (tmp_path / "notes.txt").write_text("notes", "utf-8")
    assert [v.name for v in Library.load(tmp_path)] == ["site/2022-04-01"]


def test_folders_that_hold_nothing_are_told(tmp_path: Path) -> None:
    with pytest.raises(PolicyUnreadable, match="holds no policy"):
        Library.load(tmp_path)
    with pytest.raises(PolicyUnreadable, match="no such folder"):
        Library.load(tmp_path / "missing")
    (tmp_path / "file").touch()
    with pytest.raises(PolicyUnreadable, match="is a file, and no folder"):
        Library.load(tmp_path / "file")


def test_the_shipped_policies_load() -> None:
    assert Library.load(SHIPPED).policies == ("site-privacy", "staff-handling")
