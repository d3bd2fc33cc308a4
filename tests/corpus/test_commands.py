"""``jobun corpus check`` and ``jobun corpus diff`` as they are called."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from corpus.command_line import main
from corpus.commands import app
from corpus.library import SHIPPED


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOBUN_POLICIES", raising=False)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, arguments)


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit status of ``jobun``, called as from a shell."""
    monkeypatch.setattr("sys.argv", ["jobun", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def copy(tmp_path: Path, *, old: str = "", new: str = "") -> Path:
    """A folder with the site's policy of 2022, some of its text replaced."""
    folder = tmp_path / "policies"
    shutil.copytree(SHIPPED / "site-privacy", folder / "site-privacy")
    path = folder / "site-privacy" / "2022-04-01.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else text, "utf-8")
    return folder


def test_check_passes_with_warnings_and_fails_on_them_when_strict() -> None:
    assert run("check").exit_code == 0
    strict = run("check", "site-privacy", "--strict")
    assert strict.exit_code == 1
    assert "staff-handling" not in strict.output
    assert "4 files checked: 0 errors" in strict.output


def test_check_fails_on_an_error(tmp_path: Path) -> None:
    result = run("check", "--policies", str(copy(tmp_path, old="7.2に示した", new="7.4に示した")), "--json")
    assert result.exit_code == 1
    data = json.loads(result.output)
    assert not data["summary"]["passed"]
    assert [(f["rule"], f["section"]) for f in data["findings"] if f["severity"] == "error"] == [("reference-missing", "7.3")]


def test_the_folder_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBUN_POLICIES", str(copy(tmp_path, old="effective_on: 2022-04-01", new="effective_on: 2022-04-02")))
    data = json.loads(run("check", "--json").output)
    assert {f["rule"] for f in data["findings"] if f["severity"] == "error"} == {"file-name", "date-revised"}
    assert json.loads(run("diff", "site-privacy", "--json").output)["new"] == "2022-04-02"


def test_diff_shows_the_last_two_versions() -> None:
    result = run("diff", "site-privacy")
    assert result.exit_code == 0
    assert "{+電子メールでの送付、または+}" in result.output
    english = json.loads(run("diff", "site-privacy", "2019-12-19", "2022-04-01", "--lang", "en", "--json").output)
    assert english["summary"]["changed"] == 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check", "shop"), "no policy 'shop'"),
        (("check", "--policies", "/nowhere"), "no such folder"),
        (("diff", "site-privacy", "2022-04-01"), "Both versions are that of 2022-04-01"),
        (("diff", "site-privacy", "2020-04-01"), "no version of '2020-04-01'"),
        (("diff", "staff-handling", "--lang", "en"), "no version in 'en'"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    arguments: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "corpus", *arguments) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith("jobun: ")
    assert told in shown.err
    assert "Traceback" not in shown.err + shown.out


def test_a_failed_check_is_the_exit_status_of_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(monkeypatch, "corpus", "check") == 0
    folder = copy(tmp_path, old="7.2に示した", new="7.4に示した")
    assert call(monkeypatch, "corpus", "check", "--policies", str(folder)) == 1


def test_help_says_what_the_errors_are(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "corpus", "check", "--help") == 0
    assert "references to nothing" in " ".join(capsys.readouterr().out.split())
