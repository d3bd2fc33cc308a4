"""What a person fills in: tidied, or refused with a sentence that holds none of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import RequestRefused
from bot.requests.forms import Filled, phone_e164, read_form, refuse_identity
from bot.requests.record import Subject

FILLED = Filled("deletion", "self", " 山田　花子 ", "hanako@example.org", "090-1234-5678", "C-1", "", "一行目\r\n二行目\u200b")
# 12 digits whose last one checks the others as the ordinance says; nobody's.
MY_NUMBER = "123456789018"


def test_what_is_filled_in_is_tidied() -> None:
    wanted = read_form(FILLED, "ja")

    assert wanted.subject == Subject("山田 花子", "hanako@example.org", "+819012345678", "C-1")
    assert wanted.details == "一行目\n二行目"
    assert wanted.for_whom == ""


def test_who_asks_for_themselves_names_nobody_else() -> None:
    assert read_form(replace(FILLED, for_whom="だれか"), "ja").for_whom == ""
    assert read_form(replace(FILLED, relation="guardian", for_whom=" 太郎 "), "ja").for_whom == "太郎"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"right": None}, "依頼の種類"),
        ({"right": "status"}, "依頼の種類"),
        ({"email": "", "phone": ""}, "どちらか"),
        ({"email": "hanako@"}, "メールアドレスの形"),
        ({"email": "hanako@example.org, x@example.org"}, "メールアドレスの形"),
        ({"phone": "12-34"}, "電話番号の形"),
        ({"phone": "+0123456789"}, "電話番号の形"),
        ({"relation": "agent"}, "どなたのため"),
        ({"relation": "guardian", "for_whom": " "}, "どなたのため"),
        ({"name": "あ" * 201}, "200文字"),
        ({"details": "あ" * 2_001}, "2,000文字"),
        ({"details": "a\x00b"}, "制御コード"),
        ({"details": f"番号は{MY_NUMBER}です"}, "マイナンバー"),
        ({"details": "1234-5678-9018"}, "マイナンバー"),
        ({"details": "１２３４　５６７８　９０１８"}, "マイナンバー"),
        ({"details": "1 2 3 4 5 6 7 8 9 0 1 8"}, "マイナンバー"),
        ({"details": "1234\n5678\n9018"}, "マイナンバー"),
        ({"details": "1234・5678 / 9018"}, "マイナンバー"),
        ({"details": "1234\u200b5678\u200b9018"}, "マイナンバー"),
        ({"customer_id": MY_NUMBER}, "マイナンバー"),
        ({"for_whom": MY_NUMBER, "relation": "agent"}, "マイナンバー"),
        ({"details": "data:image/png;base64,iVBOR"}, "ファイル"),
        ({"details": "A" * 400}, "ファイル"),
    ],
)
def test_what_cannot_be_filed_is_told_without_a_word_of_it(changed: dict[str, str], said: str) -> None:
    with pytest.raises(RequestRefused) as refused:
        read_form(replace(FILLED, **changed), "ja")  # type: ignore[arg-type]

    assert said in str(refused.value)
    assert "hanako" not in str(refused.value)
    assert MY_NUMBER not in str(refused.value)


@pytest.mark.parametrize("text", ["123456789012", "+81 9012 3456 78", "注文 2026-11-26 1234", "ab123456789018"])
def test_other_numbers_are_no_my_number(text: str) -> None:
    refuse_identity([text], "ja")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", ""),
        ("０３（１２３４）５６７８", "+81312345678"),
        ("+81 (0)90 1234 5678", "+819012345678"),
        ("+1 202-555-0143", "+12025550143"),
    ],
)
def test_telephone_numbers_are_brought_into_one_form(typed: str, number: str) -> None:
    assert phone_e164(typed, "ja") == number
