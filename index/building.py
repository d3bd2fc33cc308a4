"""Building an index: only what changed is analysed and embedded, the rest is taken over from the index before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.library import Library
from corpus.model import PolicyVersion
from index.encoder.port import Encoder, States
from index.errors import IndexMissing, IndexStale
from index.files import save_array, save_vectors
from index.lexical import Lexical, pairs
from index.store import FORMAT, Entry, Generation, Manifest, locked, open_generation, write_manifest, writing
from index.tokens import NAME as TOKENIZER
from index.tokens import tokens
from index.units import Unit, units_of

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many of the sentences to embed are done, and how many there are."""

_BATCH: Final = 256
_KEY_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: units there are, and how many of them had to be embedded."""

    manifest: Manifest
    units: int
    embedded: int


def build_index(
    library: Library, folder: Path, encoder: Encoder, progress: Progress | None = None, *, wait_s: float = 0
) -> Built:
    """Index every version of ``library`` in ``folder``, atomically.

    Where somebody else builds there it is refused, or waited for, ``wait_s`` seconds at most, and what was built is taken if it will do.

    Raises:
        IndexFailed: it could not be written; the index before is untouched.
    """
    plan = _Plan.of(library)
    manifest = _manifest(plan, library, encoder)
    with locked(folder, wait_s):
        old = _Old.of(folder, encoder)
        if wait_s and old.generation and _is_fresh(old.generation.manifest, library, encoder):
            return Built(old.generation.manifest, len(plan.units), 0)
        new = [key for key in plan.units if key not in old.rows]
        states = _embed([plan.units[key] for key in new], encoder, progress)
        with writing(folder) as fresh:
            _write_vectors(fresh, plan, old, dict(zip(new, states, strict=True)), encoder.dimensions)
            _write_lexical(fresh, plan, folder)
            (fresh / "sections.json").write_text(
                json.dumps([[e.version, e.section, e.document, e.units] for e in plan.entries], ensure_ascii=False),
                encoding="utf-8",
            )
            write_manifest(fresh, manifest)
    return Built(manifest, len(plan.units), len(new))


def check_fresh(manifest: Manifest, library: Library, encoder: Encoder) -> None:
    """Raise `IndexStale`, saying why, unless the index was made from these texts by this encoder."""
    if manifest.encoder != encoder.name:
        raise IndexStale(
            f"The index was made with the encoder {manifest.encoder!r}, not {encoder.name!r}; run `jobun index build` or set "
            "JOBUN_ENCODER to the one it was made with."
        )
    if manifest.tokenizer != TOKENIZER:
        raise IndexStale("The index was made with another word analyser; run `jobun index build`.")
    there = {v["name"]: v["digest"] for v in manifest.versions}
    wanted = {version.name: _digest(version) for version in library}
    if there != wanted:
        changed = sorted(name for name in there.keys() | wanted.keys() if there.get(name) != wanted.get(name))
        more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""  # noqa: PLR2004 - three names are enough
        raise IndexStale(f"The index is older than the text ({', '.join(changed[:3])}{more} changed); run `jobun index build`.")


def _is_fresh(manifest: Manifest, library: Library, encoder: Encoder) -> bool:
    try:
        check_fresh(manifest, library, encoder)
    except IndexStale:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything that the index will hold, without vectors: units by key, documents as the keys of their units, sections."""

    units: dict[bytes, Unit]
    documents: tuple[tuple[bytes, ...], ...]
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, library: Library) -> _Plan:
        units: dict[bytes, Unit] = {}
        rows: dict[bytes, int] = {}
        documents: dict[tuple[bytes, ...], int] = {}
        entries = []
        for number, version in enumerate(library):
            for section in version.sections:
                mine = list(units_of(section, version))
                keys = tuple(unit.key for unit in mine)
                for key, unit in zip(keys, mine, strict=True):
                    units.setdefault(key, unit)
                    rows.setdefault(key, len(rows))
                document = documents.setdefault(keys, len(documents))
                entries.append(Entry(number, section.number, document, tuple(rows[key] for key in keys)))
        return cls(units, tuple(documents), tuple(entries))


@dataclass(frozen=True, slots=True)
class _Old:
    """What the index before holds and can be taken over: its rows by the key of their unit."""

    generation: Generation | None
    rows: dict[bytes, int]

    @classmethod
    def of(cls, folder: Path, encoder: Encoder) -> _Old:
        """The index in ``folder``, or nothing where there is none or another encoder made it."""
        try:
            old = open_generation(folder)
        except (IndexMissing, IndexStale):
            return cls(None, {})
        if old.manifest.encoder != encoder.name or old.manifest.dimensions != encoder.dimensions:
            return cls(None, {})
        return cls(old, {key.tobytes(): row for row, key in enumerate(old.keys)})

    def take(self, key: bytes) -> tuple[NDArray[np.float32], NDArray[np.int8], NDArray[np.float32]]:
        """The vector, the token rows and their scales of a unit. Raises `KeyError`."""
        row = self.rows[key]
        if self.generation is None:
            raise KeyError(key)
        tokens = self.generation.tokens
        part = slice(int(tokens.starts[row]), int(tokens.starts[row + 1]))
        return self.generation.vectors.reconstruct(row), tokens.rows[part], tokens.scales[part]


def _embed(units: Sequence[Unit], encoder: Encoder, progress: Progress | None) -> list[States]:
    states: list[States] = []
    if progress:
        progress(0, len(units))
    for at in range(0, len(units), _BATCH):
        batch = units[at : at + _BATCH]
        states += encoder.states([unit.text for unit in batch], role="passage", contexts=[unit.context for unit in batch])
        if progress:
            progress(len(states), len(units))
    return states


def quantise(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Rows as int8 and the scale of each: ``row ≈ int8 · scale``."""
    scales = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), 1e-9).astype(np.float32) / np.float32(127)
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales


def _write_vectors(fresh: Path, plan: _Plan, old: _Old, new: dict[bytes, States], dimensions: int) -> None:
    count = len(plan.units)
    vectors = np.empty((count, dimensions), np.float32)
    rows: list[NDArray[np.int8]] = []
    scales: list[NDArray[np.float32]] = []
    starts = np.zeros(count + 1, np.int64)
    for row, key in enumerate(plan.units):
        if key in new:
            vectors[row] = new[key].vector
            int8, scale = quantise(new[key].tokens)
        else:
            vectors[row], int8, scale = old.take(key)
        rows.append(int8)
        scales.append(scale)
        starts[row + 1] = starts[row] + len(int8)
    flat = faiss.IndexFlatIP(dimensions)
    flat.add(vectors)
    save_vectors(fresh / "vectors.faiss", flat)
    save_array(fresh / "keys.npy", np.frombuffer(b"".join(plan.units), np.uint8).reshape(-1, _KEY_BYTES))
    save_array(fresh / "tokens.npy", np.concatenate(rows) if rows else np.empty((0, dimensions), np.int8))
    save_array(fresh / "scales.npy", np.concatenate(scales) if scales else np.empty(0, np.float32))
    save_array(fresh / "starts.npy", starts)


def _write_lexical(fresh: Path, plan: _Plan, folder: Path) -> None:
    """BM25 over the documents; the words of a sentence are cached by its key, since analysing is most of the work."""
    cache = _read_words(folder)
    words = {key: cache[key] if key in cache else tokens(unit.text) for key, unit in plan.units.items()}
    _write_words(fresh, words)
    Lexical.build([_joined(words[key] for key in document) for document in plan.documents]).save(fresh / "words")
    Lexical.build([_joined(pairs(plan.units[key].text) for key in document) for document in plan.documents]).save(
        fresh / "pairs"
    )


def _joined(parts: Iterable[list[str]]) -> list[str]:
    return [token for part in parts for token in part]


def _read_words(folder: Path) -> dict[bytes, list[str]]:
    try:
        generation = open_generation(folder)
        if generation.manifest.tokenizer != TOKENIZER:
            return {}
        lines = (generation.folder / "words.txt").read_text(encoding="utf-8").split("\n")
        return {key.tobytes(): line.split() for key, line in zip(generation.keys, lines, strict=True)}
    except (IndexMissing, IndexStale, OSError, ValueError):
        return {}


def _write_words(fresh: Path, words: dict[bytes, list[str]]) -> None:
    # A token never holds a blank: one line a unit, in the order of the keys.
    (fresh / "words.txt").write_text("\n".join(" ".join(each) for each in words.values()), encoding="utf-8")


def _manifest(plan: _Plan, library: Library, encoder: Encoder) -> Manifest:
    versions = tuple(_described(version) for version in library)
    whole = json.dumps([FORMAT, encoder.name, TOKENIZER, versions], ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(whole.encode()).hexdigest()
    return Manifest(FORMAT, encoder.name, encoder.dimensions, TOKENIZER, versions, len(plan.documents), len(plan.units), digest)


def _described(version: PolicyVersion) -> dict[str, str]:
    return {"name": version.name, "digest": _digest(version)}


def _digest(version: PolicyVersion) -> str:
    """Changes with the text, and with the sections and sentences that it is read as."""
    whole = hashlib.sha256(version.digest.encode())
    for section in version.sections:
        sentences = [(s.start, s.end, s.kind, s.lead) for s in section.sentences]
        whole.update(repr((section.number, section.title, section.path, section.kind, sentences)).encode("utf-8", "replace"))
    return whole.hexdigest()
