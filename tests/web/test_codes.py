"""Where e-mail addresses are confirmed: nothing is filed before the code is given, in the form and over the intake's API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.requests.adapters.ours import as_sent
from bot.requests.record import Subject
from bot.settings import Settings
from bot.web.intake_app import build_intake
from tests.mail import Mailbox, mail_server
from tests.requests.records import a_record
from tests.web.conftest import ORIGIN
from tests.web.test_requests import FORM, confirm, entries, hidden, preview

DESK, INTAKE = "d" * 32, "i" * 32
FILER, STAFF = {"Authorization": f"Bearer {INTAKE}"}, {"Authorization": f"Bearer {DESK}"}
PATH = "/intake/v1/requests"
OTHER = Subject("山田花子", "hanako@example.jp")


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as found:
        yield found


@pytest.fixture
def environ(box: Mailbox) -> dict[str, str]:
    mail = {"smtp_host": "127.0.0.1", "smtp_port": str(box.port), "smtp_tls": "none", "smtp_from": "desk@example.jp"}
    return {"verify_email": "on", "rate_address": "100000/minute", "desk_key": DESK, "intake_key": INTAKE, **mail}


@pytest.fixture
def client(make_client: Callable[..., TestClient], environ: dict[str, str]) -> TestClient:
    return make_client(**environ)


def give(client: TestClient, token: str, code: str, **changed: str) -> Any:
    return client.post("/requests/new", data={**FORM, **changed, "do": "file", "token": token, "code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_nothing_is_filed_before_the_code_is_given(client: TestClient, box: Mailbox) -> None:
    page = preview(client)
    assert "メールアドレスの確認：お送りする確認コードによる" in page.text
    assert "確認コードをメールで受け取る" in page.text
    assert box.arrived == []
    token = hidden(page.text, "token")

    asked = confirm(client, token)

    assert "hanako@example.org に確認コードをお送りしました。" in asked.text
    assert box.recipients == ["hanako@example.org"]
    assert hidden(asked.text, "token") == token
    for code, said in (("", "まだ送っていません"), (wrong(box.code()), "確認コードが違うか")):
        refused = give(client, token, code)
        assert (refused.status_code, said in refused.text) == (422, True)
        assert 'name="code"' in refused.text
    assert entries(client) == ()
    assert len(box.arrived) == 1

    done = give(client, token, box.code())
    assert 'id="secret"' in done.text
    assert give(client, token, "").text == done.text, "an answer may be lost on its way"
    (entry,) = entries(client)
    assert entry.record.subject.email_verified


def test_the_code_is_for_the_text_that_was_shown(client: TestClient, box: Mailbox) -> None:
    token = hidden(preview(client).text, "token")
    confirm(client, token)

    for changed in ({"details": "別の内容"}, {"email": "x@example.org"}):
        assert give(client, token, box.code(), **changed).status_code == 422
    other = hidden(preview(client).text, "token")
    assert give(client, other, box.code()).status_code == 422
    assert entries(client) == ()


def test_without_an_address_there_is_nothing_to_confirm(client: TestClient) -> None:
    refused = preview(client, email="", phone="090-1234-5678")

    assert (refused.status_code, "メールアドレスを書いてください" in refused.text) == (422, True)


def test_so_many_codes_are_sent_and_no_more(client: TestClient, box: Mailbox) -> None:
    token = hidden(preview(client).text, "token")
    answers = [confirm(client, token).status_code for _ in range(4)]

    assert answers == [200, 200, 200, 422]
    assert len(box.arrived) == 3


def test_a_code_that_cannot_be_sent_is_told(client: TestClient, box: Mailbox) -> None:
    box.answer = "451 later"

    failed = confirm(client, hidden(preview(client).text, "token"))

    assert (failed.status_code, "送れませんでした" in failed.text, 'value="hanako@example.org"' in failed.text) == (
        503,
        True,
        True,
    )


def test_neither_code_nor_address_is_logged(client: TestClient, box: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    token = hidden(preview(client).text, "token")
    confirm(client, token)
    give(client, token, wrong(box.code()))
    give(client, token, box.code())

    said = "".join(capsys.readouterr())
    assert "confirmed" in said
    assert [word for word in (box.code(), "hanako", "山田") if word in said] == []


def send(client: TestClient, body: dict[str, Any]) -> Any:
    return client.post(PATH, json=body, headers=FILER | {"Idempotency-Key": body["request_id"]})


def answer(client: TestClient, number: str, code: str) -> Any:
    return client.post(f"{PATH}/{number}/verification", json={"code": code}, headers=FILER)


def test_over_the_api_a_request_counts_once_its_code_is_given(client: TestClient, box: Mailbox, clock: Any) -> None:
    body = as_sent(a_record(subject=OTHER))
    first = send(client, body)
    number = body["request_id"]

    assert (first.status_code, first.json()["status"], first.json()["awaits_code"]) == (201, "awaiting_verification", True)
    assert send(client, body).status_code == 200
    assert len(box.arrived) == 1, "sent once, however often it is filed"
    for status in ("in_progress", "fulfilled"):
        step = client.post(f"{PATH}/{number}/status", json={"status": status}, headers=STAFF)
        assert step.status_code == 409
    assert client.post(f"/desk/{number}", data={"status": "submitted"}, auth=("", DESK)).status_code == 409

    assert answer(client, number, wrong(box.code())).json()["error"]["code"] == "code_refused"
    clock.forward(minutes=14)
    assert client.post(f"{PATH}/{number}/code", headers=FILER).status_code == 202
    done = answer(client, number, box.code()).json()

    assert (done["status"], done["awaits_code"]) == ("submitted", False)
    assert [step["status"] for step in done["history"]] == ["awaiting_verification", "submitted"]
    assert answer(client, number, box.code()).status_code == 409
    assert client.post(f"{PATH}/{number}/code", headers=FILER).status_code == 409


def test_one_that_the_filer_has_confirmed_counts_at_once(client: TestClient, box: Mailbox) -> None:
    assert send(client, as_sent(a_record())).json()["status"] == "submitted"
    assert box.arrived == []
    refused = send(client, as_sent(a_record(subject=Subject("花子", phone_e164="+819012345678"))))
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "request_refused")


def test_one_that_is_never_confirmed_expires(client: TestClient, clock: Any) -> None:
    number = send(client, as_sent(a_record(subject=OTHER))).json()["request_id"]
    other = send(client, as_sent(a_record())).json()["request_id"]
    desk = client.app.state.intake.desk  # type: ignore[attr-defined]
    assert desk.expire() == 0
    clock.forward(days=1, minutes=1)

    assert desk.expire() == 1
    assert desk.get(number).status == "expired"
    assert desk.get(other).status == "submitted"


def test_where_the_code_could_not_be_sent_it_is_sent_when_the_request_is_filed_again(client: TestClient, box: Mailbox) -> None:
    body = as_sent(a_record(subject=OTHER))
    box.answer = "451 later"
    failed = send(client, body)
    assert (failed.status_code, failed.json()["error"]["code"]) == (503, "code_not_sent")
    box.answer = "250 OK"

    assert send(client, body).status_code == 200
    assert answer(client, body["request_id"], box.code()).json()["status"] == "submitted"


def test_an_intake_that_stands_alone_confirms_as_well(environ: dict[str, str], box: Mailbox, tmp_path: Any) -> None:
    settings = Settings.read(
        {f"JOBUN_{name.upper()}": value for name, value in environ.items()} | {"JOBUN_HOME": str(tmp_path)}
    )
    with TestClient(build_intake(settings), base_url=ORIGIN) as client:
        body = as_sent(a_record(subject=OTHER))
        assert send(client, body).json()["awaits_code"]
        assert answer(client, body["request_id"], box.code()).json()["status"] == "submitted"


def test_a_code_that_the_intake_has_sent_is_given_where_the_receipt_is_shown(client: TestClient, box: Mailbox) -> None:
    """What was filed from here before addresses were confirmed here waits at the desk for its code."""
    filing = client.app.state.site.filing  # type: ignore[attr-defined]
    record = a_record(subject=OTHER)
    receipt = filing.requesting._receipts.of(record.id, "")
    filing.store.add(record, receipt, target="desk", alike=record.id)
    while filing.worker.step() or filing.store.get(record.id).status == "queued":
        pass
    form = {"lang": "ja", "number": receipt.number, "secret": receipt.secret}

    page = client.post("/requests", data=form).text
    assert "確認コードの入力をお待ちしています" in page
    assert "もう一度お送りしました" in client.post("/requests", data={**form, "do": "code"}).text
    assert len(box.arrived) == 2
    mistyped = client.post("/requests", data={**form, "do": "verify", "code": wrong(box.code())})
    assert (mistyped.status_code, hidden(mistyped.text, "secret")) == (422, receipt.secret), "it need not be typed again"
    assert 'name="code"' in mistyped.text
    client.post("/requests", data={**form, "do": "verify", "code": box.code()})

    while filing.worker.step() or filing.store.get(record.id).status != "submitted":
        pass
    assert client.post("/requests", data={**form, "do": "code"}).status_code == 409
