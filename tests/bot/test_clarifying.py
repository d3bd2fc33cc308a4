"""When a question is given back."""

from __future__ import annotations

import pytest

from bot.clarifying import readings
from corpus.model import PolicyVersion
from corpus.reading import parse
from index.found import Hit

BODY = """## 1. 必要な書類

### 1.1 ご本人の場合

免許証の写しを同封してください。

### 1.2 代理人の場合

委任状を同封してください。

### 1.3 送り先

窓口にお送りください。
"""


@pytest.fixture(scope="module")
def version() -> PolicyVersion:
    return parse(f"---\nid: p\ntitle: 請求\naudience: public\neffective_on: 2024-04-01\n---\n{BODY}")


def hits(version: PolicyVersion, **scores: float) -> list[Hit]:
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    return [Hit(version, version.by_number[f"1.{name[-1]}"], score, {}, (1.0,)) for name, score in ranked]


def test_two_cases_that_answer_equally_well_are_two_readings(version: PolicyVersion) -> None:
    found = readings("必要な書類は？", hits(version, s2=5.0, s1=4.8, s3=1.0))

    assert [hit.section.title for hit in found] == ["ご本人の場合", "代理人の場合"]


def test_a_question_that_names_its_case_is_clear(version: PolicyVersion) -> None:
    assert readings("代理人が出す書類は？", hits(version, s2=5.0, s1=4.8)) == ()


def test_a_case_that_is_far_behind_is_no_reading(version: PolicyVersion) -> None:
    assert readings("必要な書類は？", hits(version, s2=5.0, s1=1.0)) == ()


def test_sections_that_are_no_cases_are_no_readings(version: PolicyVersion) -> None:
    assert readings("どこに送る？", hits(version, s3=5.0, s1=4.9)) == ()
