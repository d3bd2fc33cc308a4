"""Which sentences are quoted, and what comes with them."""

from __future__ import annotations

import pytest

from bot.quoting import Picked, citation, cite, pick, pointed_at
from corpus.model import PolicyVersion
from corpus.reading import parse
from index.found import Hit

BODY = """## 1. 第三者提供

当社は、同意なく個人情報を第三者に提供しません。この原則はすべての部署に当てはまり、例外を設けるときは管理責任者の承認を必要とするものとします。

以下の場合は、同意なく提供することがあります。

- 法令に基づく場合
- 人の生命を守るために必要で、同意を得ることが困難な場合

提供の記録は3年間保存します。ただし、法令に別の定めがあるときはそれによります。この期間は、提供の日から数えます。

## 2. 保存期間

期間は次の表のとおりとする。

| 種類 | 期間 |
|---|---|
| 登録情報 | 1年 |
| 問い合わせ | 6か月 |
| ログ | 90日 |

## 3. 必要な書類

次のうち、請求する人に合う書類が必要です。

### 3.1 本人

運転免許証の写しが必要です。

### 3.2 代理人

委任状のほか、次に掲げる書類が必要です。

#### 3.2.1 親権者

戸籍謄本の写しが必要です。

#### 3.2.2 弁護士

登録番号を示すものが必要です。
"""


@pytest.fixture(scope="module")
def version() -> PolicyVersion:
    return parse(f"---\nid: p\ntitle: 個人情報\naudience: public\neffective_on: 2024-04-01\n---\n{BODY}")


def found(version: PolicyVersion, number: str, best: str, second: str = "") -> Hit:
    """A hit whose best sentence begins with ``best``."""
    section = version.by_number[number]
    texts = [section.quote(at) for at in range(len(section.sentences))]
    scores = [5.0 if text.startswith(best) else 4.9 if second and text.startswith(second) else 0.0 for text in texts]
    assert 5.0 in scores
    return Hit(version, section, 1.0, {}, tuple(scores))


def quoted(hit: Hit, picked: Picked) -> list[str]:
    return [cited.quote for cited in cite(hit, picked)]


def test_a_quote_is_a_part_of_the_text_as_published(version: PolicyVersion) -> None:
    hit = found(version, "1", "提供の記録")

    for quote in quoted(hit, pick(hit, 1.0)):
        assert quote in version.body


def test_a_lead_in_comes_with_its_list(version: PolicyVersion) -> None:
    hit = found(version, "1", "以下の場合")
    [quote] = quoted(hit, pick(hit, 1.0))

    assert "法令に基づく場合" in quote
    assert quote.endswith("困難な場合")


def test_an_item_comes_with_what_introduces_it(version: PolicyVersion) -> None:
    hit = found(version, "1", "人の生命")
    [quote] = quoted(hit, pick(hit, 1.0))

    assert quote.startswith("以下の場合は")


def test_a_rule_comes_with_its_exception(version: PolicyVersion) -> None:
    hit = found(version, "1", "提供の記録")
    [quote] = quoted(hit, pick(hit, 1.0))

    assert quote.endswith("それによります。")


def test_a_sentence_that_leans_on_the_one_before_brings_it_along(version: PolicyVersion) -> None:
    hit = found(version, "1", "この期間")
    [quote] = quoted(hit, pick(hit, 1.0))

    assert "ただし" in quote


def test_a_row_comes_with_the_head_of_its_table(version: PolicyVersion) -> None:
    hit = found(version, "2", "問い合わせ")
    quotes = quoted(hit, pick(hit, 1.0))

    assert any("種類 | 期間" in quote for quote in quotes)
    assert any("問い合わせ | 6か月" in quote for quote in quotes)
    assert not any("90日" in quote for quote in quotes)


def test_the_second_best_is_quoted_where_its_weight_is_near(version: PolicyVersion) -> None:
    hit = found(version, "1", "当社は", second="提供の記録")

    assert any("3年間" in quote for quote in quoted(hit, pick(hit, 0.8)))
    assert not any("3年間" in quote for quote in quoted(hit, pick(hit, 0.95)))


def test_a_citation_names_the_range_and_the_address(version: PolicyVersion) -> None:
    hit = found(version, "1", "当社は")
    cited = citation(hit, 0, 1)

    assert (cited.policy, cited.section, cited.sentences) == ("p", "1", (0, 1))
    assert cited.url == "/policies/p/2024-04-01#1"
    assert cited.title == "第三者提供"


def test_what_a_sentence_points_at_is_followed_down_to_all_that_says_it(version: PolicyVersion) -> None:
    hit = found(version, "3", "次のうち")
    begins = {"1": "当社は", "3.2.2": "登録番号", "3.2": "委任状", "3.2.1": "戸籍", "3.1": "運転"}
    others = [found(version, number, best) for number, best in begins.items()]
    others.sort(key=lambda each: each.section.number != "3.2")

    followed = list(pointed_at(hit, pick(hit, 1.0), others, 1.0))

    assert [each.section.number for each, _ in followed] == ["3.2", "3.2.1", "3.2.2"]
    assert quoted(*followed[-1]) == ["登録番号を示すものが必要です。"]


def test_a_sentence_that_points_nowhere_is_not_followed(version: PolicyVersion) -> None:
    hit, below = found(version, "3.1", "運転"), found(version, "3.2", "委任状")

    assert list(pointed_at(hit, pick(hit, 1.0), [below], 1.0)) == []
    assert list(pointed_at(below, pick(below, 1.0), [hit], 1.0)) == [], "none of the others stands below it"
