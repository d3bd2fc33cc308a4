"""What is refused: foreign pages, bad tokens, too much, too often, and what was never meant to be sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.sentences import sentence
from bot.web.bodies import MAX_BYTES, Bodies
from bot.web.limiting import neighbourhood
from bot.web.tokens import Tokens

Begin = Callable[[], tuple[dict[str, str], str]]
MakeClient = Callable[..., TestClient]
ASK = {"question": "手数料は"}


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9", "https://127.0.0.1:8000", ""])
def test_pages_of_others_get_no_token(client: TestClient, origin: str) -> None:
    answer = client.post("/v1/sessions", headers={"Origin": origin})

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "bad_origin")
    assert "access-control-allow-origin" not in answer.headers


def test_allowed_pages_may_ask(make_client: MakeClient) -> None:
    client = make_client(allowed_origins="https://www.example.org,http://localhost:3000")
    page = {"Origin": "https://www.example.org"}

    answer = client.post("/v1/sessions", headers=page)

    assert answer.status_code == 201
    assert answer.headers.get_list("access-control-allow-origin") == ["https://www.example.org"]
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    assert client.options("/v1/chat", headers=page | asked).status_code == 200
    assert client.options("/v1/chat", headers={"Origin": "https://evil.example"} | asked).status_code == 400


def test_a_token_is_of_no_use_to_another_page(client: TestClient, begin: Begin) -> None:
    header, _ = begin()

    assert client.post("/v1/chat", json=ASK, headers=header | {"Origin": "https://evil.example"}).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "Bearer", "WyJhIiwiYiIsInN0YWZmIiw5OTk5OTk5OTk5XQ.x"])
def test_bad_tokens_are_refused(client: TestClient, token: str) -> None:
    answer = client.post("/v1/chat", json=ASK, headers={"Authorization": f"Bearer {token}".strip()})

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "no_token")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_cannot_be_changed() -> None:
    ours, theirs = Tokens(b"a" * 32, minutes=1), Tokens(b"b" * 32, minutes=1)
    token, session = ours.issue("public")

    assert ours.read(token) == session
    assert theirs.read(token) is None
    assert all(
        ours.read(token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]) is None for at in range(len(token) - 1)
    )


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_request"),
        (b"[]", 422, "invalid"),
        (b"{}", 422, "invalid"),
        (b'{"question": 1}', 422, "invalid"),
        (b'{"question": "a", "extra": 1}', 422, "invalid"),
        (b'{"question": "a", "lang": "fr"}', 422, "invalid"),
        (b'{"question": "a", "conversation": "../../etc"}', 422, "invalid"),
        (b'{"question": ""}', 422, "question_refused"),
        (b'{"question": "\\u0000"}', 422, "question_refused"),
        (b'{"question": "\\ud800"}', 422, "question_refused"),
        (b'{"question": "' + b"a" * 2001 + b'"}', 422, "question_refused"),
        (b'{"question": "' + b"a" * MAX_BYTES + b'"}', 413, "too_large"),
    ],
)
def test_what_is_wrong_is_told_by_code_and_sentence(
    client: TestClient, begin: Begin, body: bytes, status: int, code: str
) -> None:
    header, _ = begin()

    answer = client.post("/v1/chat", content=body, headers=header | {"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"]


def test_the_longest_question_fits_however_it_is_written(client: TestClient, begin: Begin) -> None:
    header, _ = begin()
    body = b'{"question": "' + b"\\ud83d\\ude00" * 2000 + b'"}'

    assert len(body) < MAX_BYTES
    assert client.post("/v1/chat", content=body, headers=header | {"Content-Type": "application/json"}).status_code == 200


def test_a_body_that_never_says_how_long_it_is_is_cut_off() -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"a" * 10_000, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(bodies()(scope(), receive, send))

    assert sent[0]["status"] == 413


def test_a_slow_body_is_not_waited_for() -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        await asyncio.sleep(3600)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(bodies(timeout_s=0.01)(scope(), receive, send))

    assert sent[0]["status"] == 400


def bodies(**options: Any) -> Bodies:
    async def app(*_: Any) -> None:
        raise AssertionError("nobody should come here")

    from bot.web.refusals import json_refusal

    return Bodies(app, answer=json_refusal, **options)


def scope() -> dict[str, Any]:
    return {"type": "http", "method": "POST", "path": "/v1/chat", "query_string": b"", "headers": []}


def test_too_many_questions_of_one_session_are_asked_to_wait(make_client: MakeClient) -> None:
    client = make_client(rate_session="3/minute", rate_address="1000/minute")
    tokens = [client.post("/v1/sessions").json()["token"] for _ in range(2)]
    headers = [{"Authorization": f"Bearer {token}"} for token in tokens]

    statuses = [client.post("/v1/chat", json=ASK, headers=headers[0]).status_code for _ in range(4)]

    assert statuses == [200, 200, 200, 429]
    refused = client.post("/v1/chat", json=ASK, headers=headers[0])
    assert 1 <= int(refused.headers["retry-after"]) <= 61
    assert refused.json()["error"]["message"] == sentence("too_often", "ja")
    assert client.post("/v1/chat", json=ASK, headers=headers[1]).status_code == 200


def test_too_many_requests_of_one_address_are_asked_to_wait(make_client: MakeClient) -> None:
    client = make_client(rate_address="3/minute")

    assert [client.post("/v1/sessions").status_code for _ in range(4)] == [201, 201, 201, 429]


def test_one_subscriber_is_one_address() -> None:
    assert neighbourhood("192.0.2.1") == "192.0.2.1"
    assert neighbourhood("2001:db8::1") == neighbourhood("2001:db8::ffff:2") != neighbourhood("2001:db8:0:1::1")


def test_forwarded_addresses_are_believed_from_named_proxies_alone(make_client: MakeClient) -> None:
    for names, statuses in (("", [201, 429]), ("127.0.0.1", [201, 201])):
        client = make_client(rate_address="1/minute", forwarded_from=names)
        answers = [client.post("/v1/sessions", headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in (1, 2)]
        assert [answer.status_code for answer in answers] == statuses


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "evil.example:8000", "a b", "[::1"])
def test_names_that_are_not_ours_are_refused(client: TestClient, host: str) -> None:
    answer = client.get("/healthz", headers={"Host": host})

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_host"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "[::1]:8000", "a.example.org", "127.0.0.1"])
def test_names_that_are_ours_are_taken(make_client: MakeClient, host: str) -> None:
    client = make_client(trusted_hosts="localhost,127.0.0.1,[::1],*.example.org")

    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/ask", "/policies", "/nowhere", "/v1/nowhere", "/widget.js", "/metrics"])
def test_every_response_is_guarded(client: TestClient, path: str) -> None:
    headers = client.get(path, headers={"Accept": "text/html"}).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert len(headers["x-request-id"]) == 32
    assert "set-cookie" not in headers
    assert "server" not in headers


def test_frames_are_for_those_who_are_named(make_client: MakeClient) -> None:
    headers = make_client(frame_ancestors="https://a.example,https://b.example").get("/policies").headers

    assert "frame-ancestors https://a.example https://b.example;" in headers["content-security-policy"]
    assert "x-frame-options" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/policies/site-privacy/..%2f..%2f..%2fetc%2fpasswd",
        "/policies/..%2f..%2fstaff-handling/2024-10-01",
        "/policies/site-privacy/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/widget.js%00",
        "/policies/site-privacy/2022-04-01.md",
        "/policies/site-privacy/9999-99-99",
        "/policies/nothing/2022-04-01",
        "/policies/site-privacy/2022-04-01..",
        "/v1/conversations/..%2f..%2fx",
    ],
)
def test_paths_lead_nowhere_else(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (404, 405)


def test_a_language_is_chosen_by_the_browser(client: TestClient) -> None:
    for accepted, lang in (("en-GB,ja;q=0.5", "en"), ("fr, ja", "ja"), ("", "ja"), ("de", "ja")):
        answer = client.get("/v1/nowhere", headers={"Accept-Language": accepted})
        assert answer.json()["error"]["message"] == sentence("not_found", "en" if lang == "en" else "ja")


def test_pages_say_what_is_wrong_as_pages(client: TestClient) -> None:
    answer = client.get("/policies/nothing/2022-04-01", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert sentence("not_found", "ja") in answer.text
    assert answer.headers["x-request-id"] in answer.text
