"""Forty edits of a policy, each with the question whose answer it bears on: what alters it is flagged, what does not is no regression.

They are compared twice: by a small engine that quotes the sentence most like the question, quick and the same whatever is learned
anew, and by the one that answers people.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.assemble import engine_over, reader_for
from bot.replies import Answered, NotStated, Question, Ranked, Reply, Trace
from bot.settings import Settings
from corpus.library import SHIPPED, Library
from corpus.model import Citation, PolicyVersion, Section
from corpus.reading import parse
from evaluation.cases import Case, read_cases
from evaluation.comparing import compare_sides
from evaluation.differences import Difference
from evaluation.running import Engine
from evaluation.sides import Side
from index.encoder.port import Encoder
from index.reader.remembering import RememberingReader

EDITS: dict[str, dict[str, Any]] = {
    row["id"]: row
    for row in map(json.loads, (Path(__file__).parent / "planted.jsonl").read_text(encoding="utf-8").splitlines())
}
TEXT = (SHIPPED / "site-privacy" / "2022-04-01.md").read_text(encoding="utf-8")
ALTERING = ("meaning", "deleted", "added", "figures")
ANSWERS = 0.45


class QuotingEngine:
    """Quotes the sentence that holds most of the question's pairs of letters; silent below a share of them."""

    def __init__(self, library: Library) -> None:
        self.sentences = [
            (
                version,
                section,
                at,
                _pairs(section.path[-1] if section.path else "") | _pairs(section.heading + section.quote(at)),
            )
            for version in library
            for section in version.sections
            for at in range(len(section.sentences))
        ]

    def reply(self, question: Question) -> Reply:
        wanted = _pairs(question.text)
        shares = [len(wanted & pairs) / len(wanted) for *_, pairs in self.sentences]
        order = sorted(range(len(shares)), key=lambda at: (-shares[at], len(self.sentences[at][3])))
        version, section, at, _ = self.sentences[order[0]]
        ranked = tuple(Ranked(self.sentences[k][0].policy, self.sentences[k][1].number, shares[k]) for k in order[:10])
        trace = Trace(ranked, {}, shares[order[0]], section.quote(at))
        cited = _cite(version, section, at)
        if shares[order[0]] < ANSWERS:
            return NotStated("定めがありません。", (cited,), trace)
        return Answered("次のとおりです。", (cited,), trace)


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _cite(version: PolicyVersion, section: Section, at: int) -> Citation:
    quote = section.quote(at)
    return Citation(version.policy, version.effective_on, section.number, section.title, (at, at + 1), quote, "", 1.0)


@cache
def engine(name: str) -> QuotingEngine:
    return QuotingEngine(library(name))


def edited(edits: list[list[str]]) -> str:
    text = TEXT
    for before, after in edits:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


@cache
def library(name: str) -> Library:
    return Library.of([parse(TEXT if name == "" else edited(EDITS[name]["edits"]))])


@cache
def cases(folder: Path) -> Mapping[str, Case]:
    path = folder / "planted-cases.jsonl"
    path.write_text("".join(json.dumps(row["case"], ensure_ascii=False) + "\n" for row in EDITS.values()), encoding="utf-8")
    return {case.id: case for case in read_cases([path])}


def differences(name: str, engines: tuple[Engine, Engine], asked: Sequence[Case]) -> dict[str, Difference]:
    """What an edit does to the answers to some cases, by id."""
    old, new = Side("old", library("")), Side(name, library(name))
    found = compare_sides(old, new, engines, asked, audience="public").differences
    return {one.old.case.id: one for one in found}


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Difference]]:
    """For each edit the differences of all cases."""
    asked = list(cases(tmp_path_factory.getbasetemp()).values())
    return {name: differences(name, (engine(""), engine(name)), asked) for name in EDITS}


@pytest.fixture(scope="session")
def really(
    tmp_path_factory: pytest.TempPathFactory, bundled_encoder: Encoder, encoder_home: Path
) -> dict[str, dict[str, Difference]]:
    """The same by the engine that answers people: of an edit that must change no answer all cases, else the one it is about."""
    asked = cases(tmp_path_factory.getbasetemp())
    reading = reader_for(Settings(home=encoder_home), bundled_encoder)
    assert reading is not None
    remembering = (RememberingReader(reading[0]), reading[1])
    folder = tmp_path_factory.mktemp("planted")

    def over(name: str) -> Engine:
        return engine_over(library(name), folder, bundled_encoder, remembering)

    old = over("")
    found = {}
    for name, edit in EDITS.items():
        mine = [asked[name]] if edit["changes_answer"] else list(asked.values())
        found[name] = differences(name, (old, over(name)), mine)
    return found


def of(*kinds: str) -> list[str]:
    return [name for name, row in EDITS.items() if row["kind"] in kinds]


def test_there_are_forty_edits_of_every_kind() -> None:
    kinds = Counter(row["kind"] for row in EDITS.values())
    assert kinds.total() == 40
    assert set(kinds) == {"meaning", "reworded", "moved", "deleted", "added", "figures"}
    assert all(count >= 5 for count in kinds.values())
    assert all(row["changes_answer"] == (row["kind"] in ALTERING) for row in EDITS.values())


def test_the_old_text_answers_every_question_as_the_case_wants(compared: dict[str, dict[str, Difference]]) -> None:
    first = next(iter(compared.values()))
    assert {name: one.old.why for name, one in first.items() if not one.old.passed} == {}


@pytest.mark.parametrize("name", of(*ALTERING))
def test_an_edit_that_alters_an_answer_is_flagged(compared: dict[str, dict[str, Difference]], name: str) -> None:
    mine = compared[name][name]
    assert mine.flagged
    # The answer that is affected is tied to the very sentences that were edited.
    hunks = [cause.hunk for cause in (*mine.causes, *mine.beside) if cause.hunk is not None and cause.direct]
    assert hunks
    said = "".join(passage.text for hunk in hunks for passage in (hunk.old, hunk.new) if passage is not None)
    assert any(part in said for before, after in EDITS[name]["edits"] for part in _altered(before, after))


def _altered(before: str, after: str) -> list[str]:
    """The lines of an edit that are on one side alone."""
    ours, theirs = (
        {line.strip().removeprefix("- ") for text in side.split("\n") for line in text.replace("。", "。\n").split("\n")}
        for side in (before, after)
    )
    return [line for line in ours ^ theirs if line]


@pytest.mark.parametrize("name", of("meaning", "deleted", "figures"))
def test_a_case_whose_sentence_is_gone_is_stale(compared: dict[str, dict[str, Difference]], name: str) -> None:
    mine = compared[name][name]
    assert mine.stale
    assert mine.stale[0].quote not in edited(EDITS[name]["edits"])


@pytest.mark.parametrize("name", of("reworded", "moved"))
def test_a_rewording_or_a_move_is_no_regression(compared: dict[str, dict[str, Difference]], name: str) -> None:
    assert {one.old.case.id: one.new.why for one in compared[name].values() if one.kind == "worse"} == {}


@pytest.mark.parametrize("name", of("reworded"))
def test_a_rewording_alters_neither_figures_nor_a_negation(compared: dict[str, dict[str, Difference]], name: str) -> None:
    mine = compared[name][name]
    assert mine.flagged
    assert "figures" not in mine.alters


@pytest.mark.parametrize("name", of("figures"))
def test_what_alters_figures_says_so(compared: dict[str, dict[str, Difference]], name: str) -> None:
    assert "figures" in compared[name][name].alters


@pytest.mark.parametrize("name", of("moved"))
def test_a_case_is_followed_to_where_its_sentence_went(compared: dict[str, dict[str, Difference]], name: str) -> None:
    mine = compared[name][name]
    to = EDITS[name].get("sections_after")
    assert mine.new.passed
    assert not mine.stale
    assert mine.migrated == bool(to)
    if to:
        assert [section.number for section in mine.new.case.sections] == to


def test_an_edit_leaves_the_other_answers_alone(compared: dict[str, dict[str, Difference]]) -> None:
    """Nothing is called better or worse where what a question rests on was not edited."""
    worse = {
        (name, one.old.case.id)
        for name, found in compared.items()
        for one in found.values()
        if one.kind == "worse" and one.old.case.question != EDITS[name]["case"]["question"]
    }
    assert worse == set()


@pytest.mark.parametrize("name", of(*ALTERING))
def test_the_real_engine_has_what_alters_an_answer_flagged(really: dict[str, dict[str, Difference]], name: str) -> None:
    mine = really[name][name]
    assert mine.flagged
    assert any(cause.direct for cause in (*mine.causes, *mine.beside))


@pytest.mark.parametrize("name", of("reworded", "moved"))
def test_the_real_engine_calls_no_rewording_and_no_move_a_regression(
    really: dict[str, dict[str, Difference]], name: str
) -> None:
    assert {one.old.case.id: one.new.why for one in really[name].values() if one.kind == "worse"} == {}


def test_the_real_engine_answers_what_is_asked_of_it(really: dict[str, dict[str, Difference]]) -> None:
    """Else nothing could be lost."""
    right = [name for name, found in really.items() if found[name].old.passed]
    assert len(right) >= 0.9 * len(EDITS)
