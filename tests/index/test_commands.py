"""``jobun index`` as it is typed, with the hashing encoder."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.command_line import main
from index.encoder import port
from index.places import index_folder
from index.progress import bars
from index.state import encoder_name

POLICY = "---\nid: acme\ntitle: 規程\naudience: public\neffective_on: {day}\n---\n\n## 1. 保存\n\n6か月保存します。{more}\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "2024.md").write_text(POLICY.format(day="2024-04-01", more=""), encoding="utf-8")
    return folder


@pytest.fixture
def jobun(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, policies: Path) -> Run:
    """Runs ``jobun index`` with settings from the environment: its exit status, stdout and stderr."""
    monkeypatch.setenv("JOBUN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JOBUN_POLICIES", str(policies))
    monkeypatch.setenv("JOBUN_ENCODER", "hashing")

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jobun", "index", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


def test_build_says_what_was_embedded_and_what_reused(jobun: Run, policies: Path) -> None:
    status, out, err = jobun("build")
    assert (status, err) == (0, "")
    assert out.startswith("3 sentences and headings of 1 policy versions: 3 embedded, 0 reused, in ")

    (policies / "2025.md").write_text(POLICY.format(day="2025-04-01", more="その後は消します。"), encoding="utf-8")
    assert jobun("build")[1].startswith("4 sentences and headings of 2 policy versions: 1 embedded, 3 reused, in ")


def test_info_says_what_it_was_made_from(jobun: Run, tmp_path: Path, policies: Path) -> None:
    jobun("build")

    status, out, _ = jobun("info")

    assert status == 0
    assert str(index_folder(tmp_path / "home", policies)) in out
    assert "state     fresh\n" in out
    assert "versions  acme/2024-04-01\n" in out
    assert "encoder   hashing-1 (256 dimensions)" in out


def test_info_says_why_it_is_stale(jobun: Run, policies: Path) -> None:
    jobun("build")
    (policies / "2024.md").write_text(POLICY.format(day="2024-04-01", more="その後は消します。"), encoding="utf-8")

    report = json.loads(jobun("info", "--json")[1])
    assert report["state"] == "stale"
    assert "acme/2024-04-01 changed" in report["why"]
    assert report["manifest"]["units"] == 3

    assert json.loads(jobun("info", "--json", "--encoder", "bundled")[1])["why"].startswith(
        "The index was made with the encoder"
    )


def test_info_of_a_damaged_index(jobun: Run, tmp_path: Path) -> None:
    jobun("build")
    for path in (tmp_path / "home").rglob("manifest.json"):
        path.write_text("{")

    status, out, _ = jobun("info")

    assert status == 0
    assert "state     stale: The index cannot be read" in out
    assert json.loads(jobun("info", "--json")[1])["manifest"] is None


def test_info_without_an_index_fails_with_what_to_do(jobun: Run) -> None:
    assert jobun("info") == (1, "", "jobun: There is no index yet; run `jobun index build`.\n")


def test_the_options_come_before_the_settings(jobun: Run, tmp_path: Path, policies: Path) -> None:
    other = policies.rename(tmp_path / "other")

    assert jobun("build")[0] == 1
    assert jobun("build", "--policies", other, "--folder", tmp_path / "index", "--encoder", "hashing")[0] == 0
    assert jobun("info", "--policies", other, "--folder", tmp_path / "index")[0] == 0
    assert not (tmp_path / "home" / "index").exists()


def test_the_folder_of_an_index_hangs_on_the_policies_and_not_on_how_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "texts").mkdir()
    monkeypatch.chdir(tmp_path)
    digest = hashlib.sha256(str((tmp_path / "texts").resolve()).encode()).hexdigest()

    assert index_folder(Path("/home-of-it"), Path("texts")) == Path("/home-of-it/index") / digest[:12]
    assert index_folder(Path("/home-of-it"), tmp_path / "x" / ".." / "texts") == Path("/home-of-it/index") / digest[:12]


def test_of_a_model_by_path_the_name_is_not_known_without_loading_it() -> None:
    assert encoder_name("some/model") is None
    assert encoder_name("hashing") == "hashing-1"


def test_bars_are_on_stderr_and_on_a_terminal_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for terminal in ("0", "1"):
        monkeypatch.setenv("TTY_COMPATIBLE", terminal)
        with bars({"weights": "[Making]", "sentences": "Embedding"}.__getitem__) as tell:
            tell("weights", 1, 6)
            tell("weights", 6, 6)
            tell("sentences", 10, 20)
        captured = capsys.readouterr()
        assert captured.out == ""
        assert ("[Making]" in captured.err) == (terminal == "1")
        assert ("10/20" in captured.err) == (terminal == "1")


def test_the_stages_that_encoders_tell_are_known_to_the_bot() -> None:
    from bot.commands import _ENCODER_STAGES

    assert set(port.Stage.__args__) == _ENCODER_STAGES
