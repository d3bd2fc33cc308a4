"""``/desk``: what the staff see and do."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.requests.desk import Desk
from bot.requests.record import Subject
from bot.web.routes.desk import _harmless
from tests.requests.records import a_record

KEY = "d" * 32
AUTH = ("staff", KEY)


@pytest.fixture
def client(make_client: Callable[..., TestClient]) -> TestClient:
    return make_client(rate_address="100000/minute", desk_key=KEY)


@pytest.fixture
def desk(client: TestClient) -> Desk:
    found: Desk = client.app.state.intake.desk  # type: ignore[attr-defined]
    return found


def test_open_requests_are_listed_with_their_due_dates(client: TestClient, desk: Desk, clock: Any) -> None:
    first, second = desk.take(a_record())[0], desk.take(a_record(right="correction", details=""))[0]
    desk.advance(second.record.id, "fulfilled", "", "ja")

    page = client.get("/desk", auth=AUTH).text

    assert str(first.due_on) in page
    assert f'href="/desk/{first.record.id}?lang=ja"' in page
    assert second.record.id not in page
    assert second.record.id in client.get("/desk?all=1", auth=AUTH).text
    assert "hanako" not in page
    assert "期限切れ" not in page
    clock.forward(days=40)
    assert "期限切れ" in client.get("/desk", auth=AUTH).text


def test_a_request_is_shown_and_advanced(client: TestClient, desk: Desk) -> None:
    one = desk.take(a_record(details="<script>一つ</script>"))[0].record
    path = f"/desk/{one.id}"
    page = client.get(path, auth=AUTH).text
    assert "hanako@example.jp" in page
    assert "&lt;script&gt;" in page

    page = client.post(path, data={"status": "in_progress"}, auth=AUTH)
    assert (page.status_code, "対応中" in page.text) == (200, True)
    refused = client.post(path, data={"status": "denied", "reason": " "}, auth=AUTH)
    assert (refused.status_code, "理由を書いてください" in refused.text) == (422, True)
    client.post(path, data={"status": "denied", "reason": "法令により保存が必要なため"}, auth=AUTH)
    ticket = desk.get(one.id)
    assert ticket is not None
    assert (ticket.status, ticket.history[-1].reason) == ("denied", "法令により保存が必要なため")
    assert client.post(path, data={"status": "fulfilled"}, auth=AUTH).status_code == 409
    assert client.get("/desk/0b9f4f2e-6f0b-4c8e-9a55-0d6c1f6e7a10", auth=AUTH).status_code == 404


def test_the_export_is_a_table_without_formulas(client: TestClient, desk: Desk) -> None:
    one = desk.take(a_record(subject=Subject("=1+1", "a@example.jp", "+819012345678"), details="一行目\n二行目"))[0].record

    answer = client.get("/desk.csv", auth=AUTH)

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert [row["request_id"] for row in rows] == [one.id]
    assert (rows[0]["name"], rows[0]["phone_e164"], rows[0]["details"]) == ("'=1+1", "'+819012345678", "一行目\n二行目")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", " =1", "\n=1", "＝1", "＠a", "\u3000＋1"])
def test_what_begins_like_a_formula_is_none(text: str) -> None:
    assert _harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "山田", "a=1", "1-2", "(=1)"])
def test_other_texts_are_as_they_are(text: str) -> None:
    assert _harmless(text) == text


@pytest.mark.parametrize("auth", [None, ("", ""), ("staff", "x" * 32), (KEY, "")])
def test_without_the_key_there_is_nothing(client: TestClient, auth: Any) -> None:
    for path in ("/desk", "/desk.csv"):
        answer = client.get(path, auth=auth)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_page_of_another_origin_cannot_use_the_key_that_the_browser_knows(
    client: TestClient, desk: Desk, origin: str
) -> None:
    one = desk.take(a_record())[0].record

    answer = client.post(f"/desk/{one.id}", data={"status": "in_progress"}, auth=AUTH, headers={"Origin": origin})

    assert answer.status_code == 403
    ticket = desk.get(one.id)
    assert ticket is not None
    assert ticket.status == "submitted"


def test_what_the_desk_does_is_told_to_who_filed(client: TestClient, desk: Desk) -> None:
    filing = client.app.state.site.filing  # type: ignore[attr-defined]
    record = a_record()
    receipt = filing.requesting._receipts.of(record.id, "")
    filing.store.add(record, receipt, target="desk", alike="")
    while filing.worker.step():
        pass
    for _ in range(2000):
        if desk.get(record.id):
            break

    desk.advance(record.id, "in_progress", "", "ja")
    while filing.worker.step():
        pass

    for _ in range(2000):
        if filing.store.get(record.id).status == "in_progress":
            return
    pytest.fail("the desk's step did not arrive")
