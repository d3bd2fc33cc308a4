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

    assert [each.questions for each in examples] == [("保存の期間",), ("端末の持ち出し",)], "too short a section is left out"
    assert {each.group for each in examples} == {"acme"}
    first, second = examples
    assert [one.passage.heading for one in second.passages if one.evidence] == ["持ち出し"], "only what stands above it"
    assert all("保存の期間" not in one.passage.heading for one in first.passages)
    assert [one.passage.sentences[0][:3] for one in first.passages if one.evidence] == ["お客様"]
    assert any(one.passage.sentences[0].startswith("端末を") for one in first.passages if not one.evidence)


def test_every_sentence_of_the_section_is_what_is_wanted(source: Source) -> None:
    first = next(heading_examples([source], lambda folder: Everything(Library.load(folder))))

    right = [one for one in first.passages if one.evidence]
    assert right[0].evidence == tuple(range(len(right[0].passage.sentences)))
