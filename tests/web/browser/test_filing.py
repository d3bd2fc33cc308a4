"""The whole way of a request in a browser: wish, form, text, confirmation, receipt, state, desk, withdrawal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.browser.conftest import DESK_KEY
from tests.web.browser.test_accessibility import findings
from tests.web.browser.test_real_site import ask, opened


def fill(page: Page, **changed: str) -> None:
    page.get_by_label("氏名").fill("山田花子")
    page.get_by_label("メールアドレス").fill(changed.get("email", "hanako@example.org"))
    page.get_by_label("詳細（任意）").fill(changed.get("details", "退会したので消してください"))


def submit(page: Page) -> tuple[str, str]:
    """From the form to the receipt: its number and secret."""
    page.get_by_role("button", name="内容を確認する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("送る内容の確認")
    page.get_by_role("button", name="この内容で送る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("依頼を受け付けました")
    return page.locator("#number").inner_text(), page.locator("#secret").inner_text()


def look_until(page: Page, said: str) -> None:
    """Ask for the state again until it is that one: what is done about a request takes its time."""
    for _ in range(200):
        if said in page.get_by_role("status").inner_text():
            return
        page.get_by_role("button", name="状況を確認する").click()
    expect(page.get_by_role("status")).to_contain_text(said)


def look(page: Page, origin: str, number: str, secret: str) -> None:
    page.goto(f"{origin}/requests")
    page.get_by_label("受付番号").fill(number)
    page.get_by_label("照会用の合言葉").fill(secret)
    page.get_by_role("button", name="状況を確認する").click()


def test_a_wish_becomes_a_request_that_is_followed_and_withdrawn(page: Page, real_site: Any) -> None:
    reply = ask(opened(page, real_site.host_origin), "消してほしい")
    with page.context.expect_page() as new:
        reply.get_by_role("link", name="依頼として出す").click()
    form = new.value
    assert form.url == f"{real_site.origin}/requests/new?lang=ja&right=deletion"
    expect(form.get_by_label("依頼の種類")).to_have_value("deletion")
    expect(form.locator("blockquote").first).to_be_visible()

    fill(form)
    form.get_by_role("button", name="内容を確認する").click()
    text = form.get_by_role("group", name="送られる内容")
    for line in ("依頼の種類：個人情報の削除・消去", "メールアドレス：hanako@example.org", "> 退会したので消してください"):
        expect(text).to_contain_text(line)
    # Changing it means looking at it again.
    form.get_by_role("button", name="書き直す").click()
    expect(form.get_by_label("氏名")).to_have_value("山田花子")
    fill(form, details="会員登録の情報だけ消してください")
    number, secret = submit(form)
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", number)
    assert secret not in form.url

    form.get_by_role("button", name="状況を確認する").click()
    look_until(form, "受付済み")
    expect(form.get_by_role("heading", level=1)).to_have_text(f"依頼 {number} の状況")
    form.get_by_role("button", name="依頼を取り下げる").click()
    look_until(form, "依頼を取り下げました。")
    expect(form.get_by_role("button", name="依頼を取り下げる")).to_have_count(0)


def test_who_asks_how_a_request_stands_is_led_to_where_it_is_told(page: Page, real_site: Any) -> None:
    reply = ask(opened(page, real_site.origin), "さっきの依頼どうなった")

    assert (
        reply.get_by_role("link", name="依頼の状況確認・取下げ").get_attribute("href") == f"{real_site.origin}/requests?lang=ja"
    )


def test_the_staff_answer_a_request_and_the_person_reads_it(browser: Browser, real_site: Any) -> None:
    with browser.new_context(locale="ja-JP", java_script_enabled=False) as person:
        page = person.new_page()
        page.goto(f"{real_site.origin}/requests/new?right=correction")
        fill(page, details="住所の番地")
        number, secret = submit(page)

        credentials = {"username": "staff", "password": DESK_KEY}
        with browser.new_context(locale="ja-JP", java_script_enabled=False, http_credentials=credentials) as staff:
            answered(staff, real_site.origin)

        look(page, real_site.origin, number, secret)
        look_until(page, "応じられません")
        expect(page.locator("main")).to_contain_text("該当する情報がありません")
        expect(page.get_by_role("button", name="依頼を取り下げる")).to_have_count(0)


def answered(staff: BrowserContext, origin: str) -> None:
    desk = staff.new_page()
    link = desk.get_by_role("link", name="個人情報の訂正")
    for _ in range(200):
        desk.goto(f"{origin}/desk")
        if link.count():
            break
    link.click()
    expect(desk.locator("main")).to_contain_text("住所の番地")
    desk.get_by_label("次の状態").select_option("denied")
    desk.get_by_role("button", name="保存する").click()
    expect(desk.get_by_role("alert")).to_contain_text("理由を書いてください")
    desk.get_by_label("次の状態").select_option("denied")
    desk.get_by_label(re.compile("^理由")).fill("該当する情報がありません")
    desk.get_by_role("button", name="保存する").click()
    expect(desk.get_by_role("status")).to_have_text("保存しました。")
    expect(desk.locator("#state")).to_have_text("応じられません")


def test_an_individual_number_is_refused_and_the_rest_stays(page: Page, real_site: Any) -> None:
    page.goto(f"{real_site.origin}/requests/new?right=deletion")
    fill(page, details="番号は1234-5678-9018です")
    page.get_by_role("button", name="内容を確認する").click()

    expect(page.get_by_role("alert")).to_contain_text("マイナンバーはお受け取りできません")
    expect(page.get_by_label("氏名")).to_have_value("山田花子")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_can_be_read_by_everybody(page: Page, real_site: Any, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{real_site.origin}/requests/new?right=deletion")
    assert findings(page) == []
    fill(page)
    page.get_by_role("button", name="内容を確認する").click()
    assert findings(page) == []
    page.get_by_role("button", name="この内容で送る").click()
    assert findings(page) == []
    page.get_by_role("button", name="状況を確認する").click()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
