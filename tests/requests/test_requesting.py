"""From the form to the receipt, and what a receipt is good for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from bot.errors import RequestFixed, RequestRefused, RequestUnknown, TargetRefused
from bot.requests.adapters.choosing import Choice
from bot.requests.forms import Filled
from bot.requests.preview import Grounds
from bot.requests.requesting import Requesting
from bot.requests.targets import Filed

FILLED = Filled(
    "deletion", "agent", "山田花子", "hanako@example.org", "090-1234-5678", "C-1", "山田太郎", "一行目\n送り先：悪者"
)
GROUNDS = Grounds("site-privacy", date(2022, 4, 1), ("7.1", "7.2"))


def file(requesting: Requesting, filled: Filled = FILLED) -> Any:
    return requesting.confirm(filled, requesting.prepare(filled, GROUNDS, "ja").token, "ja")


def test_the_text_that_is_confirmed_says_all_that_is_sent(parts: Any) -> None:
    draft = parts.requesting.prepare(FILLED, GROUNDS, "ja").draft

    assert draft.text == (
        "次の内容で依頼を送ります。\n"
        "依頼の種類：個人情報の削除・消去\n"
        "根拠：個人情報の保護に関する法律\n"
        "対象の文書：site-privacy（2022-04-01 版）\n"
        "参照した箇所：7.1、7.2\n"
        "ご依頼の立場：代理人\n"
        "どなたのためのご依頼か：山田太郎\n"
        "氏名：山田花子\n"
        "メールアドレス：hanako@example.org\n"
        "電話番号：+819012345678\n"
        "お客様番号：C-1\n"
        "送信の方法：ウェブ\n"
        "ご連絡の言語：日本語\n"
        "送り先：当窓口\n"
        f"依頼の識別子：{draft.id}\n"
        "詳細：\n"
        "> 一行目\n"
        "> 送り先：悪者"
    )
    sent = draft.record(parts.now)
    told = (sent.policy, sent.version.isoformat(), *sent.cited_sections, sent.for_whom, sent.id, *sent.details.split("\n"))
    subject = sent.subject
    assert all(each in draft.text for each in (*told, subject.name, subject.email, subject.phone_e164, subject.customer_id))


def test_before_the_confirmation_nothing_is_kept(parts: Any) -> None:
    parts.requesting.prepare(FILLED, GROUNDS, "ja")

    assert parts.store.entries() == ()
    assert not parts.worker.step()
    assert parts.woken == []


@pytest.mark.parametrize(
    "changed",
    [
        {"details": "別の内容"},
        {"email": "other@example.org"},
        {"right": "disclosure"},
        {"relation": "guardian"},
        {"for_whom": "だれか"},
        {"name": "山田 花子"},
        {"customer_id": ""},
    ],
)
def test_changing_the_text_invalidates_the_confirmation(parts: Any, changed: dict[str, Any]) -> None:
    token = parts.requesting.prepare(FILLED, GROUNDS, "ja").token

    with pytest.raises(RequestRefused, match="異なる"):
        parts.requesting.confirm(replace(FILLED, **changed), token, "ja")

    assert parts.store.entries() == ()


def test_what_was_never_shown_or_too_long_ago_is_not_filed(parts: Any) -> None:
    token = parts.requesting.prepare(FILLED, GROUNDS, "ja").token
    parts.forward(hours=1)

    for shown in (token, "", "x.y"):
        with pytest.raises(RequestRefused, match="期限"):
            parts.requesting.confirm(FILLED, shown, "ja")
    assert parts.store.entries() == ()


def test_confirming_twice_gives_the_same_receipt_and_files_once(parts: Any) -> None:
    token = parts.requesting.prepare(FILLED, GROUNDS, "ja").token

    first = parts.requesting.confirm(FILLED, token, "ja")
    parts.worker.step()
    second = parts.requesting.confirm(FILLED, token, "ja")

    assert first.receipt == second.receipt
    assert first.receipt is not None
    assert len(parts.store.entries()) == len(parts.desk.tickets()) == 1


def test_one_like_it_that_is_open_is_pointed_out_and_not_filed_again(parts: Any) -> None:
    first = file(parts.requesting)
    again = file(parts.requesting, replace(FILLED, details="ほかの言葉で", name="山田　花子"))

    assert again.receipt is None
    assert again.entry.record.id == first.entry.record.id
    assert len(parts.store.entries()) == 1
    # Another right is another request; and one that has ended is none that is open.
    assert file(parts.requesting, replace(FILLED, right="disclosure")).receipt is not None
    parts.requesting.withdraw(first.receipt.number, first.receipt.secret, "ja")
    assert file(parts.requesting).receipt is not None


def test_a_receipt_tells_how_the_request_stands(parts: Any) -> None:
    filed = file(parts.requesting)
    number, secret = filed.receipt.number, filed.receipt.secret
    assert parts.requesting.state(number.lower(), f" {secret} ", "ja").status == "queued"
    assert parts.woken == [None]

    while parts.worker.step():
        pass
    assert parts.requesting.state(number, secret, "ja").status == "submitted"
    parts.desk.advance(filed.entry.record.id, "in_progress", "", "ja")
    parts.forward(minutes=10)
    parts.worker.step()
    assert parts.requesting.state(number, secret, "ja").status == "in_progress"
    with pytest.raises(RequestFixed):
        parts.requesting.withdraw(number, secret, "ja")


@pytest.mark.parametrize(("number", "secret"), [("0000-0000", None), (None, "AAAA-AAAA-AAAA-AAAA"), ("", ""), (None, "")])
def test_without_number_and_secret_nothing_is_told(parts: Any, number: str | None, secret: str | None) -> None:
    receipt = file(parts.requesting).receipt
    given = (receipt.number if number is None else number, receipt.secret if secret is None else secret)

    with pytest.raises(RequestUnknown):
        parts.requesting.state(*given, "ja")
    with pytest.raises(RequestUnknown):
        parts.requesting.withdraw(*given, "ja")


def test_a_request_is_withdrawn_wherever_it_is(parts: Any) -> None:
    waiting = file(parts.requesting)
    assert parts.requesting.withdraw(waiting.receipt.number, waiting.receipt.secret, "ja").status == "cancelled"

    sent = file(parts.requesting)
    parts.worker.step()
    parts.requesting.withdraw(sent.receipt.number, sent.receipt.secret, "ja")
    parts.worker.step()

    assert parts.requesting.state(sent.receipt.number, sent.receipt.secret, "ja").status == "cancelled"
    assert [ticket.status for ticket in parts.desk.tickets()] == ["cancelled"]
    with pytest.raises(RequestFixed):
        parts.requesting.withdraw(sent.receipt.number, sent.receipt.secret, "ja")


def test_what_a_target_expresses_only_nearly_stands_in_the_text(parts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    target = SimpleNamespace(name="drp")
    monkeypatch.setattr(parts.targets, "choose", lambda *_: Choice(target, "nearest", "最も近い形で送られます。"))

    text = parts.requesting.prepare(FILLED, GROUNDS, "ja").draft.text

    assert "送り先：依頼を受け付ける仕組み（drp）\nご注意：最も近い形で送られます。\n" in text
    token = parts.requesting.prepare(FILLED, GROUNDS, "ja").token
    monkeypatch.undo()
    with pytest.raises(RequestRefused, match="異なる"):
        parts.requesting.confirm(FILLED, token, "ja")


class CodeTarget:
    """Sends a code, and waits for it."""

    sent = 0

    def send_code(self, record: Any, reference: str) -> None:
        self.sent += 1
        if self.sent > 1:
            raise TargetRefused("429")

    name = "fides"
    is_idempotent = True
    stands = "awaiting_verification"

    def fit(self, right: Any) -> str:
        return "exact"

    def file(self, record: Any) -> Filed:
        return Filed("pri_1", self.stands, by_code=self.stands == "awaiting_verification")  # type: ignore[arg-type]

    def find(self, record: Any) -> None:
        return None

    def state(self, record: Any, reference: str) -> Filed:
        return self.file(record)

    def withdraw(self, record: Any, reference: str) -> Filed:
        raise TargetRefused("no")

    def verify(self, record: Any, reference: str, code: str) -> Filed:
        if code != "394175":
            raise TargetRefused("403")
        self.stands = "submitted"
        return self.file(record)


def test_a_code_that_was_sent_is_handed_in(parts: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    target = CodeTarget()
    monkeypatch.setattr(parts.targets, "choose", lambda *_: Choice(target, "exact"))  # type: ignore[arg-type]
    monkeypatch.setattr(parts.targets, "named", lambda _: target)
    receipt = file(parts.requesting).receipt
    given = (receipt.number, receipt.secret)
    with pytest.raises(RequestFixed):
        parts.requesting.verify(*given, "394175", "ja")
    parts.worker.step()
    assert parts.requesting.asks_for_code(parts.requesting.state(*given, "ja"))

    assert parts.requesting.sends_codes(parts.requesting.state(*given, "ja"))
    parts.requesting.send_another(*given, "ja")
    with pytest.raises(RequestRefused, match="しばらく"):
        parts.requesting.send_another(*given, "ja")

    with pytest.raises(RequestRefused, match="確認コード"):
        parts.requesting.verify(*given, "000000", "ja")
    parts.requesting.verify(*given, " 394 175 ", "ja")
    parts.worker.step()

    assert parts.requesting.state(*given, "ja").status == "submitted"
    assert not parts.requesting.asks_for_code(parts.requesting.state(*given, "ja"))
    with pytest.raises(RequestFixed):
        parts.requesting.send_another(*given, "ja")
