"""``/intake/v1``: requests are taken once from who has the key, and advanced by who has the desk's."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient

from bot.requests.adapters.callbacks import callback_urls, sign_own
from bot.requests.adapters.ours import as_sent
from bot.requests.record import Subject
from bot.settings import Settings
from bot.web.intake_app import build_intake
from tests.requests.records import PERSONAL, a_record
from tests.web.conftest import ORIGIN

DESK, INTAKE = "d" * 32, "i" * 32
FILER, STAFF = {"Authorization": f"Bearer {INTAKE}"}, {"Authorization": f"Bearer {DESK}"}
PATH = "/intake/v1/requests"


@pytest.fixture
def client(make_client: Callable[..., TestClient]) -> TestClient:
    return make_client(rate_address="100000/minute", desk_key=DESK, intake_key=INTAKE)


def send(client: TestClient, body: dict[str, Any], key: str | None = None) -> Any:
    headers = FILER | {"Idempotency-Key": key or body["request_id"]}
    return client.post(PATH, json=body, headers=headers)


def advance(client: TestClient, number: str, status: str, reason: str = "") -> Any:
    return client.post(f"{PATH}/{number}/status", json={"status": status, "reason": reason}, headers=STAFF)


def test_a_request_is_taken_once_however_often_it_is_sent(client: TestClient) -> None:
    body = as_sent(a_record())

    first, second = send(client, body), send(client, body)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert (first.json()["request_id"], first.json()["status"]) == (body["request_id"], "submitted")
    assert len(client.get(PATH, headers=STAFF).json()["requests"]) == 1
    assert send(client, body | {"details": "別の内容"}).status_code == 409


def test_it_is_read_advanced_and_no_longer_taken_back(client: TestClient) -> None:
    number = send(client, as_sent(a_record())).json()["request_id"]
    assert client.get(f"{PATH}/{number}", headers=FILER).json()["status"] == "submitted"

    assert advance(client, number, "in_progress").status_code == 200
    assert client.delete(f"{PATH}/{number}", headers=FILER).status_code == 409
    assert advance(client, number, "denied").status_code == 422
    assert advance(client, number, "denied", "法令により保存が必要なため").status_code == 200
    assert advance(client, number, "fulfilled").status_code == 409

    history = client.get(f"{PATH}/{number}", headers=FILER).json()["history"]
    assert [step["status"] for step in history] == ["submitted", "in_progress", "denied"]
    assert history[-1]["reason"] == "法令により保存が必要なため"
    assert client.get(PATH, params={"open": True}, headers=STAFF).json()["requests"] == []


def test_it_is_taken_back_while_nobody_works_on_it(client: TestClient) -> None:
    number = send(client, as_sent(a_record())).json()["request_id"]

    for _ in range(2):
        answer = client.delete(f"{PATH}/{number}", headers=FILER)
        assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")


def test_the_desk_gets_all_that_was_filed_and_the_filer_how_it_stands(client: TestClient) -> None:
    body = as_sent(a_record())
    number = send(client, body).json()["request_id"]

    assert client.get(PATH, headers=STAFF).json()["requests"][0]["record"] == body
    said = client.get(f"{PATH}/{number}", headers=FILER).text
    assert [word for word in PERSONAL if word in said] == []


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"subject": {"name": "花子"}}, 422, "request_refused"),
        ({"on_behalf_of": "agent"}, 422, "request_refused"),
        ({"details": "123456789018"}, 422, "request_refused"),
        ({"details": "data:image/png;base64,iVBOR"}, 422, "request_refused"),
        ({"right": "status"}, 422, "invalid"),
        ({"regime": "gdpr"}, 422, "invalid"),
        ({"confirmation": None}, 422, "invalid"),
        ({"submitted_at": "2026-11-26T12:00:00"}, 422, "invalid"),
        ({"file": "x"}, 422, "invalid"),
        ({"details": "\x00"}, 422, "invalid"),
    ],
)
def test_what_cannot_be_taken_is_told_and_not_kept(client: TestClient, changed: dict[str, Any], status: int, code: str) -> None:
    answer = send(client, as_sent(a_record()) | changed)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert client.get(PATH, headers=STAFF).json()["requests"] == []


def test_a_key_is_the_requests_own_id(client: TestClient) -> None:
    body = as_sent(a_record())

    assert send(client, body, str(uuid4())).json()["error"]["code"] == "bad_key"
    assert client.post(PATH, json=body, headers=FILER).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "key"),
    [
        ("POST", PATH, "x" * 32),
        ("GET", f"{PATH}/{uuid4()}", ""),
        ("DELETE", f"{PATH}/{uuid4()}", "x"),
        ("GET", PATH, INTAKE),
        ("POST", f"{PATH}/{uuid4()}/status", INTAKE),
    ],
)
def test_without_the_right_key_nothing_is_done(client: TestClient, method: str, path: str, key: str) -> None:
    answer = client.request(method, path, json={}, headers={"Authorization": f"Bearer {key}"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "no_key")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_without_a_key_that_is_set_it_is_closed(make_client: Callable[..., TestClient]) -> None:
    client = make_client()

    assert client.get(PATH, headers=STAFF).json()["error"]["code"] == "desk_closed"
    assert client.get("/desk").status_code == 403


def test_keys_that_are_tried_out_are_counted(make_client: Callable[..., TestClient]) -> None:
    client = make_client(rate_address="3/minute", desk_key=DESK)

    assert [client.get(PATH, headers={"Authorization": "Bearer x"}).status_code for _ in range(4)] == [401, 401, 401, 429]


def test_callbacks_of_the_target_are_heard_where_they_are_its_own(make_client: Callable[..., TestClient]) -> None:
    key, base = "c" * 32, "http://127.0.0.1:8000/intake/v1/callbacks"
    client = make_client(target="jobun", target_url="http://127.0.0.1:1", target_key="k", callback_url=base, callback_key=key)
    number = str(uuid4())
    path = callback_urls(base, SecretStr(key), "jobun")(number).removeprefix(ORIGIN)
    body = json.dumps({"request_id": number, "status": "fulfilled"}).encode()
    signed = {"Jobun-Signature": sign_own(body, SecretStr(key), now=client.app.state.site.now())}  # type: ignore[attr-defined]

    assert client.post(path, content=body, headers=signed).status_code == 204
    assert client.post(path, content=body + b" ", headers=signed).status_code == 403
    assert client.post(path, content=body).status_code == 403
    assert client.post(path[:-1] + "~", content=body, headers=signed).status_code == 403
    assert client.post(path.replace("/jobun/", "/drp/"), content=body, headers=signed).status_code == 404


def test_the_intake_stands_alone(tmp_path: Any) -> None:
    settings = Settings.read({"JOBUN_HOME": str(tmp_path), "JOBUN_INTAKE_KEY": INTAKE, "JOBUN_DESK_KEY": DESK})
    app: FastAPI = build_intake(settings)
    with TestClient(app, base_url=ORIGIN) as client:
        assert send(client, as_sent(a_record(subject=Subject("花子", "h@example.jp")))).status_code == 201
        assert client.get("/desk", auth=("", DESK)).status_code == 200
        assert client.get("/static/site.css").status_code == 200
        assert client.get("/healthz").text == "ok\n"
        assert client.get("/ask").status_code == 404
