"""Keys: made once on this machine, asked for where others can reach it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsWrong
from bot.keys import is_loopback, key_for, requests_key_for
from bot.settings import Settings


def settings(home: Path, **values: str) -> Settings:
    return Settings.read({"JOBUN_HOME": str(home), **{f"JOBUN_{name.upper()}": value for name, value in values.items()}})


def test_a_key_is_made_once_for_this_machine_and_read_by_nobody_else(tmp_path: Path) -> None:
    first = requests_key_for("contacts", settings(tmp_path))

    assert requests_key_for("contacts", settings(tmp_path)) == first
    assert (tmp_path / "requests-key").stat().st_mode & 0o777 == 0o600
    assert len({first, requests_key_for("receipts", settings(tmp_path)), key_for("drafts", settings(tmp_path))}) == 3
    # What tokens are signed with may be changed without losing what is encrypted.
    assert requests_key_for("contacts", settings(tmp_path, secret="s" * 32)) == first


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "jobun.example.org"])  # noqa: S104 - it is what is refused
def test_beyond_loopback_a_key_must_be_set(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsWrong, match="JOBUN_REQUESTS_KEY"):
        requests_key_for("contacts", settings(tmp_path, host=host))

    assert not list(tmp_path.iterdir())
    assert requests_key_for("contacts", settings(tmp_path, host=host, requests_key="r" * 32))


def test_a_damaged_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "requests-key").write_text("short", "ascii")

    with pytest.raises(SettingsWrong, match="JOBUN_REQUESTS_KEY"):
        requests_key_for("contacts", settings(tmp_path))


def test_loopback_is_what_nobody_else_can_call() -> None:
    assert [is_loopback(host) for host in ("127.0.0.1", "127.9.9.9", "::1", "localhost", "10.0.0.1", "example.org")] == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]
