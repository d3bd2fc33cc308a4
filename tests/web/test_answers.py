"""What a page without scripts shows of a reply."""

from __future__ import annotations

from typing import Any

import pytest

from bot.web.answers import AnswerView, Part, Place, answer_view


def cited(section: str, quote: str, **others: Any) -> dict[str, Any]:
    citation = {"policy": "p", "version": "2022-04-01", "section": section, "title": "費用", "quote": quote}
    return citation | {"url": f"/policies/p/2022-04-01#{section}"} | others


def test_a_quote_comes_with_where_it_stands() -> None:
    reply = {
        "text": "次のとおりです。\n> 無料です。\nあわせて\n> ・免許証\n> ・旅券",
        "citations": [cited("7.3", "**無料**です。"), cited("7.2", "- 免許証\n- 旅券", href="/marked")],
    }

    assert answer_view(reply) == AnswerView(
        (
            Part(("次のとおりです。",)),
            Part(("無料です。",), True, (Place("7.3 費用", "2022-04-01", "/policies/p/2022-04-01#7.3"),)),
            Part(("あわせて",)),
            Part(("・免許証", "・旅券"), True, (Place("7.2 費用", "2022-04-01", "/marked"),)),
        )
    )


def test_a_quote_that_the_text_does_not_hold_follows_it() -> None:
    reply = {"text": "次のとおりです。", "citations": [cited("1", "甲。"), cited("2", "乙。"), cited("1", "丙。")]}

    assert [part.lines for part in answer_view(reply).parts] == [("次のとおりです。",), ("甲。", "丙。"), ("乙。",)]
    assert [[place.name for place in part.places] for part in answer_view(reply).parts] == [[], ["1 費用"], ["2 費用"]]


def test_choices_are_shown_once_and_their_quotes_not_at_all() -> None:
    reply = {
        "text": "どちらですか。\n・本人\n・代理人",
        "choices": ["本人", "代理人"],
        "citations": [cited("1", "甲。"), cited("2", "乙。")],
    }
    view = answer_view(reply)

    assert view.parts == (Part(("どちらですか。",)),)
    assert view.choices == ("本人", "代理人")
    assert [place.name for place in view.places] == ["1 費用", "2 費用"]


def test_what_is_near_is_no_part_of_the_answer() -> None:
    view = answer_view({"text": "記載がありません。", "citations": [], "near": [cited("1", "甲。"), cited("1", "乙。")]})

    assert view.parts == (Part(("記載がありません。",)),)
    assert [place.name for place in view.near] == ["1 費用"]


def test_a_title_with_its_number_is_enough() -> None:
    view = answer_view({"text": "x", "citations": [], "near": [cited("7.2", "甲。", title="7.2 書類")]})

    assert view.near[0].name == "7.2 書類"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "x", ""])
def test_an_address_that_is_none_is_no_link(url: str) -> None:
    view = answer_view({"text": "x", "citations": [], "near": [cited("1", "甲。", url=url)]})

    assert view.near[0].href == ""
