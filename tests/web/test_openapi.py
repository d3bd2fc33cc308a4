"""The service against its own description: whatever is sent, it never fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    rates = {"rate_address": "1000000/minute", "rate_session": "1000000/minute"}
    return make_app(**rates, trusted_hosts="*", desk_key=DESK_KEY, intake_key=INTAKE_KEY)


DESK_KEY = "d" * 32
INTAKE_KEY = "i" * 32
INTAKE = [
    "POST /intake/v1/requests",
    "GET /intake/v1/requests",
    "GET /intake/v1/requests/{request_id}",
    "DELETE /intake/v1/requests/{request_id}",
    "POST /intake/v1/requests/{request_id}/status",
    "POST /intake/v1/requests/{request_id}/verification",
    "POST /intake/v1/requests/{request_id}/code",
    "POST /intake/v1/callbacks/{target}/{request_id}/{tag}",
]
OPERATIONS = [
    "POST /v1/sessions",
    "POST /v1/chat",
    "POST /v1/feedback",
    "DELETE /v1/conversations/{conversation}",
    "GET /v1/suggestions",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
]


@pytest.mark.parametrize("label", [*OPERATIONS, *INTAKE])
def test_whatever_is_sent_it_never_fails(app: Any, label: str) -> None:
    described = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations = {found.ok().label: found.ok() for found in described.get_all_operations()}
    token, _ = app.state.site.tokens.issue("public")
    key = DESK_KEY if label in INTAKE else token
    header = {"Authorization": f"Bearer {key}", "Origin": "http://localhost"}

    @given(case=operations[label].as_strategy())
    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def send(case: Any) -> None:
        if label == "POST /intake/v1/requests" and isinstance(case.body, dict) and "request_id" in case.body:
            # So that more than the check of the key is reached.
            case.headers["Idempotency-Key"] = str(case.body["request_id"]).encode("ascii", "ignore").decode()[:64]
        answer = case.call(headers=header)
        assert answer.status_code < 500, answer.text
        if label in INTAKE:
            # What a description cannot say, such as that one of two fields is needed, is refused as well.
            case.validate_response(answer, excluded_checks=[positive_data_acceptance])

    send()


def test_every_route_of_the_service_is_described_with_its_errors(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    assert set(paths) == {
        "/v1/sessions",
        "/v1/chat",
        "/v1/feedback",
        "/v1/conversations/{conversation}",
        "/v1/suggestions",
        "/healthz",
        "/readyz",
        "/metrics",
        "/intake/v1/requests",
        "/intake/v1/requests/{request_id}",
        "/intake/v1/requests/{request_id}/status",
        "/intake/v1/requests/{request_id}/verification",
        "/intake/v1/requests/{request_id}/code",
        "/intake/v1/callbacks/{target}/{request_id}/{tag}",
    }
    assert set(paths["/v1/chat"]["post"]["responses"]) == {"200", "400", "401", "403", "404", "413", "422", "429", "500", "503"}
    assert set(paths["/v1/chat"]["post"]["responses"]["200"]["content"]) == {"application/json", "text/event-stream"}


def test_every_body_has_an_example(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]

    for name in (
        "SessionIn",
        "SessionOut",
        "ChatIn",
        "ReplyOut",
        "FeedbackIn",
        "SuggestionsOut",
        "ErrorOut",
        "RecordIn",
        "RequestOut",
        "StepIn",
        "CodeIn",
    ):
        assert schemas[name]["examples"], name
