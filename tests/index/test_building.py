"""What a build embeds and analyses again, what it takes over, and when an index no longer fits."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.library import Library
from corpus.model import PolicyVersion
from index import building
from index.building import build_index, check_fresh, quantise
from index.encoder.hashing import HashingEncoder
from index.encoder.port import States
from index.errors import IndexStale
from index.ranking import Ranking
from index.search import Searcher, open_searcher
from index.store import Generation, open_generation

Make = Callable[..., PolicyVersion]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the word analyser was given."""
    seen: list[str] = []
    analyse = building.tokens
    monkeypatch.setattr(building, "tokens", lambda text: (seen.append(text), analyse(text))[1])
    return seen


def searcher(library: Library, folder: Path) -> Searcher:
    return open_searcher(library, folder, HashingEncoder(), Ranking.load())


def rows(generation: Generation) -> dict[bytes, tuple[Any, ...]]:
    """Everything that is kept of each unit, by its key."""
    words = (generation.folder / "words.txt").read_text(encoding="utf-8").split("\n")
    tokens = generation.tokens
    return {
        key.tobytes(): (
            generation.vectors.reconstruct(at).tobytes(),
            tokens.rows[tokens.starts[at] : tokens.starts[at + 1]].tobytes(),
            tokens.scales[tokens.starts[at] : tokens.starts[at + 1]].tobytes(),
            words[at],
        )
        for at, key in enumerate(generation.keys)
    }


def test_the_first_build_embeds_each_distinct_sentence_and_heading_once(
    make: Make, texts: SimpleNamespace, folder: Path, recording: Any
) -> None:
    built = build_index(Library.of([make(), make(day="2025-04-01")]), folder, recording)

    asked = recording.asked_since()
    assert built.embedded == built.units == built.manifest.units == len(asked)
    assert "期間を過ぎた記録は消去します。" in asked
    assert "手数料" not in asked
    assert "開示 手数料" in asked
    assert len(asked) == len(set(asked))
    # Its sentences, its headings, and the title above them.
    assert len(asked) == texts.site.count("。") + texts.site.count("## ") + 1


def test_nothing_is_embedded_or_analysed_where_nothing_changed(
    library: Library, folder: Path, recording: Any, analysed: list[str]
) -> None:
    first = build_index(library, folder, recording)
    assert len(recording.asked_since()) == len(analysed) == first.units
    analysed.clear()

    again = build_index(library, folder, recording)

    assert (recording.asked_since(), analysed) == ([], [])
    assert (again.embedded, again.manifest) == (0, first.manifest)


def test_only_a_sentence_that_changed_is_embedded_and_analysed(
    make: Make, texts: SimpleNamespace, folder: Path, recording: Any, analysed: list[str]
) -> None:
    build_index(Library.of([make()]), folder, recording)
    recording.asked_since()
    analysed.clear()

    built = build_index(Library.of([make(texts.site.replace("6か月", "1年"))]), folder, recording)

    assert recording.asked_since() == analysed == ["お問い合わせの内容は1年保存します。"]
    assert built.embedded == 1


def test_only_what_is_new_in_a_version_is_embedded(
    make: Make, texts: SimpleNamespace, folder: Path, recording: Any, analysed: list[str]
) -> None:
    build_index(Library.of([make()]), folder, recording)
    recording.asked_since()
    analysed.clear()

    later = make(texts.site + "\n申請は窓口で受け付けます。\n", day="2025-04-01")
    build_index(Library.of([make(), later]), folder, recording)

    assert recording.asked_since() == analysed == ["申請は窓口で受け付けます。"]


def test_nothing_is_embedded_where_a_version_goes_and_its_sentences_go_with_it(
    make: Make, texts: SimpleNamespace, folder: Path, recording: Any
) -> None:
    later = make(texts.site.replace("6か月", "1年"), day="2025-04-01")
    both = build_index(Library.of([make(), later]), folder, recording)
    recording.asked_since()

    built = build_index(Library.of([later]), folder, recording)

    assert recording.asked_since() == []
    assert built.units == both.units - 1
    assert "6か月" not in (open_generation(folder).folder / "words.txt").read_text(encoding="utf-8")


def test_nothing_is_embedded_where_sections_are_renumbered_and_the_new_numbers_are_found(
    make: Make, texts: SimpleNamespace, folder: Path, recording: Any, analysed: list[str]
) -> None:
    build_index(Library.of([make()]), folder, recording)
    recording.asked_since()
    analysed.clear()

    moved = texts.site.replace("3.1 ", "4.1 ").replace("3.2 ", "4.2 ").replace("3. 開示", "4. 開示")
    library = Library.of([make(moved)])
    build_index(library, folder, recording)

    assert (recording.asked_since(), analysed) == ([], [])
    assert searcher(library, folder).search("開示の手数料はいくらですか", library.versions).hits[0].id == "site/4.1"


def test_nothing_is_embedded_where_sections_change_places(
    make: Make, texts: SimpleNamespace, folder: Path, recording: Any
) -> None:
    build_index(Library.of([make()]), folder, recording)
    recording.asked_since()
    head, second, third = texts.site.split("## 1. ")[1].partition("## 2. ")

    build_index(Library.of([make(f"{second}{third}\n## 1. {head}")]), folder, recording)

    assert recording.asked_since() == []


def test_a_section_with_another_title_is_embedded_again_and_no_other(
    make: Make, texts: SimpleNamespace, folder: Path, recording: Any
) -> None:
    build_index(Library.of([make()]), folder, recording)
    recording.asked_since()

    build_index(Library.of([make(texts.site.replace("3.1 手数料", "3.1 費用"))]), folder, recording)

    assert recording.asked_since() == ["開示 費用", "開示の手数料は1件につき1,000円です。"]


def test_all_is_embedded_by_another_encoder_and_nothing_analysed(
    library: Library, folder: Path, recorder: Any, analysed: list[str]
) -> None:
    units = build_index(library, folder, recorder()).units
    analysed.clear()
    other = recorder("another-1")

    built = build_index(library, folder, other)

    assert len(other.asked_since()) == built.embedded == units
    assert analysed == []


def test_all_is_embedded_by_an_encoder_of_other_dimensions(library: Library, folder: Path, recorder: Any) -> None:
    units = build_index(library, folder, recorder()).units

    class Narrow(recorder):
        def states(self, *arguments: Any, **options: Any) -> list[States]:
            return [States(s.vector[:8], s.tokens[:, :8], s.spans) for s in super().states(*arguments, **options)]

    narrow = Narrow()
    narrow.dimensions = 8

    assert build_index(library, folder, narrow).embedded == units
    assert open_generation(folder).tokens.rows.shape[1] == 8


def test_all_is_analysed_by_another_analyser_and_nothing_embedded(
    library: Library, folder: Path, recording: Any, analysed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    units = build_index(library, folder, recording).units
    recording.asked_since()
    analysed.clear()
    monkeypatch.setattr(building, "TOKENIZER", "another-1")

    build_index(library, folder, recording)

    assert recording.asked_since() == []
    assert len(analysed) == units


def test_a_damaged_index_is_built_anew_from_nothing(library: Library, folder: Path, recording: Any) -> None:
    units = build_index(library, folder, recording).units
    recording.asked_since()
    (open_generation(folder).folder / "words.txt").write_bytes(b"\xff")

    assert build_index(library, folder, recording).embedded == len(recording.asked_since()) == units


def test_what_is_taken_over_is_what_would_be_made(
    make: Make, texts: SimpleNamespace, library: Library, folder: Path, tmp_path: Path
) -> None:
    later = make("## 9. 前文\n\n新しい文です。\n\n" + texts.site.replace("6か月", "1年"), day="2025-04-01")
    both = Library.of([*library, later])
    build_index(library, folder, HashingEncoder())
    build_index(both, folder, HashingEncoder())
    build_index(both, tmp_path / "anew", HashingEncoder())

    assert rows(open_generation(folder)) == rows(open_generation(tmp_path / "anew"))


SENTENCES = ("個人情報を消去します。", "手数料は無料です。", "窓口は本社です。", "鍵を保管する。", "写しを郵送します。")
BODIES = st.lists(
    st.tuples(st.sampled_from("甲乙丙"), st.lists(st.sampled_from(SENTENCES), max_size=3)), min_size=1, max_size=4
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(bodies=st.lists(BODIES, min_size=2, max_size=3))
def test_after_any_changes_an_index_answers_like_one_made_at_once(
    make: Make, tmp_path_factory: pytest.TempPathFactory, bodies: list[list[tuple[str, list[str]]]]
) -> None:
    folder = tmp_path_factory.mktemp("changing")
    for body in bodies:
        text = "".join(f"## {number}. {title}\n\n{''.join(said)}\n\n" for number, (title, said) in enumerate(body, 1))
        library = Library.of([make(text)])
        build_index(library, folder / "changed", HashingEncoder())
    build_index(library, folder / "anew", HashingEncoder())

    changed, anew = (
        [
            (hit.id, hit.score, hit.sentences)
            for hit in searcher(library, folder / name).search("窓口の鍵", library.versions).hits
        ]
        for name in ("changed", "anew")
    )
    assert changed == anew
    assert rows(open_generation(folder / "changed")) == rows(open_generation(folder / "anew"))


def test_progress_is_told_from_nothing_to_all(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "_BATCH", 4)
    told: list[tuple[int, int]] = []

    units = build_index(library, folder, HashingEncoder(), lambda done, total: told.append((done, total))).units

    assert told == [(min(done, units), units) for done in range(0, units + 4, 4)]


def test_the_digest_is_that_of_texts_and_encoder(make: Make, texts: SimpleNamespace, tmp_path: Path, recorder: Any) -> None:
    def digest(place: str, version: PolicyVersion, encoder: Any) -> str:
        return build_index(Library.of([version]), tmp_path / place, encoder).manifest.digest

    first = digest("1", make(), HashingEncoder())
    assert digest("2", make(), HashingEncoder()) == first
    others = [
        digest("3", make(texts.site.replace("6か月", "1年")), HashingEncoder()),
        digest("4", make(title="別の題"), HashingEncoder()),
        digest("5", make(), recorder("another-1")),
    ]
    assert len({first, *others}) == 4


@pytest.mark.parametrize("body", ["", "## 1. 章だけ\n", "※\n\n## 1. は\n\nですが。\n"])
def test_texts_without_words_can_be_indexed(make: Make, folder: Path, body: str) -> None:
    library = Library.of([make(body)] if body else [])

    build_index(library, folder, HashingEncoder())

    found = searcher(library, folder).search("手数料", library.versions)
    assert [hit.id for hit in found.hits] == (["site/1"] if "です" in body else [])


def check(folder: Path, library: Library, encoder: Any) -> None:
    check_fresh(open_generation(folder).manifest, library, encoder)


def test_an_index_fits_what_it_was_made_from(library: Library, folder: Path) -> None:
    build_index(library, folder, HashingEncoder())

    check(folder, library, HashingEncoder())


def test_an_index_of_other_texts_is_refused_with_their_names(make: Make, texts: SimpleNamespace, folder: Path) -> None:
    build_index(Library.of([make(), make(day="2025-04-01")]), folder, HashingEncoder())
    changed = make(texts.site.replace("6か月", "1年"))

    for versions, names in (
        ([changed, make(day="2025-04-01")], "site/2024-04-01"),
        ([make()], "site/2025-04-01"),
        ([make(), make(day="2025-04-01"), make(day="2026-04-01")], "site/2026-04-01"),
        ([make(title="別の題"), make(day="2025-04-01")], "site/2024-04-01"),
    ):
        with pytest.raises(IndexStale, match=rf"older than the text \({names} changed\); run `jobun index build`"):
            check(folder, Library.of(versions), HashingEncoder())


def test_no_more_than_three_names_are_told(make: Make, folder: Path) -> None:
    build_index(Library.of([]), folder, HashingEncoder())

    with pytest.raises(IndexStale, match=r"2021-04-01, site/2022-04-01, site/2023-04-01 and 2 more changed"):
        check(folder, Library.of(make(day=f"{year}-04-01") for year in range(2021, 2026)), HashingEncoder())


def test_an_index_by_another_encoder_is_refused_with_both_names(library: Library, folder: Path, recorder: Any) -> None:
    build_index(library, folder, recorder("one-1"))

    with pytest.raises(IndexStale, match="'one-1', not 'two-2'; run `jobun index build` or set JOBUN_ENCODER"):
        check(folder, library, recorder("two-2"))


def test_an_index_by_another_analyser_is_refused(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(library, folder, HashingEncoder())
    monkeypatch.setattr(building, "TOKENIZER", "another-1")

    with pytest.raises(IndexStale, match="another word analyser; run `jobun index build`"):
        check(folder, library, HashingEncoder())


def test_an_index_of_a_text_that_is_now_divided_otherwise_is_refused(library: Library, folder: Path) -> None:
    build_index(library, folder, HashingEncoder())
    site = library.get("site")
    section = site.by_number["2"]
    shorter = dataclasses.replace(section, sentences=section.sentences[:1])
    otherwise = dataclasses.replace(site, sections=tuple(shorter if each == section else each for each in site.sections))

    with pytest.raises(IndexStale, match="site/2024-04-01 changed"):
        check(folder, Library.of([otherwise, library.get("staff")]), HashingEncoder())


@given(
    st.integers(0, 5).flatmap(
        lambda n: st.lists(st.lists(st.floats(-1, 1, width=32), min_size=4, max_size=4), min_size=n, max_size=n)
    )
)
def test_quantised_rows_are_near_and_have_a_scale_each(values: list[list[float]]) -> None:
    array = np.array(values, np.float32).reshape(-1, 4)

    int8, scales = quantise(array)

    assert (int8.dtype, scales.dtype, int8.shape, scales.shape) == (np.int8, np.float32, array.shape, (len(array),))
    np.testing.assert_allclose(int8 * scales[:, None], array, atol=1 / 254 + 1e-6)
