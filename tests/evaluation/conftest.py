"""A small real engine, and what makes cases and replies in a line."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.replies import ActionOffer, Answered, NotStated, OutOfScope, Question, Ranked, Reply, Trace
from corpus.command_line import main
from corpus.library import Library
from corpus.model import Citation, PolicyVersion, Section

ACME = """---
id: acme
title: 個人情報の取扱い
audience: public
effective_on: 2024-04-01
---

## 1. 保存期間

お預かりした情報は6か月保存します。

## 2. 開示

### 2.1 手数料

開示の手数料は1件につき1,000円です。

### 2.2 届け方

開示の結果は郵送でお届けします。
"""


class OverlapEngine:
    """Ranks sections by the pairs of characters they share with the question, and answers where they share enough.

    It keeps the questions it was asked.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self.asked: list[Question] = []

    def reply(self, question: Question) -> Reply:
        self.asked.append(question)
        wanted = _pairs(question.text)
        found = [
            (len(wanted & _pairs(section.heading + section.text)) / max(len(wanted), 1), version, section)
            for version in self.library.in_force(question.as_of or date(2026, 1, 1), question.audience)
            for section in version.sections
            if section.sentences
        ]
        found.sort(key=lambda one: -one[0])
        share, version, section = found[0]
        trace = Trace(
            ranked=tuple(Ranked(each.policy, part.number, score) for score, each, part in found),
            features={"overlap": share, "length": math.log1p(len(question.text))},
            probability=share,
        )
        citation = _cite(version, section, share)
        if question.text.endswith("消して"):
            return ActionOffer("削除のお申し出として承ります。", "deletion", (citation,), trace)
        if share == 0:
            return OutOfScope("ポリシーについてお尋ねください。", trace)
        if share < 0.3:
            return NotStated("定めがありません。", (citation,), trace)
        return Answered("次のとおりです。", (citation,), trace)


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _cite(version: PolicyVersion, section: Section, score: float) -> Citation:
    return Citation(
        version.policy,
        version.effective_on,
        section.number,
        section.title,
        (0, 1),
        section.quote(0),
        version.link(section.number),
        score,
    )


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """A folder with one small policy."""
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "acme.md").write_text(ACME, encoding="utf-8")
    return folder


@pytest.fixture
def engine(policies: Path) -> OverlapEngine:
    return OverlapEngine(Library.load(policies))


@pytest.fixture
def engines() -> Callable[[Path], OverlapEngine]:
    """Makes engines over folders; ``engines.made`` keeps them."""

    def make(folder: Path, *, reader: bool | None = None) -> OverlapEngine:
        made.append(OverlapEngine(Library.load(folder)))
        return made[-1]

    def over(library: Library) -> OverlapEngine:
        made.append(OverlapEngine(library))
        return made[-1]

    made: list[OverlapEngine] = []
    make.made, make.over = made, over  # type: ignore[attr-defined]
    return make


@pytest.fixture
def eval_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs ``jobun eval``: its exit status, stdout and stderr."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jobun", "eval", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "160")
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


@pytest.fixture
def write_rows() -> Callable[[Path, Iterable[dict[str, Any]]], Path]:
    """Writes objects as JSONL."""

    def write(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return path

    return write


@pytest.fixture
def acme_cases(tmp_path: Path, write_rows: Callable[[Path, Iterable[dict[str, Any]]], Path]) -> Path:
    """Five cases about the small policy; the engine above gets the last two wrong."""
    rows = [
        {
            "id": "a1",
            "question": "開示の手数料はいくら",
            "verdict": "answered",
            "sections": ["2"],
            "must_include": ["１，０００円"],
        },
        {"id": "a2", "question": "情報を消して", "verdict": "action", "intent": "deletion"},
        {"id": "a3", "question": "ラーメン", "verdict": "out_of_scope"},
        {
            "id": "a4",
            "question": "保存期間はいつまで",
            "verdict": "answered",
            "sections": ["acme/2.2"],
            "must_include": ["郵送"],
        },
        {"id": "a5", "question": "結果は何色の紙で来るの", "verdict": "answered", "sections": ["2.2"]},
    ]
    return write_rows(tmp_path / "acme.jsonl", rows)
