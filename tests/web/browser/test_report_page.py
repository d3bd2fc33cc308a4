"""The page of an evaluation in a browser: axe finds nothing, and filter and search show what they should."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.replies import Verdict
from corpus.library import SHIPPED, Library
from corpus.model import Citation
from evaluation.cases import Case
from evaluation.consistency import Wordings
from evaluation.judging import Outcome
from evaluation.report.page import Shown
from evaluation.report.page import page as rendered
from evaluation.run_file import Header, Run
from evaluation.wanted import WantedSection

SEEN = [("light", 1200), ("dark", 360)]


def outcome(library: Library, name: str, question: str, given: Verdict, *, took_ms: float, why: str = "") -> Outcome:
    section = library.get("site-privacy").by_number["7.3"]
    cited = Citation("site-privacy", date(2022, 4, 1), "7.3", section.title, (2, 3), section.quote(2), "", 1.0)
    return Outcome(
        Case(name, question, "answered", (WantedSection("site-privacy", "7.3"),), must_include=("一切",)),
        given,
        None,
        f"「7.3」に、次のように書かれています。\n> {section.quote(2)}",
        (("site-privacy", "7.3"),),
        1.0,
        1.0,
        1,
        1,
        1.0,
        0.8 if given == "answered" else 0.2,
        took_ms,
        (why,) if why else (),
        article=("site-privacy", "7.3"),
        citations=(cited,) if given == "answered" else (),
    )


@pytest.fixture(scope="module")
def html() -> str:
    library = Library.load(SHIPPED)
    run = [
        outcome(library, "fee", "開示の手数料はいくらですか", "answered", took_ms=12),
        outcome(
            library,
            "desk",
            "窓口はどこですか",
            "answered",
            took_ms=60,
            why="cites site-privacy/7.3 instead of site-privacy/7.3.1",
        ),
        outcome(library, "days", "何日で届きますか", "not_stated", took_ms=250, why="not_stated instead of answered"),
    ]
    before = [run[0], outcome(library, "desk", "窓口はどこですか", "answered", took_ms=60), run[2]]
    header = Header({"site-privacy/2022-04-01": "1"}, {"encoder": "hashing"}, "staff")
    wordings = (Wordings((run[0], run[2])),)
    versions = (library.get("site-privacy"),)
    return rendered(Shown(Run(header, tuple(run), wordings), library, versions, Run(header, tuple(before), ())), "ja")


@pytest.fixture
def opened(page: Page, html: str) -> Callable[[str, int], Page]:
    def opens(scheme: Any, width: int) -> Page:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        page.set_content(html)
        return page

    return opens


@pytest.mark.parametrize(("scheme", "width"), SEEN, ids=str)
def test_axe_finds_nothing_with_all_opened(opened: Callable[[str, int], Page], scheme: str, width: int) -> None:
    page = opened(scheme, width)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_filter_and_search_show_what_they_should(opened: Callable[[str, int], Page]) -> None:
    page = opened("light", 1200)
    cases = page.locator(".cases > li:visible")
    expect(cases).to_have_count(3)
    page.locator("select[name=result]").select_option("failed")
    expect(cases).to_have_count(2)
    expect(page.get_by_role("status")).to_have_text("2件を表示（全3件）")
    page.locator("select[name=given]").select_option("not_stated")
    expect(cases).to_have_count(1)
    page.locator("select[name=given]").select_option("")
    page.locator("select[name=since]").select_option("broken")
    expect(cases).to_have_count(1)
    expect(cases).to_contain_text("窓口はどこですか")
    page.locator("select[name=since]").select_option("")
    page.locator("select[name=result]").select_option("")
    page.get_by_role("searchbox").fill("いくら ７.３")
    expect(cases).to_have_count(1)
    page.get_by_role("searchbox").fill("どこにもない")
    expect(page.get_by_text("条件に合う質問はありません。")).to_be_visible()


def test_a_link_opens_its_case(opened: Callable[[str, int], Page]) -> None:
    page = opened("light", 1200)
    page.locator("#difference a").first.click()
    expect(page.locator("#case-desk details")).to_have_attribute("open", "")
    expect(page.locator("#case-desk mark")).to_contain_text("手数料などは一切かかりません")
