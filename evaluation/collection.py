"""Reading a collection in the BEIR layout: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.tsv`` in one folder."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evaluation.errors import RowsUnreadable
from evaluation.rows import json_rows, text_lines

CORPUS: Final = "corpus.jsonl"
QUERIES: Final = "queries.jsonl"
QRELS: Final = "qrels.tsv"
_FIELDS: Final = 3


@dataclass(frozen=True, slots=True)
class Document:
    """A text to be found; ``group`` is what a search can be restricted to, "" where it is not."""

    id: str
    title: str
    text: str
    group: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question; ``within`` is the one group to be searched, None for all documents."""

    id: str
    text: str
    within: str | None


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, queries, and ``grades``: for a query's id the relevance, 0 or more, of documents by id."""

    name: str
    documents: tuple[Document, ...]
    queries: tuple[Query, ...]
    grades: Mapping[str, Mapping[str, int]]


def read_collection(folder: Path, within: str | None = None) -> Collection:
    """Read a collection; queries that no document answers are left out.

    Args:
        folder: holds the three files.
        within: the key of ``metadata`` that restricts a query to the documents of the same value.

    Raises:
        RowsUnreadable: a file is missing or a line cannot be used; the message says which and why.
    """
    documents: dict[str, Document] = {}
    for place, row in json_rows(folder / CORPUS):
        name = _new_id(row, documents, place)
        group = _group(row, within, place) if within else ""
        documents[name] = Document(
            name, _text({"title": "", **row}, "title", place, blank=True), _text(row, "text", place, blank=True), group
        )
    queries: dict[str, Query] = {}
    for place, row in json_rows(folder / QUERIES):
        name = _new_id(row, queries, place)
        queries[name] = Query(name, _text(row, "text", place), _group(row, within, place) if within else None)
    grades: dict[str, dict[str, int]] = {}
    for query, document, grade in _judgements(folder / QRELS, queries, documents):
        grades.setdefault(query, {})[document] = grade
    asked = tuple(query for query in queries.values() if any(grades.get(query.id, {}).values()))
    if not asked:
        raise RowsUnreadable(f"{folder}: no query has a relevant document, so there is nothing to measure; see its {QRELS}.")
    return Collection(folder.resolve().name, tuple(documents.values()), asked, grades)


def _judgements(path: Path, queries: Container[str], documents: Container[str]) -> Iterator[tuple[str, str, int]]:
    lines = text_lines(path)
    place, header = next(lines, (str(path), ""))
    names = header.split("\t")
    if len(names) != _FIELDS or names[-1].strip().isdecimal():
        raise RowsUnreadable(f"{place}: has no header; begin with `query-id`, `corpus-id` and `score`, separated by tabs.")
    for place, line in lines:
        fields = line.split("\t")
        if len(fields) != _FIELDS:
            raise RowsUnreadable(f"{place}: has {len(fields)} fields; write query-id, corpus-id and score, separated by tabs.")
        query, document, score = (field.strip() for field in fields)
        if query not in queries:
            raise RowsUnreadable(f"{place}: there is no query {query!r} in {QUERIES}; add it or remove the line.")
        if document not in documents:
            raise RowsUnreadable(f"{place}: there is no document {document!r} in {CORPUS}; add it or remove the line.")
        if not score.isdecimal():
            raise RowsUnreadable(f"{place}: the score is {score!r}; it must be a whole number, 0 or more.")
        yield query, document, int(score)


def _new_id(row: dict[str, Any], seen: Container[str], place: str) -> str:
    name = _text(row, "_id", place)
    if name in seen:
        raise RowsUnreadable(f"{place}: {name!r} is there already; give each line an `_id` of its own.")
    return name


def _text(row: dict[str, Any], key: str, place: str, *, blank: bool = False) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not (blank or value.strip()):
        raise RowsUnreadable(f"{place}: `{key}` is {'missing' if value is None else repr(value)}; it must be text.")
    return value


def _group(row: dict[str, Any], within: str, place: str) -> str:
    metadata = row.get("metadata")
    value = metadata.get(within) if isinstance(metadata, dict) else None
    if not isinstance(value, str | int) or value == "":
        raise RowsUnreadable(f"{place}: `metadata.{within}` is missing; write it on every line, or search without --within.")
    return str(value)
