"""The trail: any change to it shows, and an answer can be given again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.errors import ReplayRefused, TrailBroken
from bot.replies import Answered, OutOfScope, Question, Reply, Trace
from bot.state.port import NOTHING_BEFORE, Link
from bot.state.store import DatabaseStore
from bot.trail.chain import Verified, sealer, verify
from bot.trail.record import Asked, Record, evidence, question_digest, reply_digest
from bot.trail.replay import replay
from corpus.model import Citation

KEY = b"k" * 32
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
ASKED = Asked("手数料は", ("開示について",), "public", "ja", date(2026, 11, 26))
CITED = Citation("site-privacy", date(2022, 4, 1), "7.3", "申出先", (0, 1), "無料です。", "/p#7.3", 0.1 + 0.2)
SAID = Answered("無料です。", (CITED,), Trace((), {"overlap": 1 / 3}, 0.9))
DIGESTS = {"index": "i", "encoder": "e", "reader": None, "thresholds": "t", "program": "p"}


def record(number: int = 1, reply: Reply = SAID) -> Record:
    return Record(
        f"r{number}", NOW, question_digest(ASKED, KEY), "public", "ja", ASKED.as_of, {"v": "d"}, DIGESTS, evidence(reply),
        reply.verdict, reply_digest(reply),
    )  # fmt: skip


@pytest.fixture
def links(tmp_path: Path) -> list[Link]:
    store = DatabaseStore.open(f"sqlite:///{tmp_path / 'state.db'}")
    for number in range(1, 6):
        store.append(f"r{number}", record(number).canonical(), sealer(KEY))
    chain = list(store.links())
    store.close()
    return chain


def test_a_record_is_read_as_it_was_written() -> None:
    assert Record.read(record().canonical()) == record()


def test_nothing_that_somebody_wrote_is_on_it() -> None:
    assert "手数料は" not in record().canonical()
    assert "無料です" not in record().canonical()


def test_a_chain_that_nobody_touched_is_verified(links: list[Link]) -> None:
    assert verify(links, KEY) == Verified(5, links[-1].digest)
    assert verify([], KEY) == Verified(0, NOTHING_BEFORE)
    assert verify(links, KEY, end=Verified(3, links[2].digest)).links == 5


@pytest.mark.parametrize(
    "touch",
    [
        lambda links: links.pop(2),
        lambda links: links.pop(0),
        lambda links: links.reverse(),
        lambda links: links.insert(2, links[2]),
        lambda links: links.__setitem__(1, replace(links[1], record=links[1].record.replace("answered", "not_stated"))),
        lambda links: links.__setitem__(1, replace(links[1], id="r9")),
        lambda links: links.__setitem__(4, replace(links[4], digest="0" * 64)),
        lambda links: links.__setitem__(3, replace(links[3], before="0" * 64)),
    ],
    ids=["left out", "head cut off", "turned round", "twice", "record", "name", "digest", "before"],
)
def test_any_change_shows(links: list[Link], touch: Callable[[list[Link]], Any]) -> None:
    touch(links)

    with pytest.raises(TrailBroken):
        verify(links, KEY)


def test_a_chain_sealed_anew_with_another_key_shows(links: list[Link]) -> None:
    seal, before, forged = sealer(b"x" * 32), NOTHING_BEFORE, []
    for link in links:
        before_this, before = before, seal(link.position, before, link.record)
        forged.append(replace(link, before=before_this, digest=before))

    assert verify(forged, b"x" * 32).links == 5
    with pytest.raises(TrailBroken, match="JOBUN_SECRET"):
        verify(forged, KEY)


def test_an_end_that_was_cut_off_shows_to_who_has_verified_before(links: list[Link]) -> None:
    with pytest.raises(TrailBroken, match="ends at link 4; 5 were there"):
        verify(links[:4], KEY, end=Verified(5, links[-1].digest))
    with pytest.raises(TrailBroken, match="another one"):
        verify(links, KEY, end=Verified(3, "f" * 64))


def engine(reply: Reply = SAID) -> Any:
    asked: list[Question] = []

    def answer(question: Question) -> Reply:
        asked.append(question)
        return reply

    return SimpleNamespace(identity={}, reply=answer, asked=asked)


def test_the_same_reply_is_the_same_bit_for_bit() -> None:
    one = engine()

    again = replay(record(), ASKED, one, digests=DIGESTS, versions={"v": "d"}, key=KEY)

    assert again.same
    assert one.asked == [Question(ASKED.text, ASKED.history, "public", "ja", ASKED.as_of)]


def test_the_digests_that_differ_are_named() -> None:
    now = DIGESTS | {"index": "other", "reader": "new"}

    again = replay(record(), ASKED, engine(OutOfScope("?")), digests=now, versions={}, key=KEY)

    assert [(each.part, each.then, each.now) for each in again.differences[:3]] == [
        ("index", "i", "other"),
        ("reader", None, "new"),
        ("version v", "d", None),
    ]
    assert again.differences[3].part == "reply"


def test_the_last_bit_of_a_score_counts() -> None:
    other = Answered("無料です。", (replace(CITED, score=0.3),))

    assert CITED.score != 0.3
    assert reply_digest(other) != reply_digest(SAID)


@pytest.mark.parametrize("asked", [replace(ASKED, text="手数料は？"), replace(ASKED, history=())])
def test_another_question_is_refused(asked: Asked) -> None:
    with pytest.raises(ReplayRefused, match="--question"):
        replay(record(), asked, engine(), digests=DIGESTS, versions={}, key=KEY)
