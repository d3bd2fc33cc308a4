"""The file to import: its bytes, and what kind of file it is by what it holds rather than by its name."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final, Literal, TypeAlias

from corpus.errors import ImportRefused

Kind: TypeAlias = Literal["markdown", "html", "pdf", "docx", "text"]

MAX_BYTES: Final = 50_000_000
_MAX_UNPACKED_BYTES: Final = 500_000_000
STDIN: Final = "-"
_BY_NAME: Final[dict[str, Kind]] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".text": "text",
    "": "text",
}
_TAKEN: Final = "Markdown (.md), HTML, PDF, Word (.docx) and plain text (.txt) can be imported"
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE | re.DOTALL
)
_HTML_BLOCK: Final = re.compile(rb"<(?:p|div|h[1-6]|li|section|article|table|br)\b[^>]*>", re.IGNORECASE)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_BINARY: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_MANY_BINARY: Final = 0.01


@dataclass(frozen=True, slots=True)
class Source:
    """A file's name (``-`` for standard input), bytes and kind."""

    name: str
    data: bytes
    kind: Kind


def read_source(name: str, stdin: BinaryIO | None = None) -> Source:
    """The file ``name``, or standard input for ``-``. Raises `ImportRefused` where it holds nothing that can be imported."""
    data = _read_stdin(stdin) if name == STDIN else _read_file(Path(name))
    shown = "standard input" if name == STDIN else name
    if not data.strip():
        raise ImportRefused(f"{shown} is empty; give a file that holds a policy's text.")
    return Source(name, data, _kind(shown, "" if name == STDIN else Path(name).suffix.lower(), data))


def _read_stdin(stdin: BinaryIO | None) -> bytes:
    data = stdin.read(MAX_BYTES + 1) if stdin is not None else b""
    if len(data) > MAX_BYTES:
        raise ImportRefused(f"Standard input is larger than {MAX_BYTES // 1_000_000} MB; a policy is text, give only that.")
    return data


def _read_file(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ImportRefused(f"{path} is a folder; name one file.")
        if path.stat().st_size > MAX_BYTES:
            raise ImportRefused(f"{path} is larger than {MAX_BYTES // 1_000_000} MB; a policy is text, give only that.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ImportRefused(f"{path}: there is no such file.") from error
    except OSError as error:
        raise ImportRefused(f"{path} cannot be read ({error.strerror or type(error).__name__}).") from error


def _kind(shown: str, suffix: str, data: bytes) -> Kind:
    if data.lstrip()[:5] == b"%PDF-":
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_zip(shown, data)
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise ImportRefused(f"{shown} is protected by a password; remove it in Word and save the file again.")
        raise ImportRefused(f"{shown} is in Word's or Excel's old format; save it as .docx or PDF.")
    if suffix in (".pdf", ".docx"):
        raise ImportRefused(f"{shown} is named {suffix} but holds no such document; it is damaged or of another kind.")
    if not data.startswith(_UTF16) and len(_BINARY.findall(data)) > max(0, len(data) * _MANY_BINARY):
        raise ImportRefused(f"{shown} holds no text but binary data; {_TAKEN}.")
    if _HTML.match(data[:4000]) or (suffix in ("", ".txt") and len(_HTML_BLOCK.findall(data[:20_000])) > 3):  # noqa: PLR2004 - more than a slip
        return "html"
    if suffix not in _BY_NAME:
        raise ImportRefused(f"{shown} is of a kind that cannot be imported ({suffix}); {_TAKEN}.")
    return _BY_NAME[suffix]


def _kind_of_zip(shown: str, data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if "word/document.xml" not in archive.namelist():
                raise ImportRefused(f"{shown} is an archive or an Office file of another kind; {_TAKEN}.")
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED_BYTES:
                raise ImportRefused(f"{shown} unpacks to more than {_MAX_UNPACKED_BYTES // 1_000_000} MB; give a smaller file.")
    except zipfile.BadZipFile as error:
        raise ImportRefused(f"{shown} is damaged: it begins like a Word file but cannot be unpacked.") from error
    return "docx"
