"""What every store promises, on each database that it runs on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from bot.errors import StateUnavailable
from bot.state.database import open_database
from bot.state.models import Base
from bot.state.port import NOTHING_BEFORE, Feedback, Store, Turn
from bot.state.store import DatabaseStore

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = DatabaseStore.open(url)
    yield opened
    opened.close()


def turn(number: int, at: datetime = NOW) -> Turn:
    return Turn(f"r{number}", at, f"質問{number}", {"verdict": "answered", "text": f"回答{number}", "citations": []})


def seal(position: int, before: str, record: str) -> str:
    return sha256(f"{position}{before}{record}".encode()).hexdigest()


def keep(store: Store, conversation: str, turn: Turn) -> bool:
    return store.keep(conversation, turn, f"記録{turn.id[1:]}", seal)


def test_the_tables_are_those_of_the_models(url: str) -> None:
    engine = open_database(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_what_a_later_version_has_used_is_left_alone(url: str) -> None:
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()

    with pytest.raises(StateUnavailable, match="later version"):
        open_database(url)


def test_several_may_open_it_for_the_first_time(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: DatabaseStore.open(url), range(4)))

    for one in stores:
        one.check()
        one.close()


def test_turns_come_back_in_order(store: Store) -> None:
    store.begin("c", "public", NOW)
    assert [keep(store, "c", turn(number)) for number in range(1, 6)] == [True] * 5

    kept = store.export("c")

    assert kept is not None
    assert (kept.id, kept.audience, kept.began_at) == ("c", "public", NOW)
    assert kept.turns == tuple(turn(number) for number in range(1, 6))
    assert store.questions("c", 2) == ("質問4", "質問5")
    assert store.history("r3", 10) == ("質問1", "質問2")
    assert store.history("r3", 1) == ("質問2",)
    assert store.turn("r4") == turn(4)


def test_conversations_are_kept_apart(store: Store) -> None:
    for name in ("a", "b"):
        store.begin(name, "staff", NOW)
    keep(store, "a", turn(1))
    keep(store, "b", turn(2))
    keep(store, "a", turn(3))

    assert store.questions("a", 9) == ("質問1", "質問3")
    assert store.questions("b", 9) == ("質問2",)
    assert store.history("r2", 9) == ()


def test_what_is_not_there_is_told_so(store: Store) -> None:
    assert store.audience_of("c") is None
    assert store.export("c") is None
    assert store.turn("r") is None
    assert store.link("r") is None
    assert store.questions("c", 3) == ()
    assert not store.delete("c")
    assert not keep(store, "c", turn(1))
    assert not store.give_feedback(Feedback("r1", "up", "", NOW))


def test_beginning_twice_changes_nothing(store: Store) -> None:
    store.begin("c", "public", NOW)
    store.begin("c", "staff", NOW + timedelta(days=1))

    assert store.audience_of("c") == "public"


def test_feedback_is_the_last_that_was_given(store: Store) -> None:
    store.begin("c", "public", NOW)
    keep(store, "c", turn(1))

    assert store.give_feedback(Feedback("r1", "up", "", NOW))
    assert store.give_feedback(Feedback("r1", "down", "別の条文だった", NOW))

    kept = store.export("c")
    assert kept is not None
    assert kept.feedback == (Feedback("r1", "down", "別の条文だった", NOW),)


def test_all_turns_since_an_instant_come_with_their_feedback(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.state.store._BATCH", 2)
    for conversation in ("one", "two"):
        store.begin(conversation, "public", NOW)
    for number in range(5):
        # Two at the same instant, on both sides of a page's end.
        keep(store, "one" if number % 2 else "two", turn(number, NOW + timedelta(minutes=number // 2)))
    thought = Feedback("r3", "down", "違う", NOW + timedelta(hours=1))
    store.give_feedback(thought)
    found = list(store.turns_since(NOW))
    assert found == [
        (turn(number, NOW + timedelta(minutes=number // 2)), thought if number == 3 else None) for number in range(5)
    ]
    assert [one.id for one, _ in store.turns_since(NOW + timedelta(minutes=1))] == ["r2", "r3", "r4"]
    assert list(store.turns_since(NOW + timedelta(minutes=9))) == []


def test_deleting_a_conversation_leaves_nothing_of_it(store: Store) -> None:
    for name in ("c", "other"):
        store.begin(name, "public", NOW)
    keep(store, "c", turn(1))
    keep(store, "other", turn(2))
    store.give_feedback(Feedback("r1", "up", "", NOW))

    assert store.delete("c")

    assert store.export("c") is None
    assert store.turn("r1") is None
    assert not store.give_feedback(Feedback("r1", "up", "", NOW))
    assert not keep(store, "c", turn(3)), "a turn that was on its way"
    assert store.turn("r2") == turn(2)


def test_what_is_old_is_purged(store: Store) -> None:
    old = NOW - timedelta(days=31)
    for name, began in (("gone", old), ("half", old), ("empty", NOW)):
        store.begin(name, "public", began)
    keep(store, "gone", turn(1, old))
    keep(store, "half", turn(2, old))
    keep(store, "half", turn(3, NOW))

    assert store.purge(NOW - timedelta(days=30)) == 2

    assert store.export("gone") is None
    assert store.questions("half", 9) == ("質問3",)
    assert store.audience_of("empty") == "public"
    assert keep(store, "half", turn(4))
    assert store.questions("half", 9) == ("質問3", "質問4")


def test_the_trail_is_a_chain_however_many_append(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: store.append(f"r{number}", f"記録{number}", seal), range(40)))

    links = list(store.links())

    assert [link.position for link in links] == list(range(1, 41))
    assert {link.id for link in links} == {f"r{number}" for number in range(40)}
    before = NOTHING_BEFORE
    for link in links:
        assert link.before == before
        assert link.digest == seal(link.position, before, link.record)
        before = link.digest
    assert store.link("r7") in links


def test_a_record_is_added_to_the_trail_once(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        links = list(pool.map(lambda number: store.append("r", f"記録{number}", seal), range(4)))

    assert len(set(links)) == 1
    assert list(store.links()) == links[:1]


def test_a_turn_and_its_record_are_kept_together_however_many_are(store: Store) -> None:
    store.begin("c", "public", NOW)
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda number: keep(store, "c", turn(number)), range(30)))

    links = list(store.links())

    assert all(kept)
    assert [link.position for link in links] == list(range(1, 31))
    assert {link.id: link.record for link in links} == {f"r{number}": f"記録{number}" for number in range(30)}
    assert store.questions("c", 99) == tuple(f"質問{link.id[1:]}" for link in links), "in the trail's order"


def test_of_a_conversation_that_is_gone_the_record_alone_is_kept(store: Store) -> None:
    assert not keep(store, "gone", turn(1))

    assert [link.id for link in store.links()] == ["r1"]
    assert store.turn("r1") is None


def test_instants_keep_their_zone(store: Store) -> None:
    tokyo = NOW.astimezone()
    store.begin("c", "public", tokyo)

    kept = store.export("c")
    assert kept is not None
    assert kept.began_at == NOW
    assert kept.began_at.tzinfo is not None


@pytest.mark.parametrize("url", ["sqlite:////dev/null/state.db", "postgresql://nobody:hunter2@127.0.0.1:1/none"])
def test_what_cannot_be_opened_is_told_without_its_address(url: str) -> None:
    with pytest.raises(StateUnavailable) as refused:
        DatabaseStore.open(url)

    assert "JOBUN_DATABASE" in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["postgresql://h:hunter2/d", "postgresql+hunter2://h/d", "sqlite:///state.db?uri=hunter2", "hunter2"],
)
def test_what_is_no_url_of_a_database_is_told_with_how_one_is_written(url: str) -> None:
    with pytest.raises(StateUnavailable, match=r"^JOBUN_DATABASE is no URL .* write sqlite:///PATH") as refused:
        DatabaseStore.open(url)

    assert "hunter2" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_a_file_of_another_kind_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"a picture, say" * 100)

    with pytest.raises(StateUnavailable, match="is no SQLite database"):
        DatabaseStore.open(f"sqlite:///{tmp_path / 'state.db'}")
