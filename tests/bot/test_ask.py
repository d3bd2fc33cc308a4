"""``jobun ask`` as it is typed, over a small engine of five replies."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import commands
from bot.commands import STATUS
from bot.errors import QuestionRefused
from bot.phrases import Lang
from bot.questions import MAX_CHARS, clean, decoded
from bot.replies import ActionOffer, Answered, Clarify, NotStated, OutOfScope, Question, Reply
from bot.settings import Settings
from bot.terminal import HISTORY_TURNS, Conversation
from corpus.command_line import main
from corpus.errors import PolicyUnreadable
from corpus.model import Citation

CITATION = Citation("acme", date(2024, 4, 1), "2.1", "手数料", (0, 1), "手数料は1件につき1,000円です。", "/p#2.1", 0.9)
READINGS = ("本人の場合", "代理人の場合")


class FiveReplies:
    """Replies by a word of the question, and keeps what it was asked."""

    def __init__(self) -> None:
        self.identity = {"index": "0123", "encoder": "hashing-1", "reader": None, "thresholds": "ab"}
        self.asked: list[Question] = []
        self.made_with: tuple[Settings, Path | None, Lang] | None = None

    def reply(self, question: Question) -> Reply:
        self.asked.append(question)
        if "壊れた" in question.text:
            raise PolicyUnreadable("acme.md: cannot be read.")
        if "消して" in question.text:
            return ActionOffer("承ります。", "deletion")
        if "書類" in question.text:
            return Clarify("どちらですか。", READINGS)
        if "天気" in question.text:
            return OutOfScope("ポリシーについてお尋ねください。")
        if "色" in question.text:
            return NotStated("記載がありません。", (CITATION,))
        return Answered("次のとおりです。", (CITATION,))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FiveReplies:
    made = FiveReplies()

    def load(settings: Settings, policies: Path | None, lang: Lang) -> FiveReplies:
        made.made_with = (settings, policies, lang)
        return made

    monkeypatch.setattr(commands, "_engine", load)
    return made


class Typed(io.TextIOWrapper):
    """A standard input with something in it, which may be a terminal."""

    def __init__(self, data: bytes, *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.fixture
def jobun(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs ``jobun ask`` and gives its exit status, stdout and stderr."""

    def run(*arguments: str, piped: bytes = b"", stdin: Any = None) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jobun", "ask", *arguments])
        monkeypatch.setattr(sys, "stdin", stdin or Typed(piped))
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return run


@pytest.mark.parametrize(
    ("question", "status", "word"),
    [
        ("手数料はいくらですか", 0, "【回答】"),
        ("何色の紙ですか", 3, "【記載なし】"),
        ("明日の天気は", 4, "【対象外】"),
        ("情報を消して", 5, "【手続き】"),
        ("必要な書類は", 6, "【確認】"),
    ],
)
@pytest.mark.usefixtures("engine")
def test_each_verdict_has_its_word_and_its_status(jobun: Any, question: str, status: int, word: str) -> None:
    said = jobun(question)

    assert said[0] == status
    assert said[1].startswith(word)
    assert said[2] == ""


def test_json_is_one_object(jobun: Any, engine: FiveReplies) -> None:
    status, out, err = jobun("手数料は？", "--json")

    reply = json.loads(out)
    assert (status, err) == (0, "")
    assert out.count("\n") == 1
    assert "手数料は1件につき" in out
    assert reply["verdict"] == "answered"
    assert reply["engine"] == engine.identity
    assert reply["took_ms"] >= 0


def test_the_options_reach_the_engine(jobun: Any, engine: FiveReplies, tmp_path: Path) -> None:
    options = [
        "--as-of",
        "2020-02-29",
        "--audience",
        "staff",
        "--lang",
        "en",
        "--history",
        "開示は？",
        "--history",
        " 郵送は？ ",
    ]

    jobun("手数料は？", *options, "--policies", str(tmp_path))

    assert engine.asked == [Question("手数料は？", ("開示は？", "郵送は？"), "staff", "en", date(2020, 2, 29))]
    assert engine.made_with is not None
    assert engine.made_with[1:] == (tmp_path, "en")


def test_the_settings_hold_where_no_option_says_otherwise(
    jobun: Any, engine: FiveReplies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBUN_AUDIENCE", "staff")
    monkeypatch.setenv("JOBUN_LANG", "en")

    _, out, _ = jobun("手数料は？")
    jobun("手数料は？", "--audience", "public", "--lang", "ja")

    assert out.startswith("[Answer]")
    assert [(one.audience, one.lang) for one in engine.asked] == [("staff", "en"), ("public", "ja")]


def test_an_english_question_gets_english_words(jobun: Any, engine: FiveReplies) -> None:
    _, out, _ = jobun("How long do you keep it?")

    assert out.startswith("[Answer]")
    assert engine.asked[0].lang is None


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_a_pipe_is_read(jobun: Any, engine: FiveReplies, arguments: tuple[str, ...]) -> None:
    status, _, _ = jobun(*arguments, piped="\ufeff手数料は\r\nいくらですか\n".encode())

    assert status == 0
    assert engine.asked[0].text == "手数料は\nいくらですか"


@pytest.mark.parametrize(
    ("piped", "says"),
    [
        (b"", "質問が空です。"),
        (b" \n", "質問が空です。"),
        (b"\xff\xfe\x00", "UTF-8の文字として読めません"),
        ("手数料\0は".encode(), "制御コード（U+0000）"),
        ("あ".encode() * 2_001, "2,000文字まで"),
        (b"a" * 70_000, "2,000文字まで"),
    ],
    ids=["nothing", "blank", "binary", "a zero", "long", "very long"],
)
def test_what_is_no_question_is_refused_before_anything_is_loaded(
    jobun: Any, engine: FiveReplies, piped: bytes, says: str
) -> None:
    status, out, err = jobun(piped=piped)

    assert (status, out) == (1, "")
    assert err.startswith("jobun: ")
    assert says in err
    assert engine.made_with is None


@pytest.mark.usefixtures("engine")
def test_a_closed_stdin_is_an_empty_question(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(sys, "argv", ["jobun", "ask"])
    monkeypatch.setattr(sys, "stdin", None)

    with pytest.raises(SystemExit):
        main()

    assert "質問が空です。" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["2024-13-01", "2023-02-29", "20241001", "2024-W40-2", "昨日", "２０２４-１０-０１", ""])
@pytest.mark.usefixtures("engine")
def test_a_day_that_is_none_is_refused(jobun: Any, day: str) -> None:
    status, _, err = jobun("手数料は？", "--as-of", day)

    assert status == 1
    assert err == "jobun: --as-of には日付を 2024-10-01 の形で指定してください。\n"


@pytest.mark.usefixtures("engine")
def test_an_error_of_the_engine_is_one_sentence(jobun: Any) -> None:
    assert jobun("壊れた") == (1, "", "jobun: acme.md: cannot be read.\n")


@pytest.mark.usefixtures("engine")
def test_a_wrong_option_is_a_usage_error(jobun: Any) -> None:
    assert jobun("手数料は？", "--audience", "everybody")[0] == 2


@pytest.mark.usefixtures("engine")
def test_a_stdout_of_another_encoding_shows_escapes(jobun: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="ascii", write_through=True))

    status, _, _ = jobun("手数料は？", "--json")

    assert status == 0
    assert json.loads(out.getvalue())["text"] == "次のとおりです。"


def typing(*lines: str | BaseException) -> Callable[[str], str]:
    """A person who types these lines and then ends the input; the prompts are kept in ``typing.prompts``."""
    left = iter(lines)

    def read(prompt: str) -> str:
        prompts.append(prompt)
        line = next(left, EOFError())
        if isinstance(line, BaseException):
            raise line
        return line

    prompts: list[str] = []
    read.prompts = prompts  # type: ignore[attr-defined]
    return read


def texts(asked: Iterable[Question]) -> list[str]:
    return [question.text for question in asked]


def test_a_conversation_keeps_its_turns(engine: FiveReplies, capsys: Any) -> None:
    Conversation(engine, Question("", ("前の話",))).run(typing("開示は？", "手数料は？", "", ":new", "郵送は？"))

    assert [(one.text, one.history) for one in engine.asked] == [
        ("開示は？", ("前の話",)),
        ("手数料は？", ("前の話", "開示は？")),
        ("郵送は？", ()),
    ]
    captured = capsys.readouterr()
    assert captured.out.count("【回答】") == 3
    assert captured.err.startswith("規程・ポリシーについて質問してください。")
    assert "新しい話題にしました。" in captured.err


def test_a_conversation_forgets_what_is_long_past(engine: FiveReplies) -> None:
    Conversation(engine, Question("")).run(typing(*(f"質問{number}" for number in range(15))))

    assert len(engine.asked[-1].history) == HISTORY_TURNS


def test_a_number_after_a_question_back_is_the_choice(engine: FiveReplies) -> None:
    Conversation(engine, Question("")).run(typing("必要な書類は", "２", "2"))

    assert texts(engine.asked) == ["必要な書類は", "代理人の場合", "2"]


def test_who_asks_can_be_changed(engine: FiveReplies) -> None:
    read = typing("手数料は？", "：ｓｔａｆｆ", "手数料は？", ":public", "手数料は？")

    Conversation(engine, Question("")).run(read)

    assert [one.audience for one in engine.asked] == ["public", "staff", "public"]
    assert read.prompts[:3] == ["jobun> ", "jobun> ", "jobun(staff)> "]  # type: ignore[attr-defined]


@pytest.mark.parametrize("last", [":quit", ":Q", KeyboardInterrupt()], ids=["quit", "q", "interrupt"])
def test_a_conversation_ends_cleanly(engine: FiveReplies, last: str | BaseException) -> None:
    Conversation(engine, Question("")).run(typing("手数料は？", last, "開示は？"))

    assert texts(engine.asked) == ["手数料は？"]


def test_a_conversation_goes_on_after_what_cannot_be_asked(engine: FiveReplies, capsys: Any) -> None:
    undecodable = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")

    Conversation(engine, Question("")).run(typing("\x00", undecodable, "壊れた", ":help", ":what", "手数料は？"))

    said = capsys.readouterr().err
    for sentence in (
        "制御コード",
        "UTF-8の文字として",
        "acme.md: cannot be read.",
        ":new 新しい話題",
        ":what というコマンドはありません",
    ):
        assert sentence in said
    assert texts(engine.asked)[-1] == "手数料は？"


def test_a_conversation_can_be_in_english(engine: FiveReplies, capsys: Any) -> None:
    Conversation(engine, Question("")).run(typing("How long do you keep it?", ":new"))
    Conversation(engine, Question("", lang="en")).run(typing())

    said = capsys.readouterr().err
    assert "Begun afresh." in said
    assert "Ask about the policies." in said


def test_a_terminal_without_a_question_begins_a_conversation(
    jobun: Any, engine: FiveReplies, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = typing("手数料は？", ":quit")
    monkeypatch.setattr("builtins.input", lambda: read(""))

    status, out, err = jobun("--json", stdin=Typed(b"", terminal=True))

    assert status == 0
    assert json.loads(out)["verdict"] == "answered"
    assert "jobun> " in err, "the prompt keeps out of what is piped"
    assert texts(engine.asked) == ["手数料は？"]


def test_the_real_engine_is_made_on_first_use(jobun: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JOBUN_HOME", str(tmp_path))
    monkeypatch.setenv("JOBUN_ENCODER", "hashing")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")

    first, again = jobun("開示の手数料はいくらですか", "--json"), jobun("開示の手数料はいくらですか", "--json")

    assert first[0] == again[0] == STATUS[json.loads(first[1])["verdict"]]
    assert "索引を作成しています" in first[2]
    assert "索引を作成しています" not in again[2]
    assert json.loads(first[1])["engine"] == json.loads(again[1])["engine"]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("\u200b\ufeff手数料\u202e\t は\r", "手数料  は"),
        ("\x1b[31m手数料\x1b[0m", "手数料"),
        ("👨‍👩‍👧の情報", "👨‍👩‍👧の情報"),
        ("あ\x85い\u2028う", "あ\nい\nう"),
        ("あ" * MAX_CHARS + " ", "あ" * MAX_CHARS),
    ],
    ids=["invisible", "coloured", "emoji", "line ends", "at the limit"],
)
def test_what_is_harmless_is_taken_away(typed: str, asked: str) -> None:
    assert clean(typed, "ja") == asked


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("a\x00b", r"control code \(U\+0000\)"),
        ("a\x1bb", r"U\+001B"),
        ("a\x7f", r"U\+007F"),
        ("a\udcff", "UTF-8"),
        ("\u200d\u200b", "is empty"),
        ("a" * (MAX_CHARS + 1), "the limit is 2,000 characters"),
    ],
)
def test_what_is_no_text_is_refused(typed: str, says: str) -> None:
    with pytest.raises(QuestionRefused, match=says):
        clean(typed, "en")


def test_bytes_are_utf_8() -> None:
    assert decoded("手数料".encode(), "ja") == "手数料"
    with pytest.raises(QuestionRefused, match="UTF-8"):
        decoded("手数料".encode("cp932"), "ja")
