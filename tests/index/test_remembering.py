"""What was read once is not read again, in this comparison and in the next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.reader.passages import Passage
from index.reader.port import Read
from index.reader.remembering import RememberingReader

ONE, OTHER = Passage("甲", ("一",)), Passage("乙乙", ("二", "三"))
READ = [Read(0.1 + 1, (0.1,)), Read(0.1 + 2, (0.1, 0.1))]


class Counting:
    def __init__(self, name: str = "counting") -> None:
        self.name = name
        self.asked: list[tuple[str, int]] = []

    def read(self, question: str, passages: Sequence[Passage]) -> list[Read]:
        self.asked.append((question, len(passages)))
        return [Read(0.1 + len(one.heading), (0.1,) * len(one.sentences)) for one in passages]


def test_no_passage_is_read_twice_for_a_question() -> None:
    counting = Counting()
    reader = RememberingReader(counting)

    assert reader.name == "counting"
    assert reader.read("問", [ONE, OTHER, ONE]) == [*READ, READ[0]]
    assert reader.read("問", [Passage("甲", ("一",), first=5)]) == READ[:1]
    assert reader.read("別", [ONE]) == READ[:1]
    assert counting.asked == [("問", 2), ("別", 1)]


def test_nor_is_it_by_who_recalls_what_was_noted(tmp_path: Path) -> None:
    file, counting = tmp_path / "readings.json", Counting()
    before, after = RememberingReader(Counting()), RememberingReader(counting)
    before.read("手数料は", [ONE, OTHER])
    before.note(file)
    after.recall(file)

    assert after.read("手数料は", [OTHER, ONE]) == READ[::-1], "the same numbers, bit for bit"
    assert counting.asked == []
    assert "手数料" not in file.read_text(encoding="utf-8").encode().decode("unicode_escape"), (
        "no word of what was asked is in it"
    )
    assert [each.name for each in tmp_path.iterdir()] == ["readings.json"]


def test_only_the_latest_are_noted(tmp_path: Path) -> None:
    file, counting = tmp_path / "readings.json", Counting()
    before, after = RememberingReader(Counting(), kept=1), RememberingReader(counting)
    before.read("問", [ONE, OTHER])
    before.note(file)
    after.recall(file)
    after.read("問", [ONE, OTHER])

    assert counting.asked == [("問", 1)]


@pytest.mark.parametrize(
    "noted", [None, "", "[]", "{", '{"reader": "counting"}', '{"reader": "counting", "read": {"a": [1]}}', "\0", "[" * 99_999]
)
def test_a_file_that_cannot_be_used_is_no_hindrance(tmp_path: Path, noted: str | None) -> None:
    file = tmp_path / "readings.json"
    if noted is not None:
        file.write_text(noted, encoding="utf-8")
    reader = RememberingReader(Counting())
    reader.recall(file)

    assert reader.read("問", [ONE]) == READ[:1]


def test_what_another_reader_made_of_it_counts_for_nothing(tmp_path: Path) -> None:
    file, counting = tmp_path / "readings.json", Counting("another")
    before, after = RememberingReader(Counting()), RememberingReader(counting)
    before.read("問", [ONE])
    before.note(file)
    after.recall(file)
    after.read("問", [ONE])

    assert counting.asked == [("問", 1)]
