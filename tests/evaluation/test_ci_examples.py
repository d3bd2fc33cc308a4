"""The examples for CI: right by the schemas of their makers, and run line by line in a folder like a clone of an owner's repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
CI = REPOSITORY / "evaluation" / "ci"
SCHEMAS = {
    "github.yml": ("--builtin-schema", "vendor.github-workflows"),
    "gitlab.yml": ("--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"),
}
JUNIT = {
    "testsuites": ({"name", "tests", "failures", "errors", "disabled", "time"}, set()),
    "testsuite": (
        {"name", "tests", "failures", "errors", "disabled", "skipped", "time", "timestamp", "hostname", "id", "package"},
        {"name", "tests", "failures", "errors"},
    ),
    "testcase": ({"name", "classname", "assertions", "time", "status"}, {"name", "classname"}),
    "failure": ({"type", "message"}, {"type", "message"}),
    "skipped": ({"type", "message"}, {"message"}),
}
"""The attributes that an element of JUnit XML may have, and those it must have, by the strictest reading of the schemas there are
(Ant's and that of Jenkins' xUnit plugin)."""


@dataclass(frozen=True)
class Step:
    """Lines for a shell; ``always`` ones run whatever came before them."""

    lines: str
    environ: dict[str, str]
    always: bool = False


def steps(name: str, clone: Path) -> Iterator[Step]:
    """What a runner gives its shells, with its own variables as GitHub and GitLab set them."""
    example = yaml.safe_load((CI / name).read_text(encoding="utf-8"))
    if name == "github.yml":
        job = example["jobs"]["gate"]
        shared = {"GITHUB_STEP_SUMMARY": str(clone / "summary.md"), **job["env"]}
        for step in job["steps"]:
            if "run" in step:
                yield Step(step["run"], told(shared | step.get("env", {}), clone), step.get("if") == "always()")
    else:
        job = example["answers"]
        environ = told(job["variables"], clone)
        yield Step("\n".join(job["script"]), environ)
        yield Step("\n".join(job["after_script"]), environ, always=True)


def told(variables: dict[str, str], clone: Path) -> dict[str, str]:
    """Variables with the folder of the clone filled in; the ones left must mean nothing to the runner."""
    found = {
        name: value.replace("${{ github.workspace }}", str(clone)).replace("$CI_PROJECT_DIR", str(clone))
        for name, value in variables.items()
    }
    assert not [value for value in found.values() if "${{" in value or "$CI" in value]
    return found


@pytest.fixture
def clone(tmp_path: Path, policies: Path, acme_cases: Path) -> Path:
    """An owner's repository as the examples want it, with a ``jobun`` and a ``pip`` that installs nothing."""
    folder = tmp_path / "clone"
    folder.mkdir()
    shutil.copytree(policies, folder / "policies")
    shutil.copy(acme_cases, folder / "cases.jsonl")
    programs = tmp_path / "bin"
    programs.mkdir()
    call = "from corpus.command_line import main; main()"
    for name, lines in (
        ("jobun", f'PYTHONPATH="{REPOSITORY}" exec "{sys.executable}" -c "{call}" "$@"'),
        ("pip", f'printf "%s\\n" "$@" > "{tmp_path / "pip.txt"}"'),
    ):
        (programs / name).write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    assert shell(Step("jobun eval run --policies policies --cases cases.jsonl --save baseline.jsonl", {}), folder) == 0
    return folder


def shell(step: Step, clone: Path) -> int:
    """The exit status of a step. The hashing encoder is quick, and any would do."""
    environ = {
        **{name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ},
        "PATH": f"{clone.parent / 'bin'}:{os.environ['PATH']}",
        "JOBUN_HOME": str(clone / ".jobun"),
        **step.environ,
        "JOBUN_ENCODER": "hashing",
    }
    # Both runners end at the first line that fails.
    return subprocess.run(["bash", "-e", "-o", "pipefail", "-c", step.lines], cwd=clone, env=environ, check=False).returncode


def run(name: str, clone: Path) -> list[int]:
    """The exit status of each step, as a runner would come to it."""
    found: list[int] = []
    for step in steps(name, clone):
        if step.always or not any(found):
            found.append(shell(step, clone))
    return found


def artifacts(name: str) -> set[str]:
    """The files that are kept, by the example."""
    example = yaml.safe_load((CI / name).read_text(encoding="utf-8"))
    if name == "github.yml":
        [upload] = [each for each in example["jobs"]["gate"]["steps"] if "upload-artifact" in each.get("uses", "")]
        return set(upload["with"]["path"].split())
    kept: dict[str, Any] = example["answers"]["artifacts"]
    return {*kept["paths"], kept["reports"]["junit"]}


def is_junit(path: Path) -> ET.Element:
    """The root of a file of JUnit XML, which must be one."""
    root = ET.parse(path).getroot()  # noqa: S314 - our own
    assert root.tag == "testsuites"
    for one in root.iter():
        may, must = JUNIT[one.tag]
        assert must <= set(one.attrib) <= may, one.tag
    return root


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_an_example_is_right_by_its_schema(name: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", *SCHEMAS[name], str(CI / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_an_example_runs_and_passes_where_nothing_changed(name: str, clone: Path) -> None:
    assert set(run(name, clone)) == {0}

    assert "jobun @ git+https://" in (clone.parent / "pip.txt").read_text(encoding="utf-8")
    assert [one for one in artifacts(name) if not (clone / one).is_file()] == []
    [suite] = is_junit(clone / "answers.xml")
    assert (suite.attrib["failures"], suite.attrib["tests"]) == ("0", str(len(suite)))
    summary = clone / ("summary.md" if name == "github.yml" else "answers.md")
    assert summary.read_text(encoding="utf-8").startswith("## Answers: passed\n")


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_an_example_fails_where_answers_broke_and_shows_them_all_the_same(name: str, clone: Path) -> None:
    rows = [{"id": f"c{at}", "question": f"開示の手数料は{at}件でいくらですか", "verdict": "out_of_scope"} for at in range(20)]
    (clone / "cases.jsonl").write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    assert shell(Step("jobun eval run --policies policies --cases cases.jsonl --save baseline.jsonl --again", {}), clone) == 0
    # The run before had them all right.
    baseline = (clone / "baseline.jsonl").read_text(encoding="utf-8")
    (clone / "baseline.jsonl").write_text(
        re.sub(
            r'"why":\[.*?\]', '"why":[]', re.sub(r'"verdict":"\w+","intent"', '"verdict":"out_of_scope","intent"', baseline)
        ),
        encoding="utf-8",
    )

    statuses = run(name, clone)

    assert 1 in statuses
    # The page is written after the gate has failed.
    assert statuses[-1] == 0
    assert [one for one in artifacts(name) if not (clone / one).is_file()] == []
    [suite] = is_junit(clone / "answers.xml")
    assert int(suite.attrib["failures"]) > 0
