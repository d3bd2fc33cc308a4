"""A real page as it came off its site: one line, headings run into the text, the site's links at its end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.importing.drafts import Draft
from corpus.importing.front import Wishes
from corpus.importing.guesses import DROPPED
from corpus.importing.importer import make_draft
from corpus.importing.sources import Source, read_source

PAGE = Path(__file__).parents[2].parent / "shared" / "seed" / "policy-page.txt"
pytestmark = pytest.mark.skipif(not PAGE.exists(), reason=f"the page is not here: {PAGE}")

TITLES = {
    "1": "個人情報の定義について",
    "2": "個人情報の取得と目的について",
    "2.1": "弊社Q&Aサイトの登録",
    "2.2": "お問い合わせ",
    "3": "個人情報を提供しなかった場合に生じる結果について",
    "4": "個人情報の第三者提供について",
    "5": "個人情報の委託について",
    "6": "個人情報の共同利用について",
    "7": "開示対象個人情報の開示等の請求手続きについて",
    "7.1": "請求手続きについて",
    "7.2": "請求手続き時の証明書等について",
    "7.2.1": "ご本人様の場合",
    "7.2.2": "代理人様の場合",
    "7.2.2.1": "法定代理人",
    "7.2.2.2": "委任による代理人の場合",
    "7.3": "開示等の請求申出先",
    "7.3.1": "お問い合わせ窓口",
    "8": "本人が容易に認識できない方法による個人情報の取得について",
    "8.1": "クッキー",
    "8.1.1": "クッキーとは？",
    "8.1.2": "クッキーの設定について",
    "8.1.3": "当社がクッキーを使用して行っていること",
    "8.1.4": "その他クッキーを使用して行っていること",
    "8.2": "ウェブビーコン",
    "8.3": "携帯端末の個体識別番号",
    "9": "保有個人データに関する安全管理措置について",
}


@pytest.fixture(scope="module")
def draft() -> Draft:
    return make_draft(read_source(str(PAGE)), Wishes(id="site"))


def titles(draft: Draft) -> dict[str, str]:
    return {s.number: s.title for s in draft.version.sections if s.kind == "text"}


def test_finds_the_sections_and_their_order(draft: Draft) -> None:
    assert titles(draft) == TITLES


@pytest.mark.parametrize("without", ["notes", "foot"])
def test_does_not_need_the_notes_or_the_foot(without: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    notes, foot = page.index("【最終改定日"), page.index("【募集】")
    cut = page[:notes] + page[foot:] if without == "notes" else page[:foot]
    found = make_draft(Source("page", cut.encode(), "text"), Wishes(id="site", effective_on=date(2022, 4, 1)))
    assert titles(found) == TITLES


def test_keeps_the_notes_on_revisions_apart(draft: Draft) -> None:
    history = [s for s in draft.version.sections if s.kind == "history"]
    assert (history[0].number, history[0].title) == ("10", "改定のお知らせ")
    assert all(s.number.startswith("10") for s in history)
    text = "".join(s.text for s in history)
    assert "7. 開示対象個人情報の開示等の請求手続きについて＞2.請求手続き時の証明書等について" in text
    assert "第4条 個人情報の第三者提供について" in text
    assert text.rstrip().endswith("Google LLC（Campaign Manager）を追加")


def test_leaves_out_the_site(draft: Draft) -> None:
    for words in (
        "ITエンジニア特化型",
        "teratailを一緒に",
        "タグ一覧",
        "送信 ",
        "運営会社",
        "ハタラクティブ",
        "© 2014",
        "【募集】",
    ):
        assert words not in draft.version.body
    dropped = " ".join(guess.text for guess in draft.guesses if guess.what == DROPPED)
    for words in ("ITエンジニア特化型Q&Aサイト", "【募集】", "ランキング", "NALYSYS", "Leverages Co., Ltd."):
        assert words in dropped


def test_keeps_sentences_whole(draft: Draft) -> None:
    sections = draft.version.by_number
    assert "取得した個人情報をレバレジーズグループ各社と共同利用します。" in sections["6"].text
    assert "個人情報の管理責任者は、レバレジーズ株式会社です。" in sections["6"].text
    assert "Google LLCに対して、個人を特定できない加工情報を提供いたします。" in sections["8.1.4"].text
    assert "こちらをご確認ください。" in sections["9"].text


def test_finds_the_lists(draft: Draft) -> None:
    by_number = draft.version.by_number
    items = {
        number: [s for s in by_number[number].sentences if s.kind == "item"] for number in ("2.1", "2.2", "4", "7.1", "7.2.1")
    }
    assert {number: len(found) for number, found in items.items()} == {"2.1": 6, "2.2": 2, "4": 9, "7.1": 3, "7.2.1": 6}
    papers = by_number["7.2.1"]
    lead = papers.sentences[items["7.2.1"][0].lead or 0]
    assert papers.text[lead.start : lead.end].startswith("開示等の請求の際、以下の本人確認書類")


def test_tells_what_it_guessed(draft: Draft) -> None:
    version = draft.version
    assert (version.title, version.lang, version.audience) == ("個人情報の取り扱いについて", "ja", "staff")
    assert version.effective_on == date(2022, 4, 1)
    whats = {guess.what for guess in draft.guesses}
    assert {"title", "lang", "audience", "effective_on 2022-04-01", "this is 7.2", "this is 7.3", "9 headings"} <= whats
    assert all(guess.where and guess.why for guess in draft.guesses)


def test_places_point_at_the_draft(draft: Draft) -> None:
    lines = draft.text.split("\n")
    headings = [guess for guess in draft.guesses if guess.what == "a heading without a number"]
    assert len(headings) == sum(not s.label for s in draft.version.sections if s.kind == "text")
    for guess in headings:
        assert guess.text in lines[int(guess.where.removeprefix("draft line ")) - 1]
