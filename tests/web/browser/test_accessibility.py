"""Axe finds nothing wrong in any state of the widget and the pages, light and wide or dark and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SEEN = [("light", 1200), ("dark", 360)]


def findings(page: Page) -> list[str]:
    """What axe says of what can be seen, one line each."""
    # Nothing may be half faded in when colours are compared.
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished.catch(() => 0)))")
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.fixture(params=SEEN, ids=lambda seen: f"{seen[0]}-{seen[1]}")
def seen(request: pytest.FixtureRequest, page: Page) -> Page:
    scheme, width = request.param
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    return page


@pytest.fixture
def widget(seen: Page, site: Any) -> Any:
    seen.goto(site.origin)
    return seen.locator("jobun-chat")


def begin(widget: Any) -> None:
    widget.get_by_role("button", name="質問する").click()
    widget.get_by_role("button", name="同意して始める").click()
    expect(widget.get_by_role("button", name="開示の手数料はいくらですか")).to_be_visible()


def send(widget: Any, question: str) -> None:
    widget.get_by_role("textbox").fill(question)
    widget.get_by_role("button", name="送信").click()


def closed(widget: Any, site: Any) -> None:
    expect(widget.get_by_role("button", name="質問する")).to_be_visible()


def notice(widget: Any, site: Any) -> None:
    widget.get_by_role("button", name="質問する").click()
    expect(widget.get_by_role("button", name="同意して始める")).to_be_visible()


def suggestions(widget: Any, site: Any) -> None:
    begin(widget)


def waiting(widget: Any, site: Any) -> None:
    begin(widget)
    site.gate.clear()
    send(widget, "手数料は")
    expect(widget.locator(".draft")).to_contain_text("個人情報")


def replies(widget: Any, site: Any) -> None:
    begin(widget)
    for number, question in enumerate(["手数料は", "訂正は", "天気は", "削除してほしい", "書類は"], 1):
        send(widget, question)
        expect(widget.locator(".reply")).to_have_count(number)
    widget.get_by_role("button", name="いいえ").last.click()
    expect(widget.get_by_role("button", name="その他")).to_be_visible()


def deleting(widget: Any, site: Any) -> None:
    begin(widget)
    send(widget, "手数料は")
    expect(widget.locator(".reply")).to_have_count(1)
    widget.get_by_role("button", name="会話を消す").click()
    expect(widget.get_by_role("button", name="やめる")).to_be_visible()


def held_back(widget: Any, site: Any) -> None:
    begin(widget)
    site.failures.append(("chat", 429, {"Retry-After": "600"}))
    send(widget, "手数料は")
    expect(widget.get_by_role("button", name=re.compile("もう一度送る"))).to_be_visible()


def failed(widget: Any, site: Any) -> None:
    begin(widget)
    site.failures.append(("chat", 500, {}))
    send(widget, "手数料は")
    expect(widget.get_by_role("button", name="もう一度送る")).to_be_visible()


def too_long(widget: Any, site: Any) -> None:
    begin(widget)
    widget.get_by_role("textbox").fill("あ" * 2001)


STATES = [closed, notice, suggestions, waiting, replies, deleting, held_back, failed, too_long]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing_in_the_widget(state: Callable[[Any, Any], None], widget: Any, site: Any) -> None:
    state(widget, site)

    found = findings(widget.page)
    site.gate.set()
    assert found == []


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", ["/", "/ask"])
def test_axe_finds_nothing_on_the_pages(path: str, lang: str, seen: Page, site: Any) -> None:
    seen.goto(f"{site.origin}{path}?lang={lang}")

    assert findings(seen) == []


@pytest.mark.parametrize("question", ["手数料は", "訂正は", "書類は"])
def test_axe_finds_nothing_in_an_answer_without_scripts(question: str, seen: Page, site: Any) -> None:
    seen.goto(f"{site.origin}/ask?question={question}")
    seen.get_by_role("checkbox").check()
    seen.get_by_role("button", name="送信").click()
    expect(seen.locator(".verdict")).to_be_visible()

    assert findings(seen) == []


@pytest.mark.parametrize(
    "path",
    [
        "/policies",
        "/policies/site-privacy/2022-04-01?mark=0-2&section=7.3#7.3",
        "/policies/site-privacy/2022-04-01?lang=en",
        "/policies/site-privacy/2019-12-19..2022-04-01",
        "/policies/site-privacy/1999-01-01",
    ],
)
def test_axe_finds_nothing_on_the_policies_pages(path: str, seen: Page, real_site: Any) -> None:
    seen.goto(f"{real_site.origin}{path}")

    assert findings(seen) == []


def test_axe_would_find_what_is_wrong(page: Page) -> None:
    page.set_content("<!doctype html><html lang='ja'><title>x</title><main><h1>x</h1><img src='data:,'></main></html>")

    assert [one.split(":")[0] for one in findings(page)] == ["image-alt"]
