"""Whether an index is there and up to date, found out without loading an encoder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, cast

from corpus.library import Library
from index.building import check_fresh
from index.encoder.hashing import HashingEncoder
from index.encoder.loading import BUNDLED, HASHING
from index.encoder.making import NAME
from index.encoder.port import Encoder
from index.errors import IndexMissing, IndexStale
from index.store import Manifest, current, read_manifest

State: TypeAlias = Literal["fresh", "stale", "missing"]


@dataclass(frozen=True, slots=True)
class IndexState:
    """``why`` says what is wrong and what to do, and is empty where nothing is; ``manifest`` is None where none can be read."""

    state: State
    why: str = ""
    manifest: Manifest | None = None


@dataclass(frozen=True, slots=True)
class _Named:
    name: str


def encoder_name(setting: str) -> str | None:
    """The name of the encoder a setting asks for; None where only loading it would tell."""
    return {BUNDLED: NAME, HASHING: HashingEncoder.name}.get(setting)


def index_state(folder: Path, library: Library, encoder: str) -> IndexState:
    """Look at the index in ``folder``. ``encoder`` is a setting; of a model with a path, any version counts as the same."""
    try:
        manifest = read_manifest(current(folder))
    except IndexMissing as error:
        return IndexState("missing", str(error))
    except IndexStale as error:
        return IndexState("stale", str(error))
    name = encoder_name(encoder) or (manifest.encoder if manifest.encoder.startswith(f"{encoder}@") else encoder)
    try:
        # Of an encoder, nothing but its name is looked at.
        check_fresh(manifest, library, cast("Encoder", _Named(name)))
    except IndexStale as error:
        return IndexState("stale", str(error), manifest)
    return IndexState("fresh", manifest=manifest)
