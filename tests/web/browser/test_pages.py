"""The page without scripts, in a browser that runs none, and the demo page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def bare(browser: Browser, site: Any) -> Iterator[Page]:
    with browser.new_context(locale="ja-JP", java_script_enabled=False) as context:
        context.set_default_timeout(60_000)
        yield context.new_page()


def asked(page: Page, site: Any, question: str) -> None:
    page.goto(f"{site.origin}/ask?question={question}")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="送信").click()


def test_a_form_asks_and_shows_quotes_with_their_places(bare: Page, site: Any) -> None:
    asked(bare, site, "手数料は")

    expect(bare.locator(".verdict")).to_have_text("回答")
    expect(bare.locator(".asked")).to_have_text("手数料は")
    quotes = bare.locator(".quote")
    expect(quotes).to_have_count(2)
    expect(quotes.first.get_by_role("link", name="7.3 開示等の請求申出先")).to_be_visible()
    assert site.asked[0]["consent"] == "1"


def test_a_further_question_belongs_to_the_same_conversation(bare: Page, site: Any) -> None:
    asked(bare, site, "書類は")

    bare.get_by_role("button", name="代理人様の場合").click()
    expect(bare.locator(".asked")).to_have_text("代理人様の場合")
    # Whoever agreed once is not asked again.
    expect(bare.get_by_role("checkbox")).to_have_count(0)
    bare.get_by_role("textbox", name="続けて質問する").fill("訂正は")
    bare.get_by_role("button", name="送信").click()

    expect(bare.locator(".near").get_by_role("link")).to_have_count(2)
    assert [one["conversation"] for one in site.asked] == ["", "c1", "c1"]


def test_without_agreement_nothing_is_sent(bare: Page, site: Any) -> None:
    bare.goto(f"{site.origin}/ask?question=手数料は")
    bare.get_by_role("button", name="送信").click()

    expect(bare.get_by_role("checkbox")).not_to_be_checked()
    assert site.asked == []


def test_opinions_and_deleting_work_by_form(bare: Page, site: Any) -> None:
    asked(bare, site, "手数料は")
    bare.get_by_role("button", name="いいえ").click()
    expect(bare.get_by_role("status")).to_have_text("ありがとうございます。ご意見を受け取りました。")
    bare.get_by_role("button", name="会話を消す").click()
    expect(bare.get_by_role("status")).to_have_text("会話を消しました。")

    assert site.feedback == [{"reply": "reply-0", "verdict": "down"}]
    assert site.deleted == ["c1"]


def test_what_goes_wrong_is_said(bare: Page, site: Any) -> None:
    site.failures.append(("ただいま混み合っています。", 429, {}))

    asked(bare, site, "手数料は")

    expect(bare.get_by_role("alert")).to_contain_text("ただいま混み合っています。")
    expect(bare.get_by_role("textbox")).to_have_value("手数料は")


def test_markup_stays_text(bare: Page, site: Any) -> None:
    asked(bare, site, "<img src=x>")

    expect(bare.locator(".asked")).to_have_text("<img src=x>")
    expect(bare.locator(".answer")).to_contain_text("<script>window.harmed = 1</script>")
    expect(bare.locator(".answer").get_by_role("link")).to_have_count(0)
    expect(bare.locator("main img")).to_have_count(0)


def test_the_demo_page_leads_there_without_scripts(bare: Page, site: Any) -> None:
    bare.goto(site.origin)
    expect(bare.locator("jobun-chat")).to_have_count(0)

    bare.get_by_role("link", name="開示の手数料はいくらですか").click()

    expect(bare.get_by_role("textbox")).to_have_value("開示の手数料はいくらですか")


def test_the_demo_page_shows_how_to_embed(page: Page, site: Any) -> None:
    page.goto(f"{site.origin}/?lang=en")

    shown = page.locator("pre").inner_text()
    integrity = page.locator("head script").get_attribute("integrity")
    assert f'src="{site.origin}/widget.js"' in shown
    assert f'integrity="{integrity}"' in shown
    expect(page.locator("jobun-chat").get_by_role("button", name="Ask")).to_be_visible()
