"""What speaks for and against an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.coverage import Coverage
from index.encoder.hashing import HashingEncoder
from index.encoder.port import States
from index.evidence import EVIDENCE, Candidates, evidence
from index.features import Comparison
from index.lexical import Lexical
from index.store import Entry
from index.tokens import query_tokens, tokens

TEXTS = (
    ("開示の手数料について定める。", "手数料は1件につき1,000円です。", "返金はしません。"),
    ("鍵について定める。", "鍵は書庫に保管する。"),
    ("郵送について定める。", "結果を郵送する。"),
)


def candidates(
    question: str, texts: Sequence[Sequence[str]] = TEXTS, scores: Sequence[float] | None = None
) -> tuple[States, Candidates]:
    """Candidates whose first text is their heading, compared by the hashing encoder."""
    encoder = HashingEncoder()
    state = encoder.states([question], role="query")[0]
    states = [encoder.states(list(section), role="passage") for section in texts]
    flat = [each for section in states for each in section]
    starts = np.cumsum([0, *(len(section) for section in texts)])[:-1].astype(np.int64)
    entries = tuple(
        Entry(0, str(at), at, tuple(range(start, start + len(section))))
        for at, (start, section) in enumerate(zip(starts.tolist(), texts, strict=True))
    )
    likeness = np.stack([(state.tokens @ each.tokens.T).max(axis=1) for each in flat], axis=1).astype(np.float32)
    comparison = Comparison(entries, likeness, np.array([each.vector @ state.vector for each in flat], np.float32), starts)
    lexical = Lexical.build([[token for text in section for token in tokens(text)] for section in texts])
    coverage = Coverage.of(lexical, query_tokens(question), np.arange(len(texts)))
    found = np.array(
        scores if scores is not None else [section[:, 1:].mean() for section in np.split(likeness, starts[1:], axis=1)]
    )
    return state, Candidates(comparison, comparison, coverage, found, [list(section[1:]) for section in texts])


def of(question: str, **given: Any) -> dict[str, float]:
    return evidence(question, *candidates(question, **given))


def test_without_candidates_all_is_nothing() -> None:
    state = HashingEncoder().states(["手数料"], role="query")[0]
    comparison = Comparison((), np.empty((2, 0), np.float32), np.empty(0, np.float32), np.zeros(0, np.int64))
    nothing = Candidates(
        comparison, comparison, Coverage.of(Lexical.build([]), ["手数料"], np.zeros(0, np.int64)), np.zeros(0), []
    )

    assert evidence("手数料", state, nothing) == dict.fromkeys(EVIDENCE, 0.0)


def test_an_answer_that_stands_there_has_more_evidence_than_one_that_does_not() -> None:
    there, not_there = of("開示の手数料は1件につきいくらですか"), of("宇宙船の燃料はいくらですか")

    for name in (
        "likeness",
        "likeness_sentence",
        "cosine",
        "covered",
        "covered_related",
        "known",
        "nouns",
        "noun_missed",
    ):
        assert there[name] > not_there[name], name


@pytest.mark.parametrize(
    ("question", "asks", "gives", "yes_no"),
    [
        ("手数料はいくらですか", 1.0, 1.0, 0.0),
        ("手数料はいつ払いますか", 1.0, 0.0, 0.0),
        ("手数料を払いますか？払いました", 1.0, 1.0, 0.0),
        ("鍵を借りられますか", 0.0, 0.0, 1.0),
        ("鍵について", 0.0, 0.0, 0.0),
    ],
)
def test_it_tells_whether_the_kind_that_is_asked_for_is_given(question: str, asks: float, gives: float, yes_no: float) -> None:
    found = of(question, scores=[3.0, 2.0, 1.0] if "手数料" in question else [1.0, 3.0, 2.0])

    assert (found["asks_kind"], found["gives_kind"], found["yes_no"]) == (asks, gives, yes_no)
    assert found["kind_gap"] <= 0.0


def test_the_margin_is_how_far_the_best_is_ahead() -> None:
    assert of("鍵", scores=[1.0, 4.5, 2.0])["margin"] == pytest.approx(2.5)
    assert of("鍵", scores=[2.0, 2.0, 1.0])["margin"] == 0.0
    assert of("鍵", texts=TEXTS[1:2], scores=[7.0])["margin"] == 0.0


def test_it_is_read_off_the_best_section() -> None:
    fee, key = of("鍵は書庫に保管する。", scores=[2.0, 1.0, 0.0]), of("鍵は書庫に保管する。", scores=[1.0, 2.0, 0.0])

    assert key["likeness"] == pytest.approx(1.0)
    assert key["likeness"] > fee["likeness"]
    assert key["covered"] == 1.0 > fee["covered"]
    assert key["known"] == fee["known"] == 1.0
    assert key["elsewhere"] == pytest.approx(0.0)
    assert fee["elsewhere"] > 0.1
    assert key["anywhere_low"] == fee["anywhere_low"]


def test_a_noun_that_stands_nowhere_is_missed() -> None:
    both, one = of("鍵の書庫", scores=[0.0, 1.0, 0.0]), of("鍵の宇宙船", scores=[0.0, 1.0, 0.0])

    assert (both["nouns"], both["noun_missed"]) == (1.0, 1.0)
    assert one["noun_missed"] < 0.5 < both["noun_missed"]
    assert one["noun_missed"] < one["nouns"] < 1.0
    assert (of("どうすれば")["nouns"], of("どうすれば")["noun_missed"]) == (1.0, 1.0)


@settings(deadline=None, max_examples=60)
@given(
    question=st.one_of(
        st.text(max_size=30), st.sampled_from(["手数料はいくら", "鍵は誰が保管しますか", "結果はいつ届きますか", "のは"])
    ),
    scores=st.lists(st.floats(-50, 50), min_size=3, max_size=3),
)
def test_it_is_finite_and_within_its_bounds(question: str, scores: list[float]) -> None:
    found = of(question, scores=scores)

    assert set(found) == set(EVIDENCE)
    assert all(isinstance(value, float) and np.isfinite(value) for value in found.values())
    for name in (
        "asks_kind",
        "gives_kind",
        "yes_no",
        "covered",
        "covered_related",
        "known",
        "known_related",
        "nouns",
        "noun_missed",
    ):
        assert 0.0 <= found[name] <= 1.0, name
    for name in (
        "likeness",
        "likeness_sentence",
        "likeness_low",
        "likeness_quarter",
        "anywhere_low",
        "cosine",
        "cosine_others",
        "heading",
    ):
        assert -1.001 <= found[name] <= 1.001, name
    assert found["likeness_low"] <= found["likeness_quarter"] + 1e-6
    assert found["likeness_quarter"] <= found["likeness"] + 1e-6
    assert found["covered"] <= found["covered_related"] <= found["known_related"]
    assert found["margin"] >= 0.0
    assert found["elsewhere"] >= -1e-6
    assert found["kind_gap"] <= 0.0
    assert found["words"] >= 0.0
