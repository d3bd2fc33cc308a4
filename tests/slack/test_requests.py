"""Filing a request in Slack: form, preview, confirmation, receipt, state, withdrawal and what is told of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.mail import mail_server
from tests.slack.conftest import World, by_http, settings_of
from tests.slack.fake.engine import Canned
from tests.slack.fake.sender import Sender
from tests.slack.fake.server import FakeSlack
from tests.slack.test_entry_points import shown

CUSTOMER = {
    "name": "山田花子",
    "email": "hanako@example.com",
    "for_whom": "山田花子",
    "details": "退会したので <削除> してほしい",
}


def form_of(http: World, user: str) -> tuple[dict[str, Any], dict[str, Any]]:
    answer = http.ask(f"D{user}", user, "消してほしい")
    element = next(one for block in answer["blocks"] for one in block.get("elements", ()) if one.get("action_id") == "file")
    views = len(http.slack.views)
    http.sender.deliver(http.sender.click(user, element, f"D{user}", answer["ts"], thread=answer["thread_ts"]))
    return answer, http.slack.wait(lambda: http.slack.views[views:])[0]


def filled(right: str = "deletion", relation: str = "self", **texts: str) -> dict[str, Any]:
    chosen = {"right": right, "relation": relation}
    values = {name: {name: {"type": "plain_text_input", "value": value}} for name, value in texts.items()}
    return values | {name: {name: {"selected_option": {"value": value}}} for name, value in chosen.items()}


def submitted(http: World, user: str, view: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    status, answer = http.sender.deliver(http.sender.submit(user, view, values))
    assert status == 200
    found: dict[str, Any] = json.loads(answer)
    return found


def test_a_request_is_checked_shown_confirmed_and_filed_once(http: World) -> None:
    _, form = form_of(http, "UEMP")
    chosen = next(block for block in form["blocks"] if block.get("block_id") == "right")["element"]["initial_option"]
    assert chosen["value"] == "deletion"

    assert "電話番号のどちらか" in submitted(http, "UEMP", form, filled())["errors"]["details"]
    assert (
        "マイナンバー"
        in submitted(http, "UEMP", form, filled(email="a@example.com", details="123456789018"))["errors"]["details"]
    )
    preview = submitted(http, "UEMP", form, filled(relation="agent", **CUSTOMER))
    assert preview["response_action"] == "update"
    for said in ("山田花子", "hanako@example.com", "&gt; 退会したので &lt;削除&gt; してほしい", "送信の方法：Slack"):
        assert said in shown(preview["view"])
    assert len(preview["view"]["private_metadata"]) <= 3_000

    view = {"id": "VP1", **preview["view"]}
    receipts = [submitted(http, "UEMP", view, {}) for _ in range(2)]
    assert receipts[0] == receipts[1]
    assert "受付番号：*" in shown(receipts[0]["view"])
    _, again = form_of(http, "UEMP")
    second = submitted(http, "UEMP", again, filled(relation="agent", **CUSTOMER))
    assert "すでに受け付けています" in shown(submitted(http, "UEMP", {"id": "VP2", **second["view"]}, {})["view"])
    # Changed in between, it is not what was shown.
    carried = json.loads(view["private_metadata"]) | {"email": "other@example.com"}
    changed = submitted(http, "UEMP", {**view, "private_metadata": json.dumps(carried)}, {})
    assert "異なるため、送っていません" in shown(changed["view"])


def test_its_state_arrives_as_a_direct_message_and_it_can_be_withdrawn(http: World) -> None:
    http.slack.add_user("UFILER")
    _, form = form_of(http, "UFILER")
    preview = submitted(http, "UFILER", form, filled(right="disclosure", phone="090-1234-5678"))
    receipt = submitted(http, "UFILER", {"id": "VQ1", **preview["view"]}, {})
    number = shown(receipt["view"]).split("*")[1]

    def told() -> list[str]:
        return [one["text"] for one in http.slack.messages.get("DUFILER", []) if number in one.get("text", "")]

    http.slack.wait(lambda: any("受付済み" in one for one in told()))
    http.slack.homes.pop("UFILER", None)
    http.sender.deliver(http.sender.event({"type": "app_home_opened", "user": "UFILER", "channel": "DUFILER", "tab": "home"}))
    home = http.slack.wait(lambda: http.slack.homes.get("UFILER"))
    element = next(block["accessory"] for block in home["blocks"] if "accessory" in block)
    assert number in shown(home)
    for user in ("UEMP", "UFILER"):
        # Somebody else's is not theirs to withdraw.
        click = http.sender.click(user, element, "", "", hidden=False) | {"view": {"id": "VH", "type": "home"}}
        http.slack.homes.pop(user, None)
        http.sender.deliver(click)
        http.slack.wait(lambda user=user: http.slack.homes.get(user))
    http.slack.wait(lambda: any("取下げ済み" in one for one in told()))
    assert len(told()) == len(set(told()))
    views = len(http.slack.views)
    http.sender.deliver(http.sender.click("UFILER", {"action_id": "look_up", "type": "button"}, "DUFILER", "1.1"))
    own = http.slack.wait(lambda: http.slack.views[views:])[0]
    assert "取下げ済み" in shown(own)
    assert not any("accessory" in block for block in own["blocks"])
    assert http.slack.refused == []


def test_where_e_mail_addresses_are_confirmed_the_code_is_asked_for(slack: FakeSlack, tmp_path: Path) -> None:
    with mail_server() as box:
        mail = {"smtp_host": "127.0.0.1", "smtp_port": str(box.port), "smtp_tls": "none", "smtp_from": "desk@example.jp"}
        engine, settings = Canned(), settings_of(tmp_path, slack, verify_email="on", rate_requests="3/hour", **mail)
        with by_http(settings, engine) as address:
            http = World(slack, Sender(slack, address), engine, settings)
            _, form = form_of(http, "UEMP")
            assert (
                "メールアドレスを書いてください"
                in submitted(http, "UEMP", form, filled(phone="090-1234-5678"))["errors"]["details"]
            )
            preview = submitted(http, "UEMP", form, filled(relation="agent", **CUSTOMER))
            asked = submitted(http, "UEMP", {"id": "VC1", **preview["view"]}, {})["view"]
            assert box.recipients == ["hanako@example.com"]
            assert any(block.get("block_id") == "code" for block in asked["blocks"])

            view = {"id": "VC2", **asked}
            code = box.code()
            other = f"{(int(code) + 1) % 10**6:06}"
            assert "確認コードが違うか" in submitted(http, "UEMP", view, typed(other))["errors"]["code"]
            receipt = submitted(http, "UEMP", view, typed(code))
            assert "受付番号：*" in shown(receipt["view"])
            # Three have been sent in an hour by now.
            submitted(http, "UEMP", view, typed(code))
            assert "短い間に多く" in shown(submitted(http, "UEMP", view, typed(code))["view"])


def typed(code: str) -> dict[str, Any]:
    return {"code": {"code": {"type": "plain_text_input", "value": code}}}
