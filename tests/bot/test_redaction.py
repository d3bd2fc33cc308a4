"""What tells who somebody is, is taken out; what a policy is asked about stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import MARKS, is_card, is_corporate_number, is_my_number, redact


@pytest.mark.parametrize(
    ("text", "gone", "kind"),
    [
        ("taro.yamada+news@example.co.jp を消してください", "taro.yamada+news@example.co.jp", "email"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ宛に", "taro@example.com", "email"),
        ("電話は03-1234-5678です", "03-1234-5678", "phone"),
        ("０９０−１２３４−５６７８にください", "090", "phone"),
        ("09012345678 まで", "09012345678", "phone"),
        ("+81 90-1234-5678 まで", "90-1234", "phone"),
        ("(03)1234-5678", "1234-5678", "phone"),
        ("〒150-0002です", "150-0002", "postal_code"),
        ("カードは4111 1111 1111 1111です", "4111", "card"),
        ("378282246310005で払いました", "378282246310005", "card"),
        ("マイナンバーは1234 5678 9018です", "1234 5678 9018", "my_number"),
        ("法人番号は7000012050002", "7000012050002", "corporate_number"),
        ("東京都渋谷区渋谷2-24-12 渋谷スクランブル10階に住んでいます", "2-24-12", "address"),
        ("大阪府大阪市北区梅田三丁目1番3号", "梅田三丁目", "address"),
        ("横浜市西区みなとみらい2-2-1から引っ越しました", "みなとみらい2-2-1", "address"),
        ("私は山田太郎です。削除してください", "山田太郎", "name"),
        ("佐藤花子と申します", "佐藤花子", "name"),
        ("氏名：高輪 次郎、削除希望", "高輪 次郎", "name"),
        ("田中さんの情報を開示してほしい", "田中", "name"),
        ("My name is John Smith and I want my data deleted", "John Smith", "name"),
        ("Please ask Mr. Smith", "Smith", "name"),
    ],
)
def test_what_tells_who_somebody_is_is_taken_out(text: str, gone: str, kind: str) -> None:
    redacted = redact(text)

    assert gone not in redacted.text
    assert kind in redacted.kinds
    assert MARKS[kind] in redacted.text  # type: ignore[index] # one of the kinds


@pytest.mark.parametrize(
    "text",
    [
        "開示の手数料はいくらですか",
        "第7条第2項の必要書類は何ですか",
        "保存期間は2022年4月1日から何年ですか",
        "7.3.1の窓口の電話番号を教えてください",
        "本人確認書類は必要ですか",
        "氏名は変更できますか",
        "氏名や住所を第三者に渡しますか",
        "代理人が請求するときに必要な書類は何ですか",
        "担当者は誰ですか",
        "個人情報保護管理者の氏名は公開されていますか",
        "14営業日以内に回答が届きますか",
        "ISO 27001とJIS Q 15001の違い",
        "市区町村に届け出ますか",
        "委託先は1,000社以上ありますか",
        "How many business days does it take to get an answer?",
        "I am Japanese. Can I ask for disclosure?",
        "レバレジーズ株式会社の住所はどこですか",
        "2021-04-01の版では何が変わりましたか",
        "私の情報を消して",
        "皆様の個人情報とお客様の情報の違いは",
        "森林の情報",
        "1234 5678 9012という番号は何ですか",
    ],
)
def test_what_a_policy_is_asked_about_stays(text: str) -> None:
    assert redact(text) == type(redact(text))(text, ())


def test_all_of_it_is_taken_out() -> None:
    redacted = redact("私は山田太郎です。〒150-0002 東京都渋谷区渋谷2-24-12、090-1234-5678、a@example.com")

    assert redacted.text == "私は〔氏名〕です。〔郵便番号〕 〔住所〕、〔電話番号〕、〔メールアドレス〕"


def test_check_digits_are_those_of_the_ordinances() -> None:
    assert is_my_number("123456789018")
    assert not is_my_number("123456789012")
    assert is_corporate_number("7000012050002")
    assert not is_corporate_number("1000012050002")
    assert is_card("4111111111111111")
    assert not is_card("4111111111111112")
    assert not is_card("0000000000000000")


@given(st.text(max_size=300))
def test_once_is_enough(text: str) -> None:
    once = redact(text).text

    assert redact(once).text == once


@pytest.mark.parametrize(
    "text",
    [
        "0" * 2000,
        "東京都" * 600,
        "a@" * 1000,
        "私は" * 1000,
        "1-" * 1000,
        "東京都" + "あ" * 1990,
        "A a" * 600,
        "." * 1990 + "@a",
    ],
)
def test_long_texts_are_no_trouble(text: str) -> None:
    assert len(redact(text).text) <= len(text) * len(MARKS["email"])
