"""What is known of sections and of their sentences: the numbers, counted by hand, and their bounds."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Section, Sentence
from index.encoder.hashing import HashingEncoder
from index.features import FEATURES, SHARPNESS, Comparison, Gathered, section_features
from index.search import Searcher
from index.sentences import SENTENCE_FEATURES, sentence_features
from index.store import Entry
from index.units import units_of

COLUMN = {name: at for at, name in enumerate(FEATURES)}
SENTENCE_COLUMN = {name: at for at, name in enumerate(SENTENCE_FEATURES)}


def compared(*sections: list[list[float]], cosines: list[list[float]] | None = None) -> Comparison:
    """A comparison from the likeness of each section's units to each token; the heading's unit comes first."""
    sizes = [len(units) for units in sections]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    entries = tuple(
        Entry(0, str(at), at, tuple(range(start, start + size)))
        for at, (start, size) in enumerate(zip(starts, sizes, strict=True))
    )
    likeness = np.array([unit for units in sections for unit in units], np.float32).T
    flat = [cosine for units in cosines or [[0.5] * size for size in sizes] for cosine in units]
    return Comparison(entries, likeness, np.array(flat, np.float32), starts)


def features(comparison: Comparison, **given: Any) -> Any:
    count = len(comparison.entries)
    lexical = {name: np.array(given.get(name, [0] * count), np.float32) for name in ("words", "expanded", "pairs")}
    return section_features(
        comparison, **lexical, heads=given.get("heads", [str(at) for at in range(count)]), own=given.get("own", [False] * count)
    )


def test_features_are_counted_as_they_say() -> None:
    first = [[0.9, 0.1, 0.1], [0.5, 0.2, 0.0], [0.1, 0.8, 0.0]]
    second = [[0.0, 0.0, 0.0], [0.2, 0.2, 0.2]]
    comparison = compared(first, second, cosines=[[0.1, 0.7, 0.4], [0.3, 0.6]])

    matrix = features(comparison, words=[4, 1], expanded=[0, 0], pairs=[1, 2], own=[True, False])

    difference = {name: (matrix[0] - matrix[1])[at] for name, at in COLUMN.items()}
    assert difference == pytest.approx(
        {
            "late": SHARPNESS * ((0.5 + 0.8 + 0.0) / 3 - 0.2),
            "late_section": SHARPNESS * ((0.9 + 0.8 + 0.1) / 3 - 0.2),
            "late_best": SHARPNESS * (0.9 / 3 - 0.2),
            "late_third": SHARPNESS * (0.0 - 0.2),
            "late_heading": SHARPNESS * (1.1 / 3 - 0.0),
            "dense_best": SHARPNESS * (0.7 - 0.6),
            "dense_mean": SHARPNESS * (0.4 - 0.45),
            "late_context": SHARPNESS * ((0.5 + 0.8 + 0.0) / 3 - 0.2),
            "words": 1 - 0.25,
            "expanded": 0,
            "pairs": 0.5 - 1,
            "words_context": 1 - 0.25,
            "length": np.log(4) - np.log(3),
            "own_audience": 1,
        },
        abs=1e-5,
    )


def test_sections_below_one_article_share_the_best_of_their_context() -> None:
    comparison = compared([[0, 0], [0.9, 0.9]], [[0, 0], [0.1, 0.1]], [[0, 0], [0.5, 0.5]])

    matrix = features(comparison, words=[1, 0, 2], heads=["1", "1", "2"])

    context, late = matrix[:, COLUMN["late_context"]], matrix[:, COLUMN["late"]]
    assert context[0] == context[1] > context[2]
    assert late[0] > late[2] > late[1]
    assert matrix[:, COLUMN["words_context"]].tolist() == [0.5, 0.5, 1.0]


def test_of_no_sections_there_are_no_features() -> None:
    matrix = features(Comparison((), np.empty((3, 0), np.float32), np.empty(0, np.float32), np.zeros(0, np.int64)))

    assert matrix.shape == (0, len(FEATURES))


LIKENESS = st.floats(-1, 1, width=32)


@settings(deadline=None)
@given(data=st.data(), tokens=st.integers(1, 5), sizes=st.lists(st.integers(2, 4), min_size=1, max_size=5))
def test_features_are_finite_and_within_their_bounds(data: st.DataObject, tokens: int, sizes: list[int]) -> None:
    unit = st.lists(LIKENESS, min_size=tokens, max_size=tokens)
    sections = [data.draw(st.lists(unit, min_size=size, max_size=size)) for size in sizes]
    cosines = [data.draw(st.lists(LIKENESS, min_size=size, max_size=size)) for size in sizes]
    scores = {
        name: data.draw(st.lists(st.floats(0, 100, width=32), min_size=len(sizes), max_size=len(sizes)))
        for name in ("words", "expanded", "pairs")
    }

    matrix = features(compared(*sections, cosines=cosines), **scores)

    assert matrix.shape == (len(sizes), len(FEATURES))
    assert np.isfinite(matrix).all()
    assert (np.abs(matrix[:, :8]) <= 2 * SHARPNESS + 1e-3).all()
    assert matrix[:, :8].mean(axis=0) == pytest.approx(0, abs=1e-4)
    shares = matrix[:, [COLUMN[name] for name in ("words", "expanded", "pairs", "words_context")]]
    assert ((shares >= 0) & (shares <= 1)).all()
    for at, name in enumerate(("words", "expanded", "pairs")):
        assert shares[:, at].max() == (1.0 if max(scores[name]) > 0 else 0.0)


@pytest.mark.parametrize("question", ["開示の手数料はいくらですか", "の", ""])
def test_likeness_is_the_best_match_of_each_token_in_each_sentence(shipped: Searcher, question: str) -> None:
    encoder, version = HashingEncoder(), shipped.library.get("site-privacy")
    position = shipped.library.versions.index(version)
    entries = [entry for entry in shipped.generation.entries if entry.version == position and len(entry.units) > 1][::4]
    state = encoder.states([question], role="query")[0]

    comparison = Comparison.of(Gathered.of(shipped.generation, entries), state)

    for at, entry in enumerate(entries):
        units = list(units_of(version.by_number[entry.section], version))
        states = encoder.states([unit.text for unit in units], role="passage", contexts=[unit.context for unit in units])
        columns = comparison.units(at)
        likeness = np.stack([(state.tokens @ other.tokens.T).max(axis=1) for other in states], axis=1)
        # The tokens are kept as eight bits each.
        np.testing.assert_allclose(comparison.likeness[:, columns], likeness, atol=0.02)
        np.testing.assert_allclose(comparison.cosines[columns], [other.vector @ state.vector for other in states], atol=1e-5)
        assert comparison.sentences(at) == pytest.approx(comparison.likeness[:, columns][:, 1:].mean(axis=0).tolist())


def test_a_section_is_compared_alike_alone_and_among_others(shipped: Searcher) -> None:
    state = HashingEncoder().states(["開示の手数料"], role="query")[0]
    entries = [entry for entry in shipped.generation.entries if len(entry.units) > 1][:60]
    together = Comparison.of(Gathered.of(shipped.generation, entries), state)

    for at in range(0, 60, 7):
        alone = Comparison.of(Gathered.of(shipped.generation, [entries[at]]), state)
        np.testing.assert_allclose(alone.likeness, together.likeness[:, together.units(at)], atol=1e-6)
        np.testing.assert_allclose(alone.cosines, together.cosines[together.units(at)], atol=1e-6)


def section_of(*texts: str, kinds: tuple[str, ...] = (), leads: tuple[int | None, ...] = ()) -> Section:
    body, sentences = "", []
    for at, text in enumerate(texts):
        kind: Any = kinds[at] if kinds else "sentence"
        sentences.append(Sentence(len(body), len(body) + len(text), kind, leads[at] if leads else None))
        body += text
    return Section("1", "1", "題", 1, (), 0, 0, len(body), body, tuple(sentences))


def test_features_of_sentences_are_counted_as_they_say() -> None:
    section = section_of(
        "開示の手数料は次のとおりです。",
        "一件1,000円です。",
        "費用は返しません。",
        kinds=("sentence", "item", "sentence"),
        leads=(None, 0, None),
    )
    likeness = np.array([[0.9, 0.2, 0.1], [0.6, 0.1, 0.5], [0.3, 0.0, 0.0]], np.float32)

    matrix = sentence_features("手数料はいくらですか", section, likeness, np.array([0.5, 0.2, 0.2], np.float32))

    column = {name: matrix[:, at].tolist() for name, at in SENTENCE_COLUMN.items()}
    mean = [0.6, 0.1, 0.2]
    assert column["late"] == pytest.approx([SHARPNESS * (value - 0.3) for value in mean], abs=1e-4)
    assert column["late_third"] == pytest.approx([SHARPNESS * (value - 1.6 / 3) for value in (0.9, 0.2, 0.5)], abs=1e-4)
    assert column["cosine"] == pytest.approx([SHARPNESS * (value - 0.3) for value in (0.5, 0.2, 0.2)], abs=1e-4)
    assert column["words"][0] > column["words"][1] == column["words"][2] == 0.0
    assert column["related"][2] > column["related"][1]
    assert column["pairs"][0] == max(column["pairs"]) > 0
    assert column["kind"] == [1.0, 1.0, 1.0]
    assert column["introduces"] == [1.0, 0.0, 0.0]
    assert column["item"] == [0.0, 1.0, 0.0]
    assert column["length"] == pytest.approx([np.log1p(len(text)) / 5 for text in map(section.quote, range(3))])


def test_a_sentence_gives_nothing_where_nothing_in_particular_is_asked_for() -> None:
    section, likeness = section_of("一件1,000円です。"), np.ones((1, 1), np.float32)

    for question, given_ in (("いくらですか", 1.0), ("犬を飼えますか", 0.0), ("会員について", 0.0)):
        matrix = sentence_features(question, section, likeness, np.ones(1, np.float32))
        assert matrix[0, SENTENCE_COLUMN["kind"]] == given_


@settings(deadline=None, max_examples=60)
@given(
    question=st.text(max_size=20),
    texts=st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=4),
    tokens=st.integers(1, 4),
    data=st.data(),
)
def test_features_of_sentences_are_finite_and_within_their_bounds(
    question: str, texts: list[str], tokens: int, data: st.DataObject
) -> None:
    row = st.lists(LIKENESS, min_size=len(texts), max_size=len(texts))
    likeness = np.array(data.draw(st.lists(row, min_size=tokens, max_size=tokens)), np.float32)

    matrix = sentence_features(question, section_of(*texts), likeness, np.array(data.draw(row), np.float32))

    assert matrix.shape == (len(texts), len(SENTENCE_FEATURES))
    assert np.isfinite(matrix).all()
    assert (np.abs(matrix[:, :3]) <= 2 * SHARPNESS + 1e-3).all()
    for name in ("words", "related", "pairs", "kind", "introduces", "item"):
        column = matrix[:, SENTENCE_COLUMN[name]]
        assert ((column >= 0) & (column <= 1)).all(), name


def test_every_shipped_section_has_features(shipped: Searcher) -> None:
    versions = shipped.scope(audience="staff", as_of=date(2026, 1, 1), policy="site-privacy", lang="ja")

    ids, matrix = shipped.candidates("開示の手数料", versions)

    assert len(ids) == len(matrix) == sum(bool(section.sentences) for version in versions for section in version.sections)
    assert np.isfinite(matrix).all()
