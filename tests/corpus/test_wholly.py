"""Files are written whole or not at all, and a private one is nobody else's to read."""

import errno
import os
from pathlib import Path

import pytest

from corpus.wholly import write_text


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_text_takes_the_place_of_the_old_one_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("前", encoding="utf-8")
    path.chmod(0o640)
    write_text(path, "後\r\n\n")

    assert path.read_bytes() == "後\r\n\n".encode()
    assert mode(path) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_is_as_open_as_others_and_a_private_one_closed_even_over_an_open_one(tmp_path: Path) -> None:
    new, plain, private = tmp_path / "new", tmp_path / "plain", tmp_path / "private"
    plain.write_text("x", encoding="utf-8")
    private.write_text("x", encoding="utf-8")
    private.chmod(0o644)
    write_text(new, "a")
    write_text(private, "b", private=True)

    assert mode(new) == mode(plain)
    assert mode(private) == 0o600


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "a.txt"
    write_text(path, "前")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_text(path, "後")

    assert path.read_text(encoding="utf-8") == "前"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_as_utf_8_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "前")
    with pytest.raises(UnicodeError):
        write_text(path, "\ud800")

    assert path.read_text(encoding="utf-8") == "前"
    assert list(tmp_path.iterdir()) == [path]
