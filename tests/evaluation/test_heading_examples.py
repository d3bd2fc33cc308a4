"""Examples from headings: the right section below its neighbours, and no passage shows the title that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.replies import Question
from corpus.library import Library
from corpus.model import PolicyVersion
from evaluation.heading_examples import heading_examples
from evaluation.samples import Source

TEXT = """---
id: acme
title: 規程
effective_on: 2024-04-01
---

## 1. 保存の期間

お客様の記録は、最後のご利用から6年のあいだ保存し、そのあと消去します。

## 2. 持ち出し

### 2.1 端末の持ち出し

端末を社外に持ち出すときは、前日までに部長の承認を受け、台帳に記入してください。

## 3. 短い節

なし。

## 4. 記録の閲覧

1. 記録を閲覧しようとする者は、閲覧の前日までに、所属長を経て管理者に申し出る。
2. 管理者は、申出の翌日までに、閲覧してよい記録の範囲を書面で知らせなければならない。
"""


class Everything:
    """Finds all sections, in order."""

    def __init__(self, library: Library) -> None:
        """``library`` holds them."""
        self.version = library.versions[0]

    def asked(self, question: Question) -> tuple[str, tuple[tuple[PolicyVersion, str], ...]]:
        return question.text, tuple((self.version, section.number) for section in self.version.sections)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    (tmp_path / "acme.md").write_text(TEXT, encoding="utf-8")
    return Source("acme", tmp_path, (), tmp_path / "cases.jsonl")


def test_each_section_is_asked_for_by_its_title(source: Source) -> None:
    examples = list(heading_examples([source], lambda folder: Everything(Library.load(folder))))

    assert [each.questions for each in examples] == [("保存の期間",), ("端末の持ち出し",), ("記録の閲覧",)], (
        "too short a section is left out"
    )
    assert {each.group for each in examples} == {"acme"}
    first, second, _ = examples
    assert [one.passage.heading for one in second.passages if one.evidence] == ["持ち出し"], "only what stands above it"
    assert all("保存の期間" not in one.passage.heading for one in first.passages)
    assert [one.passage.sentences[0][:3] for one in first.passages if one.evidence] == ["お客様"]
    assert any(one.passage.sentences[0].startswith("端末を") for one in first.passages if not one.evidence)


def test_the_paragraphs_of_an_article_are_what_its_title_heads(source: Source) -> None:
    *_, article = heading_examples([source], lambda folder: Everything(Library.load(folder)))

    right = [one.passage for one in article.passages if one.evidence]
    assert [passage.sentences[0][:3] for passage in right] == ["記録を", "管理者"]
    assert [passage.heading for passage in right] == ["", ""], "the title that is asked for is above neither"


def test_no_paragraph_of_another_article_shows_its_title(source: Source) -> None:
    first = next(heading_examples([source], lambda folder: Everything(Library.load(folder))))

    wrong = [one.passage for one in first.passages if not one.evidence]
    assert any(passage.sentences[0].startswith("記録を閲覧") for passage in wrong)
    assert all("記録の閲覧" not in passage.heading for passage in wrong)


def test_every_sentence_of_the_section_is_what_is_wanted(source: Source) -> None:
    first = next(heading_examples([source], lambda folder: Everything(Library.load(folder))))

    right = [one for one in first.passages if one.evidence]
    assert right[0].evidence == tuple(range(len(right[0].passage.sentences)))
