"""Two texts compared by their answers, as it is typed."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import PolicyUnknown
from corpus.library import SHIPPED
from evaluation import parts
from evaluation.cases import read_cases
from evaluation.gold import Sentences, digest
from evaluation.sides import comparisons, side


@pytest.fixture
def changed(tmp_path: Path, policies: Path) -> Path:
    """The small policy a year on: another fee, and a section put in before the others."""
    folder = tmp_path / "changed"
    folder.mkdir()
    text = (policies / "acme.md").read_text(encoding="utf-8")
    text = text.replace("1,000円", "1,200円").replace("### 2.2 届け方", "### 2.3 届け方")
    text = text.replace("### 2.3", "### 2.2 受付時間\n\n受付は平日の10時から18時までです。\n\n### 2.3")
    (folder / "acme.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def jobun(monkeypatch: pytest.MonkeyPatch, engines: Any, eval_command: Any) -> Any:
    made = engines.made
    monkeypatch.setattr(
        parts, "engines_over", lambda old, new: nullcontext(tuple(engines.over(each.library) for each in (old, new)))
    )
    assert made == []
    return eval_command


@pytest.fixture
def asked(tmp_path: Path, write_rows: Callable[..., Path]) -> Path:
    rows = [
        {
            "id": "fee",
            "question": "開示の手数料は1件いくら",
            "verdict": "answered",
            "sections": ["2.1"],
            "must_include": ["1,000円"],
        },
        {"id": "post", "question": "開示の結果は郵送でお届け", "verdict": "answered", "sections": ["acme/2.2"], "x_mine": 1},
        {"id": "hours", "question": "受付は平日の何時まで", "verdict": "not_stated"},
        {"id": "kept", "question": "お預かりした情報の保存", "verdict": "answered", "sections": ["1"]},
        {"id": "day", "question": "ラーメン", "verdict": "out_of_scope", "as_of": "2020-01-01"},
    ]
    return write_rows(tmp_path / "asked.jsonl", rows)


def test_each_difference_is_tied_to_what_changed(jobun: Any, policies: Path, changed: Path, asked: Path) -> None:
    status, out, err = jobun("compare", "--old", policies, "--new", changed, "--cases", asked, "--json")
    assert (status, err) == (0, "")
    report = json.loads(out)
    cases = {case["id"]: case for case in report["cases"]}
    assert {name: case["kind"] for name, case in cases.items()} == {
        "fee": "changed",
        "post": "same",
        "hours": "changed",
        "kept": "same",
    }
    assert cases["fee"]["differs"] == ["quote"]
    assert [(cause["id"], cause["alters"]) for cause in cases["fee"]["causes"]] == [("acme#1", ["figures"])]
    assert cases["fee"]["stale"] == [
        {"digest": digest("開示の手数料は1件につき1,000円です。"), "quote": "開示の手数料は1件につき1,000円です。"}
    ]
    assert cases["hours"]["differs"][0] == "verdict"
    assert [cause["new"] for cause in cases["hours"]["causes"]] == ["受付は平日の10時から18時までです。"]
    assert cases["post"]["migrated"] == {"from": ["acme/2.2"], "to": ["acme/2.3"]}
    assert cases["post"]["new"]["passed"]
    summary = {
        name: report["summary"][name] for name in ("worse", "changed", "better", "same", "stale", "migrated", "left_out")
    }
    assert summary == {"worse": 0, "changed": 2, "better": 0, "same": 2, "stale": 1, "migrated": 1, "left_out": 1}


def test_it_reads_well(jobun: Any, policies: Path, changed: Path, asked: Path) -> None:
    status, out, _ = jobun("compare", "--old", policies, "--new", changed, "--cases", asked)
    assert status == 0
    for part in (
        "because of acme#1 (acme/2.1, changed; figures)",
        "[-1,000-]{+1,200+}円",
        "Stale",
        "Migrated",
        "acme/2.3",
        "Of a day of their own (`as_of`), and not asked: 1.",
    ):
        assert part in out
    assert "お預かりした情報の保存" not in out


def test_sections_are_migrated_when_it_is_told_to(jobun: Any, policies: Path, changed: Path, asked: Path) -> None:
    before = asked.read_text(encoding="utf-8").splitlines()
    status, _, err = jobun("compare", "--old", policies, "--new", changed, "--cases", asked, "--migrate")
    after = asked.read_text(encoding="utf-8").splitlines()
    assert status == 0
    assert "1 now name the new sections" in err
    assert [line for line in before if line not in after] == [before[1]]
    assert json.loads(after[1]) == {**json.loads(before[1]), "sections": ["acme/2.3"]}
    # Asked again, the case is about the new text, and followed no further.
    again = json.loads(jobun("compare", "--old", changed, "--new", changed, "--cases", asked, "--json")[1])
    assert again["summary"]["migrated"] == 0


def test_nothing_is_written_without_consent(jobun: Any, policies: Path, changed: Path, asked: Path) -> None:
    before = asked.read_bytes()
    jobun("compare", "--old", policies, "--new", changed, "--cases", asked)
    assert asked.read_bytes() == before


@pytest.mark.parametrize(("said", "sections"), [("y\n", ["acme/2.3"]), ("\n", ["acme/2.2"])])
def test_a_terminal_asks_before_sections_are_migrated(
    *, said: str, sections: list[str], jobun: Any, policies: Path, changed: Path, asked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(said))
    _, out, _ = jobun("compare", "--old", policies, "--new", changed, "--cases", asked)
    assert "Write the new numbers into the cases?" in out
    assert json.loads(asked.read_text(encoding="utf-8").splitlines()[1])["sections"] == sections


def test_an_answer_lost_while_the_text_still_says_it_is_worse(jobun: Any, tmp_path: Path, policies: Path, asked: Path) -> None:
    folder = tmp_path / "worse"
    folder.mkdir()
    text = (policies / "acme.md").read_text(encoding="utf-8")
    # What is put in is more like the question than what answers it.
    text += "\n## 3. 見本\n\n開示の手数料は1件いくらかは開示の手数料は1件いくらかです。\n"
    (folder / "acme.md").write_text(text, encoding="utf-8")
    cases = json.loads(jobun("compare", "--old", policies, "--new", folder, "--cases", asked, "--json")[1])["cases"]
    assert (cases[0]["kind"], cases[0]["causes"][0]["kind"]) == ("worse", "added")


def test_a_version_stands_beside_the_other_policies_as_they_are() -> None:
    old, new = side("2019-12-19", SHIPPED), side("site-privacy/2022-04-01", SHIPPED)
    assert [one.name for one in (old, new)] == ["site-privacy/2019-12-19", "site-privacy/2022-04-01"]
    assert {version.name for version in old.library} ^ {version.name for version in new.library} == {
        "site-privacy/2019-12-19",
        "site-privacy/2019-12-19.en",
        "site-privacy/2022-04-01",
        "site-privacy/2022-04-01.en",
    }
    assert sorted((one.new.policy, one.new.lang) for one in comparisons(old.library, new.library)) == [
        ("site-privacy", "en"),
        ("site-privacy", "ja"),
    ]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("2019-12-20", "No policy has a version of 2019-12-20; there are: site-privacy/2019-12-19,"),
        ("acme/2019-12-19", "There is no policy 'acme'"),
        ("2019-13-40", "No policy has a version"),
        ("site-privacy/2019-13-40", "is in no calendar"),
        ("nowhere", "is neither a folder nor a version"),
    ],
)
def test_what_is_no_text_is_told(named: str, said: str) -> None:
    with pytest.raises(PolicyUnknown, match=said):
        side(named, SHIPPED)


def test_evidence_named_by_a_case_is_looked_for_by_its_digest(
    tmp_path: Path, write_rows: Callable[..., Path], policies: Path, changed: Path
) -> None:
    row = {"id": "c", "question": "？", "verdict": "answered", "sections": ["2.1"]}
    row["x_evidence"] = [digest("開示の手数料は １件 につき 1,000円です。")]
    [case] = read_cases([write_rows(tmp_path / "one.jsonl", [row])])
    old, new = (Sentences.of(side(str(folder), SHIPPED).library) for folder in (policies, changed))
    [rest] = old.rests(case)
    assert rest.quote == "開示の手数料は1件につき1,000円です。"
    assert rest.digests[0] in old.places
    assert rest.digests[0] not in new.places


def test_policies_that_come_and_go_are_named(jobun: Any, policies: Path, changed: Path, asked: Path) -> None:
    text = (changed / "acme.md").read_text(encoding="utf-8")
    (changed / "other.md").write_text(text.replace("id: acme", "id: other"), encoding="utf-8")
    out = jobun("compare", "--old", policies, "--new", changed, "--cases", asked)[1]
    assert "Policies that are new: other/2024-04-01." in out
    assert "Policies that are gone" not in out
    back = json.loads(jobun("compare", "--old", changed, "--new", policies, "--cases", asked, "--json")[1])
    assert back["summary"]["policies_removed"] == ["other/2024-04-01"]


def test_approved_answers_that_expire_are_listed(jobun: Any, policies: Path, changed: Path, asked: Path) -> None:
    quote = "開示の手数料は1件につき1,000円です。"
    entry = f"- question: 手数料は\n  text: 千円です。\n  approved_on: 2024-04-01\n  citations: [{{section: acme/2.1, quote: '{quote}'}}]\n"
    for folder in (policies, changed):
        (folder / "approved.yaml").write_text(entry, encoding="utf-8")
    report = json.loads(jobun("compare", "--old", policies, "--new", changed, "--cases", asked, "--json")[1])
    assert report["approved_expired"] == [{"question": "手数料は", "missing": [quote]}]
    assert (
        "Approved answers that are not used any more"
        in jobun("compare", "--old", policies, "--new", changed, "--cases", asked)[1]
    )


def test_a_case_about_the_new_text_already_is_not_followed(jobun: Any, policies: Path, changed: Path, asked: Path) -> None:
    """What is 2.2 in the new text was not there before, and another section had its number."""
    row = {"id": "new", "question": "受付は平日の何時まで", "verdict": "answered", "sections": ["2.2"]}
    for rests in ({"x_evidence": [digest("受付は平日の10時から18時までです。")]}, {"must_include": ["18時"]}, {}):
        asked.write_text(json.dumps({**row, **rests}, ensure_ascii=False), encoding="utf-8")
        report = json.loads(jobun("compare", "--old", policies, "--new", changed, "--cases", asked, "--json")[1])
        assert [(one["kind"], one["migrated"], one["stale"]) for one in report["cases"]] == [("better", None, [])]
