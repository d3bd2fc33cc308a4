"""An answer with all that belongs to it: what is kept, what is noted, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.answering import Answering, Keys, Served, Wish
from bot.errors import ConversationUnknown, QuestionRefused, ReplyUnknown
from bot.keys import key_for
from bot.replies import NotStated, OutOfScope, Question, Reply
from bot.settings import Settings
from bot.state.store import DatabaseStore
from bot.trail.chain import verify
from bot.trail.record import Record
from corpus.library import SHIPPED, Library
from corpus.model import Citation

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
KEYS = Keys(b"t" * 32, b"q" * 32)


class Engine:
    def __init__(self) -> None:
        self.identity = {"index": "i", "encoder": "e", "reader": None, "thresholds": "t"}
        self.asked: list[Question] = []
        self.reply_with: Reply = OutOfScope("対象外です。")

    def reply(self, question: Question) -> Reply:
        self.asked.append(question)
        return self.reply_with


@pytest.fixture
def library() -> Library:
    return Library.load(SHIPPED)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DatabaseStore]:
    opened = DatabaseStore.open(f"sqlite:///{tmp_path / 'state.db'}")
    yield opened
    opened.close()


@pytest.fixture
def desk(store: DatabaseStore, library: Library) -> Any:
    engine = Engine()
    answering = Answering(lambda: Served(engine, library), store, KEYS, now=lambda: NOW)
    answering.admit(Wish("", "conversation"), True)
    return SimpleNamespace(answering=answering, engine=engine, store=store)


def test_a_follow_up_is_asked_after_the_turns_before(desk: Any) -> None:
    for question in ("一つ目", "二つ目", "三つ目"):
        desk.answering.ask(Wish(question, "conversation"))

    assert [question.history for question in desk.engine.asked] == [(), ("一つ目",), ("一つ目", "二つ目")]


def test_what_is_kept_tells_nobody_who_asked(desk: Any) -> None:
    given = desk.answering.ask(Wish("私は山田太郎です。a@example.com を消してほしい", "conversation"))

    kept = desk.store.turn(given.id)
    assert kept.question == "私は〔氏名〕です。〔メールアドレス〕 を消してほしい"
    assert desk.engine.asked[0].text == "私は山田太郎です。a@example.com を消してほしい"
    assert kept.reply["verdict"] == "out_of_scope"


def test_every_answer_is_on_the_trail(desk: Any, library: Library) -> None:
    given = [desk.answering.ask(Wish(question, "conversation")) for question in ("一つ目", "二つ目")]

    assert verify(desk.store.links(), KEYS.trail).links == 2
    record = Record.read(desk.store.link(given[1].id).record)
    assert (record.id, record.verdict, record.digests["index"]) == (given[1].id, "out_of_scope", "i")
    assert set(record.versions) == {v.name for v in library.in_force(record.as_of, "public")}
    assert record.digests["program"]


def test_an_answer_that_cannot_be_noted_is_not_given(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OSError("no room")

    monkeypatch.setattr("bot.answering.sealer", lambda _: fail)

    with pytest.raises(OSError, match="no room"):
        desk.answering.ask(Wish("一つ目", "conversation"))
    assert desk.store.questions("conversation", 9) == ()
    assert list(desk.store.links()) == []


def test_a_conversation_deleted_meanwhile_stays_deleted(desk: Any) -> None:
    desk.answering.forget("conversation", "ja")

    given = desk.answering.ask(Wish("一つ目", "conversation"))

    assert desk.store.turn(given.id) is None
    assert desk.store.export("conversation") is None


def test_a_conversation_is_held_with_one_audience(desk: Any) -> None:
    with pytest.raises(ConversationUnknown):
        desk.answering.admit(Wish("", "conversation", "staff"), True)
    with pytest.raises(ConversationUnknown):
        desk.answering.admit(Wish("", "never begun"), False)
    desk.answering.admit(Wish("", "conversation"), False)


@pytest.mark.parametrize("question", ["", " \n", "あ" * 2001, "a\x00b"])
def test_what_cannot_be_asked_is_refused_and_not_kept(desk: Any, question: str) -> None:
    with pytest.raises(QuestionRefused):
        desk.answering.ask(Wish(question, "conversation"))

    assert desk.store.questions("conversation", 9) == ()


def test_opinions_are_kept_in_redacted_words(desk: Any) -> None:
    given = desk.answering.ask(Wish("一つ目", "conversation"))
    desk.answering.opine(given.id, "down", "090-1234-5678 に電話して", "ja")

    assert desk.store.export("conversation").feedback[0].reason == "〔電話番号〕 に電話して"
    with pytest.raises(ReplyUnknown):
        desk.answering.opine("no such reply", "up", "", "en")


@pytest.mark.parametrize(
    ("lang", "url"), [("ja", "/policies/site-privacy/2022-04-01#7.3"), ("en", "/policies/site-privacy/2022-04-01?lang=en#7.3")]
)
def test_citations_say_their_sentences_and_the_language_of_their_page(desk: Any, library: Library, lang: str, url: str) -> None:
    version = library.get("site-privacy", lang=lang)
    section = version.by_number["7.3"]
    cited = Citation(
        "site-privacy", version.effective_on, "7.3", section.title, (0, 1), section.quote(0), version.link("7.3"), 1.0
    )
    desk.engine.reply_with = NotStated("ありません。", (cited,))

    wire = desk.answering.ask(Wish("一つ目", "conversation")).wire

    assert wire["near"][0]["sentences"] == [0, 1]
    assert wire["near"][0]["url"] == url


def test_a_secret_is_made_once_and_is_nobody_elses(tmp_path: Path) -> None:
    settings = Settings.read({"JOBUN_HOME": str(tmp_path / "home")})

    keys = {key_for(use, settings) for use in ("tokens", "trail", "questions")}

    assert len(keys) == 3
    assert key_for("trail", settings) in keys
    assert (tmp_path / "home" / "secret").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_is_set_is_the_same_everywhere(tmp_path: Path) -> None:
    homes = [Settings.read({"JOBUN_HOME": str(tmp_path / name), "JOBUN_SECRET": "s" * 32}) for name in ("a", "b")]

    assert key_for("tokens", homes[0]) == key_for("tokens", homes[1])
    assert not (tmp_path / "a").exists()
