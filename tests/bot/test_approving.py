"""Approved answers: used for a question that is closely theirs, for as long as what they cite stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from bot.approving import ApprovedAnswers
from bot.assemble import assemble
from bot.replies import Answered, Question
from bot.settings import Settings
from bot.wire import reply_json
from corpus.approved import FILE, Approvals, read_approvals
from corpus.errors import PolicyUnreadable
from corpus.library import SHIPPED, Library
from corpus.model import PolicyVersion
from index.encoder.hashing import HashingEncoder

QUOTE = "利用目的の通知と個人情報の開示の請求については、手数料などは一切かかりません。"
ENTRY = f"""
- question: 開示の手数料はいくらですか
  wordings: [開示にお金はかかりますか]
  text: 開示の手数料は無料です。
  approved_on: 2022-05-01
  by: 法務
  citations:
    - section: site-privacy/7.3
      quote: {QUOTE}
"""


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    for day in ("2019-12-19", "2022-04-01"):
        (folder / f"{day}.md").write_bytes((SHIPPED / "site-privacy" / f"{day}.md").read_bytes())
    (folder / FILE).write_text(ENTRY, encoding="utf-8")
    return folder


@pytest.fixture
def versions(policies: Path) -> Sequence[PolicyVersion]:
    return Library.load(policies).in_force(date(2026, 1, 1), "public")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("開示の手数料はいくらですか", True),
        ("開示の手数料は、いくらですか？", True),
        ("開示の手数料はいくら", True),
        ("開示にお金はかかりますか", True),
        ("訂正の手数料はいくらですか", False),
        ("開示の手数料はいつ払いますか", False),
        ("開示にお金はかかりませんか", False),
        ("手数料はいくらですか", False),
        ("？", False),
    ],
)
def test_only_a_question_that_is_closely_the_same_matches(
    policies: Path, versions: Sequence[PolicyVersion], question: str, *, found: bool
) -> None:
    assert (ApprovedAnswers(read_approvals(policies)).find(question, versions) is not None) == found


def test_what_it_cites_is_found_where_it_stands_now(policies: Path, versions: Sequence[PolicyVersion]) -> None:
    answer = ApprovedAnswers(read_approvals(policies)).find("開示の手数料はいくらですか", versions)
    assert answer is not None
    [citation] = answer[1]
    assert (citation.section, citation.quote, citation.version) == ("7.3", QUOTE, date(2022, 4, 1))
    file = policies / "2022-04-01.md"
    file.write_text(file.read_text(encoding="utf-8").replace("### 7.3 開示等", "### 7.4 開示等"), encoding="utf-8")
    [moved] = read_approvals(policies).answers[0].cited(Library.load(policies).in_force(date(2026, 1, 1), "public")) or ()
    assert moved.section == "7.4"


@pytest.mark.parametrize(
    ("before", "after"),
    [("一切かかりません。", "一切かかりません！"), (QUOTE, ""), (QUOTE, QUOTE[:-1] + "が、例外があります。")],
)
def test_it_expires_when_a_sentence_it_cites_changes(policies: Path, before: str, after: str) -> None:
    file = policies / "2022-04-01.md"
    file.write_text(file.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    library = Library.load(policies)
    now, then = (library.in_force(day, "public") for day in (date(2026, 1, 1), date(2020, 1, 1)))
    approvals = read_approvals(policies)
    assert [one.question for one in approvals.expired(now)] == ["開示の手数料はいくらですか"]
    assert approvals.expired(then) == ()
    assert ApprovedAnswers(approvals).find("開示の手数料はいくらですか", now) is None


def test_the_engine_says_it_and_marks_it(policies: Path, tmp_path: Path) -> None:
    settings = Settings.read({"JOBUN_HOME": str(tmp_path / "home"), "JOBUN_ENCODER": "hashing"})
    engine = assemble(settings, policies=policies, encoder=HashingEncoder())
    reply = engine.reply(Question("開示の手数料はいくらですか"))
    assert isinstance(reply, Answered)
    assert reply.text == "開示の手数料は無料です。\n（この回答は、規程の担当者が2022年5月1日に承認したものです。）"
    assert [one.quote for one in reply.citations] == [QUOTE]
    assert reply_json(reply, took_ms=1, engine=engine.identity)["approved"] == "2022-05-01"
    assert "approved" not in reply_json(engine.reply(Question("委託先は監督しますか")), took_ms=1, engine=engine.identity)
    (policies / FILE).unlink()
    other = assemble(settings, policies=policies, encoder=HashingEncoder())
    assert other.identity["thresholds"] != engine.identity["thresholds"]
    again = other.reply(Question("開示の手数料はいくらですか"))
    assert again.text != reply.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- question: [", "line"),
        ("question: 一", "is no list"),
        ("- question: 一\n  text: 二\n", "answer 1: `citations` is missing"),
        (ENTRY + ENTRY.replace("2022-05-01", "昨日"), "answer 2: `approved_on` is not as it must be"),
        (ENTRY.replace("site-privacy/7.3", "7.3"), "`citations.0.section` is not as it must be"),
        (ENTRY.replace("by:", "bye:"), "`bye` is not as it must be"),
    ],
)
def test_what_is_wrong_with_an_entry_is_told(policies: Path, text: str, said: str) -> None:
    (policies / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(PolicyUnreadable, match=said):
        read_approvals(policies)


def test_nothing_need_be_approved(policies: Path) -> None:
    (policies / FILE).write_text("", encoding="utf-8")
    assert read_approvals(policies) == Approvals()
    (policies / FILE).unlink()
    assert read_approvals(policies) == Approvals()
