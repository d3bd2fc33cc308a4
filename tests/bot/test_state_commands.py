"""``jobun privacy`` and ``jobun trail`` from the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.answering import Answering, Keys, Served, Wish
from bot.assemble import assemble
from bot.keys import key_for
from bot.settings import Settings
from bot.state.database import database_url, open_database
from bot.state.store import DatabaseStore
from corpus.command_line import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command: its exit status, what it printed, and what it said on stderr."""

    def ran(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jobun", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return ran


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An index by the encoder that knows wording alone, which is quick to make."""
    environ = {"JOBUN_HOME": str(tmp_path), "JOBUN_ENCODER": "hashing"}
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return Settings.read(environ)


@pytest.fixture
def ask(settings: Settings) -> Callable[..., str]:
    """Asks within the conversation ``conversation``; the reply's id."""
    engine = assemble(settings)

    def asked(question: str, at: datetime | None = None) -> str:
        store = DatabaseStore.open(database_url(settings))
        keys = Keys(key_for("trail", settings), key_for("questions", settings))
        answering = Answering(lambda: Served(engine, engine.searcher.library), store, keys, now=lambda: at or datetime.now(UTC))
        wish = Wish(question, "conversation")
        answering.admit(wish, True)
        number = answering.ask(wish).id
        store.close()
        return number

    return asked


def test_an_answer_is_given_again_bit_for_bit(ask: Callable[..., str], run: Run) -> None:
    first = ask("開示の手数料はいくらですか？")
    second = ask("では、期限は？")

    for reply in (first, second):
        status, said, _ = run("trail", "replay", reply, "--json")
        assert (status, json.loads(said)["same"], json.loads(said)["differences"]) == (0, True, [])


def test_an_answer_from_another_text_says_which_digests_differ(
    ask: Callable[..., str], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = ask("開示の手数料はいくらですか")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "2022-04-01.md").write_text(
        "---\nid: site-privacy\ntitle: 別の文書\naudience: public\neffective_on: 2022-04-01\n---\n\n## 1. 手数料\n\n無料です。\n",
        "utf-8",
    )
    monkeypatch.setenv("JOBUN_POLICIES", str(tmp_path / "texts"))

    status, said, told = run("trail", "replay", reply, "--json")

    assert said, told
    parts = {each["part"] for each in json.loads(said)["differences"]}
    assert status == 1
    assert {"index", "version site-privacy/2022-04-01", "reply"} <= parts
    assert "program" not in parts


def test_a_question_that_is_no_longer_kept_in_all_its_words_is_asked_for(ask: Callable[..., str], run: Run) -> None:
    question = "090-1234-5678に電話で開示の手数料を知らせて"
    reply = ask(question)

    status, _, said = run("trail", "replay", reply)
    assert (status, "--question" in said) == (1, True)
    assert run("trail", "replay", reply, "--question", question)[0] == 0
    run("privacy", "purge", "--days", "0")
    assert "no longer kept" in run("trail", "replay", reply)[2]
    assert run("trail", "replay", reply, "--question", question)[0] == 0


def test_a_trail_is_verified_until_somebody_touches_it(ask: Callable[..., str], run: Run, settings: Settings) -> None:
    for question in ("開示の手数料はいくらですか", "期限は"):
        ask(question)
    status, said, _ = run("trail", "verify")
    assert (status, said.startswith("2 records, none changed. 2:")) == (0, True)
    end = said.split()[-1]
    assert run("trail", "verify", "--end", end)[0] == 0

    engine = open_database(database_url(settings))
    with engine.begin() as connection:
        connection.execute(text("delete from trail where position = 2"))
    assert run("trail", "verify")[0] == 0
    assert "2 were there before" in run("trail", "verify", "--end", end)[2]
    with engine.begin() as connection:
        connection.execute(text("update trail set record = replace(record, 'public', 'staff')"))
    engine.dispose()
    status, _, said = run("trail", "verify")
    assert (status, "Link 1 of the trail" in said) == (1, True)


def test_what_is_kept_of_a_conversation_is_given_out(ask: Callable[..., str], run: Run) -> None:
    ask("a@example.com の開示の手数料は")

    status, said, _ = run("privacy", "export", "--conversation", "conversation")

    kept: dict[str, Any] = json.loads(said)
    assert status == 0
    assert (kept["id"], kept["audience"]) == ("conversation", "public")
    assert kept["turns"][0]["question"].startswith("〔メールアドレス〕")
    assert "example.com" not in said
    assert run("privacy", "export", "--conversation", "another")[0] == 1


def test_what_is_old_is_deleted(ask: Callable[..., str], run: Run) -> None:
    ask("開示の手数料は", datetime.now(UTC) - timedelta(days=31))
    ask("期限は")

    assert run("privacy", "purge")[1] == "Deleted 1 turns that were older than 30 days.\n"
    assert run("privacy", "purge")[1].startswith("Deleted 0 ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("trail", "replay", "nothing"), "There is no such reply on the trail."),
        (("privacy", "export", "--conversation", "nothing"), "no such conversation"),
        (("trail", "verify", "--end", "x"), "12:"),
    ],
)
@pytest.mark.usefixtures("settings")
def test_what_is_not_there_is_told(run: Run, words: tuple[str, ...], said: str) -> None:
    status, _, complained = run(*words)

    assert status in (1, 2)
    assert said in complained
