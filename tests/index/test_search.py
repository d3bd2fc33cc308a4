"""Searching: what is found, for whom, and that nothing else ever is."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.library import Library
from corpus.model import PolicyVersion
from index import search
from index.building import build_index
from index.encoder.hashing import HashingEncoder
from index.encoder.port import Encoder
from index.errors import IndexMissing, IndexStale
from index.evidence import EVIDENCE
from index.features import FEATURES, Gathered
from index.found import Found
from index.lexical import Lexical
from index.ranking import Ranking
from index.search import MAX_CANDIDATES, Searcher, open_searcher
from index.sentences import SENTENCE_FEATURES
from index.units import units_of

Make = Callable[..., PolicyVersion]
Open = Callable[[Library], Searcher]
QUESTIONS = (
    "開示の手数料はいくらですか",
    "個人情報はいつまで保存されますか",
    "USBメモリを持ち出してもいいですか",
    "クッキーとは何ですか",
    "代理人が請求するには何が要りますか",
    "How do I ask for disclosure?",
    "ラーメンはありますか",
    "削除してほしい",
)
ODD = {
    "nothing": "",
    "blanks": " \u3000\n\t",
    "particles": "のですがそれはどうですか",
    "marks": "？！。、…",
    "emoji": "😀🙏👨‍👩‍👧",
    "one character": "手",
    "controls": "削除\x00\x1b[31m",
    "half a surrogate pair": "削除\ud83d",
    "another script": "Здравствуйте",
    "an accent alone": "\u0301",
    "full width": "ＵＳＢ　メモリ",
    "one that grows": "ﷺ" * 400,
    "long": "個人情報の削除を求めます。" * 800,
    "one long word": "あ" * 10_000,
    "long without words": "、" * 10_000,
}


def result(found: Found) -> Any:
    """All of what was found but the time it took."""
    return [(hit.id, hit.version.name, hit.score, hit.features, hit.sentences) for hit in found.hits], found.evidence


def check(found: Found) -> None:
    """Whatever is asked, numbers are numbers and within their bounds."""
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    for hit in found.hits:
        assert list(hit.features) == list(FEATURES)
        assert len(hit.sentences) == len(hit.section.sentences) > 0
        numbers = [hit.score, *hit.features.values(), *hit.sentences]
        assert all(isinstance(number, float) and math.isfinite(number) for number in numbers)
    assert set(found.evidence) == set(EVIDENCE)
    assert all(isinstance(number, float) and math.isfinite(number) for number in found.evidence.values())
    for name in (
        "covered",
        "covered_related",
        "known",
        "known_related",
        "asks_kind",
        "gives_kind",
        "nouns",
        "noun_missed",
        "yes_no",
    ):
        assert 0.0 <= found.evidence[name] <= 1.0, name
    for name in ("likeness", "likeness_sentence", "likeness_low", "likeness_quarter", "anywhere_low", "cosine", "heading"):
        assert -1.01 <= found.evidence[name] <= 1.01, name


@pytest.mark.parametrize(
    ("audience", "day", "narrower", "names"),
    [
        ("public", date(2019, 12, 18), {}, []),
        ("public", date(2019, 12, 19), {}, ["site-privacy/2019-12-19", "site-privacy/2019-12-19.en"]),
        ("public", date(2022, 3, 31), {"lang": "ja"}, ["site-privacy/2019-12-19"]),
        ("public", date(2022, 4, 1), {"lang": "ja"}, ["site-privacy/2022-04-01"]),
        ("public", date(2026, 1, 1), {"lang": "en"}, ["site-privacy/2022-04-01.en"]),
        ("public", date(2026, 1, 1), {"policy": "staff-handling"}, []),
        ("public", date(2026, 1, 1), {"lang": "fr"}, []),
        ("staff", date(2024, 9, 30), {"lang": "ja"}, ["site-privacy/2022-04-01", "staff-handling/2021-04-01"]),
        ("staff", date(2024, 10, 1), {"policy": "staff-handling"}, ["staff-handling/2024-10-01"]),
    ],
)
def test_a_scope_holds_what_is_in_force_for_somebody_on_a_day(
    shipped: Searcher, *, audience: Any, day: date, narrower: dict[str, str], names: list[str]
) -> None:
    assert sorted(version.name for version in shipped.scope(audience=audience, as_of=day, **narrower)) == names


def sentences_of(versions: list[PolicyVersion]) -> list[str]:
    return [
        section.text[sentence.start : sentence.end]
        for version in versions
        for section in version.sections
        for sentence in section.sentences
    ]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(draw=st.randoms(use_true_random=False))
def test_a_staff_text_is_never_found_by_the_public(shipped: Searcher, today: date, draw: random.Random) -> None:
    staff = [version for version in shipped.library if version.audience == "staff"]
    secret = draw.choice(sentences_of(staff))[:150]
    question = draw.choice(
        [secret, secret[: draw.randrange(1, 20)], f"{secret}{draw.choice(QUESTIONS)}", draw.choice(QUESTIONS)]
    )
    versions = shipped.scope(audience="public", as_of=draw.choice([today, date(2020, 1, 1), date(2024, 12, 1)]))

    found = shipped.search(question, versions, top=1000)

    assert found.hits
    assert {hit.version.audience for hit in found.hits} == {"public"}
    assert {name.partition("/")[0] for name in shipped.candidates(question, versions)[0]} == {"site-privacy"}
    for system in ("bm25", "dense"):
        numbers = {number for version in versions for number in version.by_number}
        assert {number for number, _ in shipped.rank_by(question, versions, system)} <= numbers


def test_not_even_that_a_word_stands_in_a_staff_text_is_told(library: Library, opened: Open) -> None:
    searcher = opened(library)

    public, staff = (
        searcher.search("書庫の鍵の管理責任者", searcher.scope(audience=audience, as_of=date(2026, 1, 1)), audience=audience)
        for audience in ("public", "staff")
    )

    assert public.evidence["known"] == public.evidence["covered"] == 0.0
    assert staff.evidence["known"] == 1.0
    assert staff.hits[0].id == "staff/1"


@pytest.mark.parametrize(
    "narrower",
    [
        {"lang": "ja"},
        {"lang": "en"},
        {"policy": "staff-handling"},
        {"policy": "site-privacy"},
        {"as_of": date(2020, 1, 1)},
        {"as_of": date(2023, 1, 1), "policy": "staff-handling"},
    ],
    ids=str,
)
def test_a_search_stays_within_its_scope(shipped: Searcher, today: date, narrower: dict[str, Any]) -> None:
    versions = shipped.scope(**{"audience": "staff", "as_of": today, **narrower})
    allowed = {version.name for version in versions}
    others = [version for version in shipped.library if version.name not in allowed]

    for question in sentences_of(others)[::40]:
        assert {hit.version.name for hit in shipped.search(question, versions, top=1000).hits} <= allowed


def test_a_sentence_is_found_by_itself(shipped: Searcher, today: date) -> None:
    for version in shipped.scope(audience="staff", as_of=today):
        alone = [section.quote(0) for section in version.sections if len(section.sentences) == 1 and len(section.text) > 40]
        assert alone
        for quote in alone[::3]:
            assert shipped.search(quote, [version]).hits[0].section.quote(0) == quote


def test_a_heading_without_a_text_is_never_found(shipped: Searcher, today: date) -> None:
    for version in shipped.scope(audience="staff", as_of=today):
        bare = {section.number: section.title for section in version.sections if not section.sentences}
        assert bare
        for title in list(bare.values())[::3]:
            assert not {hit.section.number for hit in shipped.search(title, [version], top=1000).hits} & set(bare)
            assert not {name.partition("/")[2] for name in shipped.candidates(title, [version])[0]} & set(bare)
            assert not {number for number, _ in shipped.rank_by(title, [version], "bm25")} & set(bare)


def test_of_no_versions_nothing_is_found(shipped: Searcher) -> None:
    found = shipped.search("手数料", [])

    assert found.hits == ()
    assert found.evidence == dict.fromkeys(EVIDENCE, 0.0)
    assert shipped.candidates("手数料", [])[1].shape == (0, len(FEATURES))
    assert shipped.rank_by("手数料", [], "dense") == shipped.rank_by("手数料", [], "bm25") == []


@pytest.mark.parametrize("question", ODD.values(), ids=ODD.keys())
def test_any_question_has_an_answer_in_numbers(shipped: Searcher, today: date, question: str) -> None:
    for versions in (shipped.scope(audience="public", as_of=today), shipped.scope(audience="staff", as_of=today)):
        found = shipped.search(question, versions, audience="staff")
        check(found)
        assert len(found.hits) == 10
        assert np.isfinite(shipped.candidates(question, versions)[1]).all()
        for system in ("bm25", "dense"):
            assert all(math.isfinite(score) for _, score in shipped.rank_by(question, versions, system))


@settings(max_examples=40, deadline=None)
@given(question=st.text(max_size=60), audience=st.sampled_from(["public", "staff"]))
def test_any_text_can_be_asked(shipped: Searcher, today: date, question: str, audience: Any) -> None:
    check(shipped.search(question, shipped.scope(audience=audience, as_of=today), audience=audience))


def test_of_a_very_long_question_the_beginning_counts(shipped: Searcher, today: date) -> None:
    versions = shipped.scope(audience="public", as_of=today)
    question = "開示の手数料はいくらですか。" * 100

    assert result(shipped.search(question, versions)) == result(shipped.search(question[:500], versions))
    assert result(shipped.search(question, versions)) != result(shipped.search(question[:400], versions))


@pytest.mark.parametrize("asks", ["電話番号はいくつですか", "電話番号は幾つですか"])
def test_how_many_said_of_a_number_asks_which_one(shipped: Searcher, today: date, asks: str) -> None:
    versions = shipped.scope(audience="public", as_of=today)
    which = shipped.search("電話番号は何番ですか", versions, audience="public")
    many = shipped.search("窓口はいくつですか", versions, audience="public")

    assert shipped.search(asks, versions, audience="public").evidence == which.evidence
    assert many.evidence != shipped.search("窓口は何番ですか", versions, audience="public").evidence


def test_the_best_come_first_and_no_more_than_asked_for(shipped: Searcher, today: date) -> None:
    versions = shipped.scope(audience="public", as_of=today, lang="ja")
    every = shipped.search(QUESTIONS[0], versions, top=1000)

    for top in (0, 1, 3):
        few = shipped.search(QUESTIONS[0], versions, top=top)
        assert result(few)[0] == result(every)[0][:top]
        assert few.evidence == every.evidence
    assert len({hit.id for hit in every.hits}) == len(every.hits)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_finds_the_same(shipped: Searcher, today: date, question: str) -> None:
    versions = shipped.scope(audience="staff", as_of=today)
    again = Searcher(shipped.library, shipped.generation, HashingEncoder(), shipped.ranking)

    first = result(shipped.search(question, versions))

    assert result(shipped.search(question, versions)) == first
    assert result(again.search(question, versions[::-1])) == first


def test_equal_sections_keep_the_order_of_the_text(make: Make, opened: Open) -> None:
    body = "".join(f"## {number}. 同じ題\n\n同じ文です。\n\n" for number in range(1, 9))
    searcher = opened(Library.of([make(body)]))

    hits = searcher.search("同じ文", searcher.library.versions).hits

    assert [hit.section.number for hit in hits] == [str(number) for number in range(1, 9)]
    assert len({hit.score for hit in hits}) == 1


def test_a_section_scores_by_its_own_passages_alone(make: Make, texts: SimpleNamespace, tmp_path: Path) -> None:
    encoder, question = HashingEncoder(), "結果は郵送で届きますか"

    def scores(name: str, body: str) -> tuple[Searcher, dict[str, float]]:
        library = Library.of([make(body)])
        build_index(library, tmp_path / name, encoder)
        searcher = open_searcher(library, tmp_path / name, encoder, Ranking.load())
        return searcher, dict(searcher.rank_by(question, library.versions, "dense"))

    searcher, before = scores("before", texts.site)
    _, after = scores("after", texts.site.replace("手数料は1件につき1,000円です", "結果は郵送で届きます"))

    assert {number for number in before if before[number] != after[number]} == {"3.1"}
    version = searcher.library.versions[0]
    vector = encoder.encode([question], role="query")[0]
    for number, score in before.items():
        own = list(units_of(version.by_number[number], version))[1:]
        states = encoder.states([unit.text for unit in own], role="passage", contexts=[unit.context for unit in own])
        assert score == pytest.approx(max(float(state.vector @ vector) for state in states), abs=1e-6)


def test_a_section_without_a_word_of_the_question_has_no_score_for_words(library: Library, opened: Open) -> None:
    searcher = opened(library)
    versions = searcher.scope(audience="public", as_of=date(2026, 1, 1))

    found = {hit.section.number: hit.features for hit in searcher.search("郵送", versions).hits}

    assert found["3.2"]["words"] == found["3.2"]["pairs"] == 1.0
    assert {features["words"] for number, features in found.items() if number != "3.2"} == {0.0}
    assert dict(searcher.rank_by("郵送", versions, "bm25"))["3.1"] == 0.0


def test_numbered_paragraphs_share_the_score_of_their_article(make: Make, opened: Open) -> None:
    body = "第1条（鍵）\n鍵は書庫に置く。\n2 返却は翌日までとする。\n3 紛失は届け出る。\n\n第2条（机）\n机は片付ける。\n2 椅子も戻す。\n"
    searcher = opened(Library.of([make(body)]))
    found = {hit.section.number: hit.features for hit in searcher.search("鍵の返却", searcher.library.versions).hits}
    assert {"1", "1.2", "1.3", "2"} <= set(found)

    assert found["1"]["words_context"] == found["1.2"]["words_context"] == found["1.3"]["words_context"] > 0
    assert found["2"]["words_context"] == 0.0


def test_texts_for_the_askers_own_audience_are_known(library: Library, opened: Open) -> None:
    searcher = opened(library)

    for audience, policy in (("staff", "staff"), ("public", "site")):
        hits = searcher.search("保管", searcher.library.versions, audience=audience).hits
        assert {hit.version.policy for hit in hits if hit.features["own_audience"] == 1.0} == {policy}
        assert {hit.features["own_audience"] for hit in hits} == {0.0, 1.0}


COUNT = 150


@pytest.fixture(scope="module")
def many(make: Make, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """More sections than are looked at closely, for two audiences; some sentences stand in both policies."""

    def body(audience: str) -> str:
        words = ["会議", "資料", "備品", "机", "椅子", "書棚", "照明", "空調", "清掃", "当番", "予定", "記録", "印刷"]

        def section(number: int) -> str:
            first, second, third, fourth = (words[number * factor % len(words)] for factor in (1, 3, 5, 7))
            counted = "宇宙船" if number == COUNT else second
            return (
                f"## {number}. {first}と{second}\n\n{third}は{fourth}の隣に置く。"
                f"{counted}の{audience}用の{first}を数える。全員で確かめる。\n\n"
            )

        return "".join(section(number) for number in range(1, COUNT + 1))

    library = Library.of(
        [make(body("甲"), policy="open"), make(body("乙"), policy="closed", audience="staff"), make(body("甲"), policy="twin")]
    )
    folder = tmp_path_factory.mktemp("many")
    build_index(library, folder, HashingEncoder())
    return open_searcher(library, folder, HashingEncoder(), Ranking.load())


def test_of_many_sections_some_are_looked_at_closely_and_the_best_is_among_them(many: Searcher, today: date) -> None:
    versions = many.scope(audience="public", as_of=today, policy="open")

    ids, matrix = many.candidates("宇宙船はどこ", versions)

    assert len(ids) == len(matrix) == len(set(ids)) == MAX_CANDIDATES
    assert many.search("宇宙船はどこ", versions).hits[0].id == f"open/{COUNT}"
    assert len(many.search("宇宙船はどこ", versions, top=1000).hits) <= MAX_CANDIDATES


@pytest.mark.parametrize(
    ("heard", "found"),
    [({"vectors"}, True), ({"words"}, True), ({"pairs"}, True), (set(), False)],
    ids=str,
)
def test_the_best_of_many_is_found_by_each_kind_of_likeness_alone(
    many: Searcher, today: date, monkeypatch: pytest.MonkeyPatch, *, heard: set[str], found: bool
) -> None:
    version = many.library.get("open")
    question, other = version.by_number[str(COUNT)].quote(1), version.by_number["5"].quote(0)
    real = {lexical: lexical.scores for lexical in (many.generation.words, many.generation.pairs)}

    def scores(self: Lexical, tokens: list[str]) -> Any:
        name = "words" if self is many.generation.words else "pairs"
        return real[self](tokens) if name in heard else np.zeros(self.documents, np.float32)

    with monkeypatch.context() as patch:
        patch.setattr(Lexical, "scores", scores)
        if "vectors" not in heard:
            state = HashingEncoder().states([other], role="query")
            patch.setattr(many.encoder, "states", lambda _texts, **_: state, raising=False)
        ids = many.candidates(question, many.scope(audience="public", as_of=today, policy="open"))[0]

    assert (f"open/{COUNT}" in ids) is found


def test_what_lies_nearer_outside_the_scope_crowds_nothing_out(
    make: Make, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "宇宙船の鍵の番号はいくつか"
    near = "".join(f"## {n}. 宇宙船\n\n宇宙船の鍵の番号は{n}番。\n\n" for n in range(1, 130))
    far = "".join(f"## {n}. 机\n\n{'宇宙船の鍵は赤い' if n == 77 else f'机は白い{n}'}。\n\n" for n in range(1, 100))
    searcher = opened(Library.of([make(near, policy="closed", audience="staff"), make(far, policy="open")]))
    monkeypatch.setattr(Lexical, "scores", lambda self, _: np.zeros(self.documents, np.float32))

    ids, _ = searcher.candidates(question, searcher.scope(audience="public", as_of=date(2026, 1, 1)))

    assert "open/77" in ids


def test_of_many_sections_none_outside_the_scope_is_found(many: Searcher, today: date) -> None:
    versions = many.scope(audience="public", as_of=today)
    closed = many.library.get("closed")

    for section in closed.sections[1::10]:
        question = section.quote(1)
        found = many.search(question, versions, top=1000)
        check(found)
        assert {hit.version.policy for hit in found.hits} <= {"open", "twin"}
        assert {name.partition("/")[0] for name in many.candidates(question, versions)[0]} <= {"open", "twin"}


def test_what_stands_in_two_policies_is_found_in_both(many: Searcher, today: date) -> None:
    hits = many.search("宇宙船", many.scope(audience="public", as_of=today)).hits

    assert {hit.id for hit in hits[:2]} == {f"open/{COUNT}", f"twin/{COUNT}"}
    assert hits[0].score == hits[1].score


def test_several_threads_find_what_one_finds(many: Searcher, shipped: Searcher, today: date) -> None:
    scopes = [
        (shipped, shipped.scope(audience="public", as_of=today)),
        (shipped, shipped.scope(audience="staff", as_of=today)),
        (many, many.scope(audience="public", as_of=today)),
    ]
    tasks = [(searcher, versions, question) for searcher, versions in scopes for question in (*QUESTIONS, "宇宙船の隣")]
    alone = [result(searcher.search(question, versions)) for searcher, versions, question in tasks]
    fresh = {
        id(searcher): Searcher(searcher.library, searcher.generation, HashingEncoder(), searcher.ranking)
        for searcher, _ in scopes
    }

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda task: result(fresh[id(task[0])].search(task[2], task[1])), tasks * 3))

    assert together == alone * 3


def test_several_threads_may_ask_within_more_scopes_than_are_remembered(make: Make, opened: Open) -> None:
    searcher = opened(Library.of([make(f"## 1. 題\n\n第{n}の文です。\n", policy=f"policy-{n}") for n in range(8)]))
    versions = searcher.library.versions
    scopes = [[v for at, v in enumerate(versions) if mask >> at & 1] for mask in range(1, 256)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda scope: {hit.version.name for hit in searcher.search("文", scope).hits}, scopes * 2))

    assert found == [{version.name for version in scope} for scope in scopes * 2]


def test_a_policy_of_the_usual_length_is_gathered_once(
    many: Searcher, shipped: Searcher, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather, gathered = Gathered.of, []

    def counted(generation: Any, entries: Any) -> Gathered:
        gathered.append(len(entries))
        return gather(generation, entries)

    monkeypatch.setattr(Gathered, "of", counted)
    small = open_searcher(shipped.library, shipped.generation.folder.parent, shipped.encoder, shipped.ranking)
    versions = small.scope(audience="public", as_of=today, lang="ja", policy="site-privacy")
    first, *others = [result(small.search(question, versions)) for question in (QUESTIONS[0], QUESTIONS[1], QUESTIONS[0])]
    assert len(gathered) == 1
    assert 0 < gathered[0] <= MAX_CANDIDATES
    assert first == others[1] != others[0]

    gathered.clear()
    for question in QUESTIONS[:3]:
        many.search(question, many.scope(audience="public", as_of=today))
    assert gathered == [MAX_CANDIDATES] * 3


def test_the_features_of_sentences_are_those_of_the_section_asked_for(library: Library, opened: Open) -> None:
    searcher = opened(library)
    site = library.get("site")

    matrix = searcher.sentences("記録を消去しますか", site, "2")

    assert matrix.shape == (2, len(SENTENCE_FEATURES))
    assert np.isfinite(matrix).all()
    assert searcher.ranking.sentence_scores(matrix).argmax() == 1
    hit = next(hit for hit in searcher.search("記録を消去しますか", [site]).hits if hit.section.number == "2")
    assert hit.sentences == pytest.approx(searcher.ranking.sentence_scores(matrix).tolist())


@pytest.mark.parametrize("position", [0, 3, 4])
def test_a_hit_has_a_score_for_each_sentence_wherever_it_stands(
    shipped: Searcher, today: date, monkeypatch: pytest.MonkeyPatch, position: int
) -> None:
    monkeypatch.setattr(search, "_QUOTED_HITS", position)

    check(shipped.search(QUESTIONS[0], shipped.scope(audience="staff", as_of=today)))


def test_how_long_it_took_is_told_by_stages(shipped: Searcher, today: date) -> None:
    stages = shipped.search("手数料", shipped.scope(audience="public", as_of=today)).stages_ms

    assert set(stages) == {"encode", "search", "reader"}
    assert all(took_ms >= 0 for took_ms in stages.values())


def test_an_index_that_is_not_there_or_not_fresh_is_not_opened(library: Library, make: Make, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="run `jobun index build`"):
        open_searcher(library, tmp_path, HashingEncoder(), Ranking.load())
    build_index(Library.of([make()]), tmp_path, HashingEncoder())
    with pytest.raises(IndexStale, match="staff/2024-04-01 changed"):
        open_searcher(library, tmp_path, HashingEncoder(), Ranking.load())


@pytest.fixture(scope="module")
def meaning(make: Make, texts: SimpleNamespace, bundled_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Small policies, found by what they mean."""
    library = Library.of([make(), make(texts.staff, policy="staff", title="取扱規程", audience="staff")])
    folder = tmp_path_factory.mktemp("meaning")
    build_index(library, folder, bundled_encoder)
    return open_searcher(library, folder, bundled_encoder, Ranking.load())


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("請求したらお金を取られますか", "site/3.1"),
        ("問い合わせた記録はどのくらい残りますか", "site/2"),
        ("答えはどうやって届きますか", "site/3.2"),
        ("フラッシュドライブを家に持って帰りたい", "staff/2"),
        ("誰がキャビネットのキーを預かっているの", "staff/1"),
    ],
)
def test_by_meaning_a_section_is_found_without_its_words(meaning: Searcher, question: str, best: str) -> None:
    found = meaning.search(question, meaning.scope(audience="staff", as_of=date(2026, 1, 1)), audience="staff")

    check(found)
    assert found.hits[0].id == best


def test_by_meaning_too_the_public_finds_no_staff_text(meaning: Searcher) -> None:
    versions = meaning.scope(audience="public", as_of=date(2026, 1, 1))

    for question in ("書庫の鍵は管理責任者が保管する。", "USBメモリを社外に持ち出してはならない。"):
        assert {hit.version.policy for hit in meaning.search(question, versions).hits} == {"site"}


def test_by_meaning_several_threads_find_what_one_finds(meaning: Searcher) -> None:
    versions = meaning.library.versions
    alone = [result(meaning.search(question, versions)) for question in QUESTIONS]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda question: result(meaning.search(question, versions)), QUESTIONS * 3))

    assert together == alone * 3
