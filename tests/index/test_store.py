"""An index on the disk: whatever happens to a build or to a file, a reader has one whole index or is told what to do."""

from __future__ import annotations

import builtins
import errno
import gc
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.library import Library
from corpus.model import PolicyVersion
from index import building, files, store
from index.building import Built, build_index, check_fresh
from index.encoder.hashing import HashingEncoder
from index.errors import IndexFailed, IndexMissing, IndexStale
from index.places import index_folder
from index.ranking import Ranking
from index.search import Searcher, open_searcher
from index.store import Tokens, current, locked, open_generation

Make = Callable[..., PolicyVersion]
REPOSITORY = Path(__file__).parents[2]
QUESTION = "開示の手数料はいくらですか"
FILES = (
    *("manifest.json", "files.json", "sections.json", "words.txt"),
    *("keys.npy", "tokens.npy", "scales.npy", "starts.npy", "vectors.faiss"),
    *(
        f"{folder}/{name}"
        for folder in ("words", "pairs")
        for name in (
            *("data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy"),
            *("vocab.index.json", "params.index.json"),
        )
    ),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def changed(make: Make, texts: SimpleNamespace) -> Library:
    """The policies after a change."""
    return Library.of([make(texts.site.replace("1,000円", "無料")), make(texts.staff, policy="staff", audience="staff")])


def searcher(library: Library, folder: Path) -> Searcher:
    return open_searcher(library, folder, HashingEncoder(), Ranking.load())


def answers(searcher: Searcher) -> list[tuple[str, float, tuple[float, ...]]]:
    hits = searcher.search(QUESTION, searcher.library.versions).hits
    return [(hit.id, hit.score, hit.sentences) for hit in hits]


def kept(folder: Path) -> list[str]:
    """What lies in the folder of an index, the lock left out."""
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def test_an_index_consists_of_the_files_that_are_damaged_below(library: Library, folder: Path) -> None:
    build_index(library, folder, HashingEncoder())

    generation = current(folder)
    assert {path.relative_to(generation).as_posix() for path in generation.rglob("*") if path.is_file()} == set(FILES)
    assert kept(folder) == ["CURRENT", generation.name]


# What is about to be done to the disk is told to a fault, which may raise or kill.
Fault = Callable[[str, str], None]


@contextmanager
def faulty(fault: Fault) -> Iterator[None]:
    """``fault`` is told of each step of a build before it is taken.

    Python's audit hooks would tell as much, and stay for good: with one, two threads that start at once under a tracer
    (coverage measures with one) refuse each other before Python 3.12.
    """

    def told(step: str, call: Callable[..., Any], path_of: Callable[..., str | None]) -> Callable[..., Any]:
        def telling(*arguments: Any, **options: Any) -> Any:
            path = path_of(*arguments, **options)
            if path is not None:
                fault(step, path)
            return call(*arguments, **options)

        return telling

    def written(path: Any, mode: str = "r", *_rest: Any, **_options: Any) -> str | None:
        return None if isinstance(path, int) or not set(mode) & set("wax+") else os.fsdecode(path)

    def written_with(path: Any, flags: int, *_rest: Any, **_options: Any) -> str | None:
        return os.fsdecode(path) if flags & (os.O_WRONLY | os.O_RDWR) else None

    def made(path: Any, *_rest: Any, **_options: Any) -> str | None:
        # Where there is a folder already, making it is no step.
        return None if Path(path).is_dir() else os.fsdecode(path)

    def removed(path: Any, *_rest: Any, **_options: Any) -> str:
        return os.fsdecode(path)

    def renamed(_old: Any, new: Any, **_options: Any) -> str:
        # Of a renaming the new name tells more.
        return os.fsdecode(new)

    with pytest.MonkeyPatch.context() as patch:
        for module, name, step, path_of in (
            (builtins, "open", "open", written),
            (io, "open", "open", written),
            (os, "open", "open", written_with),
            (os, "mkdir", "os.mkdir", made),
            (os, "rename", "os.rename", renamed),
            (os, "replace", "os.rename", renamed),
            (shutil, "rmtree", "shutil.rmtree", removed),
        ):
            patch.setattr(module, name, told(step, getattr(module, name), path_of))
        yield


def steps_of(folder: Path, build: Callable[[], object]) -> list[str]:
    """The steps that a build takes below ``folder``."""
    steps: list[str] = []
    with faulty(lambda event, path: steps.append(event) if path.startswith(str(folder)) else None):
        build()
    return steps


class Crash(BaseException):
    """No handler expects it."""


NO_SPACE = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("kind", [NO_SPACE, Crash()], ids=["error", "crash"])
def test_a_build_that_fails_at_any_step_leaves_the_index_as_it_was(
    library: Library, changed: Library, folder: Path, tmp_path: Path, kind: BaseException
) -> None:
    build_index(library, folder, HashingEncoder())
    before, old, old_name = answers(searcher(library, folder)), kept(folder), current(folder).name
    build_index(library, tmp_path / "other", HashingEncoder())
    steps = steps_of(tmp_path / "other", lambda: build_index(changed, tmp_path / "other", HashingEncoder()))
    assert steps.count("open") >= len(FILES) + 2
    assert {"os.mkdir", "os.rename", "shutil.rmtree"} <= set(steps)
    switched = []

    for failing, step in enumerate(steps):
        if step == "shutil.rmtree" and kind is NO_SPACE:
            continue
        left = iter(range(failing, -1, -1))

        def fault(_event: str, path: str, left: Iterator[int] = left) -> None:
            # What is done to tidy up afterwards is no step.
            if path.startswith(str(folder)) and next(left, None) == 0:
                raise kind

        with faulty(fault), pytest.raises((IndexFailed, Crash)) as caught:
            build_index(changed, folder, HashingEncoder())

        assert caught.type is Crash or "The disk is full" in str(caught.value)
        if current(folder).name == old_name:
            assert kept(folder) == old
            assert answers(searcher(library, folder)) == before
        else:
            switched.append(step)
            assert answers(searcher(changed, folder)) == answers(searcher(changed, tmp_path / "other"))
    # Only taking the old one away comes after the switch.
    assert switched == ([] if kind is NO_SPACE else ["shutil.rmtree"])
    build_index(changed, folder, HashingEncoder())
    assert kept(folder) == ["CURRENT", current(folder).name]


@pytest.mark.parametrize("kind", [OSError(errno.EIO, "Input/output error"), Crash()], ids=["error", "crash"])
def test_what_is_in_force_stays_whatever_happens_right_after(
    library: Library, changed: Library, folder: Path, monkeypatch: pytest.MonkeyPatch, kind: BaseException
) -> None:
    build_index(library, folder, HashingEncoder())
    sync, old = store._sync, current(folder)

    def fail(path: Path) -> None:
        if path == folder:
            raise kind
        sync(path)

    monkeypatch.setattr(store, "_sync", fail)
    with suppress(Crash):
        build_index(changed, folder, HashingEncoder())

    assert current(folder) != old
    check_fresh(open_generation(folder).manifest, changed, HashingEncoder())


STEPS: dict[str, tuple[Any, str]] = {
    "the vectors": (building, "save_vectors"),
    "an array": (building, "save_array"),
    "the words": (building, "_write_words"),
    "BM25": (building.Lexical, "save"),
    "the manifest": (building, "write_manifest"),
    "the checksums": (store, "seal"),
    "the reading of what was written": (store, "_open"),
    "the flushing": (store.os, "fsync"),
    "the pointer": (Path, "replace"),
}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_a_full_disk_is_told_whatever_was_being_written(
    library: Library,
    changed: Library,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: tuple[Any, str],
    *,
    after: bool,
) -> None:
    build_index(library, folder, HashingEncoder())
    before, old = answers(searcher(library, folder)), kept(folder)
    target, name = step
    real = getattr(target, name)

    def full(*arguments: Any, **options: Any) -> Any:
        if name == "_open" and arguments[0] == current(folder):
            return real(*arguments)
        if after and name != "replace":
            real(*arguments, **options)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(target, name, full)
        with pytest.raises(IndexFailed) as caught:
            build_index(changed, folder, HashingEncoder())

    assert str(caught.value) == (
        f"The disk is full, so the index could not be written to {folder}; the old one is untouched. Free some space and build again."
    )
    assert kept(folder) == old
    assert answers(searcher(library, folder)) == before


def test_a_disk_that_a_library_found_full_without_saying_so_is_told(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("1000 requested and 12 written")

    monkeypatch.setattr(building.Lexical, "save", fail)
    with pytest.raises(IndexFailed, match=r"could not be written to [^()]*; the old one is untouched\.$"):
        build_index(library, folder, HashingEncoder())
    monkeypatch.setattr(store.shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    with pytest.raises(IndexFailed, match="The disk is full"):
        build_index(library, folder, HashingEncoder())
    assert kept(folder) == []


def test_what_a_library_cut_short_without_saying_so_is_not_put_in_force(
    library: Library, changed: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(library, folder, HashingEncoder())
    before, old, save = answers(searcher(library, folder)), kept(folder), building.Lexical.save

    def cut(lexical: Any, place: Path) -> None:
        save(lexical, place)
        os.truncate(place / "data.csc.index.npy", 200)

    monkeypatch.setattr(building.Lexical, "save", cut)
    with pytest.raises(IndexFailed, match=r"could not be written to .*; the old one is untouched"):
        build_index(changed, folder, HashingEncoder())
    assert kept(folder) == old
    assert answers(searcher(library, folder)) == before


def test_a_failure_names_its_cause(library: Library, folder: Path) -> None:
    folder.write_text("a file", encoding="utf-8")

    with pytest.raises(
        IndexFailed, match=r"could not be written to .* \((File exists|Not a directory)\); the old one is untouched"
    ):
        build_index(library, folder, HashingEncoder())


def test_an_encoder_that_fails_is_not_taken_for_a_disk(library: Library, folder: Path, recording: Any) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no vectors today")

    recording.states = fail
    with pytest.raises(RuntimeError, match="no vectors today"):
        build_index(library, folder, recording)
    assert kept(folder) == []


def run(code: str, *arguments: str | Path, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
    """Run Python in another process, in the repository."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout_s,
    )


@pytest.fixture
def policies(tmp_path: Path, library: Library, changed: Library) -> tuple[Path, Path]:
    """The policies before and after a change, as files."""
    from corpus.reading import render

    places = tmp_path / "before", tmp_path / "after"
    for place, versions in zip(places, (library, changed), strict=True):
        place.mkdir()
        for version in versions:
            (place / f"{version.policy}.md").write_text(render(version), encoding="utf-8")
    return places


KILLED = """
import os, signal, sys
from pathlib import Path
from corpus.library import Library
from index.building import build_index
from index.encoder.hashing import HashingEncoder

_, policies, folder, event, ending = sys.argv

def hook(name, arguments):
    if name == event and name != "open":
        if str(arguments[1 if name == "os.rename" else 0]).endswith(ending) or ending == "*":
            os.kill(os.getpid(), signal.SIGKILL)
    elif name == event and str(arguments[0]).endswith(ending) and arguments[2] & os.O_WRONLY and folder in str(arguments[0]):
        os.kill(os.getpid(), signal.SIGKILL)

library = Library.load(Path(policies))
sys.addaudithook(hook)
build_index(library, Path(folder), HashingEncoder())
"""


@pytest.mark.parametrize(
    ("event", "ending"),
    [
        ("open", "vectors.faiss"),
        ("open", "tokens.npy"),
        ("open", "words/vocab.index.json"),
        ("open", "files.json"),
        ("os.rename", "CURRENT"),
        ("shutil.rmtree", "*"),
    ],
)
def test_a_build_that_is_killed_leaves_an_index_and_the_next_one_tidies_up(
    library: Library, changed: Library, folder: Path, policies: tuple[Path, Path], *, event: str, ending: str
) -> None:
    build_index(library, folder, HashingEncoder())
    before, old_name = answers(searcher(library, folder)), current(folder).name

    killed = run(KILLED, policies[1], folder, event, ending)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert len([name for name in kept(folder) if name.startswith("generation-")]) == 2
    if event == "shutil.rmtree":
        assert current(folder).name != old_name
        assert answers(searcher(changed, folder))[0][0] == "site/3.1"
    else:
        assert current(folder).name == old_name
        assert answers(searcher(library, folder)) == before
    build_index(changed, folder, HashingEncoder())
    assert kept(folder) == ["CURRENT", current(folder).name]


def test_what_a_killed_build_left_makes_room_before_the_next_one_writes(library: Library, folder: Path) -> None:
    left = folder / "generation-0123456789ab"
    left.mkdir(parents=True)
    (left / "tokens.npy").write_bytes(b"x")
    seen = []

    def fault(event: str, path: str) -> None:
        if event == "open" and path.endswith("vectors.faiss"):
            seen.append(left.exists())

    with faulty(fault):
        build_index(library, folder, HashingEncoder())

    assert seen == [False]


LIMITED = """
import json, resource, sys
from pathlib import Path
from corpus.library import Library
from index.building import build_index
from index.encoder.hashing import HashingEncoder
from index.errors import IndexFailed

_, policies, folder, limits = sys.argv
library, encoder, ends = Library.load(Path(policies)), HashingEncoder(), {}
for limit in json.loads(limits):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        build_index(library, Path(folder), encoder)
        ends[limit] = "built"
    except IndexFailed as error:
        ends[limit] = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(json.dumps(ends))
"""


def test_a_file_that_cannot_grow_any_more_is_noticed_down_to_the_last_byte(
    library: Library, changed: Library, folder: Path, tmp_path: Path, policies: tuple[Path, Path]
) -> None:
    build_index(library, folder, HashingEncoder())
    before, old = answers(searcher(library, folder)), kept(folder)
    build_index(changed, tmp_path / "other", HashingEncoder())
    sizes = {(current(tmp_path / "other") / name).stat().st_size for name in FILES}
    limits = sorted({size - 1 for size in sizes} | {size // 2 for size in sizes} | {1, max(sizes)})

    done = run(LIMITED, policies[1], folder, json.dumps(limits))

    assert done.returncode == 0, done.stderr
    ends = json.loads(done.stdout)
    assert ends.pop(str(max(sizes))) == "built"
    assert all("could not be written" in end and "the old one is untouched" in end for end in ends.values()), ends
    assert answers(searcher(changed, folder)) == answers(searcher(changed, tmp_path / "other"))

    build_index(library, folder, HashingEncoder())
    assert answers(searcher(library, folder)) == before
    assert len(kept(folder)) == len(old)


SAVED = """
import json, resource, sys
from pathlib import Path
import faiss, numpy as np
from index.files import save_array, save_vectors

folder = Path(sys.argv[1])
vectors = faiss.IndexFlatIP(8)
vectors.add(np.ones((40, 8), np.float32))
ends = {}
for save, what in ((save_array, np.ones((40, 8), np.float32)), (save_vectors, vectors)):
    save(folder / "whole", what)
    size = (folder / "whole").stat().st_size
    for limit in (size, size - 1, size - 100, size // 2, 1):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        try:
            save(folder / "part", what)
            end = 0
        except OSError as error:
            end = error.errno
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        ends.setdefault(save.__name__, []).append(end)
print(json.dumps(ends))
"""


def test_a_file_that_finds_no_room_raises_its_number(tmp_path: Path) -> None:
    done = run(SAVED, tmp_path)

    assert done.returncode == 0, done.stderr
    expected = [0, *[errno.EFBIG] * 4]
    assert json.loads(done.stdout) == {"save_array": expected, "save_vectors": expected}


FULL = """
import sys
from pathlib import Path
from corpus.library import Library
from index.building import build_index
from index.encoder.hashing import HashingEncoder
from index.errors import IndexFailed
from index.store import current, open_generation

_, before, after, disk = sys.argv
folder = Path(disk) / "index"
build_index(Library.load(Path(before)), folder, HashingEncoder())
size = sum(path.stat().st_size for path in current(folder).rglob("*") if path.is_file())
for step in range(8):
    filler = Path(disk) / f"filler-{step}"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    filler.open("r+b").truncate(max(0, filler.stat().st_size - size * step // 8))
    try:
        build_index(Library.load(Path(after)), folder, HashingEncoder())
        print("built")
        break
    except IndexFailed as error:
        print(error)
    print(sorted(path.name for path in folder.iterdir()), open_generation(folder).manifest.digest)
    filler.unlink()
"""


def test_a_disk_that_is_full_is_told_and_the_index_answers_on(tmp_path: Path, policies: tuple[Path, Path]) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = tmp_path / "full.py"
    script.write_text(FULL, encoding="utf-8")
    mounted = 'mount -t tmpfs -o size=4m tmpfs "$1" || exit 77; shift; exec "$@"'
    command = [
        "unshare",
        "--mount",
        "--map-root-user",
        "sh",
        "-c",
        mounted,
        "sh",
        disk,
        sys.executable,
        script,
        *policies,
        disk,
    ]

    try:
        done = subprocess.run(
            command,
            cwd=REPOSITORY,
            env=os.environ | {"PYTHONPATH": "."},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("unshare is not installed")
    if done.returncode in (1, 77) and "Traceback" not in done.stderr:
        pytest.skip(f"no file system can be mounted here: {done.stderr}")

    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert len(lines) >= 6
    told, left = {line for line in lines[::2] if line != "built"}, set(lines[1::2])
    assert told == {
        f"The disk is full, so the index could not be written to {disk}/index; the old one is untouched. Free some space and build again."
    }
    assert len(left) == 1


def test_a_reader_answers_on_while_an_index_is_built_and_after(
    library: Library, changed: Library, folder: Path, recorder: Any
) -> None:
    build_index(library, folder, HashingEncoder())
    reader = searcher(library, folder)
    before, during = answers(reader), []

    with faulty(lambda event, path: during.append(answers(reader)) if event == "os.rename" or "manifest" in path else None):
        build_index(changed, folder, recorder(), lambda _done, _total: during.append(answers(reader)))
    build_index(library, folder, recorder("another-1"))
    gc.collect()

    assert during == [before] * 4
    assert answers(reader) == before
    assert not reader.generation.folder.exists()


def test_an_index_can_be_opened_at_any_moment_of_a_build(library: Library, changed: Library, folder: Path) -> None:
    build_index(library, folder, HashingEncoder())
    digests = {open_generation(folder).manifest.digest}
    build_index(changed, folder, HashingEncoder())
    digests.add(open_generation(folder).manifest.digest)
    done = threading.Event()

    def read() -> set[str]:
        seen = set()
        while not done.is_set():
            generation = open_generation(folder)
            seen.add(generation.manifest.digest)
            assert generation.tokens.rows[-1].any()
        return seen

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for number in range(12):
                build_index((library, changed)[number % 2], folder, HashingEncoder())
        finally:
            done.set()
        assert set.union(*(reader.result() for reader in readers)) == digests


@pytest.mark.parametrize("moment", ["the pointer is read", "the manifest is read"])
def test_an_index_that_is_replaced_while_it_is_opened_is_opened_anew(
    library: Library, changed: Library, folder: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    build_index(library, folder, HashingEncoder())
    name = "_named" if moment == "the pointer is read" else "read_manifest"
    real, replaced = getattr(store, name), []

    def replace(*arguments: Any) -> Any:
        found = real(*arguments)
        if not replaced:
            replaced.append(True)
            build_index(changed, folder, HashingEncoder())
        return found

    monkeypatch.setattr(store, name, replace)

    found = open_generation(folder)
    assert replaced
    assert found.folder == current(folder)
    check_fresh(found.manifest, changed, HashingEncoder())


def test_of_two_builders_at_once_one_is_refused_and_embeds_nothing(
    library: Library, changed: Library, folder: Path, recorder: Any
) -> None:
    build_index(library, folder, HashingEncoder())
    second = recorder()
    refusals = []

    def try_too(_done: int, _total: int) -> None:
        with pytest.raises(IndexFailed) as caught:
            build_index(library, folder, second)
        refusals.append(str(caught.value))

    build_index(changed, folder, recorder(), try_too)

    assert set(refusals) == {f"Another build is writing to {folder}; wait for it to end."}
    assert second.asked_since() == []
    assert answers(searcher(changed, folder))
    build_index(library, folder, second)


def test_who_waits_for_a_builder_takes_what_it_built(library: Library, folder: Path, recorder: Any) -> None:
    second = recorder()
    begun = threading.Event()

    with ThreadPoolExecutor(1) as pool:

        def wait() -> Built:
            begun.set()
            return build_index(library, folder, second, wait_s=60)

        with locked(folder):
            waiting = pool.submit(wait)
            assert begun.wait(60)
            assert not waiting.done()
        first = build_index(library, folder, HashingEncoder(), wait_s=60)
        built = waiting.result(60)

    assert built.units == first.units
    assert built.embedded + first.embedded == first.units
    assert len(second.asked_since()) == built.embedded


def test_who_waits_builds_anew_where_what_was_built_is_of_another_text(
    library: Library, changed: Library, folder: Path, recorder: Any
) -> None:
    build_index(library, folder, HashingEncoder())

    assert build_index(changed, folder, recorder(), wait_s=60).embedded
    assert build_index(changed, folder, recorder(), wait_s=60).embedded == 0
    assert answers(searcher(changed, folder))


def test_a_builder_in_another_process_is_refused(library: Library, folder: Path, policies: tuple[Path, Path]) -> None:
    with locked(folder):
        refused = run(LIMITED, policies[0], folder, "[-1]")
        assert "Another build is writing to" in refused.stdout, refused.stderr
    assert kept(folder) == []

    assert json.loads(run(LIMITED, policies[0], folder, "[-1]").stdout) == {"-1": "built"}
    assert answers(searcher(library, folder))


def test_a_failed_build_gives_the_lock_back(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(building, "save_vectors", lambda *_: (_ for _ in ()).throw(Crash()))
        with pytest.raises(Crash):
            build_index(library, folder, HashingEncoder())

    assert build_index(library, folder, HashingEncoder()).units


@pytest.mark.parametrize("state", ["no folder", "an empty folder", "a folder that is a file"])
def test_where_there_is_no_index_it_is_told_what_to_do(folder: Path, state: str) -> None:
    if state == "an empty folder":
        folder.mkdir()
    elif state == "a folder that is a file":
        folder.write_text("x", encoding="utf-8")

    with pytest.raises(IndexMissing, match="There is no index yet; run `jobun index build`"):
        open_generation(folder)


@pytest.mark.parametrize("pointer", [b"", b"generation-000000000000", b"..", b"/", b".", b"\x00\xff", "世代".encode(), b"a\nb"])
def test_a_pointer_to_nothing_is_told(library: Library, folder: Path, pointer: bytes) -> None:
    build_index(library, folder, HashingEncoder())
    (folder / "CURRENT").write_bytes(pointer)

    with pytest.raises(IndexMissing, match="incomplete; run `jobun index build`"):
        open_generation(folder)
    assert build_index(library, folder, HashingEncoder()).embedded


def damaged(folder: Path) -> IndexStale:
    """The refusal to open the index."""
    with pytest.raises(IndexStale, match=r"; run `jobun index build`\.$") as caught:
        open_generation(folder)
    return caught.value


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_short_or_gone_is_noticed_before_it_is_mapped(library: Library, folder: Path, name: str) -> None:
    build_index(library, folder, HashingEncoder())
    path = current(folder) / name
    size = path.stat().st_size

    for left in (size - 1, size // 2, 1, 0):
        os.truncate(path, left)
        damaged(folder)
    path.unlink()
    damaged(folder)
    path.mkdir()
    damaged(folder)

    # The next build makes it whole again.
    build_index(library, folder, HashingEncoder())
    assert answers(searcher(library, folder))


@pytest.mark.parametrize("name", ["manifest.json", "files.json"])
def test_a_byte_that_is_flipped_in_the_manifest_is_noticed_wherever_it_stands(
    library: Library, folder: Path, name: str
) -> None:
    build_index(library, folder, HashingEncoder())
    path = current(folder) / name
    whole = path.read_bytes()

    for at, byte in enumerate(whole):
        path.write_bytes(whole[:at] + bytes([byte ^ 1 << at % 8]) + whole[at + 1 :])
        if name == "files.json" and whole[at : at + 1].isspace() and path.read_bytes()[at : at + 1].isspace():
            continue
        damaged(folder)


def test_a_byte_that_is_flipped_in_the_pointer_is_noticed(library: Library, folder: Path) -> None:
    build_index(library, folder, HashingEncoder())
    whole = (folder / "CURRENT").read_bytes()

    for at, byte in enumerate(whole):
        (folder / "CURRENT").write_bytes(whole[:at] + bytes([byte ^ 1 << at % 8]) + whole[at + 1 :])
        with pytest.raises(IndexMissing):
            open_generation(folder)


@pytest.fixture(scope="module")
def stored(make: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stored")
    build_index(Library.of([make()]), folder, HashingEncoder())
    return folder


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(FILES), where=st.floats(0, 1, exclude_max=True), noise=st.binary(min_size=1, max_size=16))
def test_bytes_that_are_overwritten_anywhere_are_noticed(stored: Path, name: str, where: float, noise: bytes) -> None:
    path = current(stored) / name
    whole = path.read_bytes()
    at = int(where * len(whole))
    path.write_bytes((whole[:at] + noise + whole[at + len(noise) :])[: len(whole)])
    try:
        if path.read_bytes() == whole:
            assert open_generation(stored).manifest.units
        elif name != "files.json" or json.loads(path.read_bytes().decode("utf-8", "replace") or "0") != json.loads(whole):
            damaged(stored)
    except json.JSONDecodeError:
        damaged(stored)
    finally:
        path.write_bytes(whole)


def test_an_index_of_another_format_is_told_apart_from_a_damaged_one(library: Library, folder: Path) -> None:
    build_index(library, folder, HashingEncoder())
    path = current(folder) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"format": 99}), encoding="utf-8")

    assert f"has format 99, this program reads {store.FORMAT}" in str(damaged(folder))


@pytest.mark.parametrize("text", ["[]", "null", "1", '{"format": 2}', '{"versions": 3}', "\ud800", "{", "[" * 100_000])
def test_a_manifest_that_is_none_is_told(library: Library, folder: Path, text: str) -> None:
    build_index(library, folder, HashingEncoder())
    (current(folder) / "manifest.json").write_bytes(text.encode("utf-8", "surrogatepass"))

    damaged(folder)


def test_a_list_of_files_that_is_none_is_told(library: Library, folder: Path) -> None:
    build_index(library, folder, HashingEncoder())
    for text in ("[]", "null", "{}", "3", '{"x": null}', "[" * 100_000):
        (current(folder) / "files.json").write_text(text, encoding="utf-8")
        damaged(folder)


def test_of_a_large_file_the_size_and_the_head_are_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_SUMMED_BYTES", 10)
    (tmp_path / "large").write_bytes(bytes(100))
    files.seal(tmp_path)

    (tmp_path / "large").write_bytes(bytes(9) + b"x" + bytes(90))
    assert not files.is_intact(tmp_path)
    (tmp_path / "large").write_bytes(bytes(101))
    assert not files.is_intact(tmp_path)
    (tmp_path / "large").write_bytes(bytes(50) + b"x" + bytes(49))
    assert files.is_intact(tmp_path)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 256), np.int8),
        np.arange(12, dtype=np.float32).reshape(3, 4)[:, ::2],
        np.array([5]),
        np.ones((2, 3), np.uint8).T,
    ],
    ids=["empty", "every other", "one", "turned"],
)
def test_arrays_are_saved_as_numpy_saves_them(tmp_path: Path, array: Any) -> None:
    files.save_array(tmp_path / "ours.npy", array)

    np.testing.assert_array_equal(np.load(tmp_path / "ours.npy"), array)
    assert np.load(tmp_path / "ours.npy", mmap_mode="r").dtype == array.dtype


def test_what_grows_with_the_texts_is_mapped_not_read(library: Library, folder: Path) -> None:
    build_index(library, folder, HashingEncoder())

    generation = open_generation(folder)

    mapped = [generation.keys, generation.tokens.rows, generation.tokens.scales]
    mapped += [
        model._model.scores[part] for model in (generation.words, generation.pairs) for part in ("data", "indices", "indptr")
    ]
    assert all(isinstance(array.base, np.memmap) and not array.flags.writeable for array in mapped)
    maps = Path("/proc/self/maps")
    if maps.exists():
        assert str(generation.folder / "vectors.faiss") in maps.read_text(encoding="utf-8")


def test_token_rows_are_gathered_in_the_order_asked_for() -> None:
    rows = np.array([[10], [20], [30], [40]], np.int8)
    tokens = Tokens(rows, np.array([1, 1, 0.5, 2], np.float32), np.array([0, 1, 3, 4], np.int64))

    gathered, offsets = tokens.gather(np.array([2, 1, 2]))

    assert gathered.tolist() == [[80.0], [20.0], [15.0], [80.0]]
    assert (gathered.dtype, offsets.tolist()) == (np.float32, [0, 1, 3])


def test_each_folder_of_policies_has_an_index_of_its_own_however_it_is_written(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")

    place = index_folder(tmp_path, tmp_path / "a")

    assert place.parent == tmp_path / "index"
    assert index_folder(tmp_path, tmp_path / "b" / ".." / "a") == index_folder(tmp_path, tmp_path / "link") == place
    assert index_folder(tmp_path, tmp_path / "b") != place
