"""Small policies, an encoder that keeps what it was asked for, and an index of the policies that are shipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.library import SHIPPED, Library
from corpus.model import PolicyVersion
from corpus.reading import parse
from index.building import build_index
from index.encoder.hashing import HashingEncoder
from index.encoder.port import Role, States, Vectors
from index.ranking import Ranking
from index.search import Searcher, open_searcher

SITE = """## 1. 定義

個人情報とは、生存する個人に関する情報をいいます。

## 2. 保存期間

お問い合わせの内容は6か月保存します。期間を過ぎた記録は消去します。

## 3. 開示

### 3.1 手数料

開示の手数料は1件につき1,000円です。

### 3.2 方法

開示の結果は書面の郵送でお知らせします。
"""
STAFF = """## 第1条（鍵の管理）

書庫の鍵は管理責任者が保管する。

## 第2条（持出し）

USBメモリを社外に持ち出してはならない。
"""


class RecordingEncoder:
    """The hashing encoder, which keeps the passages it was asked to embed."""

    def __init__(self, name: str = HashingEncoder.name) -> None:
        self.name = name
        self.dimensions = HashingEncoder.dimensions
        self.passages: list[str] = []
        self._inner = HashingEncoder()

    def encode(self, texts: Sequence[str], *, role: Role) -> Vectors:
        return self._inner.encode(texts, role=role)

    def states(self, texts: Sequence[str], *, role: Role, contexts: Sequence[str] | None = None) -> list[States]:
        if role == "passage":
            self.passages += texts
        return self._inner.states(texts, role=role, contexts=contexts)

    def asked_since(self) -> list[str]:
        """What it was asked for since this was called last."""
        asked, self.passages = self.passages, []
        return asked


def make_version(
    body: str = SITE,
    *,
    policy: str = "site",
    day: str = "2024-04-01",
    title: str = "個人情報の取扱い",
    audience: str = "public",
    lang: str = "ja",
) -> PolicyVersion:
    front = f"id: {policy}\ntitle: {title}\nlang: {lang}\naudience: {audience}\neffective_on: {day}\n"
    return parse(f"---\n{front}---\n\n{body}", source=f"{policy}/{day}.md")


@pytest.fixture(scope="session")
def make() -> Callable[..., PolicyVersion]:
    """Makes a version of a policy from its body."""
    return make_version


@pytest.fixture(scope="session")
def texts() -> SimpleNamespace:
    """Two bodies to make versions of: ``site`` and ``staff``."""
    return SimpleNamespace(site=SITE, staff=STAFF)


@pytest.fixture(scope="session")
def recorder() -> type[RecordingEncoder]:
    """The class of the encoder that keeps what it was asked for."""
    return RecordingEncoder


@pytest.fixture
def recording() -> RecordingEncoder:
    return RecordingEncoder()


@pytest.fixture
def library() -> Library:
    """A policy for everybody, one for the staff alone."""
    return Library.of([make_version(), make_version(STAFF, policy="staff", title="取扱規程", audience="staff")])


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[Library], Searcher]:
    """Builds an index of a library in ``tmp_path / "index"`` and opens it."""

    def build(library: Library) -> Searcher:
        build_index(library, tmp_path / "index", HashingEncoder())
        return open_searcher(library, tmp_path / "index", HashingEncoder(), Ranking.load())

    return build


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The policies that are shipped, open for searching."""
    library, folder = Library.load(SHIPPED), tmp_path_factory.mktemp("shipped")
    build_index(library, folder, HashingEncoder())
    return open_searcher(library, folder, HashingEncoder(), Ranking.load())


@pytest.fixture(scope="session")
def today() -> date:
    return date(2026, 1, 1)
