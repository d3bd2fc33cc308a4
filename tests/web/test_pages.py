"""The pages: policies with the cited sentence marked, versions side by side, and asking without scripts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from bot.web.assets import WIDGET, read_assets
from bot.web.policy_pages import read_mark, section_views
from bot.web.site import marked_link
from corpus.library import Library
from corpus.reading import read
from index.plain import plain

MakeClient = Callable[..., TestClient]


def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def test_a_version_has_all_its_sentences_and_sections(client: TestClient, library: Library) -> None:
    for version in library:
        if version.audience == "staff":
            continue
        page = soup(client.get(f"/policies/{version.policy}/{version.effective_on}?lang={version.lang}").text)
        article = page.select_one("article")
        assert article is not None
        shown = re.sub(r"\s|／", "", article.get_text())
        for section in version.sections:
            assert article.find(id=section.number) is not None
            for sentence in section.sentences:
                text = plain(section.text[sentence.start : sentence.end], row=sentence.kind in ("row", "header"))
                assert re.sub(r"\s|／", "", text) in shown


def test_every_number_of_the_contents_leads_to_its_section(client: TestClient) -> None:
    page = soup(client.get("/policies/site-privacy/2022-04-01").text)

    links = [str(link["href"])[1:] for link in page.select(".contents a")]
    assert "7.2" in links
    assert all(page.find(id=number) for number in links)


def test_no_id_is_given_twice(client: TestClient) -> None:
    ids = [element["id"] for element in soup(client.get("/policies/site-privacy/2022-04-01").text).find_all(id=True)]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("section", "first", "last"), [("7.3", 0, 1), ("7.3", 1, 3), ("2.1", 0, 4), ("10.1", 0, 1)])
def test_the_cited_sentences_are_marked(client: TestClient, library: Library, section: str, first: int, last: int) -> None:
    found = library.get("site-privacy").by_number[section]

    page = soup(client.get(f"/policies/site-privacy/2022-04-01?section={section}&mark={first}-{last}").text)

    marked = [mark.get_text() for mark in page.find_all("mark")]
    assert marked == [plain(found.quote(at)) for at in range(first, last)]


@pytest.mark.parametrize(
    "query", ["mark=1-2", "section=7.3", "section=7.3&mark=x", "section=7.3&mark=999-1000", "section=%3Cb%3E&mark=0-1"]
)
def test_marks_of_nothing_are_passed_over(client: TestClient, query: str) -> None:
    answer = client.get(f"/policies/site-privacy/2022-04-01?{query}")

    assert answer.status_code == 200
    assert "<mark" not in answer.text
    assert "<b>" not in answer.text


def test_policies_of_staff_are_for_staff(client: TestClient, make_client: MakeClient) -> None:
    assert "staff-handling" not in client.get("/policies").text
    assert client.get("/policies/staff-handling/2024-10-01").status_code == 404
    assert client.get("/policies/staff-handling/2021-04-01..2024-10-01").status_code == 404
    token, _ = client.app.state.site.tokens.issue("staff")  # type: ignore[attr-defined] # an app of ours
    header = {"Authorization": f"Bearer {token}"}
    assert "staff-handling" in client.get("/policies", headers=header).text
    assert client.get("/policies/staff-handling/2024-10-01", headers=header).status_code == 200


def test_a_public_token_makes_nobody_staff(make_client: MakeClient) -> None:
    client = make_client(audience="staff")
    token, _ = client.app.state.site.tokens.issue("public")  # type: ignore[attr-defined] # likewise

    assert client.get("/policies/staff-handling/2024-10-01").status_code == 200
    answer = client.get("/policies/staff-handling/2024-10-01", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 404


def test_versions_are_shown_side_by_side(client: TestClient) -> None:
    page = soup(client.get("/policies/site-privacy/2019-12-19..2022-04-01").text)

    assert page.find("ins")
    assert page.select(".sides")
    assert client.get("/policies/site-privacy/2022-04-01..2022-04-01").status_code == 404
    assert client.get("/policies/site-privacy/2019-12-19..2022-04-01?lang=en").status_code == 200


def test_what_a_policy_says_is_text_and_nothing_else(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1)"
    (tmp_path / "2022-04-01.md").write_text(
        f"---\nid: evil\ntitle: '{hostile}'\neffective_on: 2022-04-01\n---\n\n## 1. {hostile}\n\n{hostile}です。\n\n- {hostile}\n\n"
        f"| a | b |\n|---|---|\n| {hostile} | [x](javascript:alert(1)) |\n",
        encoding="utf-8",
    )
    version = read(tmp_path / "2022-04-01.md")
    from types import SimpleNamespace

    from starlette.requests import Request

    from bot.web.pages import load_templates, page

    request = Request({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""})
    context: dict[str, Any] = {
        "version": version, "sections": section_views(version, read_mark(version, "1", "0-1")), "marked": read_mark(version, "1", "0-1"),
        "others": [version], "translations": [], "before": None, "state_of": lambda _: "", "day": str, "address": lambda _: "/x",
    }  # fmt: skip
    site: Any = SimpleNamespace(templates=load_templates())
    shown = bytes(page(request, site, "policy.html", "ja", context).body).decode()

    found = soup(shown)
    assert not found.select("script, article img, aside img, [onerror]")
    assert not [link for link in found.find_all("a") if "javascript:" in str(link.get("href"))]


@pytest.mark.parametrize(
    "hostile", ['"><script>alert(1)</script>', "{{ 70007 * 70007 }}", "</textarea><img src=x onerror=alert(1)>"]
)
def test_what_is_asked_is_text_and_nothing_else(client: TestClient, hostile: str) -> None:
    for answer in (
        client.get("/ask", params={"question": hostile}),
        client.post("/ask", data={"question": hostile, "consent": "1", "lang": "ja"}),
    ):
        assert answer.status_code == 200
        assert not soup(answer.text).select("script, img[onerror]")
        assert "4900980049" not in html.unescape(answer.text) or "{{" not in hostile


def test_a_question_is_answered_without_scripts(client: TestClient) -> None:
    page = soup(client.post("/ask", data={"question": "書いてないこと", "consent": "1", "lang": "ja"}).text)

    link = page.select_one(".near a")
    assert link is not None
    assert link["href"] == "/policies/site-privacy/2022-04-01?mark=0-1&section=7.3#7.3"
    conversation = page.select_one("input[name=conversation]")
    assert conversation is not None
    again = client.post("/ask", data={"question": "二つ目", "consent": "1", "conversation": str(conversation["value"])})
    assert "1:書いてないこと 二つ目" in again.text


def test_opinions_and_deletion_need_no_scripts_either(client: TestClient) -> None:
    page = soup(client.post("/ask", data={"question": "手数料は", "consent": "1"}).text)
    fields = {name: str(page.select_one(f"input[name={name}]")["value"]) for name in ("conversation", "reply")}  # type: ignore[index]

    assert client.post("/ask", data={"do": "feedback", "verdict": "up", **fields}).status_code == 200
    assert client.post("/ask", data={"do": "delete", **fields}).status_code == 200
    assert client.post("/ask", data={"do": "delete", **fields}).status_code == 404


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"question": "手数料は"}, 422),
        ({"question": "", "consent": "1"}, 422),
        ({"question": "あ" * 2001, "consent": "1"}, 422),
        ({"question": "手数料は", "consent": "1", "conversation": "nobody-began-this"}, 404),
        ({"question": "手数料は", "consent": "1", "lang": "fr"}, 422),
    ],
)
def test_the_form_says_what_is_wrong(client: TestClient, form: dict[str, str], status: int) -> None:
    answer = client.post("/ask", data=form, headers={"Accept": "text/html"})

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")


def test_forms_of_other_pages_are_refused(client: TestClient) -> None:
    answer = client.post("/ask", data={"question": "手数料は", "consent": "1"}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403


def test_the_demo_page_demands_the_widget_that_is_there(client: TestClient) -> None:
    integrity = client.get("/widget.js.integrity").text.strip()

    assert integrity == read_assets()[WIDGET].integrity
    script = soup(client.get("/").text).find("script")
    assert script is not None
    assert script["integrity"] == integrity  # type: ignore[index] # a tag


def test_files_are_known_again(client: TestClient) -> None:
    first = client.get("/widget.js")

    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.content == read_assets()[WIDGET].body
    assert client.get("/widget.js", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert client.get("/static/pages.css").headers["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "path", ["/", "/ask", "/policies", "/policies/site-privacy/2022-04-01", "/policies/site-privacy/2019-12-19..2022-04-01"]
)
def test_pages_hold_nothing_that_their_policy_forbids(client: TestClient, path: str, lang: str) -> None:
    page = soup(client.get(path, params={"lang": lang}).text)

    assert page.html is not None
    assert page.html["lang"] == lang
    assert not page.find_all("style")
    assert not page.find_all(style=True)
    assert all(script.get("src", "").startswith("/") and not script.get_text(strip=True) for script in page.find_all("script"))
    assert not [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
    links = [str(tag[name]) for name in ("src", "href") for tag in page.find_all(attrs={name: True})]
    assert all(re.match(r"/(?!/)|#", link) for link in links)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("/policies/p/2022-04-01#7.2", "/policies/p/2022-04-01?mark=1-3&section=7.2#7.2"),
        ("/policies/p/2022-04-01?lang=en#7.2", "/policies/p/2022-04-01?lang=en&mark=1-3&section=7.2#7.2"),
        ("https://elsewhere.example/p#7.2", "https://elsewhere.example/p#7.2"),
    ],
)
def test_marked_links(url: str, link: str) -> None:
    assert marked_link(url, "7.2", (1, 3)) == link
