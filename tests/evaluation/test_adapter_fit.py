"""Fitting the query adapter: on texts that share no character with what is asked about them."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.command_line import main
from corpus.library import Library
from evaluation.adapter_fit import Group, Recipe, fit, from_cases, from_collection, hits
from evaluation.cases import read_cases
from evaluation.samples import Source
from evaluation.squad import read_squad
from index import adapter
from index.building import build_index
from index.encoder.hashing import HashingEncoder
from index.errors import ExamplesUnreadable
from index.ranking import Ranking
from index.search import Searcher, open_searcher
from index.trial import build_trial

WORDS = {
    "apple pie": "林檎の菓子",
    "blue sky": "青空の下",
    "cold tea": "冷茶の器",
    "dark room": "暗室の扉",
    "early bird": "早起の鳥",
    "fast car": "快速の車",
}
BODY = "".join(f"## {number}. {said}\n\n{said}について定めます。\n\n" for number, said in enumerate(WORDS.values(), 1))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    folder = tmp_path_factory.mktemp("organisation")
    policies = folder / "policies" / "site"
    policies.mkdir(parents=True)
    (policies / "2024-04-01.md").write_text(
        f"---\nid: site\ntitle: 方針\nlang: ja\naudience: public\neffective_on: 2024-04-01\n---\n\n{BODY}", encoding="utf-8"
    )
    rows = [
        {
            "id": f"c-{number}",
            "question": asked,
            "verdict": "answered",
            "sections": [f"site/{number}"],
            "must_include": ["定めます"],
            "tags": ["audience:public"],
            "x_paraphrases": [f"{asked}?", f"about {asked}"],
        }
        for number, asked in enumerate(WORDS, 1)
    ]
    rows.append({"id": "c-9", "question": "zzz", "verdict": "not_stated", "tags": ["audience:public"]})
    file = folder / "cases.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return Source("organisation", folder / "policies", tuple(read_cases([file])), file)


@pytest.fixture(scope="module")
def searcher_for(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Searcher]:
    def opened(policies: Path) -> Searcher:
        library, folder = Library.load(policies), tmp_path_factory.mktemp("index")
        build_index(library, folder, HashingEncoder())
        return open_searcher(library, folder, HashingEncoder(), Ranking.load())

    return opened


@pytest.fixture(scope="module")
def group(source: Source, searcher_for: Callable[[Path], Searcher]) -> Group:
    [found] = from_cases([source], searcher_for)
    return found


def test_each_wording_of_an_answered_case_is_asked_by_itself(
    source: Source, searcher_for: Callable[[Path], Searcher], group: Group
) -> None:
    [plain] = from_cases([source], searcher_for, paraphrases=0)

    assert (len(group.asked), len(plain.asked)) == (3 * len(WORDS), len(WORDS))
    for each, number in zip(plain.asked, range(1, len(WORDS) + 1), strict=True):
        assert [group.entries[at].section for at in each.wanted] == [str(number)]


def test_a_fitted_adapter_finds_what_it_was_shown(group: Group) -> None:
    before = hits([group], None)
    adapter = fit([group], Recipe(epochs=60, rate=1e-2, seed=3))
    after = hits([group], adapter)

    assert before["hit@1"] < 0.6
    assert after["hit@1"] > 0.9
    assert list(after) == ["hit@1", "hit@3", "hit@9"]


def test_a_share_of_what_was_learned_is_kept(group: Group) -> None:
    whole, half = (fit([group], Recipe(epochs=1, share=share)) for share in (1.0, 0.5))

    assert half.tokens == pytest.approx(whole.tokens / 2)
    assert half.vector == pytest.approx(whole.vector / 2)


def test_the_same_seed_gives_the_same_adapter_and_another_one_another(group: Group) -> None:
    visits: list[None] = []
    one, again, other = (fit([group], Recipe(epochs=2, seed=seed), lambda: visits.append(None)) for seed in (1, 1, 2))

    assert len(visits) == 6
    assert np.array_equal(one.tokens, again.tokens)
    assert np.array_equal(one.vector, again.vector)
    assert not np.array_equal(one.tokens, other.tokens)


def test_what_is_asked_about_paragraphs_is_sought_among_those_near_it(tmp_path: Path) -> None:
    articles = [
        {
            "title": f"記事{number}",
            "paragraphs": [
                {"context": f"記事{number}の段落{at}です。", "qas": [{"question": f"{number}-{at}-{k}"} for k in range(5)]}
                for at in range(20)
            ],
        }
        for number in range(60)
    ]
    (tmp_path / "one.json").write_text(json.dumps({"data": articles}), encoding="utf-8")
    collection = read_squad(tmp_path, seed=1)
    searcher = build_trial([(d.id, d.title, d.text, d.group) for d in collection.documents], HashingEncoder()).searcher
    groups = list(from_collection(collection, searcher))

    # Of an article at most 14 paragraphs with three questions each; articles are put together until there are 60.
    assert [len(group.entries) for group in groups] == [70] * 12
    assert [len(group.asked) for group in groups] == [210] * 12
    for group in groups:
        assert {at for each in group.asked for at in each.wanted} == set(range(70))
        assert hits([group], None)["hit@9"] > 0


@pytest.mark.parametrize("text", ["", "[]", '{"data": [{"title": "a"}]}', '{"data": [{"title": "a", "paragraphs": [{}]}]}'])
def test_what_is_not_in_the_form_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.json").write_text(text, encoding="utf-8")

    with pytest.raises(ExamplesUnreadable, match=r"bad\.json: is not in SQuAD's form"):
        read_squad(tmp_path, seed=1)


@pytest.mark.parametrize("options", [["--dry-run"], []])
def test_the_command_says_what_it_brings_and_writes_it(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    squad = {"title": "記事", "paragraphs": [{"context": "記事の段落です。", "qas": [{"question": "何の段落ですか"}]}]}
    (tmp_path / "squad").mkdir()
    (tmp_path / "squad" / "one.json").write_text(json.dumps({"data": [squad]}), encoding="utf-8")
    monkeypatch.setenv("JOBUN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JOBUN_ENCODER", "hashing")
    monkeypatch.setattr(adapter, "FILE", tmp_path / "adapter.npy")
    monkeypatch.setattr("evaluation.samples.below", lambda folder: [source.policies.parent])
    command = ["eval", "fit-adapter", "--squad", str(tmp_path / "squad"), "--epochs", "1", *options]
    monkeypatch.setattr(sys, "argv", ["jobun", *command])
    with pytest.raises(SystemExit) as ended:
        main()
    out = capsys.readouterr().out

    assert not ended.value.code, out
    assert "hit@1" in out
    assert (tmp_path / "adapter.npy").exists() is not bool(options)
    if not options:
        card = adapter.read_card(tmp_path / "adapter.npy")
        assert card["encoder"] == HashingEncoder.name
        assert card["examples"] == {"groups": 3, "wordings": 3 * len(WORDS) + 2}
        assert adapter.adapter_for(HashingEncoder.name, tmp_path / "adapter.npy") is not None
