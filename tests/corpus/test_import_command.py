"""``jobun corpus import`` as a person meets it."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus.commands import app
from corpus.errors import ImportRefused
from corpus.reading import read

TEXT = (
    "見学のきまり ホーム ログイン 見学のきまり 1. 時間 見学は、午前10時に始まります。 2. 料金 料金はかかりません。 3. 写真 写真は、次の場所で撮れます。 玄関 中庭 "
    "最終改定日：2024年4月1日 会社概要 採用情報 © 2024"
)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "page.txt"


def test_writes_a_draft_and_lists_the_guesses(page: Path) -> None:
    result = CliRunner().invoke(app, ["import", str(page), "--id", "visit"])
    assert result.exit_code == 0, result.output
    version = read(Path("drafts/visit/2024-04-01.md"))
    assert [s.number for s in version.sections if s.number != "0"] == ["1", "2", "3"]
    for said in ("Sections", "Guesses to check", "dropped as navigation", "Draft written to"):
        assert said in result.output
    assert [p.name for p in Path("drafts/visit").iterdir()] == ["2024-04-01.md"]


def test_takes_what_it_is_told(page: Path) -> None:
    out = page.parent / "there" / "visit.md"
    told = ["--title", "館内の見学", "--lang", "ja", "--audience", "public", "--url", "https://example.jp/visit"]
    result = CliRunner().invoke(
        app, ["import", str(page), "--id", "visit", "--effective-on", "2025-01-01", "--out", str(out), *told, "--json"]
    )
    said = json.loads(result.stdout)
    version = read(out)
    assert (version.title, version.audience, version.url) == ("館内の見学", "public", "https://example.jp/visit")
    assert (said["out"], said["effective_on"]) == (str(out), "2025-01-01")
    assert [s["number"] for s in said["sections"]] == ["0", "1", "2", "3"]
    assert {"title", "lang", "audience"}.isdisjoint(guess["what"] for guess in said["guesses"])
    assert all(guess["where"] and guess["what"] and guess["why"] for guess in said["guesses"])


def test_another_language_shows_in_the_name(page: Path) -> None:
    page.write_text("# Visits\n\n## 1. Hours\n\nVisits start at 10 a.m.\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["import", str(page), "--id", "visit", "--effective-on", "2025-01-01", "--json"])
    assert json.loads(result.stdout)["out"] == str(Path("drafts/visit/2025-01-01.en.md"))


def test_reads_standard_input(tmp_path: Path) -> None:
    out = tmp_path / "visit.md"
    result = CliRunner().invoke(app, ["import", "-", "--id", "visit", "--out", str(out)], input=TEXT.encode())
    assert result.exit_code == 0, result.output
    assert read(out).title == "見学のきまり"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--effective-on", "1 April"], "is no date"),
        (["--audience", "everybody"], "is no audience"),
        (["--id", "no id"], "is no id"),
    ],
)
def test_refuses_what_it_cannot_use(page: Path, arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["import", str(page), "--id", "visit", *arguments])
    assert isinstance(result.exception, ImportRefused)
    assert said in str(result.exception)
    assert not Path("drafts").exists()


def test_refuses_to_write_over_a_draft(page: Path) -> None:
    arguments = ["import", str(page), "--id", "visit"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert isinstance(CliRunner().invoke(app, arguments).exception, ImportRefused)
    assert CliRunner().invoke(app, [*arguments, "--force"]).exit_code == 0


def test_a_refusal_is_one_sentence_and_status_1(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from corpus.command_line import main; main()",
        "corpus",
        "import",
        "none.pdf",
        "--id",
        "x",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env={"PYTHONPATH": str(Path(__file__).parents[2])}, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "jobun: none.pdf: there is no such file.\n"


def test_the_libraries_stay_silent(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    from corpus.importing.conversion import to_markdown

    with warnings.catch_warnings(record=True) as warned, caplog.at_level(logging.DEBUG):
        warnings.simplefilter("always")
        with pytest.raises(ImportRefused):
            to_markdown(b"%PDF-1.4 broken", "pdf", "broken.pdf")
        assert (
            to_markdown("<p>当社は、個人情報を守ります。</p>".encode(), "html", "page.html") == "当社は、個人情報を守ります。"
        )
    assert (warned, caplog.records) == ([], [])
    assert capfd.readouterr() == ("", "")


def test_nothing_in_a_text_reaches_the_terminal_as_a_command(page: Path) -> None:
    page.write_text("見学のきまり\n\n[bold]\x1b]0;title\x07 料金\n" + "料金はかかりません。\n" * 20, encoding="utf-8")
    result = CliRunner().invoke(app, ["import", str(page), "--id", "visit", "--effective-on", "2025-01-01"])
    assert result.exit_code == 0, result.output
    assert "\x1b]" not in result.output
    assert "\x07" not in result.output
