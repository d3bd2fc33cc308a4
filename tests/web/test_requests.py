"""The pages on which a request is filed, followed and taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.keys import key_for
from bot.trail.chain import verify
from tests.web.conftest import ORIGIN

FORM = {
    "lang": "ja",
    "right": "deletion",
    "relation": "self",
    "name": "山田花子",
    "email": "hanako@example.org",
    "phone": "",
    "customer_id": "",
    "for_whom": "",
    "details": "一行目\r\n<b>二行目</b>",
}
MY_NUMBER = "123456789018"


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def preview(client: TestClient, **changed: str) -> Any:
    return client.post("/requests/new", data={**FORM, **changed, "do": "preview"})


def confirm(client: TestClient, token: str, **changed: str) -> Any:
    return client.post("/requests/new", data={**FORM, **changed, "do": "confirm", "token": token})


def filed(client: TestClient, **changed: str) -> tuple[str, str]:
    done = confirm(client, hidden(preview(client, **changed).text, "token"), **changed)
    number = re.search(r'id="number">([^<]+)<', done.text)
    secret = re.search(r'id="secret">([^<]+)<', done.text)
    assert number, done.text
    assert secret
    return number[1], secret[1]


def entries(client: TestClient) -> Any:
    return client.app.state.site.filing.store.entries()  # type: ignore[attr-defined]


def test_a_wish_is_answered_with_where_to_file_it(client: TestClient, begin: Callable[[], Any]) -> None:
    header, _ = begin()

    wish = client.post("/v1/chat", json={"question": "消してほしい"}, headers=header).json()
    other = client.post("/v1/chat", json={"question": "手数料は"}, headers=header).json()

    assert (wish["intent"], wish["filing"]) == ("deletion", True)
    assert "filing" not in other
    page = client.post("/ask", data={"question": "消してほしい", "consent": "1"}).text
    assert 'href="/requests/new?lang=ja&amp;right=deletion"' in page
    page = client.post("/ask", data={"question": "さっきの依頼どうなった", "consent": "1"}).text
    assert 'href="/requests?lang=ja"' in page


def test_the_form_knows_the_right_and_quotes_what_it_takes(client: TestClient) -> None:
    page = client.get("/requests/new?right=deletion&lang=ja").text

    assert '<option value="deletion" selected>個人情報の削除・消去</option>' in page
    assert 'href="/policies/site-privacy/2022-04-01?mark=0-2&amp;section=7.3#7.3"' in page
    assert "この手続きについて書かれていること" in page
    assert "記載がありません" in client.get("/requests/new?right=purpose_notice").text
    assert "selected></option>" in client.get("/requests/new?right=nonsense").text


def test_what_will_be_sent_is_shown_and_nothing_is_kept(client: TestClient) -> None:
    page = preview(client)

    assert page.status_code == 200
    for line in ("個人情報の削除・消去", "hanako@example.org", "参照した箇所：7.1、7.3", "&gt; &lt;b&gt;二行目&lt;/b&gt;"):
        assert line in page.text
    assert entries(client) == ()


def test_a_confirmed_text_is_filed_once_and_followed_by_its_receipt(client: TestClient) -> None:
    token = hidden(preview(client).text, "token")

    first, second = confirm(client, token), confirm(client, token)

    assert first.text.count('id="secret"') == 1
    assert re.findall(r"<code.*</code>", first.text) == re.findall(r"<code.*</code>", second.text)
    assert len(entries(client)) == 1
    assert (entries(client)[0].record.channel, entries(client)[0].record.cited_sections) == ("web", ("7.1", "7.3"))


def test_another_text_than_the_one_shown_is_not_filed(client: TestClient) -> None:
    token = hidden(preview(client).text, "token")

    for changed in ({"details": "ほかの内容"}, {"email": "x@example.org"}, {"lang": "en"}):
        answer = confirm(client, token, **changed)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    assert confirm(client, "").status_code == 422
    assert entries(client) == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"right": ""}, "依頼の種類を選んで"),
        ({"email": ""}, "どちらかを書いて"),
        ({"relation": "agent"}, "どなたのため"),
        ({"details": MY_NUMBER}, "マイナンバー（個人番号）とみられる"),
        ({"details": "data:application/pdf;base64,JVBER"}, "ファイルはお受け取りできません"),
    ],
)
def test_what_cannot_be_filed_is_told_on_the_form_with_the_rest_kept(
    client: TestClient, changed: dict[str, str], said: str
) -> None:
    answer = preview(client, **changed)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="山田花子"' in answer.text
    assert entries(client) == ()


def test_files_are_not_taken(client: TestClient) -> None:
    answer = client.post("/requests/new", data=FORM, files={"document": ("license.png", b"\x89PNG")})

    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "no_files")


def test_a_text_can_be_changed_before_it_is_confirmed(client: TestClient) -> None:
    page = client.post("/requests/new", data={**FORM, "do": "edit"})

    assert 'value="hanako@example.org"' in page.text
    assert "一行目" in page.text


def test_the_same_request_is_pointed_out_and_not_filed_again(client: TestClient) -> None:
    filed(client)

    again = confirm(client, hidden(preview(client, details="もう一度").text, "token"), details="もう一度")

    assert "同じ依頼をすでに受け付けています" in again.text
    assert 'href="/requests?lang=ja"' in again.text
    assert len(entries(client)) == 1


def test_a_receipt_tells_how_a_request_stands_and_takes_it_back(client: TestClient) -> None:
    number, secret = filed(client)
    form = {"lang": "ja", "number": number, "secret": secret}
    assert client.get("/requests").status_code == 200

    page = client.post("/requests", data=form)
    assert f"依頼 {number} の状況" in page.text
    assert "依頼を取り下げる" in page.text
    assert "hanako" not in page.text
    client.post("/requests", data={**form, "do": "withdraw"})
    filing = client.app.state.site.filing  # type: ignore[attr-defined]
    # The service's own worker may have taken it, and not be done.
    while filing.worker.step() or filing.requesting.state(number, secret, "ja").status != "cancelled":
        pass
    page = client.post("/requests", data=form)
    assert "依頼を取り下げました。" in page.text
    assert "依頼を取り下げる" not in page.text


def test_without_its_secret_nothing_is_told(client: TestClient) -> None:
    number, _ = filed(client)

    for do in ("state", "withdraw"):
        answer = client.post("/requests", data={"number": number, "secret": "AAAA", "do": do})
        assert answer.status_code == 404
        assert "受付番号か照会用の合言葉が違います。" in answer.text
    assert entries(client)[0].status in ("queued", "submitted")


def test_who_files_too_often_is_told_to_wait(make_client: Callable[..., TestClient]) -> None:
    client = make_client(rate_requests="1/hour", rate_address="100000/minute")
    filed(client)

    answer = confirm(client, hidden(preview(client, right="disclosure").text, "token"), right="disclosure")

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert len(entries(client)) == 1


@pytest.mark.parametrize("path", ["/requests/new", "/requests"])
def test_forms_of_other_sites_do_nothing(client: TestClient, path: str) -> None:
    answer = client.post(path, data=FORM, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403


def test_where_requests_are_off_nothing_of_them_is_there(make_client: Callable[..., TestClient]) -> None:
    client = make_client(requests="off")

    assert [client.get(path).status_code for path in ("/requests/new", "/requests", "/desk")] == [404] * 3
    assert "/requests/new" not in client.post("/ask", data={"question": "消してほしい", "consent": "1"}).text


def test_the_pages_speak_english(client: TestClient) -> None:
    assert "File a request" in client.get("/requests/new?lang=en&right=deletion").text
    assert "This request will be sent:" in preview(client, lang="en").text
    assert ORIGIN not in client.get("/requests?lang=en").text


def test_the_trail_knows_the_digest_of_what_was_confirmed_and_nobodys_name(client: TestClient) -> None:
    filed(client)
    site = client.app.state.site  # type: ignore[attr-defined]

    links = list(site.store.links())

    assert verify(links, key_for("trail", site.settings)).links == 1
    noted = json.loads(links[0].record)
    kept = entries(client)[0].record
    assert (noted["id"], noted["confirmation"], noted["right"]) == (kept.id, kept.confirmation_sha256, "deletion")
    assert [word for word in ("hanako", "花子", "一行目") if word in links[0].record] == []


def test_a_code_that_is_waited_for_is_asked_for_and_handed_in(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    number, secret = filed(client)
    form = {"lang": "ja", "number": number, "secret": secret}
    requesting = client.app.state.site.filing.requesting  # type: ignore[attr-defined]
    assert 'name="code"' not in client.post("/requests", data=form).text
    assert "確認コードは必要ありません。" in client.post("/requests", data={**form, "do": "verify", "code": "1"}).text
    handed_in: list[str] = []

    def verify(number: str, secret: str, code: str, lang: Any) -> Any:
        handed_in.append(code)
        return requesting.state(number, secret, lang)

    monkeypatch.setattr(requesting, "asks_for_code", lambda _: True)
    monkeypatch.setattr(requesting, "verify", verify)

    assert 'name="code"' in client.post("/requests", data=form).text
    assert "確認コードを受け付けました" in client.post("/requests", data={**form, "do": "verify", "code": "394175"}).text
    assert handed_in == ["394175"]


def test_who_files_too_often_in_a_session_is_told_to_wait_wherever_they_are(
    make_client: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_client(rate_requests="1/hour", rate_address="100000/minute")
    places = iter(f"192.0.2.{number}" for number in range(1, 200))
    monkeypatch.setattr("bot.web.routes.requests.address_of", lambda _: next(places))
    session = hidden(client.get("/requests/new").text, "session")
    answers = []

    for number in range(2):
        changed = {"session": session, "email": f"a{number}@example.org"}
        answers.append(confirm(client, hidden(preview(client, **changed).text, "token"), **changed))

    assert [answer.status_code for answer in answers] == [200, 429]
    assert hidden(answers[1].text, "session") == session
    other = {"email": "b@example.org", "session": hidden(client.get("/requests/new").text, "session")}
    assert confirm(client, hidden(preview(client, **other).text, "token"), **other).status_code == 200


def test_a_session_of_somebody_elses_making_is_none(client: TestClient) -> None:
    page = preview(client, session="x")

    requesting = client.app.state.site.filing.requesting  # type: ignore[attr-defined]
    assert len(requesting.session_of(hidden(page.text, "token"))) == 32


def test_what_was_never_shown_counts_against_nobody(make_client: Callable[..., TestClient]) -> None:
    client = make_client(rate_requests="1/hour", rate_address="100000/minute")

    assert [confirm(client, "x").status_code for _ in range(3)] == [422] * 3
    filed(client)


def test_the_outbox_is_counted_without_a_word_of_it(client: TestClient) -> None:
    filed(client)
    worker = client.app.state.site.filing.worker  # type: ignore[attr-defined]
    while worker.step() or not worker.outcomes:
        pass

    counted = client.get("/metrics").text

    assert 'jobun_requests_confirmed_total{result="new"} 1.0' in counted
    assert 'jobun_outbox_done_total{action="file",result="done"} 1.0' in counted
    for state, number in (("waiting", 1), ("overdue", 0), ("dead", 0)):
        assert f'jobun_outbox{{state="{state}"}} {number}.0' in counted
    assert "hanako" not in counted
