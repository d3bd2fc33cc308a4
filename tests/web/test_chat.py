"""Asking over HTTP: sessions, replies, streams, follow-ups, feedback, deletion."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.web.routes.chat import parts

Begin = Callable[[], tuple[dict[str, str], str]]


def events(text: str) -> list[tuple[str, Any]]:
    blocks = [dict(line.split(": ", 1) for line in block.split("\n")) for block in text.strip().split("\n\n")]
    return [(block["event"], json.loads(block["data"])) for block in blocks]


def test_a_session_is_a_token_for_a_while(client: TestClient, clock: Any) -> None:
    answer = client.post("/v1/sessions", json={"lang": "ja"})

    assert answer.status_code == 201
    assert set(answer.json()) == {"token", "expires_at", "conversation"}
    header = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert client.post("/v1/chat", json={"question": "手数料は"}, headers=header).status_code == 200
    clock.forward(minutes=29)
    assert client.post("/v1/chat", json={"question": "手数料は"}, headers=header).status_code == 200
    clock.forward(minutes=2)
    assert client.post("/v1/chat", json={"question": "手数料は"}, headers=header).status_code == 401


def test_a_session_needs_no_body(client: TestClient) -> None:
    assert client.post("/v1/sessions").status_code == 201


@pytest.mark.parametrize(
    ("question", "verdict", "also"),
    [
        ("手数料は", "answered", set()),
        ("書いてないこと", "not_stated", {"near"}),
        ("晴れますか", "out_of_scope", set()),
        ("消してほしい", "action", {"intent", "filing"}),
        ("書類は", "clarify", {"choices"}),
    ],
)
def test_a_reply_is_the_one_of_the_command_with_ids(
    client: TestClient, begin: Begin, question: str, verdict: str, also: set[str]
) -> None:
    header, conversation = begin()

    reply = client.post("/v1/chat", json={"question": question}, headers=header).json()

    assert set(reply) == {"verdict", "text", "citations", "took_ms", "engine", "id", "conversation"} | also
    assert (reply["verdict"], reply["conversation"]) == (verdict, conversation)
    for cited in [*reply["citations"], *reply.get("near", [])]:
        assert set(cited) == {"policy", "version", "section", "title", "quote", "url", "score", "sentences"}


def test_a_stream_says_the_same_bit_by_bit(client: TestClient, begin: Begin) -> None:
    header, _ = begin()

    answer = client.post("/v1/chat", json={"question": "手数料は"}, headers=header | {"Accept": "text/event-stream"})

    assert answer.headers["content-type"].startswith("text/event-stream")
    said = events(answer.text)
    assert said[0] == ("status", {"stage": "searching"})
    assert said[-1][0] == "reply"
    assert "".join(value["text"] for name, value in said if name == "delta") == said[-1][1]["text"]


@pytest.mark.parametrize(
    "text", ["", "あ", "一文です。二文です。", "a" * 200, "\n\n> 引用\n・項目", "。" * 90, "長い" * 50 + "。\n"]
)
def test_the_parts_of_a_text_are_the_text(text: str) -> None:
    assert "".join(parts(text)) == text
    assert all(len(part) <= 41 for part in parts(text))


def test_a_follow_up_is_read_after_the_turns_before(client: TestClient, begin: Begin) -> None:
    header, conversation = begin()
    client.post("/v1/chat", json={"question": "一つ目"}, headers=header)

    reply = client.post("/v1/chat", json={"question": "二つ目", "conversation": conversation}, headers=header).json()

    assert reply["text"].startswith("1:一つ目 二つ目")


def test_a_conversation_outlives_its_token(client: TestClient, begin: Begin) -> None:
    header, conversation = begin()
    client.post("/v1/chat", json={"question": "一つ目"}, headers=header)
    other, _ = begin()

    reply = client.post("/v1/chat", json={"question": "二つ目", "conversation": conversation}, headers=other).json()

    assert reply["text"].startswith("1:一つ目 二つ目")


def test_a_conversation_that_is_not_there_is_told_by_status(client: TestClient, begin: Begin) -> None:
    header, _ = begin()
    body = {"question": "一つ目", "conversation": "nobody-began-this"}

    for accept in ("application/json", "text/event-stream"):
        answer = client.post("/v1/chat", json=body, headers=header | {"Accept": accept})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_conversation")


def test_deleting_a_conversation_deletes_it(client: TestClient, begin: Begin) -> None:
    header, conversation = begin()
    reply = client.post("/v1/chat", json={"question": "一つ目"}, headers=header).json()

    assert client.delete(f"/v1/conversations/{conversation}", headers=header).status_code == 204
    assert client.delete(f"/v1/conversations/{conversation}", headers=header).status_code == 404
    assert client.post("/v1/feedback", json={"reply": reply["id"], "verdict": "up"}, headers=header).status_code == 404


def test_feedback_is_taken(client: TestClient, begin: Begin) -> None:
    header, _ = begin()
    reply = client.post("/v1/chat", json={"question": "一つ目"}, headers=header).json()

    body = {"reply": reply["id"], "verdict": "down", "reason": "別の条文"}
    assert client.post("/v1/feedback", json=body, headers=header).status_code == 204
    assert 'jobun_feedback_total{verdict="down"} 1.0' in client.get("/metrics").text


def test_suggestions_are_questions_that_are_answered(client: TestClient) -> None:
    assert len(client.get("/v1/suggestions?lang=ja").json()["questions"]) == 4
    assert client.get("/v1/suggestions?lang=en").json()["questions"][0].isascii()
    assert client.get("/v1/suggestions?lang=fr").status_code == 422


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_what_fails_is_told_in_a_fixed_sentence(
    client: TestClient, begin: Begin, accept: str, capfd: pytest.CaptureFixture[str]
) -> None:
    header, _ = begin()

    answer = client.post("/v1/chat", json={"question": "boom"}, headers=header | {"Accept": accept, "Accept-Language": "en"})

    error = answer.json()["error"] if accept == "application/json" else events(answer.text)[-1][1]
    assert error["code"] == "failed"
    assert error["message"] == "This could not be done. Please try again in a while."
    assert error["request_id"] == answer.headers["x-request-id"]
    assert "what somebody wrote" not in answer.text + "".join(capfd.readouterr())


def test_logs_hold_nothing_that_people_wrote(client: TestClient, begin: Begin, capfd: pytest.CaptureFixture[str]) -> None:
    header, conversation = begin()
    client.post("/v1/chat", json={"question": "私は山田太郎、a@example.com"}, headers=header)
    client.get("/secret-place-in-an-address?q=a@example.com")

    logged = "".join(capfd.readouterr())
    assert not any(
        word in logged for word in ("山田", "example.com", "secret-place", conversation, header["Authorization"][7:])
    )


def test_metrics_count_verdicts_and_stages(client: TestClient, begin: Begin) -> None:
    header, _ = begin()
    client.post("/v1/chat", json={"question": "手数料は"}, headers=header)

    said = client.get("/metrics").text

    assert 'jobun_replies_total{verdict="answered"} 1.0' in said
    assert 'jobun_stage_seconds_count{stage="read"} 1.0' in said
    assert 'jobun_engine_info{encoder="hashing",index="one",reader="",thresholds="t"} 1.0' in said
    assert 'jobun_http_requests_total{method="POST",route="/v1/chat",status="200"} 1.0' in said


def test_health_and_readiness(
    client: TestClient, make_client: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").json() == {"ready": True, "checks": {"index": True, "encoder": True, "database": True}}

    def fail(_: Any) -> None:
        raise OSError

    monkeypatch.setattr("bot.state.store.DatabaseStore.check", fail)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, False)
