"""``jobun token``: what it prints is a token of the site's."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from corpus.command_line import main

MakeClient = Callable[..., TestClient]
STAFF_PAGE = "/policies/staff-handling/2024-10-01"


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., str]:
    def printed(*arguments: str) -> str:
        monkeypatch.setenv("JOBUN_HOME", str(tmp_path))
        monkeypatch.setattr(sys, "argv", ["jobun", "token", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        # The site under test logs to the same stream.
        return capsys.readouterr().out.strip().splitlines()[-1]

    return printed


def test_its_holder_reads_and_asks_as_staff(token: Callable[..., str], client: TestClient) -> None:
    header = {"Authorization": f"Bearer {token()}"}

    assert client.get(STAFF_PAGE).status_code == 404
    assert client.get(STAFF_PAGE, headers=header).status_code == 200
    assert client.post("/v1/chat", json={"question": "手数料は"}, headers=header).status_code == 200


def test_a_token_for_the_public_shows_what_everybody_sees(token: Callable[..., str], client: TestClient) -> None:
    header = {"Authorization": f"Bearer {token('--audience', 'public')}"}

    assert client.get(STAFF_PAGE, headers=header).status_code == 404


def test_it_holds_for_as_long_as_was_asked(token: Callable[..., str], client: TestClient, clock: object) -> None:
    header = {"Authorization": f"Bearer {token('--minutes', '2')}"}

    clock.forward(minutes=1)  # type: ignore[attr-defined] # the clock of tests/web/conftest.py
    assert client.get(STAFF_PAGE, headers=header).status_code == 200
    clock.forward(minutes=2)  # type: ignore[attr-defined]
    assert client.get(STAFF_PAGE, headers=header).status_code == 404
