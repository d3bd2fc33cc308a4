"""What holds the house together: one tree of errors, documentation that names all there is, pinned versions, no network."""

from __future__ import annotations

import inspect
import os
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import typer

import bot.errors
import corpus.errors
import evaluation.errors
import index.errors
from bot.commands import STATUS
from bot.questions import MAX_CHARS
from bot.settings import VARIABLES, Settings
from corpus.command_line import app, main
from corpus.errors import JobunError
from tests import readme

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


def drawn(kind: type[BaseException], indent: str = "") -> Iterator[str]:
    """The tree below a class as `bot.errors` draws it, in the order in which the classes are written."""
    below = [one for module in (corpus, index, bot, evaluation) for one in raised_in(module.errors) if one.__base__ is kind]
    for number, child in enumerate(below, 1):
        last = number == len(below)
        yield f"{indent}{'└── ' if last else '├── '}{child.__name__}"
        yield from drawn(child, indent + ("    " if last else "│   "))


def raised_in(module: Any) -> list[type[BaseException]]:
    mine = [one for _, one in inspect.getmembers(module, inspect.isclass) if one.__module__ == module.__name__]
    return sorted(mine, key=lambda one: inspect.getsourcelines(one)[1])


def test_the_tree_of_errors_is_the_one_that_is_drawn() -> None:
    block = re.search(r"^    JobunError.*(?:\n    .+)*", bot.errors.__doc__ or "", flags=re.MULTILINE)

    assert block
    # What stands behind a name says what to do.
    names = [re.sub(r"(\w)  .*", r"\1", line.removeprefix("    ")) for line in block[0].splitlines()]
    assert names == ["JobunError", *drawn(JobunError)]


@pytest.mark.parametrize("module", [corpus.errors, index.errors, bot.errors, evaluation.errors], ids=lambda m: m.__name__)
def test_every_error_has_one_root_and_says_what_to_do(module: Any) -> None:
    for kind in raised_in(module):
        assert issubclass(kind, JobunError), kind
        assert kind.__doc__, kind


def commands(command: Any, *path: str) -> Iterator[str]:
    if hasattr(command, "list_commands"):
        for name in command.list_commands(None):
            yield from commands(command.get_command(None, name), *path, name)
    else:
        yield " ".join(path)


def test_the_readme_names_every_command() -> None:
    there = list(commands(typer.main.get_command(app), "jobun"))

    assert len(there) > 5
    assert [command for command in there if not re.search(rf"\b{command}\b", README)] == []


def test_the_readme_has_every_setting_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(JOBUN_\w+)` \| (.*?) \|", README, flags=re.MULTILINE))

    assert list(rows) == list(VARIABLES)
    for name, field in VARIABLES.items():
        default = Settings.model_fields[field].default
        assert f"`{default}`" == rows[name] or not isinstance(default, str), name


@pytest.mark.usefixtures("bundled_encoder")
def test_the_examples_of_the_readme_are_what_is_said(encoder_home: Path) -> None:
    assert len(readme.blocks(README)) > 3
    assert readme.renewed(README, encoder_home) == README, "run `python -m tests.readme --write`, and look why it changed"


def test_an_example_is_renewed_by_what_is_most_like_it() -> None:
    [[one, other]] = readme.blocks("```console\n$ jobun a\n…\nfee 10 yen\n  paid\n…\n2 found.\n$ jobun b\nall\n```\n")

    assert [one.command, other.command] == ["jobun a", "jobun b"]
    assert one.renewed(["head", "free", "fee 12 yen", "  paid", "more", "3 found."]) == (
        *("…", "fee 12 yen", "  paid", "…", "3 found."),
    )
    assert other.renewed(["none", "at all"]) == ("none", "at all")


def test_the_readme_has_every_verdict_with_its_status() -> None:
    rows = re.findall(r"^\| `(\w+)` \| \S+ \|.*\| (\d) \|$", README, flags=re.MULTILINE)

    assert {verdict: int(status) for verdict, status in rows} == STATUS
    assert f"{MAX_CHARS:,} characters" in README


def test_links_of_the_readme_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)

    assert links
    assert [link for link in links if not (REPOSITORY / link).exists()] == []


def test_the_changelog_knows_what_is_to_come() -> None:
    assert "## [Unreleased]" in (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_dependency_has_an_exact_version() -> None:
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.lower().split("==") for line in lines if not line.startswith("#"))
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"]]

    assert {name_of(line) for line in wanted} - {name_of(name) for name in pinned} == set()
    assert pinned["torch"] == "2.13.0"
    assert not any(version.endswith("+cpu") for version in pinned.values()), "a build's name is known to some indexes only"
    assert [name for name in pinned if re.match("nvidia|triton|numba|llvmlite", name)] == [], "these are large or slow to load"


def test_every_library_that_is_imported_is_asked_for() -> None:
    runs = {name_of(line) for line in PROJECT["project"]["dependencies"]}
    tests = runs | {name_of(line) for line in PROJECT["project"]["optional-dependencies"]["dev"]}
    given = metadata.packages_distributions()

    for folder, asked in (("corpus", runs), ("index", runs), ("bot", runs), ("evaluation", runs), ("tests", tests)):
        sources = "".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / folder).rglob("*.py"))
        modules = set(
            re.findall(
                r"^ *(?:import|from) (\w+)(?: import .*|\.[\w.]+ import .*|\.[\w.]+)?(?: as \w+)?$", sources, re.MULTILINE
            )
        )
        others = modules - {"corpus", "index", "bot", "evaluation", "tests"} - set(sys.stdlib_module_names)
        assert [one for one in sorted(others) if not {name_of(each) for each in given.get(one, ())} & asked] == []


def name_of(requirement: str) -> str:
    """The name of a distribution, as an index compares names."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_the_makefile_begins_with_the_two_commands() -> None:
    targets = re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert targets[:2] == ["serve", "test"]
    assert os.access(REPOSITORY / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("debug", ["0", "1"])
def test_what_fails_unexpectedly_is_told_by_kind_and_place(
    debug: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Any) -> None:
        raise LookupError("what a person wrote")

    monkeypatch.setenv("JOBUN_DEBUG", debug)
    monkeypatch.setattr(sys, "argv", ["jobun", "doctor"])
    monkeypatch.setattr("bot.doctor.examine", fail)

    with pytest.raises(SystemExit) as ended:
        main()

    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert said.startswith("jobun: failed unexpectedly (LookupError at test_house.py:")
    assert ("what a person wrote" in said) == (debug == "1")


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys; sys.argv = ['jobun', '--help']\n"
        "from corpus.command_line import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = ('torch', 'faiss', 'numpy', 'onnxruntime', 'sklearn', 'sudachipy', 'pydantic', 'yaml', 'markitdown')\n"
        "print(*(name for name in heavy if name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)

    assert "doctor" in done.stdout
    assert done.stderr == "\n"


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_no_test_reaches_the_network(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sender:
        for reach in (
            lambda: sender.connect((address, 9)),
            lambda: sender.connect_ex((address, 9)),
            lambda: sender.sendto(b"", (address, 9)),
            lambda: sender.sendto(b"", 0, (address, 9)),
            lambda: socket.create_connection((address, 9)),
            lambda: socket.gethostbyname(address),
        ):
            with pytest.raises(BaseException, match=f"a test (connects to|looks up).*{re.escape(address)}"):
                reach()


def test_loopback_and_sockets_of_this_machine_can_be_reached(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))


def test_no_library_asks_a_hub() -> None:
    assert os.environ["HF_HUB_OFFLINE"] == os.environ["TRANSFORMERS_OFFLINE"] == "1"
    assert not any(name in os.environ for name in VARIABLES)
