"""markitdown, kept to what is wanted of it: PDF, Word and HTML on this machine, without plugins, and without a word of its own."""

from __future__ import annotations

import contextlib
import logging
import os
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from corpus.errors import ImportRefused
from corpus.importing.pdf_tables import Table, find_tables

_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
}
_LOGGERS: Final = ("pdfminer", "pdfplumber", "markitdown", "mammoth", "magika", "charset_normalizer")
_WORD_STYLES: Final = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
_PASSWORD: Final = ("PDFPasswordIncorrect", "PDFEncryptionError", "PDFTextExtractionNotAllowed")


def to_markdown(data: bytes, kind: str, shown: str) -> str:
    """The Markdown that markitdown makes of ``data``. Raises `ImportRefused` where it can make none."""
    with _silence():
        from markitdown import MarkItDown, StreamInfo
        from markitdown.converters import DocxConverter, HtmlConverter, PdfConverter

        reader = MarkItDown(enable_builtins=False, enable_plugins=False)
        converter = {"pdf": PdfConverter, "docx": DocxConverter, "html": HtmlConverter}[kind]()
        reader.register_converter(converter)
        about = StreamInfo(extension=f".{kind}", mimetype=_TYPES[kind], charset="utf-8" if kind == "html" else None)
        options: dict[str, Any] = {
            "bullets": "-",
            "escape_asterisks": False,
            "escape_underscores": False,
            "escape_misc": False,
            "style_map": _WORD_STYLES,
        }
        try:
            return str(reader.convert_stream(BytesIO(data), stream_info=about, **options).markdown)
        except Exception as error:
            raise ImportRefused(_unreadable(error, kind, shown)) from error


def tables_of(data: bytes) -> list[list[Table]]:
    """The ruled tables of a PDF, page by page."""
    with _silence():
        return find_tables(data)


def _unreadable(error: BaseException, kind: str, shown: str) -> str:
    if any(name in _names(error) for name in _PASSWORD):
        return f"{shown} is protected by a password; remove it and save the file again."
    label = {"pdf": "a PDF", "docx": "a Word file", "html": "HTML"}[kind]
    return f"{shown} cannot be read as {label}; it is damaged, or something in it is not supported. Save it anew and try again."


def _names(error: BaseException) -> str:
    """The names of an error and of all that it holds or came from."""
    names, seen = [], set[int]()
    pending: list[BaseException | None] = [error]
    while pending:
        current = pending.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        names.append(f"{type(current).__name__} {current}")
        pending += [current.__cause__, current.__context__]
        for attempt in getattr(current, "attempts", None) or ():
            pending.append((attempt.exc_info or (None, None))[1])
    return " ".join(names)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """What the libraries log, warn of and print reaches nobody: it is about their insides."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings(), open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - devnull is no path
        warnings.simplefilter("ignore")
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        try:
            with contextlib.redirect_stderr(nowhere), contextlib.redirect_stdout(nowhere):
                yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
