"""The widget on a page of another origin with a strict policy: what a person can do with it, and what they then see."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

WIDGET = Path(__file__).parents[3] / "bot" / "web" / "static" / "widget.js"


@pytest.fixture
def widget(page: Page, site: Any) -> Any:
    page.goto(site.host_origin)
    return page.locator("jobun-chat")


def opened(widget: Any) -> Any:
    widget.get_by_role("button", name="質問する").click()
    widget.get_by_role("button", name="同意して始める").click()
    return widget


def ask(widget: Any, question: str) -> Any:
    """Ask, and wait for the last answer."""
    turns = widget.locator(".reply").count()
    widget.get_by_role("textbox").fill(question)
    widget.get_by_role("button", name="送信").click()
    expect(widget.locator(".reply")).to_have_count(turns + 1)
    return widget.locator(".reply").last


def test_it_is_small() -> None:
    assert len(gzip.compress(WIDGET.read_bytes(), 9)) <= 15_000


def test_an_answer_is_quoted_with_its_place_and_its_verdict_by_word(widget: Any, site: Any) -> None:
    reply = ask(opened(widget), "手数料は")

    expect(reply.locator(".verdict")).to_have_text("回答")
    quotes = reply.locator("figure")
    expect(quotes).to_have_count(2)
    expect(quotes.first.locator("blockquote")).to_have_text(
        "利用目的の通知と個人情報の開示の請求については、手数料などは一切かかりません。"
    )
    # The list is found by its letters, whatever marks it is written with.
    expect(quotes.last.locator("blockquote p")).to_have_text(["・運転免許証", "・パスポート"])
    link = quotes.first.get_by_role("link")
    expect(link).to_have_text("7.3 開示等の請求申出先（新しいタブで開きます）")
    expect(link).to_have_attribute("href", f"{site.origin}/policies/site-privacy/2022-04-01?mark=2-3&section=7.3#7.3")


def test_a_citation_opens_the_policy_beside_the_page(widget: Any, page: Page, site: Any) -> None:
    reply = ask(opened(widget), "手数料は")

    with page.context.expect_page() as new:
        reply.get_by_role("link").first.click()

    assert new.value.url == f"{site.origin}/policies/site-privacy/2022-04-01?mark=2-3&section=7.3#7.3"
    assert new.value.evaluate("window.opener") is None
    assert page.url == f"{site.host_origin}/"


@pytest.mark.parametrize(
    ("question", "word"),
    [("訂正は", "記載なし"), ("天気は", "対象外"), ("削除してほしい", "手続き"), ("書類は", "確認")],
)
def test_each_verdict_has_its_word(question: str, word: str, widget: Any) -> None:
    reply = ask(opened(widget), question)

    expect(reply.locator(".verdict")).to_have_text(word)


def test_what_is_near_is_shown_as_near_and_not_quoted(widget: Any) -> None:
    reply = ask(opened(widget), "訂正は")

    near = reply.locator(".near")
    expect(near).to_contain_text("近い内容の箇所（ご質問への答えではありません）")
    expect(near.get_by_role("link")).to_have_count(2)
    expect(reply.locator("blockquote")).to_have_count(0)


def test_a_choice_is_asked_in_the_same_conversation(widget: Any, site: Any) -> None:
    reply = ask(opened(widget), "書類は")

    reply.get_by_role("button", name="代理人様の場合").click()

    expect(widget.locator(".reply")).to_have_count(2)
    assert [one["question"] for one in site.asked] == ["書類は", "代理人様の場合"]
    assert len({one["conversation"] for one in site.asked}) == 1


def test_nothing_is_sent_before_the_person_agrees(widget: Any, page: Page, site: Any) -> None:
    called: list[str] = []
    page.on("request", lambda request: called.append(request.url))

    widget.get_by_role("button", name="質問する").click()
    expect(widget.get_by_text("氏名や連絡先は書かないでください。")).to_be_visible()
    expect(widget.get_by_role("textbox")).to_have_count(0)
    assert called == []

    widget.get_by_role("button", name="同意して始める").click()
    expect(widget.get_by_role("textbox")).to_be_focused()
    widget.get_by_role("button", name="開示の手数料はいくらですか").click()
    expect(widget.locator(".reply")).to_have_count(1)
    assert site.asked[0]["question"] == "開示の手数料はいくらですか"


def test_the_answer_is_seen_as_it_comes_and_read_aloud_once(widget: Any, site: Any) -> None:
    opened(widget)
    site.gate.clear()
    widget.get_by_role("textbox").fill("手数料は")
    widget.get_by_role("textbox").press("Enter")

    draft = widget.locator(".draft")
    expect(draft).to_contain_text("「個人情報の取り扱いについて」")
    expect(draft).to_have_attribute("aria-hidden", "true")
    expect(widget.get_by_role("log")).to_have_text("質問：手数料は")
    expect(widget.get_by_role("status").last).to_have_text("規程・ポリシーを調べています…")
    expect(widget.get_by_role("button", name="送信")).to_be_disabled()

    site.gate.set()
    expect(widget.get_by_role("log").locator(".reply")).to_have_count(1)
    expect(draft).to_be_hidden()
    expect(widget.get_by_role("button", name="送信")).to_be_enabled()


def test_a_service_that_does_not_stream_is_understood(widget: Any, site: Any) -> None:
    site.plain = True

    expect(ask(opened(widget), "手数料は").locator("figure")).to_have_count(2)


def test_markup_in_questions_and_policies_stays_text(widget: Any, page: Page) -> None:
    reply = ask(opened(widget), "<img src=x onerror='window.harmed = 1'>")

    expect(widget.locator(".question")).to_contain_text("<img src=x onerror=")
    expect(reply).to_contain_text("<script>window.harmed = 1</script>")
    # An address that is a script is no link.
    expect(reply.get_by_role("link")).to_have_count(0)
    expect(reply).to_contain_text("9 <b>9</b>")
    assert page.evaluate("window.harmed") is None


def test_opinions_are_sent_and_can_be_changed(widget: Any, site: Any) -> None:
    reply = ask(opened(widget), "手数料は")

    reply.get_by_role("button", name="はい").click()
    expect(reply.get_by_role("button", name="はい")).to_have_attribute("aria-pressed", "true")
    expect(reply.get_by_role("status")).to_have_text("ありがとうございます。")
    reply.get_by_role("button", name="いいえ").click()
    reply.get_by_role("button", name="足りない").click()
    expect(reply.get_by_role("button", name="足りない")).to_have_attribute("aria-pressed", "true")

    about = {"reply": "reply-1"}
    assert site.feedback == [
        about | {"verdict": "up"},
        about | {"verdict": "down"},
        about | {"verdict": "down", "reason": "missing"},
    ]


def test_a_conversation_is_deleted_here_and_there(widget: Any, page: Page, site: Any) -> None:
    ask(opened(widget), "手数料は")
    conversation = site.asked[0]["conversation"]
    widget.get_by_role("button", name="会話を消す").click()
    expect(widget.get_by_role("button", name="やめる")).to_be_focused()
    assert site.deleted == []

    widget.get_by_role("button", name="消す", exact=True).click()

    expect(widget.locator(".turn")).to_have_count(0)
    expect(widget.get_by_role("status").last).to_have_text("会話を消しました。")
    assert site.deleted == [conversation]
    assert "手数料は" not in page.evaluate("sessionStorage.getItem('jobun-chat')")
    # And a new one can begin.
    ask(widget, "手数料は")
    assert site.asked[1]["conversation"] != conversation


def test_what_could_not_be_deleted_is_not_said_to_be(widget: Any, site: Any) -> None:
    ask(opened(widget), "手数料は")
    site.failures.append(("delete", 500, {}))
    widget.get_by_role("button", name="会話を消す").click()
    widget.get_by_role("button", name="消す", exact=True).click()

    expect(widget.get_by_role("alert")).to_contain_text("会話を消せませんでした。")
    expect(widget.locator(".turn")).to_have_count(1)

    widget.get_by_role("button", name="もう一度送る").click()
    expect(widget.locator(".turn")).to_have_count(0)
    assert len(site.deleted) == 1


def test_the_conversation_goes_on_on_the_next_page_and_ends_with_the_tab(widget: Any, page: Page, site: Any) -> None:
    ask(opened(widget), "手数料は")

    page.get_by_role("link", name="別のページ").click()
    page.wait_for_url("**/other")
    expect(widget.locator(".reply")).to_have_count(1)
    ask(widget, "訂正は")
    assert len({one["conversation"] for one in site.asked}) == 1
    assert len(site.tokens) == 1

    other = page.context.new_page()
    other.goto(site.host_origin)
    expect(other.locator("jobun-chat .turn")).to_have_count(0)
    assert other.evaluate("[localStorage.length, document.cookie]") == [0, ""]


def test_an_ended_session_is_renewed_and_the_conversation_goes_on(widget: Any, site: Any) -> None:
    ask(opened(widget), "手数料は")
    site.tokens.clear()

    ask(widget, "訂正は")

    assert len({one["conversation"] for one in site.asked}) == 1
    assert len(site.asked) == 2


def test_a_conversation_that_is_no_longer_kept_gives_way_to_a_new_one(widget: Any, site: Any) -> None:
    ask(opened(widget), "手数料は")
    site.conversations.clear()

    ask(widget, "訂正は")

    assert len({one["conversation"] for one in site.asked}) == 2


# Input


def test_enter_during_conversion_is_not_send(widget: Any, page: Page, site: Any) -> None:
    opened(widget)
    box = widget.get_by_role("textbox")
    box.focus()
    session = page.context.new_cdp_session(page)
    key = {"key": "Enter", "code": "Enter"}
    session.send("Input.imeSetComposition", {"text": "てすうりょう", "selectionStart": 6, "selectionEnd": 6})
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, **key})
    session.send("Input.insertText", {"text": "手数料は"})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", "windowsVirtualKeyCode": 13, **key})

    expect(box).to_have_value("手数料は")
    expect(widget.locator(".turn")).to_have_count(0)
    # Safari ends the composition before it reports the key.
    box.evaluate("box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true}))")
    expect(widget.locator(".turn")).to_have_count(0)

    box.press("Enter")
    expect(widget.locator(".reply")).to_have_count(1)
    assert [one["question"] for one in site.asked] == ["手数料は"]


def test_escape_during_conversion_does_not_close(widget: Any) -> None:
    opened(widget)
    box = widget.get_by_role("textbox")

    box.evaluate("b => b.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', isComposing: true, bubbles: true}))")
    expect(widget.get_by_role("dialog")).to_be_visible()

    box.press("Escape")
    expect(widget.get_by_role("dialog")).to_have_count(0)


def test_all_can_be_done_with_the_keyboard(widget: Any, page: Page, site: Any) -> None:
    launcher = widget.get_by_role("button", name="質問する")
    page.get_by_role("link", name="別のページ").focus()
    page.keyboard.press("Tab")
    expect(launcher).to_be_focused()
    expect(launcher).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(launcher).to_have_attribute("aria-expanded", "true")
    expect(widget.get_by_role("button", name="同意して始める")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.type("手数料は")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("いくら")
    page.keyboard.press("Enter")
    expect(widget.locator(".reply")).to_have_count(1)
    assert site.asked[0]["question"] == "手数料は\nいくら"

    for _ in range(3):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Escape")
    expect(widget.get_by_role("dialog")).to_have_count(0)
    expect(launcher).to_be_focused()


def test_the_focus_is_never_lost(widget: Any, site: Any) -> None:
    opened(widget)
    box = widget.get_by_role("textbox")

    widget.get_by_role("button", name="開示の手数料はいくらですか").press("Enter")
    expect(widget.locator(".reply")).to_have_count(1)
    expect(box).to_be_focused()

    site.failures.append(("chat", 500, {}))
    box.fill("手数料は")
    widget.get_by_role("button", name="送信").press("Enter")
    widget.get_by_role("button", name="もう一度送る").press("Enter")
    expect(widget.locator(".reply")).to_have_count(2)
    expect(box).to_be_focused()


def test_every_target_is_large_enough_for_a_finger(widget: Any) -> None:
    reply = ask(opened(widget), "訂正は")
    reply.get_by_role("button", name="いいえ").click()
    expect(reply.get_by_role("button", name="その他")).to_be_visible()

    for target in widget.locator("button:visible, a:visible, textarea:visible").all():
        box = target.bounding_box()
        assert box["height"] >= 44, target.inner_text()
        assert box["width"] >= 44, target.inner_text()


def test_a_question_that_is_too_long_is_not_sent(widget: Any, site: Any) -> None:
    opened(widget)
    box = widget.get_by_role("textbox")

    box.fill("あ" * 1990)
    expect(widget.get_by_text("あと10文字")).to_be_visible()
    box.fill("あ" * 2003)
    expect(box).to_have_attribute("aria-invalid", "true")
    box.press("Enter")

    expect(widget.get_by_role("status").last).to_have_text("3文字超えています。2,000文字までにしてください。")
    assert site.asked == []


@pytest.mark.parametrize("question", ["", "  \n 　"])
def test_nothing_is_no_question(question: str, widget: Any, site: Any) -> None:
    opened(widget)
    widget.get_by_role("textbox").fill(question)
    widget.get_by_role("textbox").press("Enter")
    ask(widget, "手数料は")

    assert len(site.asked) == 1


# When it fails


def trouble(widget: Any, question: str = "手数料は") -> Any:
    widget.get_by_role("textbox").fill(question)
    widget.get_by_role("textbox").press("Enter")
    return widget.get_by_role("alert")


def test_offline_is_said_and_the_question_can_be_sent_again(widget: Any, page: Page, site: Any) -> None:
    opened(widget)
    page.context.set_offline(True)

    expect(trouble(widget)).to_contain_text("インターネットに接続されていません。")
    expect(widget.get_by_role("textbox")).to_have_value("手数料は")
    expect(widget.locator(".turn")).to_have_count(0)

    page.context.set_offline(False)
    widget.get_by_role("button", name="もう一度送る").click()
    expect(widget.locator(".reply")).to_have_count(1)
    expect(widget.get_by_role("alert")).to_have_text("")
    expect(widget.get_by_role("textbox")).to_have_value("")
    assert len(site.asked) == 1


def test_too_many_questions_are_held_back_as_long_as_asked(widget: Any, page: Page, site: Any) -> None:
    page.clock.install()
    opened(widget)
    site.failures.append(("chat", 429, {"Retry-After": "7"}))

    expect(trouble(widget)).to_contain_text("決まった文（429）。")
    again = widget.get_by_role("button", name=re.compile("もう一度送る"))
    expect(again).to_be_disabled()
    expect(again).to_have_text("もう一度送る（7秒後）")
    widget.get_by_role("textbox").press("Enter")
    page.clock.run_for(3_000)
    expect(again).to_have_text("もう一度送る（4秒後）")
    page.clock.run_for(5_000)
    expect(again).to_be_enabled()
    assert site.asked == []

    again.click()
    expect(widget.locator(".reply")).to_have_count(1)


def test_a_failure_of_the_service_is_a_sentence_and_a_number(widget: Any, site: Any) -> None:
    opened(widget)
    site.failures.append(("chat", 500, {}))

    expect(trouble(widget)).to_contain_text("決まった文（500）。")
    expect(widget.get_by_role("alert")).to_contain_text("お問い合わせ番号：req-1")
    expect(widget.get_by_role("button", name="もう一度送る")).to_be_enabled()


def test_a_page_that_may_not_ask_says_so(widget: Any, site: Any) -> None:
    opened(widget)
    site.failures.append(("sessions", 403, {}))

    expect(trouble(widget)).to_contain_text("決まった文（403）。")
    expect(widget.get_by_role("button", name="もう一度送る")).to_have_count(0)


def test_an_answer_that_breaks_off_is_no_answer(widget: Any, site: Any) -> None:
    opened(widget)
    site.cut = True

    expect(trouble(widget)).to_contain_text("サーバーに接続できません。")
    expect(widget.locator(".turn")).to_have_count(0)
    expect(widget.locator(".draft")).to_be_hidden()


# Languages, looks and the page around it


def test_a_new_question_and_its_answer_are_in_sight(widget: Any, site: Any) -> None:
    opened(widget)
    for question in ("手数料は", "書類は", "訂正は"):
        ask(widget, question)

        expect(widget.locator(".question").last).to_be_in_viewport()
        expect(widget.locator(".verdict").last).to_be_in_viewport()
        # It is the conversation that moves, and not the window around it.
        expect(widget.get_by_role("heading")).to_be_in_viewport(ratio=1)
        assert widget.get_by_role("dialog").evaluate("dialog => dialog.scrollTop") == 0
    site.failures.append(("chat", 500, {}))
    expect(trouble(widget)).to_be_in_viewport()
    expect(widget.get_by_role("heading")).to_be_in_viewport(ratio=1)


def test_buttons_stay_legible_under_the_pointer(widget: Any) -> None:
    launcher = widget.get_by_role("button", name="質問する")
    before = launcher.evaluate("button => getComputedStyle(button).backgroundColor")

    launcher.hover()

    assert launcher.evaluate("button => getComputedStyle(button).backgroundColor") == before


def test_it_speaks_english(page: Page, site: Any) -> None:
    page.goto(f"{site.host_origin}/?lang=en")
    widget = page.locator("jobun-chat")
    widget.get_by_role("button", name="Ask").click()
    widget.get_by_role("button", name="Agree and begin").click()
    widget.get_by_role("textbox", name="Question").fill("手数料")
    widget.get_by_role("button", name="Send").click()

    expect(widget.locator(".verdict")).to_have_text("Answer")
    assert site.languages == ["en"]
    assert site.asked[0]["lang"] == "en"
    # The quote is read aloud in the language it is written in.
    expect(widget.locator("blockquote p").first).to_have_attribute("lang", "ja")


def test_the_language_can_be_changed_in_the_middle(widget: Any) -> None:
    ask(opened(widget), "手数料は")
    widget.get_by_role("textbox").fill("つづき")

    widget.get_by_role("button", name="English").click()

    expect(widget.locator(".verdict")).to_have_text("Answer")
    expect(widget.get_by_role("textbox", name="Question")).to_have_value("つづき")
    expect(widget.get_by_role("dialog", name="Ask about our policies")).to_be_visible()


def test_a_link_of_the_page_asks_its_question(page: Page, site: Any) -> None:
    page.goto(site.origin)
    widget = page.locator("jobun-chat")
    expect(widget.get_by_role("button", name="質問する")).to_be_visible()

    page.get_by_role("link", name="開示の手数料はいくらですか").click()
    assert site.asked == []
    widget.get_by_role("button", name="同意して始める").click()

    expect(widget.locator(".reply")).to_have_count(1)
    page.get_by_role("link", name="削除するとどうなりますか").click()
    expect(widget.locator(".reply")).to_have_count(2)
    assert [one["question"] for one in site.asked] == ["開示の手数料はいくらですか", "削除するとどうなりますか"]
    assert page.url == f"{site.origin}/"


def test_on_a_phone_the_window_is_the_screen_and_modal(page: Page, site: Any) -> None:
    page.set_viewport_size({"width": 375, "height": 667})
    page.goto(site.host_origin)
    widget = opened(page.locator("jobun-chat"))
    ask(widget, "手数料は")

    assert widget.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, "width": 375, "height": 667}
    assert widget.get_by_role("dialog").evaluate("dialog => dialog.matches(':modal')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.keyboard.press("Escape")
    expect(widget.get_by_role("dialog")).to_have_count(0)
    expect(widget.get_by_role("button", name="質問する")).to_be_focused()


def test_a_page_without_storage_is_served_all_the_same(page: Page, site: Any) -> None:
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('no') }})")
    page.goto(site.host_origin)

    ask(opened(page.locator("jobun-chat")), "手数料は")
