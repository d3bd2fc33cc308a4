"""The benchmark's parts: they measure what they say, and assert nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.replies import Question
from corpus.library import SHIPPED, Library
from evaluation import bench
from evaluation.errors import BenchFailed
from evaluation.generated import generated_library, with_one_change
from evaluation.memory import after_serving


@pytest.fixture(scope="module")
def shipped() -> Library:
    return Library.load(SHIPPED)


def _sections(library: Library) -> dict[str, str]:
    return {f"{version.policy}/{section.number}": section.text for version in library for section in version.sections}


def test_generated_sections_are_as_many_as_asked_distinct_and_plausible(shipped: Library) -> None:
    library = generated_library(shipped, 250)
    texts = _sections(library)
    assert len(texts) == len(set(texts.values())) == 250
    assert len(library.policies) == 3
    assert all(100 <= len(text.strip()) <= 180 for text in texts.values())
    assert all(section.sentences for version in library for section in version.sections)
    assert _sections(generated_library(shipped, 250)) == texts


def test_one_change_changes_one_section(shipped: Library) -> None:
    library = generated_library(shipped, 120)
    before, after = _sections(library), _sections(with_one_change(library))
    assert [name for name in before if before[name] != after[name]] == ["made-0001/20"]
    assert before.keys() == after.keys()


def test_warm_asks_each_once_after_a_warm_up_with_the_reader_and_without(engine: Any) -> None:
    plain = type(engine)(engine.library)
    found = bench.warm(engine, plain, [Question(f"質問{number}") for number in range(30)])
    assert len(engine.asked) == len(plain.asked) == bench.WARM_UP + 30
    assert found["warm_questions"] == 30
    assert 0 < found["warm_p50_ms"] <= found["warm_p95_ms"]
    assert 0 < found["plain_p50_ms"] <= found["plain_p95_ms"]


def test_indexing_builds_twice_in_one_folder(shipped: Library) -> None:
    built: list[tuple[int, Path]] = []

    def build(library: Library, folder: Path) -> None:
        assert folder.is_dir()
        built.append((len(_sections(library)), folder))

    found = bench.indexing(shipped, 40, build)
    assert [count for count, _ in built] == [40, 40]
    assert built[0][1] == built[1][1]
    assert not built[0][1].exists()
    assert set(found) == {"index_sections", "index_build_s", "index_rebuild_s"}


def test_memory_is_taken_after_serving(engine: Any) -> None:
    found = after_serving(engine, [Question("開示の手数料")], 3)
    assert len(engine.asked) == 3
    assert set(found) <= {"memory_rss_mb", "memory_peak_mb"}
    assert all(value > 1 for value in found.values())


def test_memory_is_left_out_where_the_system_does_not_tell(
    engine: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("evaluation.memory._STATUS", tmp_path / "none")
    assert after_serving(engine, [Question("開示の手数料")], 1) == {}


def test_a_command_that_fails_is_named() -> None:
    with pytest.raises(BenchFailed, match=r"`python -c raise SystemExit\('no'\)` ended with 1: no"):
        bench._output("-c", "raise SystemExit('no')")
    assert bench._output("-c", "print('yes')") == "yes\n"


def test_starts_are_processes_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, ...]] = []

    def output(*arguments: str) -> str:
        started.append(arguments)
        return '{"memory_rss_mb": 1.5}'

    monkeypatch.setattr(bench, "_output", output)
    assert bench.cold_start("手数料は？")["cold_start_s"] >= 0
    assert [arguments[-2:] for arguments in started] == [("ask", "手数料は？")] * bench.COLD_STARTS
    assert bench.memory() == {"memory_rss_mb": 1.5}
    assert started[-1] == ("-m", "evaluation.memory", str(bench.SERVED))
