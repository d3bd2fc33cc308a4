"""What changed from one version to another."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.diff import Change, Comparison, Hunk, Passage, choose, compare
from corpus.diff_report import as_json, as_text
from corpus.diff_words import align, likeness, mark_words, pairs_of_letters, plain
from corpus.errors import PolicyUnknown
from corpus.library import SHIPPED, Library
from corpus.model import PolicyVersion
from corpus.reading import parse

FILL = "この文書の担当者は、月末までに書類を確かめて、台帳に記入しなければならない。"


def version(body: str, *, day: str = "2022-04-01", lang: str = "ja") -> PolicyVersion:
    return parse(f"---\nid: a\ntitle: 題\nlang: {lang}\naudience: staff\neffective_on: {day}\n---\n{body}")


def diff(old: str, new: str) -> Comparison:
    return compare(version(old, day="2020-04-01"), version(new))


def short(comparison: Comparison) -> list[tuple[str, str | None, str | None]]:
    """Kind, old number, new number of each change."""
    return [(c.kind, c.old and c.old.number, c.new and c.new.number) for c in comparison.changes]


def article(number: int, title: str, *paragraphs: str) -> str:
    return f"### 第{number}条（{title}）\n\n" + "\n".join(f"{i}. {text}" for i, text in enumerate(paragraphs, 1)) + "\n\n"


ONE = article(1, "目的", "この規程は、個人情報の取扱いを定める。", "従業者は、この規程を守らなければならない。")
TWO = article(2, "持出し", "個人情報を社外に持ち出してはならない。", "やむを得ないときは、部門長の承認を得る。")
THREE = article(3, "撮影", "顔の分かる写真を掲載するときは、同意を得る。", "撮影の目的を、会場の入口に掲示する。")


def test_the_same_text_has_no_changes() -> None:
    comparison = diff(ONE + TWO, ONE + TWO)
    assert comparison.changes == ()
    assert comparison.unchanged == len(comparison.new.sections)
    assert comparison.numbers == {number: number for number in comparison.new.by_number}


def test_a_changed_sentence_is_marked_word_by_word() -> None:
    comparison = diff(ONE + TWO, ONE + TWO.replace("部門長の承認", "部門長及び管理者の承認"))
    assert short(comparison) == [("changed", "2.2", "2.2")]
    (hunk,) = comparison.changes[0].hunks
    assert hunk.old == Passage("2.2", (0, 1), "やむを得ないときは、部門長の承認を得る。")
    assert [(mark.kind, mark.text) for mark in hunk.marks] == [
        ("same", "やむを得ないときは、部門長"),
        ("added", "及び管理者"),
        ("same", "の承認を得る。"),
    ]
    assert comparison.changes[0].ids == ("a/2.2", "a/2.2")


def test_an_article_put_in_moves_those_behind_it_and_changes_none() -> None:
    moved = article(3, "持出し", "個人情報を社外に持ち出してはならない。", "やむを得ないときは、部門長の承認を得る。")
    comparison = diff(ONE + TWO, ONE + article(2, "研修", "研修を毎年受ける。", "欠席した者は、再び受ける。") + moved)
    assert short(comparison) == [("added", None, "2"), ("added", None, "2.1"), ("added", None, "2.2"), ("moved", "2", "3")]
    assert comparison.numbers["2.2"] == "3.2"
    assert not comparison.changes[-1].reordered


def test_a_paragraph_put_in_moves_those_behind_it_and_changes_none() -> None:
    inserted = article(2, "持出し", "個人情報を社外に持ち出してはならない。", FILL, "やむを得ないときは、部門長の承認を得る。")
    assert short(diff(ONE + TWO, ONE + inserted)) == [("added", None, "2.2"), ("moved", "2.2", "2.3")]


def test_an_article_put_elsewhere_is_told_from_those_only_renumbered() -> None:
    comparison = diff(
        ONE + TWO + THREE + article(4, "記録", FILL),
        ONE + THREE.replace("第3条", "第2条") + article(3, "記録", FILL) + TWO.replace("第2条", "第4条"),
    )
    assert short(comparison) == [("moved", "3", "2"), ("moved", "4", "3"), ("moved", "2", "4")]
    assert [change.reordered for change in comparison.changes] == [False, False, True]


def test_moved_and_changed_and_retitled_at_once() -> None:
    comparison = diff(
        ONE + TWO,
        ONE + article(2, "記録", FILL) + TWO.replace("第2条（持出し）", "第3条（社外での利用）").replace("部門長", "管理者"),
    )
    change = next(change for change in comparison.changes if change.old and change.old.number == "2")
    assert (change.kind, change.moved, change.retitled) == ("moved", True, True)
    assert 0.6 < change.likeness < 1
    assert ("changed", "2.2", "3.2") in short(comparison)


def test_a_new_title_alone() -> None:
    comparison = diff(ONE + TWO, ONE + TWO.replace("（持出し）", "（社外への持出し）"))
    assert short(comparison) == [("retitled", "2", "2")]


def test_a_paragraph_that_moves_to_another_article() -> None:
    comparison = diff(
        ONE + article(2, "持出し", "持ち出さない。", "預けない。", FILL) + THREE,
        ONE
        + article(2, "持出し", "持ち出さない。", "預けない。")
        + article(3, "撮影", "顔の分かる写真を掲載するときは、同意を得る。", "撮影の目的を、会場の入口に掲示する。", FILL),
    )
    assert short(comparison) == [("moved", "2.3", "3.3")]


def test_removed_sections_stand_where_they_stood() -> None:
    comparison = diff(ONE + TWO + THREE, ONE + THREE.replace("第3条", "第2条"))
    assert short(comparison) == [
        ("removed", "2", None),
        ("removed", "2.1", None),
        ("removed", "2.2", None),
        ("moved", "3", "2"),
    ]
    assert [hunk.kind for change in comparison.changes for hunk in change.hunks] == ["removed", "removed"]


def test_a_text_rewritten_is_one_removed_and_one_added() -> None:
    comparison = diff(
        article(1, "目的", "個人情報の取扱いを定める。", "従業者はこれを守る。"),
        article(1, "目的", "個人情報の取扱いを定める。", "違反した者には、就業規則を適用する場合がある。"),
    )
    assert short(comparison) == [("removed", "1.2", None), ("added", None, "1.2")]


def test_list_items_and_rows() -> None:
    old = "## 1. 書類\n\n次のとおり。\n\n- 免許証\n- 保険証\n\n| 種類 | 期間 |\n|---|---|\n| ログ | 1年 |\n"
    new = "## 1. 書類\n\n次のとおり。\n\n- 免許証\n- 旅券\n- 保険証\n\n| 種類 | 期間 |\n|---|---|\n| ログ | 6か月 |\n"
    (change,) = diff(old, new).changes
    assert [(hunk.kind, (hunk.new and hunk.new.text)) for hunk in change.hunks] == [
        ("added", "旅券"),
        ("changed", "ログ | 6か月"),
    ]


def test_other_layout_is_no_change() -> None:
    assert diff("## 1. 甲\n\n甲です。\n乙です。\n", "## 1．甲\n\n甲です。\n\n乙です。\n\n").changes == ()


def test_the_part_above_the_headings_stays_itself_under_a_new_title() -> None:
    comparison = diff(
        "# 旧題\n\n前文です。\n\n## 1. 甲\n\n甲です。\n", "# 新題\n\n全く別の文章にしました。\n\n## 1. 甲\n\n甲です。\n"
    )
    assert short(comparison) == [("changed", "0", "0")]
    assert comparison.changes[0].retitled


def test_hunks_are_found_by_the_sentences_they_touch() -> None:
    old = "## 1. 甲\n\n一つ目の文です。二つ目の文です。三つ目の文です。\n"
    comparison = diff(old, old.replace("二つ目", "二番目"))
    (hunk,) = comparison.changes[0].hunks
    assert (
        comparison.hunks_of_old("1", (1, 2))
        == comparison.hunks_of_old("1", (0, 3))
        == comparison.hunks_of_new("1", (1, 2))
        == (hunk,)
    )
    assert comparison.hunks_of_old("1", (0, 1)) == comparison.hunks_of_old("2", (1, 2)) == ()


def test_a_hunk_has_the_sides_of_its_kind() -> None:
    passage = Passage("1", (0, 1), "甲です。")
    for kind, old, new in (
        ("added", passage, None),
        ("removed", None, passage),
        ("changed", passage, None),
        ("added", None, None),
    ):
        with pytest.raises(ValueError, match="other sides"):
            Hunk(kind, old, new)  # type: ignore[arg-type]  # the kinds come from a tuple


def test_many_sections_are_compared_in_reasonable_time() -> None:
    old = "".join(article(i, f"題{i}", f"{i * 7919 % 1009}番の書類を確かめる。", FILL) for i in range(1, 200))
    new = "".join(article(i, f"項{i}", f"{(i + 3) * 7919 % 1009}番の書類を確かめる。", FILL + f"{i}。") for i in range(1, 200))
    assert len(diff(old, new).new.sections) == 3 * 199


LIBRARY = Library.load(SHIPPED)


def shipped(policy: str, lang: str = "ja") -> Comparison:
    return compare(*choose(LIBRARY, policy, lang=lang))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_site_privacy_versions(lang: str) -> None:
    assert short(shipped("site-privacy", lang)) == [
        ("changed", "6", "6"),
        ("changed", "7.2.1", "7.2.1"),
        ("changed", "7.3", "7.3"),
        ("added", None, "9"),
        ("changed", "9", "10"),
        ("added", None, "10.1"),
        ("moved", "9.1", "10.2"),
    ]


def test_the_staff_handling_versions() -> None:
    comparison = shipped("staff-handling")
    assert [(c.old and c.old.number, c.new and c.new.number, c.reordered) for c in comparison.changes if c.moved] == [
        ("45", "44", False),
        ("46", "45", False),
        ("47", "46", False),
        ("44", "47", True),
    ]
    assert [c.new.number for c in comparison.changes if c.kind == "added" and c.new] == [
        "14の2", "14の2.1", "14の2.2", "14の2.3", "14の2.4", "36.3", "46.3", "48.5", "50.2", "50.3", "50.4",
    ]  # fmt: skip
    assert [c.old.number for c in comparison.changes if c.kind == "removed" and c.old] == ["47.3", "50.2"]
    assert [c.new.number for c in comparison.changes if c.kind == "retitled" and c.new] == ["ch8", "ch9"]
    assert comparison.numbers["44.5"] == "47.5"
    row = comparison.hunks_of_new("29.1", (2, 3))[0]
    assert [mark.text for mark in row.marks if mark.kind != "same"] == ["1年", "180日"]


def test_versions_are_chosen_by_date() -> None:
    names = [version.name for version in choose(LIBRARY, "site-privacy", "2019-12-19")]
    assert names == ["site-privacy/2019-12-19", "site-privacy/2022-04-01"]
    assert [v.lang for v in choose(LIBRARY, "site-privacy", lang="en")] == ["en", "en"]
    assert [v.effective_on for v in choose(LIBRARY, "site-privacy", "2022-04-01", "2019-12-19")] == [
        date(2022, 4, 1),
        date(2019, 12, 19),
    ]


@pytest.mark.parametrize(
    ("policy", "old", "new", "lang", "told"),
    [
        ("shop", None, None, None, "there are: site-privacy, staff-handling"),
        ("site-privacy", "2020-01-01", None, None, "there are: 2019-12-19, 2022-04-01"),
        ("site-privacy", "yesterday", None, None, "no version of 'yesterday'"),
        ("site-privacy", "2022-04-01", None, None, "Both versions are that of 2022-04-01"),
        ("site-privacy", "2019-12-19", "2019-12-19", None, "name two of"),
        ("staff-handling", None, None, "en", "no version in 'en'; there are: ja"),
    ],
)
def test_what_cannot_be_compared_is_told(policy: str, old: str | None, new: str | None, lang: str | None, told: str) -> None:
    with pytest.raises(PolicyUnknown) as caught:
        choose(LIBRARY, policy, old, new, lang)
    assert told in str(caught.value)


def test_one_version_alone_is_told() -> None:
    with pytest.raises(PolicyUnknown, match="only one version"):
        choose(Library.of([version(ONE)]), "a")


def test_it_is_shown_in_the_language_of_the_text() -> None:
    shown = [line.plain for line in as_text(shipped("staff-handling"))]
    assert "[移動] 第44条 写真、録画および録音 → 第47条 写真、録画および録音" in shown
    assert "[番号変更] 第45条 移動中および飲食店等での取扱い → 第44条 移動中および飲食店等での取扱い" in shown
    assert "    ~ 利用者の登録情報 | [-1年-]{+180日+} | 退会の日" in shown
    assert shown[-1].strip() == "追加 11, 削除 2, 変更 16, 移動 1, 見出し変更 2, 番号変更 3, 変更なし 249"
    assert [line.plain for line in as_text(compare(version(ONE, lang="en"), version(ONE, lang="en")))][
        -1
    ] == "There is no difference."


def test_it_is_given_as_json() -> None:
    data = json.loads(json.dumps(as_json(shipped("site-privacy"))))
    assert (data["policy"], data["lang"], data["old"], data["new"]) == ("site-privacy", "ja", "2019-12-19", "2022-04-01")
    assert data["summary"] == {"added": 2, "removed": 0, "changed": 4, "moved": 1, "retitled": 0, "unchanged": 23}
    change = data["changes"][2]
    assert change["new"] == {"id": "site-privacy/7.3", "number": "7.3", "heading": "7.3 開示等の請求申出先"}
    assert change["hunks"][0]["new"]["sentences"] == [3, 4]
    assert ["added", "電子メールでの送付、または"] in change["hunks"][0]["marks"]
    assert data["numbers"]["9.1"] == "10.2"


@given(st.text("個人情報をの、。14a A\n", max_size=60), st.text("個人情報をの、。14a A\n", max_size=60))
@settings(deadline=None)
def test_marks_make_up_both_texts(old: str, new: str) -> None:
    marks = mark_words(old, new)
    assert "".join(mark.text for mark in marks if mark.kind != "added") == old
    assert "".join(mark.text for mark in marks if mark.kind != "removed") == new


_SENTENCES = st.lists(
    st.sampled_from(["甲です。", "乙です。", "甲と乙です。", "丙を除きます。", FILL, FILL.replace("月末", "年末")]), max_size=8
)


@given(_SENTENCES, _SENTENCES)
@settings(deadline=None)
def test_aligned_ranges_are_all_that_differs(old: list[str], new: list[str]) -> None:
    at, to = 0, 0
    for (i, j), (k, m) in align(old, new):
        assert old[at:i] == new[to:k]
        assert i < j or k < m
        assert (j - i, m - k) == (1, 1) or i == j or k == m
        at, to = j, m
    assert old[at:] == new[to:]


_ARTICLES = st.lists(
    st.tuples(
        st.sampled_from(["目的", "定義", "持出し", "撮影", "記録"]),
        st.lists(st.sampled_from(["甲とする。", "乙を得る。", FILL]), max_size=3),
    ),
    max_size=6,
)


@given(_ARTICLES, _ARTICLES)
@settings(deadline=None)
def test_every_section_is_accounted_for_once(old: list[tuple[str, list[str]]], new: list[tuple[str, list[str]]]) -> None:
    bodies = [
        "前文です。\n\n" + "".join(article(i, title, *said) for i, (title, said) in enumerate(text, 1)) for text in (old, new)
    ]
    comparison = diff(*bodies)
    gone = [change.old.number for change in comparison.changes if change.kind == "removed" and change.old]
    come = [change.new.number for change in comparison.changes if change.kind == "added" and change.new]
    assert sorted([*gone, *comparison.numbers]) == sorted(comparison.old.by_number)
    assert sorted([*come, *comparison.numbers.values()]) == sorted(comparison.new.by_number)
    for change in comparison.changes:
        assert isinstance(change, Change)
        for hunk in change.hunks:
            for passage, side in ((hunk.old, comparison.old), (hunk.new, comparison.new)):
                assert (
                    passage is None
                    or side.by_number[passage.section].quote(passage.sentences[0], passage.sentences[1] - 1) == passage.text
                )


def test_likeness() -> None:
    assert likeness(pairs_of_letters(""), pairs_of_letters("")) == 1.0
    assert likeness(pairs_of_letters("甲"), pairs_of_letters("乙")) == 0.0
    assert plain("Ａ １　ｶ\n") == "A1カ"
