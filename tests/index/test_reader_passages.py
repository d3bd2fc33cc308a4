"""Sections cut into passages, and which of these are read."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import PolicyVersion
from index.reader.choosing import MAX_READ, SECTIONS, choose
from index.reader.passages import MAX_CHARS, Passage, passages_of, windows


@given(st.lists(st.integers(0, 400), max_size=40))
def test_windows_hold_everything_once_in_order_and_no_more_than_fits(lengths: list[int]) -> None:
    found = list(windows(lengths))

    assert [at for first, last in found for at in range(first, last)] == list(range(len(lengths)))
    assert all(last - first == 1 or sum(lengths[first:last]) <= MAX_CHARS for first, last in found)


def test_neighbours_share_a_window_while_they_fit() -> None:
    assert list(windows([60, 60, 60, 200, 10])) == [(0, 2), (2, 3), (3, 4), (4, 5)]


def test_a_passage_carries_the_headings_and_the_sentences_without_marks(make: Callable[..., PolicyVersion]) -> None:
    version = make("## 3. 開示\n\n### 3.1 手数料\n\n**1,000円**です。[書式](https://example.jp)を使います。\n")
    [passage] = passages_of(version.by_number["3.1"], version)

    assert passage == Passage("開示 手数料", ("1,000円です。", "書式を使います。"), 0)
    assert list(passage.places) == [0, 1]


def test_what_begins_within_a_list_carries_what_introduces_it(make: Callable[..., PolicyVersion]) -> None:
    items = "\n".join(f"- {'項' * 70}{number}" for number in range(4))
    version = make(f"## 3. 書類\n\n次の書類が必要です。\n\n{items}\n")
    passages = list(passages_of(version.by_number["3"], version))

    assert len(passages) > 1
    assert passages[0].heading == "書類"
    assert {passage.heading for passage in passages[1:]} == {"書類 次の書類が必要です。"}
    assert [at for passage in passages for at in passage.places] == list(range(5))


def sections(*counts: int) -> list[list[Passage]]:
    return [[Passage(str(number), ("文。",), at) for at in range(count)] for number, count in enumerate(counts)]


def test_the_best_passage_of_each_of_the_first_sections_is_read() -> None:
    chosen = choose(sections(2, *[1] * (SECTIONS - 1)), [[0.1, 0.9], *[[0.5]] * (SECTIONS - 1)])

    assert [(one.rank, one.passage.first) for one in chosen] == [(0, 1), *((at, 0) for at in range(1, SECTIONS)), (0, 0)]


def test_no_more_is_read_than_there_is_time_for() -> None:
    chosen = choose(sections(9, 9, 9), [[float(at) for at in range(9)]] * 3)

    assert len(chosen) == MAX_READ
    assert [one.passage.first for one in chosen[:3]] == [8, 8, 8]


@pytest.mark.parametrize("count", [0, 1])
def test_little_to_read_is_no_error(count: int) -> None:
    assert len(choose(sections(*[1] * count), [[0.5]] * count)) == count
