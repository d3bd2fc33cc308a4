"""What the check finds in a text, and what it leaves alone."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from corpus.checking.dates import find_dates
from corpus.checking.findings import Finding, Place
from corpus.checking.folder import check_folder, check_version
from corpus.checking.mentions import find_mentions
from corpus.checking.report import as_json, as_tables
from corpus.checking.rules import RULES
from corpus.errors import PolicyUnknown, PolicyUnreadable
from corpus.library import SHIPPED, policy_files
from corpus.model import PolicyVersion
from corpus.reading import parse, read


def version(
    body: str, *, day: str = "2022-04-01", lang: str = "ja", audience: str = "staff", title: str = "社内規程"
) -> PolicyVersion:
    front = f"id: a\ntitle: {title}\nlang: {lang}\naudience: {audience}\neffective_on: {day}\n"
    return parse(f"---\n{front}---\n{body}")


def found(body: str, *, day: str = "2022-04-01", lang: str = "ja", audience: str = "staff") -> list[tuple[str, str | None]]:
    title = "個人情報の取り扱い" if audience == "public" else "社内規程"
    return [(f.rule, f.place.section) for f in check_version(version(body, day=day, lang=lang, audience=audience, title=title))]


ARTICLES = """
## 第1章 総則

### 第1条（目的）

この規程は、目的を定める。

### 第2条（定義）

1. 用語は、次のとおりとする。
   (1) 本人
   (2) 代理人
2. 前項の用語は、広く解する。

## 第2章 雑則

### 第3条（特例）

{}

### 第3条の2（改廃）

改廃は、取締役会の決議による。
"""

NUMBERS = [
    ("## 1. 甲\n\n甲です。\n\n## 1. 乙\n\n乙です。\n\n## 2. 丙\n\n丙です。\n", [("number-twice", "1~2")]),
    ("## 1. 甲\n\n甲です。\n\n## 3. 乙\n\n乙です。\n", [("number-missing", "3")]),
    ("## 2. 甲\n\n甲です。\n\n## 3. 乙\n\n乙です。\n", [("number-missing", "2")]),
    (
        "## 1. 甲\n\n甲です。\n\n## 3. 乙\n\n乙です。\n\n## 2. 丙\n\n丙です。\n",
        [("number-missing", "3"), ("number-order", "2")],
    ),
    (
        "### 第3条の2（甲）\n\n甲です。\n\n### 第3条の4（乙）\n\n乙です。\n",
        [("number-missing", "3の2"), ("number-missing", "3の4")],
    ),
    ("## 1. 甲\n\n### ア 乙\n\n乙です。\n\n### ウ 丙\n\n丙です。\n", [("number-missing", "1.ウ")]),
    ("## 1. 甲\n\n次のとおり。\n\n(1) 乙\n(2) 丙\n(4) 丁\n", [("item-number", "1")]),
    ("## 1. 甲\n\n次のとおり。\n\n(1) 乙\n(2) 丙\n(2) 丁\n", [("item-number", "1")]),
    ("## 1. 甲\n\n## 2. 乙\n\n乙です。\n", [("section-empty", "1")]),
]
SOUND = [
    ARTICLES.format("本条は、第2条第2項および第3条の2に従う。"),
    "## 第1条（甲）\n\n甲です。\n\n## 第2条から第4条まで　削除\n\n## 第5条（乙）\n\n乙です。\n",
    "## 第1条（甲）\n\n甲です。\n\n## 第2条 削除\n\n## 第3条（乙）\n\n乙です。\n",
    "第１条　甲とする。\n２　前項は、乙とする。\n３　前２項は、丙とする。\n第２条　丁とする。\n",
    "## 第1章 甲\n\n### 1. 乙\n\n乙です。\n\n### 2. 丙\n\n丙です。\n\n## 第2章 丁\n\n### 3. 戊\n\n戊です。\n",
    "## 第1条（甲）\n\n甲です。\n\n## 附則\n\n### 第1条（施行）\n\n施行します。\n",
    "## 1. 甲\n\n次のとおり。\n\n(1) 乙\n(2) 丙\n\nまた、次のとおり。\n\n(1) 丁\n(2) 戊\n",
    "## (i) 甲\n\n甲です。\n\n## (ii) 乙\n\n乙です。\n\n## (iii) 丙\n\n丙です。\n",
    "## イ 甲\n\n甲です。\n\n## ロ 乙\n\n乙です。\n\n## ハ 丙\n\n丙です。\n",
    "# 題\n\n## 0. 甲\n\n甲です。\n\n## 1. 乙\n\n乙です。\n",
    "## 甲\n\n甲です。\n\n## 乙\n\n### 丙\n\n丙です。\n",
]


@pytest.mark.parametrize(("body", "expected"), NUMBERS)
def test_numbers(body: str, expected: list[tuple[str, str]]) -> None:
    assert found(body) == expected


@pytest.mark.parametrize("body", SOUND)
def test_sound_texts_are_left_alone(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "第4条に従う。",
        "第１２条に従う。",
        "第三条の三に従う。",
        "第2条第3項に従う。",
        "第2条第1項第3号に従う。",
        "第3条第2項に従う。",
        "第1条、第2条及び第9条に従う。",
        "第2条第1項及び第5項に従う。",
        "第1条から第9条までに従う。",
        "この規程第9条に従う。",
        "本規程の第9条に従う。",
        "社内規程第9条に従う。",
        "第3章に従う。",
        "前項に従う。",
        "前3条に従う。",
        "第2条（第5項を除く。）に従う。",
        "「第4.1項」に従う。",
        "上記9項に従う。",
        "[第9条](#9)に従う。",
    ],
)
def test_references_to_nothing(sentence: str) -> None:
    assert ("reference-missing", "3") in found(ARTICLES.format(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "第1条に従う。",
        "第２条第２項に従う。",
        "第二条第一項第二号に従う。",
        "第2条第1項第1号及び第2号に従う。",
        "前条第2項に従う。",
        "次条に従う。",
        "前2条に従う。",
        "第1章に従う。",
        "第2条（定義）第1項に従う。",
        "第3条第1項に従う。",
        "第2条の用語を用いる。同条第2項も用いる。",
        "個人情報保護法第27条に従う。",
        "個人情報の保護に関する法律（平成15年法律第57号。以下「法」という。）第27条第5項に従う。",
        "法第30条、第31条及び第32条に従う。",
        "民法第709条に従う。",
        "民法の第709条に従う。",
        "就業規則第30条に従う。",
        "「秘密保持契約書」第9条に従う。",
        "GDPR第6条に従う。",
        "同法第99条に従う。",
        "別表第9に従う。",
        "様式第9号に従う。",
        "第99号室に入る。",
        "以前項目を見た。",
        "前条件を満たす。",
        "年率14.5%に定める。",
        "TLS 1.2に従う。",
        "「とおり」とあるのは、「第9条のとおり」と読み替える。",
        "次の2項目に従う。",
    ],
)
def test_references_that_lead_somewhere_or_elsewhere(sentence: str) -> None:
    assert found(ARTICLES.format(sentence)) == []


@pytest.mark.parametrize(
    ("first", "sentence"),
    [("前条に従う。", "甲です。"), ("前項に従う。", "甲です。"), ("甲です。", "次条に従う。"), ("第2項に従う。", "甲です。")],
)
def test_what_stands_next_to_the_first_or_the_last(first: str, sentence: str) -> None:
    body = f"## 第1条（甲）\n\n{first}\n\n## 第2条（乙）\n\n{sentence}\n"
    assert [rule for rule, _ in found(body)] == ["reference-missing"]


DECIMALS = """
## 1. 甲

甲です。

## 2. 個人情報の利用目的について

### 2.1 登録

登録です。

### 2.2 連絡

{}

#### ① 本人

本人です。
"""


@pytest.mark.parametrize(
    ("sentence", "rules"),
    [
        ("2.1に示した書類を添えます。", []),
        ("7.4に示した書類を添えます。", ["reference-missing"]),
        ("2.3項を参照してください。", ["reference-missing"]),
        ("「2. 個人情報の利用目的について」に定めます。", []),
        ("「3. 個人情報の利用目的について」に定めます。", ["reference-title"]),
        ("「2. 個人情報の目的等について」に定めます。", ["reference-title"]),
        ("「2.9 何か」に定めます。", ["reference-missing"]),
        ("「3. 別の文書の題」に定めます。", []),
        ("下の①の書類を添えます。", []),
        ("上記2項に定めます。", []),
        ("比は1.5から2.5までです。", []),
        ("[こちら](#2.1)です。", []),
        ("[こちら](#2.7)です。", ["reference-missing"]),
        ("第9条に定めます。", ["reference-missing"]),
        ("第1条に定めます。", []),
    ],
)
def test_references_by_decimal_numbers(sentence: str, rules: list[str]) -> None:
    assert [rule for rule, _ in found(DECIMALS.format(sentence))] == rules


@pytest.mark.parametrize(
    ("sentence", "rules"),
    [
        ("See Section 2.1.", []),
        ("See Section 7.4.", ["reference-missing"]),
        ("It is described in 7.4.", ["reference-missing"]),
        ("See Section 7.4 of this Policy.", ["reference-missing"]),
        ("See Article 27 of the Act on the Protection of Personal Information.", []),
        ("See GDPR Article 6.", []),
        ("It took 2.5 hours in 2.5 days.", []),
        ('See "2. 個人情報の利用目的について".', []),
    ],
)
def test_references_in_english(sentence: str, rules: list[str]) -> None:
    assert [rule for rule, _ in found(DECIMALS.format(sentence), lang="en")] == rules


def test_the_revision_history_may_speak_of_what_is_gone() -> None:
    assert found("## 1. 甲\n\n甲です。\n\n## 改定履歴\n\n2022年4月1日: 第9条を第8条に移した。\n") == []


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022年4月1日", date(2022, 4, 1)),
        ("2022年 4月 1日", date(2022, 4, 1)),
        ("令和4年4月1日", date(2022, 4, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成三十一年四月三十日", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("令和4年（2022年）4月1日", date(2022, 4, 1)),
        ("2022年(令和4年)4月1日", date(2022, 4, 1)),
        ("二〇二二年四月一日", date(2022, 4, 1)),
        ("R4.4.1", date(2022, 4, 1)),
        ("2022-04-01", date(2022, 4, 1)),
        ("2022/4/1", date(2022, 4, 1)),
        ("2022.4.1", date(2022, 4, 1)),
        ("1 April 2022", date(2022, 4, 1)),
        ("April 1st, 2022", date(2022, 4, 1)),
        ("Sept. 30, 2022", date(2022, 9, 30)),
        ("2022年2月30日", None),
        ("令和4年（2021年）4月1日", None),
    ],
)
def test_dates_are_read(written: str, day: date | None) -> None:
    import unicodedata

    assert [found.day for found in find_dates(unicodedata.normalize("NFKC", f"本規程は{written}から"))] == [day]


@pytest.mark.parametrize("text", ["2022年4月", "毎年4月1日", "03-5774-1632", "1.2.3", "第4.1.2項", "may 2022 be good"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert list(find_dates(text)) == []


DATES = [
    ("## 附則\n\nこの規程は、2022年4月1日から施行する。\n", []),
    ("## 附則\n\nこの規程は、令和4年4月1日から施行する。\n", []),
    ("## 附則\n\nこの規程は、2021年4月1日から施行する。\n", ["date-effective"]),
    (
        "## 附則\n\nこの規程は、2020年4月1日から施行する。\n\n## 附則（令和4年）\n\nこの規程は、令和4年4月1日から施行する。\n",
        [],
    ),
    ("## 附則\n\nこの規程は、2022年4月1日から施行する。ただし、第1条の規定は2023年4月1日から施行する。\n", []),
    ("## 1. 甲\n\n個人情報保護法が2017年5月30日に施行されました。\n", []),
    ("## 改定のお知らせ\n\n最終改定日: 2022年4月1日\n", []),
    ("## 改定のお知らせ\n\n最終改定日: 2022年3月1日\n", ["date-revised"]),
    ("## 改定のお知らせ\n\n最終改定日: 2022年3月1日\n施行日: 2022年4月1日\n", []),
    ("## 改定のお知らせ\n\n最終改定日: 2023年3月1日\n施行日: 2022年4月1日\n", ["date-revised"]),
    ("制定日: 2019年12月19日\n改定日: 2022年4月1日\n", []),
    ("## 改定履歴\n\n- 2019年12月19日 制定\n- 2022年4月1日 改定\n", []),
    ("## 改定履歴\n\n- 2019年12月19日 制定\n", ["history-behind"]),
    ("## 改定履歴\n\n- 2024年10月1日 改定\n- 2022年4月1日 改定\n", ["history-ahead"]),
    (
        "## 改定履歴\n\n| 施行日 | 内容 |\n|---|---|\n| 2019年12月19日 | 制定 |\n| 2022年4月1日 | 2025年3月31日までに改める |\n",
        [],
    ),
    ("## Revision history\n\nLast revised: 1 April 2022\n", []),
    ("## Revision history\n\nLast updated on March 1, 2022\n", ["date-revised"]),
    ("This policy takes effect on 1 May 2022.\n", ["date-effective"]),
    ("受付は2022年2月30日までです。\n", ["date-impossible"]),
]


@pytest.mark.parametrize(("body", "rules"), DATES)
def test_dates_agree(body: str, rules: list[str]) -> None:
    assert [rule for rule, _ in found(body)] == rules


PUBLISHED = """
## 1. 事業者

株式会社例示（代表取締役 例示太郎、〒100-0001 東京都千代田区千代田1-1）が個人情報を取り扱います。

## 2. 利用目的

商品の発送に利用します。

## 3. 第三者提供

ご本人の同意なしに第三者へ提供しません。

## 4. 共同利用

グループ会社と共同利用します。

- 項目: 氏名、住所
- 利用する者の範囲: 例示グループ各社
- 目的: 商品の案内
- 管理責任者: 株式会社例示

## 5. 開示等の請求

開示、訂正、利用停止の請求を窓口で受け付けます。手数料は無料です。

## 6. 安全管理措置

暗号化など、安全管理措置を講じています。

## 7. 窓口

苦情とお問い合わせは、お客さま窓口へどうぞ。
"""
ENGLISH = """
## 1. Operator

Example Co., Ltd. (representative director: Taro Example; address: 1-1 Chiyoda, Tokyo) handles personal information.

## 2. Purposes of use

We use it for sending goods.

## 3. Third parties

We do not provide it to third parties without your consent.

## 4. Joint use

It is used jointly with our group companies. Items: name, address. Purpose: information on goods. Example Co., Ltd. is responsible.

## 5. Requests

You may ask us to disclose, correct or delete it. There is no fee.

## 6. Security

We take security control measures.

## 7. Contact

Complaints are taken at our desk.
"""


@pytest.mark.parametrize(("body", "lang"), [(PUBLISHED, "ja"), (ENGLISH, "en")])
def test_a_text_that_publishes_all_is_left_alone(body: str, lang: str) -> None:
    assert found(body, lang=lang, audience="public") == []


LACKING = [
    (
        "株式会社例示（代表取締役 例示太郎、〒100-0001 東京都千代田区千代田1-1）",
        "わたし",
        ["operator-name", "operator-address", "representative"],
    ),
    ("〒100-0001 東京都千代田区千代田1-1", "東京", ["operator-address", "joint-use"]),
    ("代表取締役 例示太郎", "例示太郎", ["representative", "joint-use"]),
    ("## 2. 利用目的\n\n商品の発送に利用します。", "## 2. 商品\n\n商品を発送します。", ["purpose"]),
    ("## 3. 第三者提供\n\nご本人の同意なしに第三者へ提供しません。", "## 3. 秘密\n\n秘密にします。", ["third-party"]),
    ("- 項目: 氏名、住所\n", "", ["joint-use"]),
    ("- 利用する者の範囲: 例示グループ各社\n", "", []),
    (
        "グループ会社と共同利用します。\n\n- 項目: 氏名、住所\n- 利用する者の範囲: 例示グループ各社",
        "共同利用します。\n\n- 項目: 氏名",
        ["joint-use"],
    ),
    ("- 目的: 商品の案内\n", "", ["joint-use"]),
    ("- 管理責任者: 株式会社例示\n", "", ["joint-use"]),
    ("- 管理責任者: 株式会社例示\n", "- [詳細](https://example.com/)\n", ["joint-use-link"]),
    ("開示、訂正、利用停止の請求を窓口で受け付けます。手数料は無料です。", "窓口へどうぞ。手数料は無料です。", ["requests"]),
    ("手数料は無料です。", "", ["fee"]),
    ("暗号化など、安全管理措置を講じています。", "努めています。", []),
    ("## 6. 安全管理措置\n\n暗号化など、安全管理措置を講じています。", "## 6. 努力\n\n努めています。", ["security"]),
    ("苦情とお問い合わせは、お客さま窓口へどうぞ。", "お問い合わせは、お客さま窓口へどうぞ。", ["complaints-word"]),
]


@pytest.mark.parametrize(("there", "instead", "rules"), LACKING)
def test_what_should_be_published_and_is_not(there: str, instead: str, rules: list[str]) -> None:
    body = PUBLISHED.replace(there, instead)
    assert body != PUBLISHED
    if rules == ["requests"]:
        body = body.replace("## 5. 開示等の請求", "## 5. 受付")
    if rules and rules[0] == "operator-name":
        body = body.replace("株式会社例示", "責任者")
        rules = [*rules, "joint-use", "joint-use"]
    assert sorted(rule for rule, _ in found(body, audience="public")) == sorted(f"appi-{rule}" for rule in rules)


def test_no_joint_use_needs_no_items() -> None:
    start, end = PUBLISHED.index("グループ会社と"), PUBLISHED.index("## 5.")
    for said in ("共同利用は行っておりません。", "個人データを共同利用することはありません。", "共同利用しません。"):
        assert found(f"{PUBLISHED[:start]}{said}\n\n{PUBLISHED[end:]}", audience="public") == []


def test_no_place_for_complaints_at_all() -> None:
    body = PUBLISHED[: PUBLISHED.index("## 7.")].replace("窓口で", "")
    assert found(body, audience="public") == [("appi-complaints", None)]


def test_other_texts_are_not_asked_for_it() -> None:
    assert check_version(version("## 1. 甲\n\n甲です。\n", audience="public", title="利用規約")) == ()
    assert check_version(version("## 1. 個人情報\n\n個人情報です。\n", audience="staff", title="個人情報")) == ()


def write(
    folder: Path, name: str, *, day: str = "2022-04-01", lang: str = "ja", more: str = "audience: staff\n", body: str = ""
) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = body or "\n## 1. 甲\n\n甲です。\n"
    path.write_text(f"---\nid: a\ntitle: 題\nlang: {lang}\neffective_on: {day}\n{more}---\n{text}", "utf-8")
    return path


def rules(folder: Path) -> list[str]:
    return [finding.rule for finding in check_folder(folder).findings]


def test_a_file_that_cannot_be_read_does_not_end_the_check(tmp_path: Path) -> None:
    bad = tmp_path / "b" / "2022-04-01.md"
    bad.parent.mkdir()
    bad.write_text("no front matter", "utf-8")
    write(tmp_path, "a/2022-04-01.md", body="\n## 1. 甲\n")
    checked = check_folder(tmp_path)
    assert [(f.rule, f.place.file) for f in checked.findings] == [
        ("section-empty", str(tmp_path / "a" / "2022-04-01.md")),
        ("unreadable", str(bad)),
    ]
    assert not checked.passed()
    assert [f.rule for f in check_folder(tmp_path, ["a"]).findings] == ["section-empty"]
    assert [f.rule for f in check_folder(tmp_path, ["b"]).findings] == ["unreadable"]


def test_two_versions_of_one_day(tmp_path: Path) -> None:
    write(tmp_path, "a/2022-04-01.md")
    write(tmp_path, "a/copy/2022-04-01.md")
    assert sorted(rules(tmp_path)) == ["file-name", "version-twice"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/2022-04-01.md", []),
        ("a/2022-04-01.ja.md", []),
        ("a/2022-04-02.md", ["file-name"]),
        ("a/2022-04-01.en.md", ["file-name"]),
        ("b/2022-04-01.md", ["file-name"]),
        ("a/policy.md", ["file-name-form"]),
    ],
)
def test_the_name_of_a_file(tmp_path: Path, name: str, expected: list[str]) -> None:
    write(tmp_path, name)
    assert rules(tmp_path) == expected


def test_a_missing_audience(tmp_path: Path) -> None:
    write(tmp_path, "a/2022-04-01.md", more="")
    assert rules(tmp_path) == ["audience-missing"]


def test_a_translation_that_lacks_a_section(tmp_path: Path) -> None:
    write(tmp_path, "a/2022-04-01.md", body="\n## 1. 甲\n\n甲です。\n\n## 2. 乙\n\n乙です。\n")
    write(tmp_path, "a/2022-04-01.en.md", lang="en", body="\n## 1. A\n\nIt is A.\n")
    checked = check_folder(tmp_path)
    assert [(f.rule, f.place.version) for f in checked.findings] == [("translation-sections", "a/2022-04-01.en")]
    assert "lacks 2" in checked.findings[0].message


def test_only_the_newest_version_is_asked_what_it_publishes(tmp_path: Path) -> None:
    for day in ("2019-12-19", "2022-04-01"):
        write(
            tmp_path,
            f"a/{day}.md",
            day=day,
            more="audience: public\n",
            body="\n## 1. 個人情報\n\n甲です。\n".replace("題", "個人情報"),
        )
    text = (tmp_path / "a" / "2022-04-01.md").read_text("utf-8")
    (tmp_path / "a" / "2022-04-01.md").write_text(text.replace("title: 題", "title: 個人情報"), "utf-8")
    assert {f.place.version for f in check_folder(tmp_path).findings} == {"a/2022-04-01"}


def test_what_is_asked_for_and_not_there(tmp_path: Path) -> None:
    write(tmp_path, "a/2022-04-01.md")
    with pytest.raises(PolicyUnknown, match="'z'"):
        check_folder(tmp_path, ["z"])
    with pytest.raises(PolicyUnreadable, match="no such folder"):
        check_folder(tmp_path / "missing")


def test_the_shipped_policies_hold_no_error() -> None:
    assert check_folder(SHIPPED).passed()


def test_findings_are_worded_in_the_language_of_the_text() -> None:
    japanese, english = (check_version(version("## 1. 甲\n", lang=lang))[0] for lang in ("ja", "en"))
    assert japanese.message == "「1 甲」に本文がありません。"
    assert english.message == "“1 甲” has no text."
    assert japanese.severity == english.severity == "warning"
    with pytest.raises(ValueError, match="says what is wrong"):
        Finding("error", "x", Place(""), "", "")


def test_an_approved_answer_whose_sentence_changed_is_found(tmp_path: Path) -> None:
    write(tmp_path, "a/2022-04-01.md", body="\n## 1. 甲\n\n手数料は千円とする。\n")
    entry = "- question: 手数料は\n  text: 千円です。\n  approved_on: 2022-04-01\n  citations: [{{section: a/1, quote: {}}}]\n"
    (tmp_path / "approved.yaml").write_text(entry.format("手数料は千円とする。"), encoding="utf-8")
    assert "approved-expired" not in {found.rule for found in check_folder(tmp_path).findings}
    (tmp_path / "approved.yaml").write_text(entry.format("手数料は百円とする。"), encoding="utf-8")
    [expired] = [found for found in check_folder(tmp_path).findings if found.rule == "approved-expired"]
    assert (expired.severity, expired.place.section, expired.place.quote) == ("warning", "a/1", "手数料は百円とする。")
    assert "「手数料は」" in expired.message
    (tmp_path / "approved.yaml").write_text("- question: 手数料は\n", encoding="utf-8")
    assert [
        (found.rule, "answer 1" in found.message) for found in check_folder(tmp_path).findings if found.severity == "error"
    ] == [("unreadable", True)]


def test_every_rule_is_tried_here() -> None:
    tried = {rule for _, expected in NUMBERS for rule, _ in expected} | {rule for _, expected in DATES for rule in expected}
    tried |= {f"appi-{rule}" for _, _, expected in LACKING for rule in expected} | {"appi-complaints"}
    tried |= {
        "reference-missing",
        "reference-title",
        "unreadable",
        "version-twice",
        "file-name",
        "file-name-form",
        "audience-missing",
        "approved-expired",
    }
    assert set(RULES) - tried == {"translation-sections", "front-matter"}


def test_the_report_shows_all(tmp_path: Path) -> None:
    write(tmp_path, "a/2019-12-19.md", day="2019-12-19")
    write(tmp_path, "a/2022-04-01.md", body="\n## 1. 甲\n\n第[9]条、第9条に従う。\n\n## 2. 乙\n")
    checked = check_folder(tmp_path)
    console = Console(width=100, file=io.StringIO())
    with console.capture() as captured:
        for shown in as_tables(checked, strict=False):
            console.print(shown)
    text = captured.get()
    assert "a/2019-12-19  nothing found" in text
    assert "第[9]条" in text
    assert "2 files checked: 1 error, 1 warning, 0 notices." in text
    data = json.loads(json.dumps(as_json(checked, strict=True)))
    assert data["summary"] == {"files": 2, "errors": 1, "warnings": 1, "notices": 0, "passed": False}
    assert data["findings"][0] | {"advice": ""} == {
        "severity": "error",
        "rule": "reference-missing",
        "file": str(tmp_path / "a" / "2022-04-01.md"),
        "version": "a/2022-04-01",
        "section": "1",
        "sentence": 0,
        "quote": "第[9]条、第9条に従う。",
        "message": "「第9条」にあたるものが、この文書にありません。",
        "advice": "",
    }


_WORDS = st.lists(
    st.sampled_from(
        [
            "第9条",
            "第３項",
            "（",
            "）",
            "「",
            "」",
            "前項",
            "民法",
            "及び",
            "の",
            "7.2",
            "に定める",
            "。",
            "①",
            "上記",
            "2.",
            " ",
            "題",
            "第一号",
        ]
    )
).map("".join)


@given(_WORDS | st.text(max_size=60))
@settings(deadline=None, max_examples=300)
def test_mentions_are_ranges_that_do_not_overlap(sentence: str) -> None:
    mentions = sorted(find_mentions(sentence, "題"), key=lambda mention: mention.start)
    at = 0
    for mention in mentions:
        assert at <= mention.start < mention.end <= len(sentence)
        at = mention.end


@given(
    st.lists(
        st.sampled_from(
            [
                "## 第1条（甲）",
                "## 1. 甲",
                "### 7.2 乙",
                "(1) 丙",
                "前項、次条及び第2条第3項第1号",
                "2022年4月31日",
                "上記2項",
                "附則",
                "",
            ]
        )
    )
)
@settings(deadline=None)
def test_any_text_can_be_checked(lines: list[str]) -> None:
    for finding in check_version(version("\n\n".join(["文です。", *lines]), audience="public")):
        assert finding.rule in RULES


@pytest.mark.parametrize("path", policy_files(SHIPPED), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_places_lead_to_sections_and_sentences(path: Path) -> None:
    text = read(path)
    for finding in check_version(text):
        assert finding.place.section is None or finding.place.section in text.by_number
