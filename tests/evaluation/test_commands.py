"""``jobun eval`` as it is typed."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.replies import Question
from corpus.command_line import main
from evaluation import ablation, bench, fitting, parts, samples, verdict_file
from evaluation.samples import WEIGHED, Sample, collect, sources, weighed


@pytest.fixture
def jobun(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], engines: Any) -> Any:
    """Runs the command with the small engine behind it: its exit status, stdout and stderr."""
    monkeypatch.setattr(parts, "engine_for", engines)
    monkeypatch.setattr(parts, "unfitted_engine_for", engines)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jobun", "eval", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "160")
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


def test_run_prints_one_object(jobun: Any, acme_cases: Path, policies: Path) -> None:
    status, out, err = jobun("run", "--cases", acme_cases, "--policies", policies, "--json")
    assert (status, err) == (0, "")
    report = json.loads(out)
    assert [case["id"] for case in report["cases"]] == ["a1", "a2", "a3", "a4", "a5"]
    assert report["summary"]["verdict_accuracy"]["value"] == 0.8


def test_run_prints_tables(jobun: Any, acme_cases: Path, policies: Path) -> None:
    status, out, _ = jobun("run", "--cases", acme_cases, "--policies", policies, "--failures")
    assert status == 0
    assert "Verdict right" in out
    assert "結果は何色の紙で来るの" in out


def test_run_asks_as_who_it_is_told(jobun: Any, engines: Any, acme_cases: Path, policies: Path) -> None:
    jobun("run", "--cases", acme_cases, "--policies", policies, "--json", "--audience", "public")
    assert {question.audience for question in engines.made[0].asked} == {"public"}


def test_run_asks_one_half(jobun: Any, tmp_path: Path, write_rows: Any, policies: Path) -> None:
    rows = [{"id": f"c{number:02}", "question": "ラーメン", "verdict": "out_of_scope"} for number in range(20)]
    path = write_rows(tmp_path / "many.jsonl", rows)
    ids: list[list[str]] = []
    for half in ("tuning", "reporting"):
        _, out, _ = jobun("run", "--cases", path, "--policies", policies, "--json", "--half", half)
        ids.append([case["id"] for case in json.loads(out)["cases"]])
    assert all(ids)
    assert sorted(ids[0] + ids[1]) == [row["id"] for row in rows]


def test_run_says_so_where_a_half_is_empty(jobun: Any, tmp_path: Path, write_rows: Any, policies: Path) -> None:
    path = write_rows(tmp_path / "one.jsonl", [{"id": "c", "question": "？", "verdict": "clarify"}])
    ends = [jobun("run", "--cases", path, "--policies", policies, "--half", half, "--json") for half in ("tuning", "reporting")]
    assert sorted(status for status, *_ in ends) == [0, 1]
    assert "None of the 1 cases is in the half" in "".join(err for *_, err in ends)


def test_run_asks_other_words_when_it_is_told_to(
    jobun: Any, engines: Any, tmp_path: Path, write_rows: Any, policies: Path
) -> None:
    row = {
        "id": "c",
        "question": "開示の手数料",
        "verdict": "answered",
        "sections": ["2.1"],
        "x_paraphrases": ["ラーメン", "手数料"],
    }
    path = write_rows(tmp_path / "one.jsonl", [row])
    _, out, _ = jobun("run", "--cases", path, "--policies", policies, "--json")
    assert json.loads(out)["summary"]["paraphrase_consistency"]["count"] == 0
    _, out, _ = jobun("run", "--cases", path, "--policies", policies, "--json", "--paraphrases")
    report = json.loads(out)
    assert report["summary"]["paraphrase_consistency"]["value"] == pytest.approx(2 / 3)
    assert report["summary"]["paraphrases_passed"]["value"] == 0
    assert [one["question"] for one in report["cases"][0]["wordings"]] == ["開示の手数料", "ラーメン", "手数料"]
    assert [len(engine.asked) for engine in engines.made] == [1, 3]


def test_one_bad_row_and_nothing_runs(jobun: Any, engines: Any, acme_cases: Path, policies: Path) -> None:
    with acme_cases.open("a", encoding="utf-8") as file:
        file.write('{"id": "a6", "question": "？", "verdict": "perhaps"}\n')
    status, out, err = jobun("run", "--cases", acme_cases, "--policies", policies, "--json")
    assert (status, out) == (1, "")
    assert err.startswith(f"jobun: {acme_cases}, line 6: `verdict` is 'perhaps'; it must be one of answered")
    assert not engines.made


def test_notices_go_to_stderr(jobun: Any, tmp_path: Path, write_rows: Any, policies: Path) -> None:
    path = write_rows(tmp_path / "bare.jsonl", [{"id": "c", "question": "開示の手数料", "verdict": "answered"}])
    status, out, err = jobun("run", "--cases", path, "--policies", policies, "--json")
    assert status == 0
    assert json.loads(out)["cases"][0]["passed"] is True
    assert "1 case `answered` without `sections`" in err


class OneAnswerTrial:
    """Finds the first document, whatever is asked."""

    def __init__(self, documents: Sequence[Any]) -> None:
        self.first = documents[0].id

    def rank(self, query: str, system: str, top: int, within: str | None) -> list[tuple[str, float]]:
        assert query
        assert top == 10
        assert within is None
        assert system in ("bm25", "dense", "hybrid", "full")
        return [(self.first, 1.0)]


@pytest.fixture
def collection(tmp_path: Path, write_rows: Any) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    write_rows(folder / "corpus.jsonl", [{"_id": "d1", "text": "一"}, {"_id": "d2", "text": "二"}])
    write_rows(folder / "queries.jsonl", [{"_id": "q1", "text": "一は"}, {"_id": "q2", "text": "二は"}])
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\n", encoding="utf-8")
    return folder


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Which encoders were asked for; each searches alike here."""
    asked: list[str | None] = []
    monkeypatch.setattr(parts, "encoder_for", lambda setting: asked.append(setting) or object())
    monkeypatch.setattr(parts, "trial_for", lambda documents, encoder: OneAnswerTrial(documents))
    return asked


def test_retrieval_prints_one_object(jobun: Any, collection: Path, encoders: list[str | None]) -> None:
    status, out, err = jobun("retrieval", collection, "--json", "--encoder", "hashing")
    assert (status, err) == (0, "")
    rows = json.loads(out)["results"]
    assert [row["system"] for row in rows] == ["bm25", "dense", "hybrid", "full"]
    assert rows[0] | {"intervals": None} == {
        "collection": "small",
        "system": "bm25",
        "documents": 2,
        "queries": 2,
        "ndcg@10": 0.5,
        "mrr@10": 0.5,
        "hit@1": 0.5,
        "hit@3": 0.5,
        "hit@5": 0.5,
        "hit@10": 0.5,
        "intervals": None,
    }
    assert encoders == ["hashing"]


def test_retrieval_prints_a_table_and_needs_no_encoder_for_bm25(
    jobun: Any, collection: Path, encoders: list[str | None]
) -> None:
    status, out, _ = jobun("retrieval", collection, collection, "--system", "bm25")
    assert status == 0
    assert out.count("bm25") == 2
    assert "0.500" in out
    assert encoders == []


def test_retrieval_says_what_is_missing(jobun: Any, collection: Path) -> None:
    (collection / "qrels.tsv").unlink()
    status, _, err = jobun("retrieval", collection)
    assert status == 1
    assert "qrels.tsv: cannot be read (No such file or directory)." in err


@pytest.fixture
def tuned(tmp_path: Path, policies: Path, write_rows: Any) -> list[Path]:
    """Three folders to fit on, each with cases of every verdict."""
    folders = []
    for name in ("甲", "乙", "丙"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "policies").symlink_to(policies)
        rows = [
            {"id": f"{name}1", "question": "開示の手数料はいくらですか", "verdict": "answered", "sections": ["2.1"]},
            {"id": f"{name}2", "question": "開示の結果は郵送ですか", "verdict": "answered", "sections": ["2.2"]},
            {"id": f"{name}3", "question": "結果は何色の紙で来るの", "verdict": "not_stated"},
            {"id": f"{name}4", "question": "保存した場所の住所や電話はどうなっていますか", "verdict": "not_stated"},
            {"id": f"{name}5", "question": "ラーメン", "verdict": "out_of_scope"},
            {"id": f"{name}6", "question": "今夜カレー", "verdict": "out_of_scope"},
            {"id": f"{name}7", "question": "消して", "verdict": "action"},
        ]
        write_rows(folder / "cases.jsonl", rows)
        folders.append(folder)
    return folders


def _on(folders: list[Path]) -> list[str]:
    return [part for folder in folders for part in ("--on", str(folder))]


def test_fit_says_what_it_found_and_writes_it(
    jobun: Any, tuned: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.verdicts.FILE", tmp_path / "verdict.json")
    monkeypatch.setattr("bot.verdicts.PLAIN_FILE", tmp_path / "verdict-plain.json")
    status, out, _ = jobun("fit", *_on(tuned), "--dry-run")
    assert status == 0
    assert "Nothing was written" in out
    assert not (tmp_path / "verdict.json").exists()
    status, out, _ = jobun("fit", *_on(tuned), "--ablate")
    assert status == 0
    for part in ("Cross-validated", "Policy by policy", "Each feature left out", "overlap", "What changes", "Written: "):
        assert part in out
    model = verdict_file.read(tmp_path / "verdict.json")
    assert model is not None
    assert model["fitted_on"]["cases"] == 18
    assert [file["cases"] for file in model["fitted_on"]["files"]] == [6, 6, 6]
    assert {file["name"] for file in model["fitted_on"]["files"]} == {"甲/cases.jsonl", "乙/cases.jsonl", "丙/cases.jsonl"}
    _, out, _ = jobun("fit", *_on(tuned))
    assert "The model is the same as before." in out


def test_fit_asks_each_weighed_case_once(engines: Any, tuned: list[Path]) -> None:
    found = sources(tuned)
    collected: tuple[Sample, ...] = collect(found, engines)
    assert [len(engine.asked) for engine in engines.made] == [6, 6, 6]
    assert {sample.wanted for sample in collected} == set(WEIGHED)
    assert len(collected) == sum(len(weighed(source.cases)) for source in found)
    assert fitting.Table.of(collected).features == ("overlap", "length")


def test_fit_refuses_one_policy(jobun: Any, tuned: list[Path]) -> None:
    status, _, err = jobun("fit", "--on", tuned[0])
    assert status == 1
    assert "cross-validation leaves out two at a time, so it needs 3" in err


class HeadedRanker:
    """Finds the wanted section where there are headings."""

    def __init__(self, *, headings: bool) -> None:
        self.number = "2.1" if headings else "9"

    def rank(self, question: Question, system: str, top: int) -> list[tuple[str, str]]:
        return [("acme", self.number)]


@pytest.fixture
def lesser(monkeypatch: pytest.MonkeyPatch, tuned: list[Path], encoders: list[str | None]) -> None:
    """Small parts to leave out, and three folders to fit on."""
    monkeypatch.setattr(parts, "section_ranker_for", lambda policies, headings: HeadedRanker(headings=headings))
    found = sources(tuned)
    monkeypatch.setattr(samples, "sources", lambda folders: found)
    monkeypatch.setattr(ablation, "GROUPS", {"pairs": ("overlap",), "none": ("no such feature",)})


@pytest.mark.usefixtures("lesser")
def test_ablation_prints_one_object(jobun: Any, engines: Any, acme_cases: Path, policies: Path, collection: Path) -> None:
    status, out, err = jobun(
        "ablation", "--cases", acme_cases, "--policies", policies, "--collection", collection, "--queries", "1", "--json"
    )
    assert (status, err) == (0, "")
    report = json.loads(out)
    assert [(row["system"], row["headings"]) for row in report["rankings"]][:3] == [
        ("bm25", True),
        ("bm25", False),
        ("dense", True),
    ]
    cases, small = report["rankings"][0]["sets"]
    # One of the answered cases wants section 2, the others 2.2.
    assert (cases["name"], cases["hit@1"]["value"], cases["hit@3"]["count"]) == ("cases", pytest.approx(1 / 3), 3)
    assert report["rankings"][1]["sets"][0]["hit@1"]["value"] == 0
    assert (small["name"], small["hit@1"]["value"], small["ndcg@10"]["count"]) == ("small", 1.0, 1)
    assert [(row["group"], row["features"]) for row in report["verdicts"]] == [("", []), ("pairs", ["overlap"])]
    # Of the answered and not stated ones there are answered ones alone.
    assert report["verdicts"][0]["auroc"] == {"value": None, "low": None, "high": None, "count": 3}
    assert {question.audience for engine in engines.made for question in engine.asked} == {"staff"}


@pytest.mark.usefixtures("lesser")
def test_ablation_prints_tables(jobun: Any, acme_cases: Path, policies: Path) -> None:
    status, out, _ = jobun("ablation", "--cases", acme_cases, "--policies", policies)
    assert status == 0
    for part in ("Rankings", "hybrid + reader", "without", "Answered or not", "pairs"):
        assert part in out


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow measurements, replaced by what they would give."""
    monkeypatch.setattr(bench, "memory", dict)
    monkeypatch.setattr(bench, "cold_start", lambda question: {"cold_start_s": float(len(question) > 0)})
    monkeypatch.setattr(parts, "build_with", lambda setting: lambda library, folder: (setting, library, folder))


@pytest.mark.usefixtures("quick")
def test_bench_prints_what_could_be_measured(jobun: Any) -> None:
    status, out, err = jobun("bench", "--sections", "30", "--json")
    assert (status, err) == (0, "")
    report = json.loads(out)
    assert [name for name in bench.LABELS if name in report] == list(report)
    assert (report["index_sections"], report["cold_start_s"]) == (30, 1.0)
    assert "memory_rss_mb" not in report


@pytest.mark.usefixtures("quick")
def test_bench_prints_a_table(jobun: Any) -> None:
    status, out, _ = jobun("bench", "--sections", "30")
    assert status == 0
    assert "Answer, warm, median (ms)" in out
