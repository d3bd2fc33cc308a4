"""The manifest asks for what the code uses, and for nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.errors import SettingsWrong
from bot.slack.calls import EVENTS, METHODS, scopes
from bot.slack.commands import app
from bot.slack.manifest import manifest
from tests.slack.fake.scopes import METHODS as KNOWN

SOURCES = "".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "bot" / "slack").rglob("*.py"))


def test_every_method_in_the_table_is_called_and_no_other() -> None:
    called = set(re.findall(r'(?:\.call\(|paged\(web,)\s*"([\w.]+)"', SOURCES))

    assert called == set(METHODS)
    assert set(METHODS) == set(KNOWN)
    assert ".api_call(" not in SOURCES.replace("await chosen.api_call(method", "")


def test_every_event_in_the_table_is_read() -> None:
    for event in EVENTS:
        assert f'"{event.partition(".")[0]}"' in SOURCES.replace(f'"{event}": (', ""), event


def test_the_manifest_for_a_socket_and_for_http() -> None:
    by_socket, by_http = manifest("ja"), manifest("en", site_url="https://jobun.example.org", prompts=("Is there a fee?",))

    assert by_socket["settings"]["socket_mode_enabled"]
    assert "request_url" not in json.dumps(by_socket)
    assert json.dumps(by_http).count("https://jobun.example.org/slack/events") == 3
    assert by_http["oauth_config"]["redirect_urls"] == ["https://jobun.example.org/slack/oauth_redirect"]
    for one in (by_socket, by_http):
        assert one["oauth_config"]["scopes"]["bot"] == scopes()
        assert len(one["features"]["agent_view"]["agent_description"]) <= 300
        assert len(one["display_information"]["description"]) <= 140
        assert one["features"]["slash_commands"][0]["usage_hint"] == ("Is there a fee?" if one is by_http else "質問")
        assert len(one["features"]["agent_view"]["suggested_prompts"]) <= 4
        assert all(len(each["name"]) <= 24 for each in one["features"]["shortcuts"])


def test_the_command_prints_it() -> None:
    told = CliRunner().invoke(app, ["manifest"])

    assert told.exit_code == 0
    found = json.loads(told.stdout)
    assert found["features"]["slash_commands"][0]["command"] == "/policy"
    assert len(found["features"]["agent_view"]["suggested_prompts"]) == 4
    assert isinstance(CliRunner().invoke(app, ["manifest", "--http"]).exception, SettingsWrong)
    assert isinstance(CliRunner().invoke(app, []).exception, SettingsWrong)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_app_can_be_made_of_it(lang: str) -> None:
    text = json.dumps(manifest(lang))  # type: ignore[arg-type]

    assert "None" not in text
    assert "null" not in text
