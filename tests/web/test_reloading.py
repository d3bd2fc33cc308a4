"""A new index is taken while the site runs; one that cannot be used is not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from bot.web.current import Current, Renewal
from bot.web.metrics import Metrics
from corpus.approved import FILE, read_approvals
from corpus.library import Library
from index.errors import IndexStale


@dataclass
class Engines:
    """Makes an engine on whatever index is in force, or fails."""

    folder: Path
    library: Library
    made: list[str] = field(default_factory=list)
    fails: bool = False

    def put(self, name: str) -> None:
        generation = f"generation-{name * 12}"
        (self.folder / generation).mkdir(parents=True, exist_ok=True)
        (self.folder / "CURRENT").write_text(generation, encoding="ascii")
        self.name = name

    def make(self) -> Any:
        if self.fails:
            raise IndexStale("The index is damaged.")
        self.made.append(self.name)
        from types import SimpleNamespace

        return SimpleNamespace(searcher=SimpleNamespace(library=self.library, encoder=None), identity={"index": self.name})


def current(engines: Engines) -> tuple[Current, Renewal]:
    engines.put("a")
    renewal = Renewal(engines.folder, engines.make)
    return Current(engines.make(), Metrics(), renewal), renewal


def test_a_new_index_is_taken_and_who_began_with_the_old_one_keeps_it(tmp_path: Path, library: Library) -> None:
    engines = Engines(tmp_path, library)
    held, renewal = current(engines)
    before = held.served()

    assert not asyncio.run(held.renew(renewal))
    engines.put("b")
    assert asyncio.run(held.renew(renewal))

    assert before.engine.identity["index"] == "a"
    assert held.served().engine.identity["index"] == "b"
    assert engines.made == ["a", "b"]
    assert not asyncio.run(held.renew(renewal))


def test_one_that_cannot_be_used_is_passed_over_until_it_can(tmp_path: Path, library: Library) -> None:
    engines = Engines(tmp_path, library)
    held, renewal = current(engines)
    engines.put("b")
    engines.fails = True

    assert not asyncio.run(held.renew(renewal))
    assert held.served().engine.identity["index"] == "a"
    engines.fails = False
    assert asyncio.run(held.renew(renewal))


def test_no_index_is_no_new_one(tmp_path: Path, library: Library) -> None:
    engines = Engines(tmp_path, library)
    held, renewal = current(engines)
    (tmp_path / "CURRENT").unlink()

    assert not asyncio.run(held.renew(renewal))


APPROVED = """- question: 手数料は
  text: {text}
  approved_on: 2022-05-01
  citations: [{{section: site-privacy/7.3, quote: 手数料などは一切かかりません。}}]
"""


def test_approved_answers_are_taken_when_they_change_and_only_then(tmp_path: Path, library: Library) -> None:
    engines = Engines(tmp_path, library)
    engines.put("a")
    file = tmp_path / FILE

    def make() -> Any:
        said = [one.text for one in read_approvals(tmp_path).answers]
        engine = engines.make()
        engine.identity["thresholds"] = " ".join(said)
        return engine

    renewal = Renewal(tmp_path, make, file)
    held = Current(make(), Metrics(), renewal)
    assert not asyncio.run(held.renew(renewal))
    file.write_text(APPROVED.format(text="無料です。"), encoding="utf-8")
    assert asyncio.run(held.renew(renewal))
    assert held.served().engine.identity["thresholds"] == "無料です。"
    file.touch()
    assert not asyncio.run(held.renew(renewal))

    file.write_text(APPROVED.format(text="''"), encoding="utf-8")
    with capture_logs() as logs:
        assert not asyncio.run(held.renew(renewal))
        assert not asyncio.run(held.renew(renewal))
    assert [(one["event"], one["error"]) for one in logs] == [("index_refused", "PolicyUnreadable")]
    assert "approved.yaml, answer 1: `text` is not as it must be" in logs[0]["where"]
    assert held.served().engine.identity["thresholds"] == "無料です。"

    file.unlink()
    assert asyncio.run(held.renew(renewal))
    assert held.served().engine.identity["thresholds"] == ""
