"""The widget and the form with the site itself behind them: each says what the other understands."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect


def opened(page: Page, origin: str) -> Any:
    page.goto(origin)
    widget = page.locator("jobun-chat")
    widget.get_by_role("button", name="質問する").click()
    widget.get_by_role("button", name="同意して始める").click()
    return widget


def ask(widget: Any, question: str) -> Any:
    turns = widget.locator(".reply").count()
    widget.get_by_role("textbox").fill(question)
    widget.get_by_role("button", name="送信").click()
    expect(widget.locator(".reply")).to_have_count(turns + 1)
    return widget.locator(".reply").last


def test_a_page_of_an_allowed_origin_gets_an_answer_and_its_marked_sentence(page: Page, real_site: Any) -> None:
    reply = ask(opened(page, real_site.host_origin), "手数料は")
    expect(reply.locator(".verdict")).to_have_text("回答")

    with page.context.expect_page() as new:
        reply.get_by_role("link").click()

    policy = new.value
    expect(policy.locator("mark")).to_have_count(2)
    expect(policy.locator("mark").first).to_be_in_viewport()
    expect(policy.locator("mark").first).to_contain_text("開示等の請求をされる方は、")
    assert policy.url.endswith("#7.3")


def test_a_conversation_from_the_first_question_to_its_end(page: Page, real_site: Any) -> None:
    widget = opened(page, real_site.host_origin)

    expect(ask(widget, "一つ目")).to_contain_text("0:一つ目")
    reply = ask(widget, "二つ目")
    expect(reply).to_contain_text("1:一つ目 二つ目")
    reply.get_by_role("button", name="いいえ").click()
    reply.get_by_role("button", name="分かりにくい").click()
    expect(reply.get_by_role("button", name="分かりにくい")).to_have_attribute("aria-pressed", "true")
    widget.get_by_role("button", name="会話を消す").click()
    widget.get_by_role("button", name="消す", exact=True).click()
    expect(widget.get_by_role("status").last).to_have_text("会話を消しました。")

    # Nothing of it is remembered.
    expect(ask(widget, "三つ目")).to_contain_text("0:三つ目")


def test_each_kind_of_reply_is_understood(page: Page, real_site: Any) -> None:
    widget = opened(page, real_site.origin)

    for question, word in [
        ("晴れますか", "対象外"),
        ("書いてないこと", "記載なし"),
        ("消してほしい", "手続き"),
        ("書類は", "確認"),
    ]:
        expect(ask(widget, question).locator(".verdict")).to_have_text(word)
    widget.get_by_role("button", name="代理人の場合").click()
    expect(widget.locator(".reply")).to_have_count(5)


def test_a_failure_within_is_told_by_a_sentence_and_a_number(page: Page, real_site: Any) -> None:
    widget = opened(page, real_site.origin)
    widget.get_by_role("textbox").fill("boom")
    widget.get_by_role("button", name="送信").click()

    alert = widget.get_by_role("alert")
    expect(alert).to_contain_text("お問い合わせ番号：")
    expect(alert).not_to_contain_text("what somebody wrote")


def test_a_page_of_another_origin_gets_nothing(browser: Browser, real_site: Any) -> None:
    with browser.new_context(locale="ja-JP") as context:
        page = context.new_page()
        widget = opened(page, real_site.strange_origin)
        widget.get_by_role("textbox").fill("手数料は")
        widget.get_by_role("button", name="送信").click()

        # Without leave the browser does not even show the widget what was said.
        expect(widget.get_by_role("alert")).to_contain_text("サーバーに接続できません。")
        expect(widget.locator(".turn")).to_have_count(0)


def test_the_form_does_the_same_without_scripts(browser: Browser, real_site: Any) -> None:
    with browser.new_context(locale="ja-JP", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{real_site.origin}/ask?question=一つ目")
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="送信").click()
        expect(page.locator(".answer")).to_contain_text("0:一つ目")
        page.get_by_role("textbox", name="続けて質問する").fill("二つ目")
        page.get_by_role("button", name="送信").click()
        expect(page.locator(".answer")).to_contain_text("1:一つ目 二つ目")
        page.get_by_role("button", name="はい").click()
        expect(page.get_by_role("status")).to_have_text("ありがとうございます。ご意見を受け取りました。")
        page.get_by_role("button", name="会話を消す").click()
        expect(page.get_by_role("status")).to_have_text("会話を消しました。")


def test_the_widget_is_what_the_page_says_it_is(page: Page, real_site: Any) -> None:
    said = page.goto(f"{real_site.origin}/widget.js.integrity")
    assert said
    integrity = said.text().strip()

    page.goto(real_site.origin)
    assert re.fullmatch(r"sha384-[\w+/]{64}", integrity)
    assert page.locator("head script").get_attribute("integrity") == integrity
    expect(page.locator("jobun-chat").get_by_role("button", name="質問する")).to_be_visible()
