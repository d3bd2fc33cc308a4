"""What cannot be imported is refused with a sentence, and nothing is written."""

from __future__ import annotations

import errno
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import ImportRefused
from corpus.importing import sources
from corpus.importing.drafts import write
from corpus.importing.front import Wishes
from corpus.importing.importer import make_draft
from corpus.importing.sources import Source, read_source

WISHES = Wishes(id="page", effective_on=date(2024, 1, 1))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def refused(path: Path, wishes: Wishes = WISHES) -> str:
    with pytest.raises(ImportRefused) as caught:
        make_draft(read_source(str(path)), wishes)
    return str(caught.value)


def scanned(path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.showPage()
    canvas.save()


def encrypted(path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(100, 700, "This policy is a secret.")
    canvas.save()


def archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("policy.txt", "当社は、個人情報を守ります。")


def huge_word_file(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("word/document.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(501):
            entry.write(bytes(1_000_000))


BYTES = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\t\n", "is empty"),
    "junk.txt": (bytes(range(256)) * 20, "binary data"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(500), "binary data"),
    "fake.pdf": (b"no document at all", "named .pdf"),
    "cut.pdf": (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog", "cannot be read as a PDF"),
    "cut.docx": (b"PK\x03\x04" + bytes(100), "is damaged"),
    "old.doc": (OLE, "old format"),
    "locked.docx": (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "table.csv": (b"a,b\n", "kind that cannot be imported (.csv)"),
    "french.txt": ("Nous protégeons vos données personnelles déjà.".encode("latin-1"), "not UTF-8"),
    "half.txt": (b"\xff\xfe\x00\xd8\x00", "save it as UTF-8"),
    "menu.txt": ("ホーム\n会社概要\n".encode(), "holds no sentence"),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_hold_no_policy(tmp_path: Path, name: str) -> None:
    data, said = BYTES[name]
    (tmp_path / name).write_bytes(data)
    assert said in refused(tmp_path / name)


@pytest.mark.parametrize(
    ("make", "name", "said"),
    [
        (scanned, "scan.pdf", "PDF without text"),
        (encrypted, "locked.pdf", "protected by a password"),
        (archive, "policy.zip", "an archive"),
        (huge_word_file, "huge.docx", "unpacks to more than"),
    ],
)
def test_documents_that_hold_no_policy(tmp_path: Path, make: object, name: str, said: str) -> None:
    make(tmp_path / name)  # type: ignore[operator]
    assert said in refused(tmp_path / name)


def test_files_that_are_not_there_or_no_files(tmp_path: Path) -> None:
    assert "there is no such file" in refused(tmp_path / "none.txt")
    assert "is a folder" in refused(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("当社は、個人情報を守ります。", encoding="utf-8")
    path.chmod(0)
    assert "cannot be read (Permission denied)" in refused(path)


def test_files_that_are_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(sources.MAX_BYTES + 1)
    assert "is larger than 50 MB" in refused(path)
    monkeypatch.setattr("corpus.importing.importer.MAX_BYTES", 20)
    path.write_text("当社は、個人情報を守ります。", encoding="utf-8")
    assert "of text; a policy is shorter" in refused(path)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (Wishes(effective_on=date(2024, 1, 1)), "give one with --id"),
        (Wishes(id="Site Privacy", effective_on=date(2024, 1, 1)), "is no id"),
        (Wishes(id="page"), "give the date with --effective-on"),
        (Wishes(id="page", effective_on=date(2024, 1, 1), lang="Japanese"), "is no language"),
    ],
)
def test_what_the_person_must_say(wishes: Wishes, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        make_draft(Source("page", "当社は、個人情報を守ります。".encode(), "text"), wishes)


def test_a_draft_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "drafts" / "page.md"
    write("one\n", path, force=False)
    with pytest.raises(ImportRefused, match="--force"):
        write("two\n", path, force=False)
    assert path.read_text(encoding="utf-8") == "one\n"
    write("two\n", path, force=True)
    assert path.read_text(encoding="utf-8") == "two\n"
    with pytest.raises(ImportRefused, match="is a folder"):
        write("three\n", tmp_path, force=True)


@pytest.mark.parametrize(("code", "said"), [(errno.ENOSPC, "The disk is full"), (errno.EROFS, "cannot be written")])
def test_a_draft_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    def full(_: int) -> None:
        raise OSError(code, os.strerror(code))

    path = tmp_path / "page.md"
    path.write_text("reviewed\n", encoding="utf-8")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ImportRefused, match=said):
        write("draft\n", path, force=True)
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [("page.md", "reviewed\n")]
