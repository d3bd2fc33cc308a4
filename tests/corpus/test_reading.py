"""A policy's file: its front matter, its text, and back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import PolicyUnreadable
from corpus.library import SHIPPED, policy_files
from corpus.model import Section, Sentence
from corpus.reading import MAX_BYTES, parse, read, render

FRONT = "id: shop-privacy\ntitle: 個人情報の取り扱い\nlang: ja\naudience: public\neffective_on: 2022-04-01\n"
BODY = "\n## 1. 定義\n\n定義です。\n"


def file(front: str = FRONT, body: str = BODY) -> str:
    return f"---\n{front}---\n{body}"


def test_a_policy_is_read() -> None:
    version = parse(file())
    assert (version.policy, version.title, version.lang, version.audience) == (
        "shop-privacy",
        "個人情報の取り扱い",
        "ja",
        "public",
    )
    assert version.effective_on == date(2022, 4, 1)
    assert version.body == BODY
    assert version.by_number["1"].heading == "1 定義"
    assert version.name == "shop-privacy/2022-04-01"
    assert version.link("1") == "/policies/shop-privacy/2022-04-01#1"
    assert version.notices == ()


def test_an_english_version_says_so_in_its_name() -> None:
    assert parse(file(FRONT.replace("lang: ja", "lang: en"))).name == "shop-privacy/2022-04-01.en"


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_change_nothing(ends: str) -> None:
    assert parse("\ufeff" + file().replace("\n", ends)) == parse(file())


def test_a_missing_audience_means_staff_and_is_noted() -> None:
    version = parse(file(FRONT.replace("audience: public\n", "")))
    assert version.audience == "staff"
    assert "audience is missing" in version.notices[0]


def test_the_digest_changes_with_text_and_front_matter_only() -> None:
    assert parse(file(), source="a").digest == parse(file(), source="b").digest
    assert parse(file()).digest != parse(file(body=BODY + "追加。\n")).digest
    assert parse(file()).digest != parse(file(FRONT.replace("public", "staff"))).digest


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BODY, "has no front matter"),
        ("", "has no front matter"),
        ("---\nid: a\n", "has no front matter"),
        (file(body=""), "no text below it"),
        (file(body="\n---\n\n。\n"), "no text below it"),
        (file("- a\n"), "holds no keys"),
        (file(""), "holds no keys"),
        (file("id: [\n"), "is not YAML"),
        (file(FRONT + "x: " + "[" * 5000 + "\n"), "is not YAML"),
        (file(FRONT.replace("id: shop-privacy\n", "")), "`id` is missing"),
        (file(FRONT.replace("title: 個人情報の取り扱い\n", "")), "`title` is missing"),
        (file(FRONT.replace("effective_on: 2022-04-01\n", "")), "`effective_on` is missing"),
        (file(FRONT.replace("shop-privacy", "個人情報")), "`id` of the front matter must be small letters"),
        (file(FRONT.replace("shop-privacy", "../x")), "`id` of the front matter must be small letters"),
        (file(FRONT.replace("lang: ja", "lang: japanese")), "two-letter code"),
        (file(FRONT.replace("public", "all")), "public or staff"),
        (file(FRONT.replace("2022-04-01", "令和4年4月1日")), "a date such as"),
        (file(FRONT.replace("2022-04-01", "20220401")), "a date such as"),
        (file(FRONT.replace("2022-04-01", "86400")), "a date such as"),
        (file(FRONT.replace("2022-04-01", "2022-02-30")), "no calendar"),
        (file(FRONT + "autor: x\n"), "`autor` is no key"),
        (file(FRONT + "effective_on: 2023-04-01\n"), "`effective_on` stands twice"),
    ],
)
def test_what_cannot_be_used_is_told_with_the_file(text: str, told: str) -> None:
    with pytest.raises(PolicyUnreadable) as caught:
        parse(text, source="a.md")
    assert "a.md" in str(caught.value)
    assert told in str(caught.value)


def test_a_title_may_look_like_a_number() -> None:
    assert parse(file(FRONT.replace("個人情報の取り扱い", "2022"))).title == "2022"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    latin = tmp_path / "latin.md"
    latin.write_bytes(file().encode("cp932"))
    with pytest.raises(PolicyUnreadable, match="is not UTF-8"):
        read(latin)
    with pytest.raises(PolicyUnreadable, match="cannot be read"):
        read(tmp_path / "missing.md")
    with pytest.raises(PolicyUnreadable, match="cannot be read"):
        read(tmp_path)
    large = tmp_path / "large.md"
    with large.open("wb") as out:
        out.truncate(MAX_BYTES + 1)
    with pytest.raises(PolicyUnreadable, match="larger than"):
        read(large)


@pytest.mark.parametrize("path", policy_files(SHIPPED), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_shipped_policies_come_back_as_they_are(path: Path) -> None:
    version = read(path)
    assert parse(render(version)) == version


_FRONT = st.fixed_dictionaries(
    {
        "title": st.text(min_size=1, max_size=40).filter(lambda title: bool(title.strip())),
        "url": st.just("") | st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), max_size=30),
        "audience": st.sampled_from(["public", "staff"]),
        "lang": st.sampled_from(["ja", "en", "no"]),
        "effective_on": st.dates(min_value=date(1900, 1, 1)),
    }
)
_BODY = st.text(max_size=200) | st.lists(
    st.sampled_from(["# 題", "## 1. 定義", "定義です。", "---", "", "- a", "第1条（目的）", "\r", "\x85", "\ufeff"]),
    max_size=12,
).map("\n".join)


@given(_FRONT, _BODY)
@settings(deadline=None)
def test_rendered_and_read_again_it_is_the_same(front: dict[str, object], body: str) -> None:
    import yaml

    text = yaml.safe_dump({"id": "a", **front}, allow_unicode=True, width=10_000)
    try:
        version = parse(f"---\n{text}---\n{body}")
    except PolicyUnreadable:
        return
    assert parse(render(version)) == version


def test_values_refuse_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="no range"):
        Sentence(3, 3)
    section = Section("1", "", "", 1, (), 0, 0, 4, "ab。c", (Sentence(0, 3), Sentence(3, 4)))
    assert section.quote(0, 1) == "ab。c"
    assert section.heading == "1"
