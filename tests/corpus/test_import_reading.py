"""The small decisions of an import, one by one: dates, languages, blanks inside sentences, lines cut at a margin, numbers."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.importing.facts import effective_date, language
from corpus.importing.front import Wishes
from corpus.importing.guesses import Guesses
from corpus.importing.importer import make_draft
from corpus.importing.joining import join
from corpus.importing.pieces import rows_of
from corpus.importing.sources import Source
from corpus.importing.wording import core, introduces, is_part, normal
from corpus.importing.wrapping import unwrap


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("【最終改定日：2022年4月1日】", date(2022, 4, 1)),
        ("令和元年５月１日 施行", date(2019, 5, 1)),
        ("この規程は、平成17年4月1日から施行する。", date(2005, 4, 1)),
        ("制定 2005.4.1 改訂 2022.10.1", date(2022, 10, 1)),
        ("制定日　2010年4月1日", date(2010, 4, 1)),
        ("2024/04/01 更新", date(2024, 4, 1)),
        ("Last updated: April 1, 2024", date(2024, 4, 1)),
        ("Effective on 1 May 2023", date(2023, 5, 1)),
        ("改定日 2022年13月1日", None),
        ("2022年4月1日に創業しました。", None),
        ("令和2年改正個人情報保護法の施行に伴い、改定しました。", None),
    ],
)
def test_the_date_a_text_holds_from(text: str, wanted: date | None) -> None:
    found = effective_date([(text, 0)])
    assert (found.on if found else None) == wanted


def test_of_several_dates_the_latest_revision_counts() -> None:
    lines = ["制定日：2030年1月1日", "改定日：2021年4月1日", "最終改定日：2023年4月1日", "施行日：2022年4月1日"]
    found = effective_date([(line, at) for at, line in enumerate(lines)])
    assert found is not None
    assert (found.on, found.kind, found.at) == (date(2023, 4, 1), "revised", 2)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("個人情報の取得について", "ja"),
        ("We collect personal information.", "en"),
        ("个人信息保护政策", "zh"),
        ("개인정보 처리방침", "ko"),
    ],
)
def test_languages(text: str, lang: str) -> None:
    assert language(text) == lang


@pytest.mark.parametrize(
    ("before", "after", "following"),
    [
        ("取得した個人情報を", "グループ各社", "と共同利用します。"),
        ("グループ各社", "と共同利用します。", ""),
        ("内容については、", "こちら", "をご確認ください。"),
        ("詳細は", "こちら", "をご覧ください。"),
        ("9.", "安全管理措置について", ""),
        ("第", "1", "条（目的）"),
        ("第 1", "条（目的）", ""),
        ("Google", "LLCに対して、情報を提供します。", ""),
        ("電話：03-1111-2222（平日", "9:00", ""),
        ("TEL：", "03-1111-2222", ""),
        ("〒150-0000", "東京都渋谷区1-2-3", ""),
        ("2024年4月1日", "改定", ""),
        ("附", "則", ""),
        ("ホーム", ">", "会社概要"),
    ],
)
def test_goes_on_behind_a_blank(before: str, after: str, following: str) -> None:
    assert join(before, after, following) is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("取得します。", "なお、例外があります。"),
        ("1. 個人情報とは", "個人情報とは、個人を識別できる情報をいいます。"),
        ("1. Cookie", "Cookieとは、閲覧の履歴を残す仕組みをいいます。"),
        ("お問い合わせ窓口", "株式会社みなも"),
        ("メールアドレス:", "TEL:03-1111-2222"),
        ("目的で利用する", "2. 窓口"),
        ("氏名", "※例外があります"),
        ("ご本人様のこと", "個人情報を取得します。"),
    ],
)
def test_ends_at_a_blank(before: str, after: str) -> None:
    assert join(before, after) is None


def test_lines_cut_at_a_margin() -> None:
    text = (
        "当社は、個人情報の保護を社会的責務と考え、次の方針を定め、役員及び従業員に周知\n徹底を図ります。\n（１）個人情報を、偽りその他の不正の手段によらず、適正に取得するものとしま\n"
        "す。\n（２）利用目的の範囲で利用します。\n"
    )
    guesses = Guesses()
    rows = unwrap(rows_of(text), guesses)
    assert [row.text[-6:] for row in rows] == ["を図ります。", "ものとします。"[-6:], "利用します。"]
    assert [guess.what for guess in guesses] == ["2 lines put together with the line above"]


def test_lines_that_were_not_cut_stay_lines() -> None:
    text = "個人情報保護方針\n目的\n利用者の個人情報を守ります。\n窓口\n総務部\n"
    assert [row.text for row in unwrap(rows_of(text), Guesses())] == text.split()


def test_words_of_titles() -> None:
    assert normal("７．開示等の請求について") == normal("開示等の請求") == "開示等の請求"
    assert (core("②代理人様の場合"), core("クッキーとは？")) == ("代理人", "クッキー")
    assert is_part("クッキー", "クッキーの設定について")
    assert is_part("勤務先、学校などへの提供", "勤務先の健康診断")
    assert not is_part("クッキーとは？", "クッキーの設定について")
    assert [
        introduces(text)
        for text in (
            "次の目的で利用します。",
            "以下の書類が必要です。なお、写しでかまいません。",
            "12歳以下の方は登録できません。",
        )
    ] == [2, 1, 0]


def test_a_number_in_the_notes_that_does_not_agree_is_told() -> None:
    page = (
        "個人情報の取扱い 1. 目的 個人情報の取扱いを定めます。 2. 手続き 請求の方法 書面でご請求ください。 請求の窓口 総務部で承ります。 3. その他 法令に従います。 "
        "改定のお知らせ 2024年4月1日改定内容 2. 手続き＞3.請求の窓口について 窓口を変更しました。"
    )
    draft = make_draft(Source("page", page.encode(), "text"), Wishes(id="page"))
    told = {guess.what: guess for guess in draft.guesses}
    assert told["a number that does not agree"].text == "請求の窓口"
    assert draft.version.by_number["2.2"].title == "請求の窓口"
    assert draft.version.effective_on == date(2024, 4, 1)
