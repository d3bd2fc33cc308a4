"""The service against its own description: whatever is sent, it never fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from starlette.testclient import TestClient


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app(rate_address="1000000/minute", rate_session="1000000/minute", trusted_hosts="*")


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


@pytest.mark.parametrize("label", OPERATIONS)
def test_whatever_is_sent_it_never_fails(app: Any, label: str) -> None:
    described = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations = {found.ok().label: found.ok() for found in described.get_all_operations()}
    token, _ = app.state.site.tokens.issue("public")
    header = {"Authorization": f"Bearer {token}", "Origin": "http://localhost"}

    @given(case=operations[label].as_strategy())
    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def send(case: Any) -> None:
        answer = case.call(headers=header)
        assert answer.status_code < 500, answer.text

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
    }
    assert set(paths["/v1/chat"]["post"]["responses"]) == {"200", "400", "401", "403", "404", "413", "422", "429", "500", "503"}
    assert set(paths["/v1/chat"]["post"]["responses"]["200"]["content"]) == {"application/json", "text/event-stream"}


def test_every_body_has_an_example(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]

    for name in ("SessionIn", "SessionOut", "ChatIn", "ReplyOut", "FeedbackIn", "SuggestionsOut", "ErrorOut"):
        assert schemas[name]["examples"], name
