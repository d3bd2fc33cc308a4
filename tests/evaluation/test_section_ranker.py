"""Ranking the sections of policies as the engine searches them, with their headings and without."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.assemble import assemble
from bot.replies import Question
from bot.verdicts import VerdictModel
from corpus.library import Library
from evaluation import parts
from evaluation.retrieval import SYSTEMS, System
from evaluation.section_ranker import SearchedSections, without_headings
from index.reader.passages import Passage
from index.reader.port import Read
from index.reader.weighing import Weighing
from index.search import Searcher

SHOP = """---
id: shop
title: お店のきまり
audience: public
effective_on: 2024-04-01
---

営業は毎日です。

## 1. 修理

受け付けた日から7日以内に終えます。

## 2. 返品

届いた日から8日以内に受け付けます。

### 2.1 送料

お客様にご負担いただきます。
"""
STAFF = """---
id: staff
title: 店員のきまり
audience: staff
effective_on: 2024-04-01
---

## 第1条（鍵）

1. 店の鍵は店長が持つ。
2. 合鍵を作ってはならない。
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two small policies; the settings name the encoder that knows wording alone."""
    monkeypatch.setenv("JOBUN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JOBUN_ENCODER", "hashing")
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "shop.md").write_text(SHOP, encoding="utf-8")
    (folder / "staff.md").write_text(STAFF, encoding="utf-8")
    return folder


STAFF_ASK = Question("合鍵を作ってもいいですか", audience="staff")


@pytest.mark.parametrize("system", SYSTEMS)
def test_sections_of_all_policies_that_the_asker_may_see_are_ranked(shop: Path, system: System) -> None:
    ranker = parts.section_ranker_for(shop, headings=True)

    assert ranker.rank(STAFF_ASK, system, 3)[0] == ("staff", "1.2")
    ranked = ranker.rank(STAFF_ASK, system, 10)
    assert sorted(ranked) == [("shop", "0"), ("shop", "1"), ("shop", "2"), ("shop", "2.1"), ("staff", "1.1"), ("staff", "1.2")]
    assert ranker.rank(STAFF_ASK, system, 2) == ranked[:2]
    assert {policy for policy, _ in ranker.rank(Question("鍵", audience="public"), system, 10)} == {"shop"}


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_only_a_heading_says_is_found_by_the_heading_alone(shop: Path, system: System) -> None:
    asks = Question("修理", audience="public")
    headed, bare = (parts.section_ranker_for(shop, headings=headings) for headings in (True, False))

    assert headed.rank(asks, system, 1) == [("shop", "1")]
    assert bare.rank(asks, system, 1) != [("shop", "1")]
    assert sorted(bare.rank(asks, system, 10)) == [("shop", "0"), ("shop", "1"), ("shop", "2"), ("shop", "2.1")]
    # What a section itself says is found either way.
    asks = Question("何日以内に終えますか", audience="public")
    assert headed.rank(asks, system, 1) == bare.rank(asks, system, 1) == [("shop", "1")]


def test_no_heading_is_left_and_every_word_below_is(shop: Path) -> None:
    library = Library.load(shop)
    engine = assemble(policies=shop, model=VerdictModel.undecided())
    bare = without_headings(engine.searcher).library

    for version, stripped in zip(library, bare, strict=True):
        assert [(one.number, one.text, one.sentences) for one in version.sections] == [
            (one.number, one.text, one.sentences) for one in stripped.sections
        ]
        assert {(one.title, one.path) for one in stripped.sections} == {("", ())}


class Favourite:
    """Takes one sentence for the answer to everything; it keeps the headings it was shown."""

    name = "favourite"

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        self.headings: set[str] = set()

    def read(self, question: str, passages: Sequence[Passage]) -> list[Read]:
        self.headings |= {one.heading for one in passages}
        found = [tuple(5.0 if self.sentence in one else -5.0 for one in passage.sentences) for passage in passages]
        return [Read(max(evidence), evidence) for evidence in found]


def test_the_reader_reads_for_the_full_system_alone(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Of so short a text all is read, however far behind the best it was found.
    monkeypatch.setattr("index.reader.choosing.WITHIN", 99.0)
    engine = assemble(policies=shop, model=VerdictModel.undecided())
    reader = Favourite("7日以内")
    plain = engine.searcher
    reading = Searcher(plain.library, plain.generation, plain.encoder, plain.ranking, (reader, Weighing((0, 1), (0, 1))))
    asks = Question("送料はだれの負担ですか", audience="public")

    ranker = SearchedSections(engine, reading)
    for system in SYSTEMS[:3]:
        assert ranker.rank(asks, system, 1) == [("shop", "2.1")]
    assert not reader.headings
    assert ranker.rank(asks, "full", 1) == [("shop", "1")]
    assert {"修理", "返品 送料"} <= reader.headings

    reader.headings.clear()
    assert SearchedSections(engine, without_headings(reading)).rank(asks, "full", 1) == [("shop", "1")]
    assert reader.headings == {""}
