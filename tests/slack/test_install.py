"""Workspaces install the app themselves: the flow, the encrypted token, an answer with it, and the end of it."""

from __future__ import annotations

import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.slack.conftest import World, by_http, settings_of
from tests.slack.fake.engine import Canned
from tests.slack.fake.sender import Sender
from tests.slack.fake.server import BOT_USER, TEAM, FakeSlack
from tests.slack.test_entry_points import shown
from tests.slack.test_requests import filled, form_of, submitted

TOKEN = "xoxb-installed-token-2"  # noqa: S105 - of nobody


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@pytest.fixture
def many(slack: FakeSlack, tmp_path: Path) -> Iterator[World]:
    more = {"slack_bot_token": "", "slack_client_id": "1.2", "slack_client_secret": "c" * 32}
    settings, engine = settings_of(tmp_path, slack, **more), Canned()
    with by_http(settings, engine) as address:
        yield World(slack, Sender(slack, address), engine, settings)


def get(address: str, cookie: str = "") -> tuple[int, dict[str, str], str]:
    request = urllib.request.Request(address, headers={"Cookie": cookie})  # noqa: S310 - loopback
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read().decode()


def test_a_workspace_installs_the_app_and_is_answered_with_its_own_token(many: World, tmp_path: Path) -> None:
    address = many.sender.address
    # Not installed: nothing is heard, and nothing is said.
    assert many.sender.post(many.sender.mention("C1", "UEMP", "手数料は"))[0] == 200
    assert many.engine.asked == []

    status, headers, _ = get(f"{address}/slack/install")
    assert status == 302
    wanted = parse_qs(urlsplit(headers["location"]).query)
    assert set(wanted["scope"][0].split(",")) == many.slack.scopes
    state, cookie = wanted["state"][0], headers["set-cookie"].split(";")[0]
    given = {"access_token": TOKEN, "team": {"id": TEAM}, "bot_user_id": BOT_USER, "scope": wanted["scope"][0], "app_id": "A1"}
    many.slack.codes["code1"] = {**given, "authed_user": {"id": "UADMIN"}}
    many.slack.tokens[TOKEN] = TEAM
    back = f"{address}/slack/oauth_redirect?code=code1&state={state}"
    assert get(back)[0] == 400, "another browser"
    assert get(back.replace(state, "x" + state), cookie.replace(state, "x" + state))[0] == 401
    status, _, text = get(back, cookie)
    assert (status, text.split("\n")[0]) == (200, "インストールしました。Slackに戻ってお使いください。")
    assert get(back, cookie)[0] == 401, "a state is good for one time"

    assert "手数料は" in many.ask("C1", "UEMP", "手数料は")["text"]
    with sqlite3.connect(tmp_path / "state.db") as connection:
        kept = connection.execute("select id, sealed from slack_installs").fetchall()
    connection.close()
    assert [one[0] for one in kept] == [TEAM]
    assert TOKEN not in kept[0][1]

    many.sender.post(many.sender.event({"type": "app_uninstalled"}))
    asked = many.sender.mention("C1", "UEMP", "まだ")
    assert many.sender.post(asked)[0] == 200
    assert [one.text for one in many.engine.asked] == ["手数料は"]


def test_an_organisation_installs_the_app_and_its_people_are_told_how_requests_stand(many: World) -> None:
    many.slack.tokens[TOKEN] = TEAM
    many.slack.add_user("UORG")
    given = {"access_token": TOKEN, "enterprise": {"id": "E1ORG"}, "is_enterprise_install": True, "bot_user_id": BOT_USER}
    many.slack.codes["code2"] = {**given, "app_id": "A1", "authed_user": {"id": "UADMIN"}}
    _, headers, _ = get(f"{many.sender.address}/slack/install")
    state = parse_qs(urlsplit(headers["location"]).query)["state"][0]
    back = f"{many.sender.address}/slack/oauth_redirect?code=code2&state={state}"
    assert get(back, headers["set-cookie"].split(";")[0])[0] == 200

    many.sender.org = "E1ORG"
    _, form = form_of(many, "UORG")
    preview = submitted(many, "UORG", form, filled(phone="090-1234-5678"))
    receipt = submitted(many, "UORG", {"id": "VO1", **preview["view"]}, {})
    number = shown(receipt["view"]).split("*")[1]

    many.slack.wait(lambda: [one for one in many.slack.messages["DUORG"] if number in one.get("text", "")])
    many.sender.deliver(many.sender.event({"type": "app_home_opened", "user": "UORG", "channel": "DUORG", "tab": "home"}))
    home = many.slack.wait(lambda: many.slack.homes.get("UORG"))
    assert number in shown(home)


def test_where_it_is_not_set_up_there_is_nothing(http: World) -> None:
    # There, a token is set, and nobody installs.
    assert get(f"{http.sender.address}/slack/install")[0] == 404
    assert get(f"{http.sender.address}/slack/oauth_redirect?code=x&state=y")[0] == 404
