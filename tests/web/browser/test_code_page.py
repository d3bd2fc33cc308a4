"""The page on which a code is given that was sent by e-mail: the right one files, and no other leads away from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from tests.mail import Mailbox, mail_server
from tests.web.browser.conftest import served
from tests.web.browser.test_accessibility import findings
from tests.web.browser.test_filing import fill

NOT_RIGHT = "確認コードが違うか、期限が切れています。"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as found:
        yield found


@pytest.fixture
def asked(page: Page, make_app: Callable[..., FastAPI], box: Mailbox) -> Iterator[Page]:
    """The page for the code, on a telephone, once the first code was sent."""
    page.set_viewport_size({"width": 360, "height": 740})
    mail = {"smtp_host": "127.0.0.1", "smtp_port": str(box.port), "smtp_tls": "none", "smtp_from": "desk@example.jp"}
    with served(make_app(verify_email="on", rate_address="100000/minute", **mail)) as origin:
        page.goto(f"{origin}/requests/new?right=deletion")
        fill(page)
        press(page, "内容を確認する")
        press(page, "確認コードをメールで受け取る")
        expect(page.get_by_role("status")).to_have_text("hanako@example.org に確認コードをお送りしました。")
        yield page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def give(page: Page, code: str) -> None:
    page.get_by_label("お送りした確認コード").fill(code)
    press(page, "この内容で送る")


def refused(page: Page, said: str) -> None:
    """What was wrong is said, nothing was sent, and a code may be given still."""
    expect(page.get_by_role("alert")).to_contain_text("送れませんでした")
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.get_by_role("heading", level=1)).to_have_text("確認コードの入力")
    expect(page.get_by_role("status")).to_have_count(0)
    expect(page.get_by_role("group", name="送られる内容")).to_contain_text("> 退会したので消してください")


def received(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("依頼を受け付けました")
    expect(page.locator("#secret")).to_be_visible()


def test_a_wrong_code_is_refused_and_the_right_one_files(asked: Page, box: Mailbox) -> None:
    code = box.code()
    give(asked, "")
    refused(asked, "確認コードを入力してください")
    give(asked, f"{(int(code) + 1) % 10**6:06}")
    refused(asked, NOT_RIGHT)

    # As somebody may well copy it.
    give(asked, f" {code[:3]} {code[3:]} ")
    received(asked)


def test_of_an_expired_code_another_can_be_had(asked: Page, box: Mailbox, clock: Any) -> None:
    first = box.code()
    clock.forward(minutes=15)
    give(asked, first)
    refused(asked, NOT_RIGHT)

    press(asked, "確認コードをもう一度受け取る")
    expect(asked.get_by_role("status")).to_have_text(
        "hanako@example.org に新しい確認コードをお送りしました。前のコードは使えません。"
    )
    expect(asked.get_by_role("alert")).to_have_count(0)
    give(asked, box.code())
    received(asked)


def test_where_no_more_codes_are_sent_the_last_one_still_holds(asked: Page, box: Mailbox) -> None:
    for _ in range(3):
        press(asked, "確認コードをもう一度受け取る")
    refused(asked, "しばらくお送りできません")
    assert len(box.arrived) == 3

    give(asked, box.code())
    received(asked)


def test_a_code_that_is_not_sent_again_leads_nowhere_else(asked: Page, box: Mailbox) -> None:
    box.answer = "451 later"
    press(asked, "確認コードをもう一度受け取る")
    refused(asked, "確認コードのメールを送れませんでした")

    box.answer = "250 OK"
    press(asked, "確認コードをもう一度受け取る")
    give(asked, box.code())
    received(asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_can_be_read_by_everybody(asked: Page, scheme: Any) -> None:
    asked.emulate_media(color_scheme=scheme)
    assert findings(asked) == []
    give(asked, "")
    assert findings(asked) == []
    assert asked.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # The code can be typed without looking for the place below the text.
    assert asked.get_by_label("お送りした確認コード").evaluate("one => one.getBoundingClientRect().bottom <= innerHeight")
